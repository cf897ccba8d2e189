// Notices as lines, for a log and for tests.
#include <stdlib.h>
#include <unistd.h>

#include "memory.h"
#include "notice.h"

struct printer {
  struct notifier notifier;
  int fd;
};

// A line that does not fit is lost: nobody here waits.
static void put(const struct notifier *notifier, struct buf *line) {
  buf_add_char(line, '\n');
  ssize_t written = write(((const struct printer *)notifier)->fd, line->data, line->len);
  (void)written;
  buf_finish(line);
}

static void print_show(struct notifier *notifier, int64_t id, const struct notice *notice) {
  struct buf line = {0};
  buf_format(&line, "notice %lld: ", (long long)id);
  notice_title(&line, notice, NOTIFIER_TEXT);
  if (notice->text) {
    buf_add_text(&line, " | ");
    notice_label(&line, notice->text);
  }
  for (size_t i = 0; i < notice->actions_count; i++) {
    buf_add_text(&line, " [");
    notice_label(&line, notice->actions[i].label);
    buf_add_char(&line, ']');
  }
  put(notifier, &line);
}

static void print_close(struct notifier *notifier, int64_t id) {
  struct buf line = {0};
  buf_format(&line, "closed %lld", (long long)id);
  put(notifier, &line);
}

static unsigned print_can(const struct notifier *notifier) {
  (void)notifier;
  return NOTIFIER_READY | NOTIFIER_TEXT;
}

static void print_destroy(struct notifier *notifier) { free(notifier); }

static const struct notifier_class print_class = {
    .name = "print", .show = print_show, .close = print_close, .can = print_can, .destroy = print_destroy};

struct notifier *notifier_print(int fd, const struct notifier_listener *listener) {
  struct printer *printer = mem_zero(1, sizeof *printer);
  *printer = (struct printer){{&print_class, listener}, fd};
  return &printer->notifier;
}
