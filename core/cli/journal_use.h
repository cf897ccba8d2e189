// The uses of `tend journal`, a file each: journal_add.c, journal_delete.c, journal_edit.c, journal_export.c,
// journal_import.c, journal_list.c (and search), journal_lock.c (and unlock), journal_passphrase.c, journal_show.c.
#pragma once

#include "command.h"
#include "keeper.h"
#include "secret.h"

// Each gets the open journal; `arguments` start after the word, and end with NULL.
int journal_use_add(struct journal *journal, const struct command *command, char **arguments);
int journal_use_delete(struct journal *journal, const struct command *command, char **arguments);
int journal_use_edit(struct journal *journal, const struct command *command, char **arguments);
int journal_use_export(struct journal *journal, const struct command *command, char **arguments);
int journal_use_import(struct journal *journal, const struct command *command, char **arguments);
int journal_use_list(struct journal *journal, const struct command *command, char **arguments);
int journal_use_search(struct journal *journal, const struct command *command, char **arguments);
int journal_use_show(struct journal *journal, const struct command *command, char **arguments);
int journal_use_lock(struct journal *journal, const struct command *command, char **arguments);
int journal_use_passphrase(struct journal *journal, const struct command *command, char **arguments);
int journal_use_unlock(struct journal *journal, const struct command *command, char **arguments);

// Makes the journal readable: nothing to do where no passphrase is set or it is unlocked; otherwise the passphrase is
// asked for, once, where a person is at the terminal. STATUS_OK, or the exit status after it was said why
// (STATUS_LOCKED where there is nobody to ask, or the passphrase was another one). Call it when the arguments were
// understood, before anything is read.
int journal_use_open_to_read(struct journal *journal);

// Where passphrases come from: `fd` is a descriptor, or -1 for the terminal, and for stdin where that is no terminal.
// Each of these says what went wrong, and gives the exit status.
int journal_use_get_secret(int fd, const char *prompt, struct secret *secret);
int journal_use_open_with(struct journal *journal, const struct secret *secret);

// What comes through stdin, to its end; what is typed, also to Ctrl-C, or until the terminal goes. Of more than an entry
// holds, nothing. `prompt` is said at a terminal.
bool journal_use_read_text(struct buf *text, const char *prompt, struct fault *fault);
// Whether it is text; otherwise a sentence with the line. `done`: what was not done, "added" or "changed".
bool journal_use_check_text(const struct buf *text, const char *done, struct fault *fault);

// Says why words could not be kept, and gives them back on stdout, so that they are at least not gone. STATUS_ERROR.
int journal_use_give_back(const struct buf *text, const struct fault *why);
// Says that so many entries could not be opened; STATUS_ERROR.
int journal_use_damaged(size_t count);

struct journal_use_moment {
  int64_t created;  // as of struct journal_entry
  int zone;
};
struct journal_use_moment journal_use_now(void);

// Says which formats there are, or which can be read; STATUS_USAGE.
int journal_use_unknown_format(const struct command *command, const char *name, bool readable);

// "--fd N": the descriptor from which a passphrase is read. False where arguments[*at] is another one; *status is set
// where it is no descriptor, which was said.
bool journal_use_fd_option(const struct command *command, char **arguments, int *at, int *fd, int *status);
