// tend journal: adding to the journal and reading in it.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "common.h"
#include "entry.h"
#include "keeper.h"
#include "text.h"

enum { TEXT_MAX = 2 << 20 };

static int with_journal(int (*use)(struct journal *journal, const struct command *command, char **arguments),
                        const struct command *command, char **arguments) {
  struct fault fault;
  struct keeper *keeper = keeper_create();
  struct journal *journal = keeper_journal(keeper, &fault);
  int status = journal ? use(journal, command, arguments) : complain(STATUS_ERROR, "%s", fault.text);
  keeper_destroy(keeper);
  return status;
}

// Adding. The text is never an argument: those stand in the shell's history and in the list of processes.

static bool read_all(struct buf *text, struct fault *fault) {
  char chunk[16384];
  for (;;) {
    ssize_t got = read(STDIN_FILENO, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fault_set(fault, "what you wrote cannot be read: %s", strerror(errno));
    if (got == 0) return true;
    buf_add(text, chunk, (size_t)got);
    if (text->len > TEXT_MAX)
      return fault_set(fault, "more than %d bytes in one entry; please make it several", TEXT_MAX);
  }
}

static bool check_text(const struct buf *text, struct fault *fault) {
  size_t bad;
  const char *zero = memchr(buf_text(text), '\0', text->len);
  bool ok = text_is_utf8(buf_text(text), text->len, &bad);
  if (ok && !zero) return true;
  if (ok) bad = (size_t)(zero - text->data);
  return fault_set(fault, "line %zu is not UTF-8 text, so nothing was added; 'iconv -t UTF-8' converts older files",
                   text_line_at(text->data, bad));
}

static int store(struct journal *journal, const struct buf *text, bool json) {
  struct fault fault;
  char id[JOURNAL_ID_MAX];
  struct timespec now;
  struct tm local;
  clock_gettime(CLOCK_REALTIME, &now);
  localtime_r(&now.tv_sec, &local);
  json_t *content = json_pack("{s:s%}", "text", text->data, text->len);
  bool ok = journal_add(journal, content, now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000,
                        (int)(local.tm_gmtoff / 60), id, &fault);
  json_decref(content);
  if (!ok) return complain(STATUS_ERROR, "%s", fault.text);
  if (json) print_json(json_pack("{s:s}", "id", id));
  else printf("%s\n", id);
  return STATUS_OK;
}

static int add(struct journal *journal, const struct command *command, char **arguments) {
  struct fault fault;
  struct buf text = {0};
  bool json = arguments[0] && strcmp(arguments[0], "--json") == 0;
  if (arguments[json])
    return command_usage(command, "'%s' is not understood; the text is typed, or comes through a pipe",
                         arguments[json]);
  if (isatty(STDIN_FILENO)) fputs("Write as much as you like; Ctrl-D on an empty line ends it.\n", stderr);
  int status;
  if (!read_all(&text, &fault) || !check_text(&text, &fault)) status = complain(STATUS_ERROR, "%s", fault.text);
  else if (text.len == 0) status = complain(STATUS_OK, "nothing was written, so nothing was added");
  else status = store(journal, &text, json);
  buf_finish(&text);
  return status;
}

// Reading.

static bool print_line(void *context, const struct journal_entry *entry) {
  (void)context;
  entry_print_line(entry);
  return true;
}

static bool collect(void *context, const struct journal_entry *entry) {
  return json_array_append_new(context, entry_json(entry)) == 0;
}

static int list(struct journal *journal, const struct command *command, char **arguments) {
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

static bool print_whole(void *context, const struct journal_entry *entry) {
  if (*(bool *)context) print_json(entry_json(entry));
  else entry_print(entry);
  return true;
}

static int show(struct journal *journal, const struct command *command, char **arguments) {
  struct fault fault;
  const char *id = NULL;
  bool json = false;
  for (; *arguments; arguments++) {
    if (strcmp(*arguments, "--json") == 0) json = true;
    else if (id || **arguments == '-') return command_usage(command, "'%s' is not understood", *arguments);
    else id = *arguments;
  }
  if (!id) return command_usage(command, "which entry? 'tend journal list' shows the end of each one's id");
  return journal_find(journal, id, print_whole, &json, &fault) ? STATUS_OK : complain(STATUS_ERROR, "%s", fault.text);
}

static int run(const struct command *command, int count, char **arguments) {
  static const struct {
    const char *name;
    int (*use)(struct journal *, const struct command *, char **);
  } uses[] = {{"add", add}, {"list", list}, {"show", show}};
  enum { USES = sizeof uses / sizeof *uses };
  const char *names[USES + 1] = {NULL};
  for (size_t i = 0; i < USES; i++) {
    names[i] = uses[i].name;
    if (count > 0 && strcmp(arguments[0], uses[i].name) == 0) return with_journal(uses[i].use, command, arguments + 1);
  }
  if (count == 0) return command_usage(command, "what would you like to do with the journal?");
  const char *nearest = text_nearest(arguments[0], names);
  if (nearest) return command_usage(command, "there is no 'journal %s' (did you mean '%s'?)", arguments[0], nearest);
  return command_usage(command, "there is no 'journal %s'", arguments[0]);
}

const struct command command_journal = {
    "journal", "add to your journal, and read in it",
    "  tend journal add [--json]                 what you type, or what comes through a pipe\n"
    "  tend journal list [--limit N] [--practice NAME] [--json]\n"
    "  tend journal show ID [--json]             ID: the id, or its last six characters\n",
    run,
};
