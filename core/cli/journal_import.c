// tend journal import: entries from files, also while the journal is locked.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "format.h"
#include "journal_archive.h"
#include "journal_use.h"
#include "zone.h"

static void add_count(struct buf *out, size_t count, const char *one, const char *many) {
  if (count) buf_format(out, "%s%zu %s", out->len ? ", " : "", count, count == 1 ? one : many);
}

static void tell(const struct import *import, bool any_read) {
  struct buf line = {0};
  add_count(&line, import->added, "entry was added", "entries were added");
  add_count(&line, import->there, "was here already", "were here already");
  if (line.len) fprintf(stderr, "%s.\n", buf_text(&line));
  else if (any_read) fputs("There was no entry to add.\n", stderr);
  buf_finish(&line);
}

static int import(struct journal *journal, const struct format *format, char **paths) {
  struct zone *zone = zone_load_local(getenv("TZ"));
  struct import import = {.journal = journal, .zone = zone};
  struct fault fault;
  int status = STATUS_OK;
  bool any_read = false;
  for (; *paths; paths++) {
    bool ok = journal_use_is_archive(*paths) ? journal_use_import_archive(&import, format, *paths, &fault)
                                         : import_file(&import, format, *paths, &fault);
    if (!ok) status = complain(STATUS_ERROR, "%s", fault.text);
    any_read |= ok;
  }
  tell(&import, any_read);
  zone_free(zone);
  if (import.refused)
    return complain(STATUS_ERROR, "%zu %s could not be read, as said above; everything else is in your journal",
                    import.refused, import.refused == 1 ? "place" : "places");
  return status;
}

int journal_use_import(struct journal *journal, const struct command *command, char **arguments) {
  const struct format *format = NULL;
  int paths = 0;
  for (int at = 0; arguments[at]; at++) {
    const char *value = NULL;
    if (option_value(arguments, &at, "--format", &value)) {
      format = value ? format_named(value) : NULL;
      if (!format || !format->read) return journal_use_unknown_format(command, value, true);
    } else if (arguments[at][0] == '-' && arguments[at][1]) {
      return command_usage(command, "'%s' is not understood", arguments[at]);
    } else arguments[paths++] = arguments[at];
  }
  if (paths == 0)
    return command_usage(command, "which file would you like to bring in? '-' is what comes through a pipe");
  arguments[paths] = NULL;
  return import(journal, format, arguments);
}
