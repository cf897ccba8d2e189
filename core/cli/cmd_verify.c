// tend verify: whether the installed practices are still what was installed.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bundle.h"
#include "command.h"
#include "common.h"
#include "ledger.h"
#include "paths.h"
#include "place.h"
#include "text.h"

struct verifying {
  const json_t *ledger;
  json_t *rows;  // NULL: in words
  size_t wrong;
};

static const char *state_of(const struct verifying *verifying, const char *name, struct fault *fault) {
  const json_t *entry = ledger_entry(verifying->ledger, name);
  char hash[BUNDLE_HASH_SIZE], *path = place_of(name);
  bool there = path && access(path, F_OK) == 0, readable = there && entry && bundle_hash_folder(path, hash, fault);
  free(path);
  if (!there) return "missing";
  if (!entry) return "unknown";
  if (!readable) return "unreadable";
  return strcmp(hash, json_string_value(json_object_get(entry, "hash"))) == 0 ? "unchanged" : "changed";
}

static void say(struct verifying *verifying, const char *name, const char *state, const char *why) {
  static const struct {
    const char *state, *words;
  } known[] = {{"unchanged", "as it was installed"},
               {"changed", "CHANGED since it was installed; it will ask again for what it may do"},
               {"unknown", "not installed by tend"},
               {"missing", "no longer there"}};
  const char *words = why;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(state, known[i].state) == 0) words = known[i].words;
  verifying->wrong += strcmp(state, "unchanged") != 0 && strcmp(state, "unknown") != 0;
  if (verifying->rows) {
    json_array_append_new(verifying->rows, json_pack("{s:s, s:s}", "name", name, "state", state));
    return;
  }
  printf("%-20s ", name);
  print_clean_line(words);
  putchar('\n');
}

// Those that the lock file knows, and whatever else lies where they lie; what hides one of them changes nothing.
static json_t *names_of(const struct verifying *verifying) {
  json_t *names = json_object(), *entry;
  const char *name;
  char *folder = path_of(PATH_DATA, "plugins", NULL);
  DIR *entries = folder ? opendir(folder) : NULL;
  json_object_foreach(json_object_get(verifying->ledger, "practices"), name, entry) json_object_set_new(names, name, json_true());
  for (struct dirent *file; entries && (file = readdir(entries));)
    if (text_is_name(file->d_name)) json_object_set_new(names, file->d_name, json_true());
  if (entries) closedir(entries);
  free(folder);
  return names;
}

static void verify(struct verifying *verifying, const char *only, size_t *found) {
  json_t *names = names_of(verifying), *unused;
  const char *name;
  json_object_foreach(names, name, unused) {
    struct fault why;
    if (only && strcmp(only, name) != 0) continue;
    ++*found;
    say(verifying, name, state_of(verifying, name, &why), why.text);
  }
  json_decref(names);
}

static int run(const struct command *command, int count, char **arguments) {
  struct fault fault;
  struct verifying verifying = {0};
  const char *only = NULL;
  bool json = false;
  for (int at = 0; at < count; at++) {
    if (strcmp(arguments[at], "--json") == 0) json = true;
    else if (arguments[at][0] == '-' || only) return command_usage(command, "'%s' is not understood", arguments[at]);
    else only = arguments[at];
  }
  json_t *ledger = ledger_read(&fault);
  if (!ledger) return complain(STATUS_ERROR, "%s", fault.text);
  size_t found = 0;
  verifying.ledger = ledger;
  verifying.rows = json ? json_array() : NULL;
  verify(&verifying, only, &found);
  int status = verifying.wrong ? STATUS_ERROR : STATUS_OK;
  if (only && !found) status = complain(STATUS_USAGE, "%s is not installed; 'tend list --installed' shows what is", only);
  else if (json) print_json(json_incref(verifying.rows));
  else if (!found) puts("Nothing is installed.");
  json_decref(verifying.rows);
  json_decref(ledger);
  return status;
}

const struct command command_verify = {
    "verify", "whether installed practices are still what was installed",
    "  tend verify [NAME] [--json]\n"
    "\n"
    "Exit status: 0 they are, 1 something was changed or is missing.\n",
    run,
};
