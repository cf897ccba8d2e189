// What installing and updating share: saying what a practice is and what changes with it, and putting it into its place.
#pragma once

#include "command.h"
#include "offer.h"

struct install_wish {
  bool yes;             // nobody is asked
  bool new_key;         // a key that changed is accepted
  const char *granted;  // "all", "none", "journal.add,sound", or NULL: it asks at its first run
};

// Takes the lock and reads the lock file, after what an interrupted one left was mended; NULL with the reason said. Both are
// the caller's to install_end.
json_t *install_begin(int *lock);
void install_end(json_t *ledger, int lock);

// Why a practice cannot be installed, or copied, under this name; NULL where it can.
const char *install_name_taken(const char *name);

// Takes one of the options above. False for another; *status is set where it was wrong.
bool install_option(struct install_wish *wish, const struct command *command, char **arguments, int *at, int *status);

// What it is and may do; with the version that is installed (or NULL), what changes.
void install_describe(const struct offer *offer, const struct practice *before, const json_t *entry);
// Reads it as 'tend check' does. False when it has mistakes, which were said then.
bool install_check(const struct offer *offer);
// Asks, unless that was answered already. False: no.
bool install_is_wanted(const struct install_wish *wish, const char *question, int *status);
// Puts it into its place and into the lock file. The exit status.
int install_take(const struct offer *offer, const struct install_wish *wish, json_t *ledger);

// The same files as are there, from the same place: only the commit, the key and what was decided beforehand is noted.
int install_note(const struct offer *offer, const struct install_wish *wish, json_t *ledger);

// Something lies in the place of the installed practice of this name, whether or not it can be read.
bool install_is_there(const char *name);
// The installed practice of this name; NULL where there is none that can be read, and nothing is said.
struct practice *install_find(const char *name);
