// tend journal add. The text is never an argument: those stand in the shell's history and in the list of processes.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common.h"
#include "journal_use.h"
#include "text.h"

enum { TEXT_MAX = 2 << 20 };

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

int journal_use_add(struct journal *journal, const struct command *command, char **arguments) {
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
