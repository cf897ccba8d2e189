// tend search: practices that could be installed.
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "common.h"
#include "fold.h"
#include "index.h"

struct search {
  char **words;
  int count;
  json_t *rows;  // NULL: in words
  size_t found;
};

static const char *text_of(const json_t *practice, const char *key) {
  const char *text = json_string_value(json_object_get(practice, key));
  return text ? text : "";
}

static bool has_all(const struct search *search, const char *name, const json_t *practice) {
  struct buf folded = {0};
  bool all = true;
  const char *texts[] = {name, text_of(practice, "title"), text_of(practice, "summary")};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    fold_add(&folded, texts[i], strlen(texts[i]));
    buf_add_char(&folded, ' ');
  }
  for (int i = 0; all && i < search->count; i++) {
    struct buf word = {0};
    fold_add(&word, search->words[i], strlen(search->words[i]));
    all = strstr(buf_text(&folded), buf_text(&word)) != NULL;
    buf_finish(&word);
  }
  buf_finish(&folded);
  return all;
}

static void look_in(struct search *search, const char *index, json_t *practices) {
  const char *name;
  json_t *practice;
  json_object_foreach(practices, name, practice) {
    if (!has_all(search, name, practice)) continue;
    search->found++;
    if (search->rows) {
      json_t *row = json_copy(practice);
      json_object_set_new(row, "name", json_string(name));
      json_object_set_new(row, "index", json_string(index));
      json_array_append_new(search->rows, row);
      continue;
    }
    printf("%-20s ", name);
    print_clean_line(*text_of(practice, "summary") ? text_of(practice, "summary") : text_of(practice, "title"));
    printf("\n%-20s ", "");
    print_clean_line(*index ? text_of(practice, "source") : "comes with tend");
    putchar('\n');
  }
}

static int search_all(struct search *search) {
  struct fault fault;
  json_t *indexes = indexes_read(&fault), *bundled = index_bundled(), *index;
  const char *source;
  look_in(search, "", bundled);
  json_object_foreach(json_object_get(indexes, "indexes"), source, index)
    look_in(search, source, json_object_get(index, "practices"));
  int status = indexes ? STATUS_OK : complain(STATUS_ERROR, "%s", fault.text);
  json_decref(bundled);
  json_decref(indexes);
  return status;
}

static int run(const struct command *command, int count, char **arguments) {
  struct search search = {arguments, 0, NULL, 0};
  bool json = false;
  for (int at = 0; at < count; at++) {
    if (strcmp(arguments[at], "--json") == 0) json = true;
    else if (arguments[at][0] == '-') return command_usage(command, "'%s' is not understood", arguments[at]);
    else arguments[search.count++] = arguments[at];
  }
  search.rows = json ? json_array() : NULL;
  int status = search_all(&search);
  if (json) print_json(json_incref(search.rows));
  else if (status == STATUS_OK && !search.found)
    puts("There is none like that. 'tend index add' takes another index in.");
  json_decref(search.rows);
  return status;
}

const struct command command_search = {
    "search", "practices that could be installed",
    "  tend search [WORD...] [--json]\n"
    "\n"
    "Looks for all of the words in the names, titles and summaries of the indexes, without the network.\n",
    run,
};
