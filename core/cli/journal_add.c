// tend journal add. The text is never an argument: those stand in the shell's history and in the list of processes.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "journal_use.h"

static int store(struct journal *journal, const struct buf *text, bool json) {
  struct fault fault;
  char id[JOURNAL_ID_MAX];
  struct journal_moment now = journal_now();
  json_t *content = json_pack("{s:s%}", "text", text->data, text->len);
  bool ok = journal_add(journal, content, now.created, now.zone, id, &fault);
  json_decref(content);
  if (!ok) return complain(STATUS_ERROR, "%s", fault.text);
  if (json) print_json(json_pack("{s:s}", "id", id));
  else printf("%s\n", id);
  return STATUS_OK;
}

int journal_use_add(struct journal *journal, const struct command *command, char **arguments) {
  struct fault fault;
  struct buf text = {0};
  bool json = arguments[0] && strcmp(arguments[0], "--json") == 0;
  if (arguments[json])
    return command_usage(command, "'%s' is not understood; the text is typed, or comes through a pipe",
                         arguments[json]);
  if (isatty(STDIN_FILENO)) fputs("Write as much as you like; Ctrl-D on an empty line ends it.\n", stderr);
  int status;
  if (!journal_read_text(&text, &fault) || !journal_check_text(&text, "added", &fault))
    status = complain(STATUS_ERROR, "%s", fault.text);
  else if (text.len == 0) status = complain(STATUS_OK, "nothing was written, so nothing was added");
  else status = store(journal, &text, json);
  buf_finish(&text);
  return status;
}
