// tend install: a practice from somebody else.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "index.h"
#include "install.h"
#include "ledger.h"
#include "mistake.h"
#include "place.h"
#include "text.h"

static bool comes_from_there(const struct offer *offer, const json_t *entry) {
  char *source = address_words(&offer->address);
  bool same = address_same_place(source, json_string_value(json_object_get(entry, "source")));
  free(source);
  return same;
}

static int install(const struct offer *offer, const struct install_wish *wish, json_t *ledger) {
  struct fault fault;
  int status = STATUS_OK;
  const char *name = offer->practice->name, *taken = install_name_taken(name);
  const json_t *entry = ledger_entry(ledger, name);
  if (taken) return complain(STATUS_ERROR, "it calls itself '%s', and %s: 'tend copy' makes it yours under another", name, taken);
  // Also one with a mistake in it, which cannot be read.
  if (!entry && install_is_there(name))
    return complain(STATUS_ERROR, "there is a %s among your plugins that tend did not install, and it is left alone: give it "
                                  "another name first", name);
  struct practice *before = install_find(name);
  bool from_there = entry && comes_from_there(offer, entry);
  bool same = before && entry && strcmp(offer->hash, json_string_value(json_object_get(entry, "hash"))) == 0 &&
              strcmp(before->hash, offer->practice->hash) == 0;
  if (before && !same && !from_there) {
    fputs("You have a practice of this name from somewhere else:\n  ", stdout);
    print_clean_line(json_string_value(json_object_get(entry, "source")));
    puts("\n");
  }
  install_describe(offer, before, entry);
  puts("");
  if (!wish->new_key && !offer_key_fits(offer, entry, &fault)) status = complain(STATUS_ERROR, "%s", fault.text);
  else if (!install_check(offer)) status = STATUS_ERROR;
  else if (same && from_there) status = install_note(offer, wish, ledger);
  else if (same) {
    fputs("You have it, exactly as it is, from ", stdout);
    print_clean_line(json_string_value(json_object_get(entry, "source")));
    putchar('\n');
  } else if (install_is_wanted(wish, before ? "Put it in the place of the one you have?" : "Install it?", &status)) {
    status = install_take(offer, wish, ledger);
    if (status == STATUS_OK) printf("It is installed: tend run %s\n", name);
  }
  practice_free(before);
  return status;
}

// A name is looked up in the indexes, and what they say of it has to be so.
static bool open_named(struct offer *offer, const char *name, struct buf *mistakes) {
  struct fault fault;
  const char *where = NULL;
  json_t *indexes = indexes_read(&fault);
  const json_t *listed = indexes ? indexes_find(indexes, name, &where, mistakes) : NULL;
  bool ok = listed && offer_open(offer, json_string_value(json_object_get(listed, "source")), mistakes);
  if (!indexes) mistake_add(mistakes, "%s", fault.text);
  if (ok && strcmp(offer->practice->name, name) != 0)
    ok = fault_set(&fault, "what is there calls itself '%s', and the index calls it '%s'", offer->practice->name, name);
  else if (ok)
    ok = offer_is_as_promised(offer, json_string_value(json_object_get(listed, "hash")),
                              json_string_value(json_object_get(listed, "key")), &fault);
  if (!ok && offer->practice) mistake_add(mistakes, "%s: %s", where, fault.text);
  json_decref(indexes);
  return ok;
}

static bool open_it(struct offer *offer, const char *source, struct buf *mistakes) {
  bool is_name = text_is_name(source) && access(source, F_OK) < 0;
  return is_name ? open_named(offer, source, mistakes) : offer_open(offer, source, mistakes);
}

static int open_and_install(const char *source, const struct install_wish *wish) {
  struct offer offer = {0};
  struct buf mistakes = {0};
  int lock, status = STATUS_ERROR;
  json_t *ledger = install_begin(&lock);
  if (ledger && open_it(&offer, source, &mistakes)) {
    status = install(&offer, wish, ledger);
  } else if (ledger) {
    print_mistakes(&mistakes);
    complain(STATUS_ERROR, "nothing was installed");
  }
  offer_close(&offer);
  buf_finish(&mistakes);
  install_end(ledger, lock);
  return status;
}

static int run(const struct command *command, int count, char **arguments) {
  (void)count;
  struct install_wish wish = {0};
  const char *source = NULL;
  int status = STATUS_OK;
  for (int at = 0; arguments[at] && status == STATUS_OK; at++) {
    if (install_option(&wish, command, arguments, &at, &status)) continue;
    if (arguments[at][0] == '-' || source) status = command_usage(command, "'%s' is not understood", arguments[at]);
    else source = arguments[at];
  }
  if (status != STATUS_OK) return status;
  if (!source) return command_usage(command, "from where? A folder, an archive, or a git repository");
  return open_and_install(source, &wish);
}

const struct command command_install = {
    "install", "a practice from somebody else",
    "  tend install SOURCE|NAME [--yes] [--grant all|none|journal.add,...] [--accept-new-key]\n"
    "\n"
    "SOURCE is a folder, an archive (.tend, .tar.gz, .tar.xz, .zip), or a git repository, as\n"
    "URL[@TAG|COMMIT][#FOLDER]; NAME is one that 'tend search' finds. It is read and checked, and you are\n"
    "shown what it is and what it may do, before anything is changed. --grant decides beforehand what it\n"
    "would ask at its first run; --accept-new-key takes one that is signed otherwise than before.\n",
    run,
};
