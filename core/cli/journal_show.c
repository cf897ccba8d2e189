// tend journal show: one entry, whole.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "entry.h"
#include "journal_use.h"
#include "memory.h"
#include "outside.h"
#include "picture.h"

struct showing {
  bool json, history, open;
  size_t shown;
  json_t *attachments;  // of all that was shown
};

static bool print_whole(void *context, const struct journal_entry *entry) {
  struct showing *showing = context;
  json_array_extend(showing->attachments, json_object_get(entry->content, "attachments"));
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

// The ending by which a viewer knows the kind.
static const char *ending_of(const json_t *record) {
  const char *type = json_string_value(json_object_get(record, "type"));
  const struct picture *picture = type ? picture_of_type(type) : NULL;
  return picture ? picture->ending : "bin";
}

static int open_attachments(struct journal *journal, const json_t *records) {
  struct fault fault;
  size_t count = json_array_size(records), i = 0;
  int signal = 0;
  if (count == 0) return complain(STATUS_ERROR, "the entry has no photos to open");
  struct outside_file *files = mem_zero(count, sizeof *files);
  bool ok = true;
  for (; i < count && ok; i++) {
    files[i].ending = ending_of(json_array_get(records, i));
    ok = journal_attachment(journal, json_array_get(records, i), &files[i].bytes, &fault);
  }
  ok = ok && outside_view(files, count, &signal, &fault);
  for (size_t j = 0; j < i; j++) {
    if (files[j].bytes.data) explicit_bzero(files[j].bytes.data, files[j].bytes.len);
    buf_finish(&files[j].bytes);
  }
  free(files);
  if (signal) raise(signal);
  return ok ? STATUS_OK : complain(STATUS_ERROR, "%s", fault.text);
}

static int show(struct journal *journal, const char *id, struct showing *showing) {
  struct fault fault;
  bool ok = (showing->history ? journal_history : journal_find)(journal, id, print_whole, showing, &fault);
  if (!ok) return complain(STATUS_ERROR, "%s", fault.text);
  fflush(stdout);
  return showing->open ? open_attachments(journal, showing->attachments) : STATUS_OK;
}

int journal_use_show(struct journal *journal, const struct command *command, char **arguments) {
  const char *id = NULL;
  struct showing showing = {0};
  for (; *arguments; arguments++) {
    if (strcmp(*arguments, "--json") == 0) showing.json = true;
    else if (strcmp(*arguments, "--history") == 0) showing.history = true;
    else if (strcmp(*arguments, "--open") == 0) showing.open = true;
    else if (id || **arguments == '-') return command_usage(command, "'%s' is not understood", *arguments);
    else id = *arguments;
  }
  if (!id) return command_usage(command, "which entry? 'tend journal list' shows the end of each one's id");
  int status = journal_use_open_to_read(journal);
  if (status != STATUS_OK) return status;
  showing.attachments = json_array();
  status = show(journal, id, &showing);
  json_decref(showing.attachments);
  return status;
}
