// tend index: where practices can be looked for.
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "address.h"
#include "bundle.h"
#include "command.h"
#include "common.h"
#include "index.h"
#include "memory.h"
#include "place.h"

static json_t *all_of(json_t *indexes) { return json_object_get(indexes, "indexes"); }

static void print_count(const json_t *practices) {
  size_t count = json_object_size(practices);
  printf("%zu %s", count, count == 1 ? "practice" : "practices");
}

static int fetch(json_t *indexes, const char *source) {
  struct buf mistakes = {0};
  char when[32];
  time_t now = time(NULL);
  struct tm utc;
  json_t *practices = index_fetch(source, &mistakes);
  if (!practices) {
    print_mistakes(&mistakes);
    buf_finish(&mistakes);
    return complain(STATUS_ERROR, "%s: the index was not taken", source);
  }
  strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
  print_clean_line(source);
  fputs(": ", stdout);
  print_count(practices);
  putchar('\n');
  json_object_set_new(all_of(indexes), source, json_pack("{s:s, s:o}", "fetched", when, "practices", practices));
  buf_finish(&mistakes);
  return STATUS_OK;
}

static int fetch_all(json_t *indexes) {
  const char *source;
  json_t *index, *sources = json_array();
  int status = STATUS_OK;
  json_object_foreach(all_of(indexes), source, index) json_array_append_new(sources, json_string(source));
  size_t i;
  json_array_foreach(sources, i, index)
    if (fetch(indexes, json_string_value(index)) != STATUS_OK) status = STATUS_ERROR;
  if (json_array_size(sources) == 0) puts("There is no index but tend's own.");
  json_decref(sources);
  return status;
}

static int list(json_t *indexes, bool json) {
  const char *source;
  json_t *index;
  if (json) {
    print_json(json_incref(all_of(indexes)));
    return STATUS_OK;
  }
  puts("tend's own");
  json_object_foreach(all_of(indexes), source, index) {
    print_clean_line(source);
    fputs("  (", stdout);
    print_count(json_object_get(index, "practices"));
    printf(", fetched %.10s)\n", json_string_value(json_object_get(index, "fetched")));
  }
  return STATUS_OK;
}

// A path is kept whole, so that it is the same from every folder.
static char *whole(const char *text) {
  struct address source;
  char *words = address_parse(&source, text, NULL) ? address_words(&source) : mem_copy(text);
  address_finish(&source);
  return words;
}

static int change(json_t *indexes, const char *verb, const char *text) {
  struct fault fault;
  char *source = text ? whole(text) : NULL;
  int status;
  if (strcmp(verb, "update") == 0) status = fetch_all(indexes);
  else if (strcmp(verb, "add") == 0) status = fetch(indexes, source);
  else if (json_object_del(all_of(indexes), source) == 0) status = STATUS_OK;
  else status = complain(STATUS_USAGE, "there is no index %s; 'tend index list' shows them", source);
  free(source);
  if (status != STATUS_USAGE && !indexes_write(indexes, &fault)) status = complain(STATUS_ERROR, "%s", fault.text);
  return status;
}

static int print_hash(const char *folder) {
  struct fault fault;
  char hash[BUNDLE_HASH_SIZE];
  if (!bundle_hash_folder(folder, hash, &fault)) return complain(STATUS_ERROR, "%s: %s", folder, fault.text);
  puts(hash);
  return STATUS_OK;
}

static int act(const char *verb, const char *source, bool json) {
  struct fault fault;
  bool changes = strcmp(verb, "list") != 0;
  int lock = changes ? place_lock(&fault) : -1, status;
  json_t *indexes = changes && lock < 0 ? NULL : indexes_read(&fault);
  if (!indexes) status = complain(STATUS_ERROR, "%s", fault.text);
  else status = changes ? change(indexes, verb, source) : list(indexes, json);
  json_decref(indexes);
  place_unlock(lock);
  return status;
}

static int run(const struct command *command, int count, char **arguments) {
  // An option alone is one of the list's.
  bool named = count > 0 && arguments[0][0] != '-';
  const char *verb = named ? arguments[0] : "list";
  char **rest = arguments + named;
  bool one = strcmp(verb, "add") == 0 || strcmp(verb, "remove") == 0 || strcmp(verb, "hash") == 0;
  bool lists = strcmp(verb, "list") == 0, json = lists && rest[0] && strcmp(rest[0], "--json") == 0;
  if (!one && !lists && strcmp(verb, "update") != 0) return command_usage(command, "there is no 'index %s'", verb);
  if (one && !rest[0]) return command_usage(command, "%s what?", verb);
  if (rest[one || json]) return command_usage(command, "'%s' is not understood", rest[one || json]);
  return strcmp(verb, "hash") == 0 ? print_hash(rest[0]) : act(verb, one ? rest[0] : NULL, json);
}

const struct command command_index = {
    "index", "where practices can be looked for",
    "  tend index [list] [--json]\n"
    "  tend index add SOURCE        a folder or a git repository with an index.ini\n"
    "  tend index remove SOURCE\n"
    "  tend index update            fetch them again\n"
    "  tend index hash FOLDER       the hash of a practice, for an index.ini\n"
    "\n"
    "'tend search' looks through all of them without the network; 'tend install NAME' takes one.\n",
    run,
};
