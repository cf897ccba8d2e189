// tend journal delete: an entry goes, with all that it was before.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "entry.h"
#include "journal_use.h"

static bool show(void *context, const struct journal_entry *entry) {
  size_t *count = context;
  if ((*count)++ == 0) entry_print_line(entry);
  return true;
}

static bool is_meant(size_t revisions) {
  return ask_yes(revisions > 1 ? "Delete it for good, with all that it was before?" : "Delete it for good?");
}

static int delete_entry(struct journal *journal, const char *id) {
  struct fault fault;
  if (!journal_delete(journal, id, &fault)) return complain(STATUS_ERROR, "%s", fault.text);
  if (journal_clear(journal, &fault)) {
    puts("It is deleted.");
    return STATUS_OK;
  }
  printf("It is deleted, but the file may still hold traces of it (%s).\nThey go with the next entry that you delete.\n",
         fault.text);
  return STATUS_OK;
}

int journal_use_delete(struct journal *journal, const struct command *command, char **arguments) {
  struct fault fault;
  const char *id = NULL;
  bool yes = false;
  size_t revisions = 0;
  for (; *arguments; arguments++) {
    if (strcmp(*arguments, "--yes") == 0) yes = true;
    else if (id || **arguments == '-') return command_usage(command, "'%s' is not understood", *arguments);
    else id = *arguments;
  }
  if (!id) return command_usage(command, "which entry? 'tend journal list' shows the end of each one's id");
  if (!yes && !isatty(STDIN_FILENO))
    return complain(STATUS_USAGE, "nobody can be asked here whether it is meant: --yes says so");
  int status = journal_use_open_to_read(journal);
  if (status != STATUS_OK) return status;
  // One that is damaged has nothing to show; with --yes it can be deleted, too.
  if (!yes && !journal_history(journal, id, show, &revisions, &fault)) return complain(STATUS_ERROR, "%s", fault.text);
  if (!yes && !is_meant(revisions)) {
    puts("It is still there.");
    return STATUS_OK;
  }
  return delete_entry(journal, id);
}
