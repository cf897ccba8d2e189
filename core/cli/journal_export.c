// tend journal export: the journal in a format that other programs read.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "format.h"
#include "journal_open.h"
#include "journal_use.h"

struct request {
  const struct format *format;
  const char *path;
  bool force;
};

int journal_unknown_format(const struct command *command, const char *name, bool readable) {
  struct buf names = {0};
  format_names(&names, readable);
  int status = command_usage(command, "there is no format '%s'%s; these are: %s", name ? name : "",
                             readable ? " that can be read" : "", buf_text(&names));
  buf_finish(&names);
  return status;
}

static int understand(struct request *request, const struct command *command, char **arguments) {
  for (int at = 0; arguments[at]; at++) {
    const char *value = NULL;
    if (strcmp(arguments[at], "--force") == 0) request->force = true;
    else if (option_value(arguments, &at, "--format", &value)) {
      request->format = value ? format_named(value) : NULL;
      if (!request->format) return journal_unknown_format(command, value, false);
    } else if (request->path || (arguments[at][0] == '-' && arguments[at][1])) {
      return command_usage(command, "'%s' is not understood", arguments[at]);
    } else request->path = arguments[at];
  }
  return STATUS_OK;
}

static void tell(const struct request *request, size_t written) {
  if (!request->path || strcmp(request->path, "-") == 0) return;
  fprintf(stderr, "%zu %s written to %s. Whoever can read this file can read your journal.\n", written,
          written == 1 ? "entry was" : "entries were", request->path);
}

static int export(struct journal *journal, const struct request *request) {
  struct fault fault = {{0}};
  size_t written, unreadable;
  bool ok = export_journal(journal, request->format, request->path, request->force, &written, &unreadable, &fault);
  if (ok || written) tell(request, written);
  if (!ok) return complain(STATUS_ERROR, "%s", fault.text);
  if (unreadable)
    return complain(STATUS_ERROR, "%zu entries are damaged and could not be opened; they are left as they are",
                    unreadable);
  return STATUS_OK;
}

int journal_use_export(struct journal *journal, const struct command *command, char **arguments) {
  struct request request = {.format = &format_jsonl};
  int status = understand(&request, command, arguments);
  if (status == STATUS_OK) status = journal_open_to_read(journal);
  return status == STATUS_OK ? export(journal, &request) : status;
}
