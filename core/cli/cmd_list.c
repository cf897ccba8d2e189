// tend list: what can be run.
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "common.h"

static json_t *describe(const struct practice *practice) {
  static const char *const origins[] = {"own", "installed", "bundled", "path"};
  json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", practice->name, "title", practice->title, "kind",
                          practice->kind, "origin", origins[practice->origin], "path", practice->path);
  if (*practice->summary) json_object_set_new(row, "summary", json_string(practice->summary));
  if (practice->minutes) json_object_set_new(row, "minutes", json_integer(practice->minutes));
  return row;
}

static void print_row(const struct practice *practice) {
  char minutes[24] = "";
  if (practice->minutes) snprintf(minutes, sizeof minutes, "%d min", practice->minutes);
  printf("%-20s %-8s %7s  ", practice->name, practice->kind, minutes);
  print_clean_line(*practice->local_summary ? practice->local_summary : practice->local_title);
  putchar('\n');
}

static int list(bool json) {
  struct catalogue catalogue;
  struct buf mistakes = {0};
  json_t *rows = json_array();
  catalogue_init(&catalogue);
  for (size_t i = 0; i < catalogue.count; i++) {
    struct practice *practice = practice_load(catalogue.items[i].path, catalogue.items[i].origin, &mistakes);
    if (practice && json) json_array_append_new(rows, describe(practice));
    else if (practice) print_row(practice);
    practice_free(practice);
  }
  if (json) print_json(json_incref(rows));
  json_decref(rows);
  print_mistakes(&mistakes);
  buf_finish(&mistakes);
  catalogue_finish(&catalogue);
  return STATUS_OK;
}

static int run(const struct command *command, int count, char **arguments) {
  bool json = count == 1 && strcmp(arguments[0], "--json") == 0;
  if (count > 0 && !json) return command_usage(command, "'%s' is not understood", arguments[0]);
  return list(json);
}

const struct command command_list = {"list", "what can be run", "  tend list [--json]\n", run};
