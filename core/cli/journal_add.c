// tend journal add. The text is never an argument: those stand in the shell's history and in the list of processes.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "entry.h"
#include "journal_use.h"
#include "photo.h"

struct adding {
  struct journal *journal;
  const char *files[PHOTOS_MAX];
  size_t count;
  bool json;
  json_t *attachments;  // of those files
};

// Before anything is typed, so that no words are lost over a file that is not there.
static bool attach(struct adding *adding, struct fault *fault) {
  for (size_t i = 0; i < adding->count; i++) {
    json_t *record = photo_take_path(adding->journal, adding->files[i], fault);
    if (!record) return false;
    json_array_append_new(adding->attachments, record);
  }
  return true;
}

static int store(const struct adding *adding, const struct buf *text) {
  struct fault fault;
  char id[JOURNAL_ID_MAX];
  struct journal_use_moment now = journal_use_now();
  json_t *content = text->len ? json_pack("{s:s%}", "text", text->data, text->len) : json_object();
  if (adding->count) json_object_set(content, "attachments", adding->attachments);
  bool ok = journal_add(adding->journal, content, now.created, now.zone, id, &fault);
  json_decref(content);
  if (!ok) return journal_use_give_back(text, &fault);
  if (adding->json) print_json(json_pack("{s:s}", "id", id));
  else if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
    printf("It is kept; 'tend journal show %s' shows it.\n", entry_short_id(id));
  else printf("%s\n", id);
  return STATUS_OK;
}

static int read_arguments(struct adding *adding, const struct command *command, char **arguments) {
  for (int at = 0; arguments[at]; at++) {
    const char *file = NULL;
    if (strcmp(arguments[at], "--json") == 0) adding->json = true;
    else if (!option_value(arguments, &at, "--photo", &file))
      return command_usage(command, "'%s' is not understood; the text is typed, or comes through a pipe", arguments[at]);
    else if (!file) return command_usage(command, "--photo needs a file: --photo sea.jpg");
    else if (adding->count == PHOTOS_MAX)
      return command_usage(command, "more than %d photos in one entry; please make it several", PHOTOS_MAX);
    else adding->files[adding->count++] = file;
  }
  return STATUS_OK;
}

static int add(struct adding *adding) {
  static const char prompt[] =
      "Write as much as you like; Ctrl-D on an empty line ends it. Whatever ends it, what you wrote is kept.\n";
  struct fault fault;
  struct buf text = {0};
  int status;
  if (!attach(adding, &fault)) return complain(STATUS_ERROR, "%s; nothing was added", fault.text);
  if (!journal_use_read_text(&text, prompt, &fault) || !journal_use_check_text(&text, "added", &fault))
    status = journal_use_give_back(&text, &fault);
  else if (text.len == 0 && adding->count == 0)
    status = complain(STATUS_OK, "nothing was written, so nothing was added");
  else status = store(adding, &text);
  buf_finish(&text);
  return status;
}

int journal_use_add(struct journal *journal, const struct command *command, char **arguments) {
  struct adding adding = {.journal = journal};
  int status = read_arguments(&adding, command, arguments);
  if (status != STATUS_OK) return status;
  adding.attachments = json_array();
  status = add(&adding);
  json_decref(adding.attachments);
  return status;
}
