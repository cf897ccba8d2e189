// tend list: what can be run.
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "common.h"
#include "ledger.h"

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

// Where each installed one came from.
static int list_installed(bool json) {
  struct fault fault;
  json_t *ledger = ledger_read(&fault), *entry;
  const char *name;
  if (!ledger) return complain(STATUS_ERROR, "%s", fault.text);
  json_t *practices = json_object_get(ledger, "practices");
  json_object_foreach(practices, name, entry) {
    if (json) continue;
    const char *version = json_string_value(json_object_get(entry, "version"));
    const char *source = json_string_value(json_object_get(entry, "source"));
    printf("%-20s ", name);
    print_clean_line(version);
    printf("  %.10s  ", json_string_value(json_object_get(entry, "installed")));
    print_clean_line(source);
    putchar('\n');
  }
  if (json) print_json(json_incref(practices));
  else if (json_object_size(practices) == 0) fputs("Nothing is installed.\n", stderr);
  json_decref(ledger);
  return STATUS_OK;
}

static int list(bool json) {
  struct catalogue catalogue;
  struct buf mistakes = {0};
  json_t *rows = json_array();
  catalogue_init(&catalogue);
  for (size_t i = 0; i < catalogue.count; i++) {
    struct practice *practice = practice_peek(catalogue.items[i].path, catalogue.items[i].origin, &mistakes);
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
  bool json = false, installed = false;
  for (int at = 0; at < count; at++) {
    if (strcmp(arguments[at], "--json") == 0) json = true;
    else if (strcmp(arguments[at], "--installed") == 0) installed = true;
    else return command_usage(command, "'%s' is not understood", arguments[at]);
  }
  return installed ? list_installed(json) : list(json);
}

const struct command command_list = {"list", "what can be run", "  tend list [--json]\n"
    "  tend list --installed [--json]    where the installed ones came from\n", run};
