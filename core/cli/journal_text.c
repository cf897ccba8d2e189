// What the commands that write to the journal share: text on its way in.
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "journal_use.h"
#include "text.h"

enum { TEXT_MAX = 2 << 20 };

bool journal_read_text(struct buf *text, struct fault *fault) {
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

bool journal_check_text(const struct buf *text, const char *done, struct fault *fault) {
  size_t bad;
  const char *zero = memchr(buf_text(text), '\0', text->len);
  bool ok = text_is_utf8(buf_text(text), text->len, &bad);
  if (ok && !zero) return true;
  if (ok) bad = (size_t)(zero - text->data);
  return fault_set(fault, "line %zu is not UTF-8 text, so nothing was %s; 'iconv -t UTF-8' converts older files",
                   text_line_at(text->data, bad), done);
}

struct journal_moment journal_now(void) {
  struct timespec now;
  struct tm local;
  clock_gettime(CLOCK_REALTIME, &now);
  localtime_r(&now.tv_sec, &local);
  return (struct journal_moment){now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000, (int)(local.tm_gmtoff / 60)};
}
