// What installing and updating share; see install.h.
#include "install.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common.h"
#include "keeper.h"
#include "ledger.h"
#include "memory.h"
#include "paths.h"
#include "place.h"
#include "review.h"
#include "text.h"
#include "verbs.h"

bool install_option(struct install_wish *wish, const struct command *command, char **arguments, int *at, int *status) {
  if (option_value(arguments, at, "--grant", &wish->granted)) {
    bool known = wish->granted && (strcmp(wish->granted, "all") == 0 || strcmp(wish->granted, "none") == 0 ||
                                   wire_are_permissions(wish->granted));
    if (!known) *status = command_usage(command, "--grant needs all, none, or permissions such as journal.add,sound");
  } else if (strcmp(arguments[*at], "--yes") == 0) {
    wish->yes = true;
  } else if (strcmp(arguments[*at], "--accept-new-key") == 0) {
    wish->new_key = true;
  } else {
    return false;
  }
  return true;
}

// A practice of tend's own, or the person's, would be hidden, or hide this one.
const char *install_name_taken(const char *name) {
  char *bundled = path_of(PATH_SHARE, "plugins", NULL), *folder = bundled ? path_join(bundled, name) : NULL;
  char *own = mem_format("scripts/%s.lua", name), *script = path_of(PATH_CONFIG, own, NULL);
  const char *taken = folder && access(folder, F_OK) == 0   ? "a practice that comes with tend has that name"
                      : script && access(script, F_OK) == 0 ? "a script of your own has that name"
                                                            : NULL;
  free(bundled);
  free(folder);
  free(own);
  free(script);
  return taken;
}

static const char *expected_hash(void *context, const char *name) {
  return json_string_value(json_object_get(ledger_entry(context, name), "hash"));
}

json_t *install_begin(int *lock) {
  struct fault fault;
  *lock = place_lock(&fault);
  json_t *ledger = *lock >= 0 ? ledger_read(&fault) : NULL;
  if (!ledger) {
    complain(STATUS_ERROR, "%s", fault.text);
    place_unlock(*lock);
    return NULL;
  }
  place_sweep(expected_hash, ledger);
  const char *name;
  json_t *entry;
  json_object_foreach(json_object_get(ledger, "practices"), name, entry)
    place_mend(name, json_string_value(json_object_get(entry, "hash")));
  return ledger;
}

void install_end(json_t *ledger, int lock) {
  if (!ledger) return;
  json_decref(ledger);
  place_unlock(lock);
}

bool install_is_there(const char *name) {
  struct stat info;
  char *path = place_of(name);
  bool there = path && lstat(path, &info) == 0;
  free(path);
  return there;
}

struct practice *install_find(const char *name) {
  struct buf ignored = {0};
  char *path = install_is_there(name) ? place_of(name) : NULL;
  struct practice *practice = path ? practice_load(path, PRACTICE_INSTALLED, &ignored) : NULL;
  buf_finish(&ignored);
  free(path);
  return practice;
}

// What it is.

static bool same_permission(const struct practice_permission *one, const struct practice_permission *other) {
  return strcmp(one->key, other->key) == 0 && strcmp(one->scope ? one->scope : "", other->scope ? other->scope : "") == 0;
}

static bool has_permission(const struct practice *practice, const struct practice_permission *wanted) {
  for (size_t i = 0; practice && i < practice->permissions_count; i++)
    if (same_permission(&practice->permissions[i], wanted)) return true;
  return false;
}

static void print_line(const char *mark, const struct practice_permission *permission) {
  printf("  %s", mark);
  print_permission(permission);
  putchar('\n');
}

// New ones first: they are what the person has not thought about yet.
static void print_permissions(const struct practice *practice, const struct practice *before) {
  if (!practice->permissions_count) puts("\nIt needs no permission.");
  else puts("\nIt may, if you allow it when it first asks:");
  for (size_t i = 0; i < practice->permissions_count; i++)
    if (before && !has_permission(before, &practice->permissions[i]))
      print_line("new: ", &practice->permissions[i]);
  for (size_t i = 0; i < practice->permissions_count; i++)
    if (!before || has_permission(before, &practice->permissions[i])) print_line("", &practice->permissions[i]);
  for (size_t i = 0; before && i < before->permissions_count; i++)
    if (!has_permission(practice, &before->permissions[i])) print_line("no longer: ", &before->permissions[i]);
}

static void print_signature(const struct offer *offer, const json_t *entry) {
  const char *pinned = json_string_value(json_object_get(entry, "key"));
  if (!*offer->key) return print_field("signed", pinned ? "NO LONGER" : "no");
  print_field("signed", offer->key);
  print_field("", !pinned                            ? "noted, for the next time"
                  : strcmp(pinned, offer->key) != 0 ? "ANOTHER KEY THAN BEFORE"
                                                    : "as before");
}

void install_describe(const struct offer *offer, const struct practice *before, const json_t *entry) {
  const struct practice *practice = offer->practice;
  char *source = address_words(&offer->address);
  print_clean_line(practice->local_title);
  putchar('\n');
  print_clean_line(practice->local_summary);
  puts("\n");
  print_field("name", practice->name);
  print_field("author", *practice->author ? practice->author : "not said");
  print_field("licence", practice->license);
  char *version = before ? mem_format("%s (you have %s)", practice->version, before->version) : mem_copy(practice->version);
  print_field("version", version);
  print_field("from", source);
  print_field("commit", offer->commit);
  print_signature(offer, entry);
  print_field("caution", practice->local_cautions);
  if (practice->background) print_field("background", "may run without you at a reminder's time");
  print_permissions(practice, before);
  free(version);
  free(source);
}

// Checking.

static void on_finding(void *context, const struct review_finding *finding) {
  size_t *errors = context;
  if (strcmp(finding->severity, "error") != 0) return;
  ++*errors;
  fprintf(stderr, "%s:%d:%d: ", finding->file, finding->line, finding->column);
  struct buf clean = {0};
  text_clean(&clean, finding->text, strlen(finding->text), false);
  fprintf(stderr, "%s\n", buf_text(&clean));
  buf_finish(&clean);
}

bool install_check(const struct offer *offer) {
  struct fault fault;
  size_t errors = 0;
  if (!review_practice(offer->practice, on_finding, &errors, &fault)) {
    complain(STATUS_ERROR, "%s", fault.text);
    return false;
  }
  if (errors) complain(STATUS_ERROR, "%s has mistakes and could not run, so nothing was changed", offer->practice->name);
  return errors == 0;
}

// Taking.

bool install_is_wanted(const struct install_wish *wish, const char *question, int *status) {
  *status = STATUS_OK;
  if (wish->yes) return true;
  fflush(stdout);
  if (!isatty(STDIN_FILENO)) {
    *status = complain(STATUS_USAGE, "nobody can be asked here whether it is wanted: --yes says so");
    return false;
  }
  if (ask_yes(question)) return true;
  puts("Nothing was changed.");
  return false;
}

static bool is_listed(const char *list, const char *key) {
  size_t length = strlen(key);
  for (const char *at = list; (at = strstr(at, key)); at += length)
    if ((at == list || at[-1] == ',') && (at[length] == ',' || !at[length])) return true;
  return false;
}

// What the person decided beforehand, for the files as they are now.
static bool note_grants(const struct practice *practice, const char *granted, struct fault *fault) {
  if (!granted) return true;
  struct keeper *keeper = keeper_create();
  struct state *state = keeper_state(keeper, fault);
  bool ok = state != NULL;
  for (size_t i = 0; ok && i < practice->permissions_count; i++) {
    struct buf name = {0};
    practice_grant_name(&name, &practice->permissions[i]);
    bool yes = strcmp(granted, "all") == 0 || is_listed(granted, practice->permissions[i].key);
    ok = state_set_grant(state, practice->identity, practice->hash, buf_text(&name), yes ? STATE_GRANT_YES : STATE_GRANT_NO,
                         fault);
    buf_finish(&name);
  }
  keeper_destroy(keeper);
  return ok;
}

int install_note(const struct offer *offer, const struct install_wish *wish, json_t *ledger) {
  struct fault fault;
  json_t *entry = ledger_entry(ledger, offer->practice->name);
  if (offer->commit) json_object_set_new(entry, "commit", json_string(offer->commit));
  if (*offer->key) json_object_set_new(entry, "key", json_string(offer->key));
  else if (wish->new_key) json_object_del(entry, "key");
  if (!ledger_write(ledger, &fault) || !note_grants(offer->practice, wish->granted, &fault))
    return complain(STATUS_ERROR, "%s", fault.text);
  puts("You have it, exactly as it is.");
  return STATUS_OK;
}

// The lock file is written last: until then what is there can be undone, and it is where that cannot be written.
int install_take(const struct offer *offer, const struct install_wish *wish, json_t *ledger) {
  struct fault fault, ignored;
  const char *name = offer->practice->name;
  json_t *entry = offer_entry(offer), *before = ledger_entry(ledger, name), *pinned = json_object_get(before, "key");
  char *hash = mem_copy(json_string_value(json_object_get(before, "hash")));
  // Without the person's word a key that was pinned stays so.
  if (pinned && !wish->new_key) json_object_set(entry, "key", pinned);
  bool ok = place_take(offer->staged, name, &fault);
  if (ok) {
    ledger_set(ledger, name, entry);
    ok = ledger_write(ledger, &fault);
    if (!ok && hash) place_mend(name, hash);
    else if (!ok) place_remove(name, &ignored);
  } else {
    json_decref(entry);
  }
  free(hash);
  if (!ok) return complain(STATUS_ERROR, "%s", fault.text);
  if (note_grants(offer->practice, wish->granted, &fault)) return STATUS_OK;
  return complain(STATUS_ERROR, "%s is installed, but what it may do could not be noted (%s), so it will ask", name,
                  fault.text);
}
