// tend journal show: one entry, whole.
#include <stdio.h>
#include <string.h>

#include "common.h"
#include "entry.h"
#include "journal_open.h"
#include "journal_use.h"

struct showing {
  bool json, history;
  size_t shown;
};

static bool print_whole(void *context, const struct journal_entry *entry) {
  struct showing *showing = context;
  if (showing->json) {
    print_json(entry_json(entry));
    return true;
  }
  if (showing->history) entry_print_revision(entry, showing->shown == 0);
  else if (showing->shown) putchar('\n');
  entry_print(entry);
  showing->shown++;
  return true;
}

int journal_use_show(struct journal *journal, const struct command *command, char **arguments) {
  struct fault fault;
  const char *id = NULL;
  struct showing showing = {0};
  for (; *arguments; arguments++) {
    if (strcmp(*arguments, "--json") == 0) showing.json = true;
    else if (strcmp(*arguments, "--history") == 0) showing.history = true;
    else if (id || **arguments == '-') return command_usage(command, "'%s' is not understood", *arguments);
    else id = *arguments;
  }
  if (!id) return command_usage(command, "which entry? 'tend journal list' shows the end of each one's id");
  int status = journal_open_to_read(journal);
  if (status != STATUS_OK) return status;
  bool ok = (showing.history ? journal_history : journal_find)(journal, id, print_whole, &showing, &fault);
  return ok ? STATUS_OK : complain(STATUS_ERROR, "%s", fault.text);
}
