// tend journal show: one entry, whole.
#include <string.h>

#include "common.h"
#include "entry.h"
#include "journal_open.h"
#include "journal_use.h"

static bool print_whole(void *context, const struct journal_entry *entry) {
  if (*(bool *)context) print_json(entry_json(entry));
  else entry_print(entry);
  return true;
}

int journal_use_show(struct journal *journal, const struct command *command, char **arguments) {
  struct fault fault;
  const char *id = NULL;
  bool json = false;
  for (; *arguments; arguments++) {
    if (strcmp(*arguments, "--json") == 0) json = true;
    else if (id || **arguments == '-') return command_usage(command, "'%s' is not understood", *arguments);
    else id = *arguments;
  }
  if (!id) return command_usage(command, "which entry? 'tend journal list' shows the end of each one's id");
  int status = journal_open_to_read(journal);
  if (status != STATUS_OK) return status;
  return journal_find(journal, id, print_whole, &json, &fault) ? STATUS_OK : complain(STATUS_ERROR, "%s", fault.text);
}
