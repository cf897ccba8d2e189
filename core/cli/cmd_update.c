// tend update: whether there is something new, what that would change, and the way back.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "behaviour.h"
#include "common.h"
#include "install.h"
#include "ledger.h"
#include "memory.h"
#include "place.h"

struct update {
  struct install_wish wish;
  const char *name;  // NULL: all
  bool only_check, back, files;
  json_t *ledger;
};

static bool is_new(const struct offer *offer, const json_t *entry) {
  return strcmp(offer->hash, json_string_value(json_object_get(entry, "hash"))) != 0;
}

// Nothing of it runs, not even to be compared, before its key and its script were looked at.
static int offer_it(struct update *update, const struct offer *offer, const struct practice *before, const json_t *entry) {
  struct fault fault;
  int status;
  install_describe(offer, before, entry);
  if (!update->wish.new_key && !offer_key_fits(offer, entry, &fault)) return complain(STATUS_ERROR, "%s", fault.text);
  if (!install_check(offer)) return STATUS_ERROR;
  if (before && !behaviour_compare(before, offer->practice)) return complain(STATUS_ERROR, "nothing was changed");
  if (before && update->files) behaviour_compare_files(before, offer->practice);
  puts("");
  if (!install_is_wanted(&update->wish, "Take it?", &status)) return status;
  status = install_take(offer, &update->wish, update->ledger);
  if (status == STATUS_OK)
    printf("%s is up to date; 'tend update --rollback %s' goes back.\n", offer->practice->name, offer->practice->name);
  return status;
}

static void print_news(const char *name, const char *had, const char *is) {
  printf("%-20s ", name);
  print_clean_line(had);
  fputs(", and there is ", stdout);
  print_clean_line(is);
  putchar('\n');
}

static int update_one(struct update *update, const char *name) {
  struct offer offer;
  struct buf mistakes = {0};
  const json_t *entry = ledger_entry(update->ledger, name);
  const char *source = json_string_value(json_object_get(entry, "source"));
  int status = STATUS_OK;
  if (!source || !offer_open(&offer, source, &mistakes)) {
    print_mistakes(&mistakes);
    status = complain(STATUS_ERROR, "%s: it could not be looked at whether there is something new", name);
  } else if (strcmp(offer.practice->name, name) != 0) {
    status = complain(STATUS_ERROR, "%s: what is there now calls itself '%s', so it is left alone", name, offer.practice->name);
  } else if (!is_new(&offer, entry)) {
    printf("%-20s nothing new\n", name);
  } else {
    struct practice *before = install_find(name);
    if (update->only_check) print_news(name, before ? before->version : "?", offer.practice->version);
    else status = offer_it(update, &offer, before, entry);
    practice_free(before);
  }
  if (source) offer_close(&offer);
  buf_finish(&mistakes);
  return status;
}

static int update_all(struct update *update) {
  int status = STATUS_OK;
  const char *name;
  json_t *entry, *names = json_array();
  // Each update changes the ledger.
  json_object_foreach(json_object_get(update->ledger, "practices"), name, entry)
    json_array_append_new(names, json_string(name));
  size_t i;
  json_array_foreach(names, i, entry) {
    int one = update_one(update, json_string_value(entry));
    if (one != STATUS_OK) status = one;
  }
  if (json_array_size(names) == 0) puts("Nothing is installed.");
  json_decref(names);
  return status;
}

static int go_back(struct update *update) {
  struct fault fault;
  const char *name = update->name;
  json_t *entry = ledger_entry(update->ledger, name), *previous = json_object_get(entry, "previous");
  const char *hash = json_string_value(json_object_get(previous, "hash"));
  char *now = mem_copy(json_string_value(json_object_get(entry, "hash")));
  int status = STATUS_OK;
  if (!hash || !place_previous_is(name, hash)) {
    status = complain(STATUS_ERROR, "%s has no version before this one to go back to", name);
  } else if (!place_swap(name, &fault)) {
    status = complain(STATUS_ERROR, "%s", fault.text);
  } else {
    ledger_swap(update->ledger, name);
    if (!ledger_write(update->ledger, &fault)) {
      place_mend(name, now);
      status = complain(STATUS_ERROR, "%s", fault.text);
    } else {
      printf("%s is at version ", name);
      print_clean_line(json_string_value(json_object_get(ledger_entry(update->ledger, name), "version")));
      puts(" again; the same command goes forward.");
    }
  }
  free(now);
  return status;
}

static int start(struct update *update) {
  int lock, status = STATUS_ERROR;
  update->ledger = install_begin(&lock);
  if (!update->ledger) return status;
  if (update->name && !ledger_entry(update->ledger, update->name))
    status = complain(STATUS_USAGE, "%s is not installed; 'tend list --installed' shows what is", update->name);
  else if (update->back) status = go_back(update);
  else status = update->name ? update_one(update, update->name) : update_all(update);
  install_end(update->ledger, lock);
  return status;
}

static int run(const struct command *command, int count, char **arguments) {
  (void)count;
  struct update update = {0};
  int status = STATUS_OK;
  for (int at = 0; arguments[at] && status == STATUS_OK; at++) {
    if (install_option(&update.wish, command, arguments, &at, &status)) continue;
    if (strcmp(arguments[at], "--check") == 0) update.only_check = true;
    else if (strcmp(arguments[at], "--rollback") == 0) update.back = true;
    else if (strcmp(arguments[at], "--diff") == 0) update.files = true;
    else if (arguments[at][0] == '-' || update.name) status = command_usage(command, "'%s' is not understood", arguments[at]);
    else update.name = arguments[at];
  }
  if (status == STATUS_OK && update.back && !update.name)
    status = command_usage(command, "which practice is to go back to the version before?");
  return status == STATUS_OK ? start(&update) : status;
}

const struct command command_update = {
    "update", "what is new in installed practices, and the way back",
    "  tend update [NAME] [--diff] [--yes] [--grant all|none|...] [--accept-new-key]\n"
    "  tend update [NAME] --check      only say whether there is something new\n"
    "  tend update --rollback NAME     the version before\n"
    "\n"
    "Before anything is changed you see what it would be allowed to do, and what it would do otherwise\n"
    "than now: both versions are rehearsed with the same answers. --diff shows the changed lines, too.\n",
    run,
};
