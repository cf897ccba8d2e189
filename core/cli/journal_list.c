// tend journal list: the entries, a line each.
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "entry.h"
#include "journal_open.h"
#include "journal_use.h"

static bool print_line(void *context, const struct journal_entry *entry) {
  (void)context;
  entry_print_line(entry);
  return true;
}

static bool collect(void *context, const struct journal_entry *entry) {
  return json_array_append_new(context, entry_json(entry)) == 0;
}

int journal_use_list(struct journal *journal, const struct command *command, char **arguments) {
  struct fault fault;
  struct journal_query query = {0};
  bool json = false;
  size_t unreadable = 0;
  for (int at = 0; arguments[at]; at++) {
    const char *value = NULL;
    if (strcmp(arguments[at], "--json") == 0) json = true;
    else if (option_value(arguments, &at, "--limit", &value) && value && atoi(value) > 0)
      query.limit = (size_t)atoi(value);
    else if (option_value(arguments, &at, "--practice", &value) && value) query.practice = value;
    else return command_usage(command, "'%s' is not understood", arguments[at]);
  }
  int status = journal_open_to_read(journal);
  if (status != STATUS_OK) return status;
  json_t *rows = json_array();
  bool ok = journal_each(journal, &query, json ? collect : print_line, rows, &unreadable, &fault);
  if (ok && json) print_json(json_incref(rows));
  json_decref(rows);
  if (!ok) return complain(STATUS_ERROR, "%s", fault.text);
  if (unreadable)
    return complain(STATUS_ERROR, "%zu entries are damaged and could not be opened; they are left as they are",
                    unreadable);
  return STATUS_OK;
}
