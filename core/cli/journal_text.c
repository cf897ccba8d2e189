// What the uses of `tend journal` share: text on its way in, and back where it cannot be kept; see journal_use.h.
#include "journal_use.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "common.h"
#include "text.h"
#include "tty.h"

enum { TEXT_MAX = 2 << 20 };

static volatile sig_atomic_t stopped;

static void on_stop(int number) { stopped = number; }

// At a terminal a signal that would end us ends the page: what is on it is kept, the begun line too, which the kernel
// would throw away at Ctrl-C. Signals come only while we wait.
struct typing {
  bool on_terminal;
  struct termios lines;
  sigset_t signals;
};

static void begin_typing(struct typing *typing) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  typing->on_terminal = tcgetattr(STDIN_FILENO, &typing->lines) == 0;
  if (!typing->on_terminal) return;
  struct termios kept = typing->lines;
  kept.c_lflag |= NOFLSH;
  tcsetattr(STDIN_FILENO, TCSANOW, &kept);
  const struct sigaction action = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND};
  sigset_t blocked;
  sigemptyset(&blocked);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    sigaddset(&blocked, numbers[i]);
    sigaction(numbers[i], &action, NULL);
  }
  sigprocmask(SIG_BLOCK, &blocked, &typing->signals);
}

static void end_typing(const struct typing *typing, struct buf *text) {
  if (!typing->on_terminal) return;
  if (stopped) tty_fetch_begun(STDIN_FILENO, text);
  tcsetattr(STDIN_FILENO, TCSANOW, &typing->lines);
  sigprocmask(SIG_SETMASK, &typing->signals, NULL);
  // What is said next has a line of its own.
  if (text->len && text->data[text->len - 1] != '\n') fputc('\n', stderr);
}

static bool is_stopped(const struct typing *typing) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  if (typing->on_terminal) ppoll(&input, 1, NULL, &typing->signals);
  return stopped;
}

static bool read_all(const struct typing *typing, struct buf *text, struct fault *fault) {
  char chunk[16384];
  while (!is_stopped(typing)) {
    ssize_t got = read(STDIN_FILENO, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && typing->on_terminal) return true;  // it is gone
    if (got < 0) return fault_set(fault, "what you wrote cannot be read: %s", strerror(errno));
    if (got == 0) return true;
    buf_add(text, chunk, (size_t)got);
    if (text->len <= TEXT_MAX) continue;
    explicit_bzero(text->data, text->len);
    buf_clear(text);
    return fault_set(fault, "more than %d bytes in one entry; please make it several", TEXT_MAX);
  }
  return true;
}

bool journal_use_read_text(struct buf *text, const char *prompt, struct fault *fault) {
  struct typing typing;
  begin_typing(&typing);
  if (typing.on_terminal) fputs(prompt, stderr);  // not before: whoever reads it may type, and end
  bool ok = read_all(&typing, text, fault);
  end_typing(&typing, text);
  return ok;
}

bool journal_use_check_text(const struct buf *text, const char *done, struct fault *fault) {
  size_t bad;
  const char *zero = memchr(buf_text(text), '\0', text->len);
  bool ok = text_is_utf8(buf_text(text), text->len, &bad);
  if (ok && !zero) return true;
  if (ok)
    return fault_set(fault, "line %zu holds a NUL byte, which no text does, so nothing was %s",
                     text_line_at(text->data, (size_t)(zero - text->data)), done);
  return fault_set(fault, "line %zu is not UTF-8 text, so nothing was %s; 'iconv -t UTF-8' converts older files",
                   text_line_at(text->data, bad), done);
}

int journal_use_give_back(const struct buf *text, const struct fault *why) {
  complain(STATUS_ERROR, "%s%s", why->text, text->len ? "; what you wrote follows:" : "");
  fwrite(buf_text(text), 1, text->len, stdout);
  return STATUS_ERROR;
}

int journal_use_damaged(size_t count) {
  if (count == 1) return complain(STATUS_ERROR, "1 entry is damaged and could not be opened; it is left as it is");
  return complain(STATUS_ERROR, "%zu entries are damaged and could not be opened; they are left as they are", count);
}

struct journal_use_moment journal_use_now(void) {
  struct tm local;
  int64_t now = wall_now();
  localtime_r(&(time_t){now / 1000}, &local);
  return (struct journal_use_moment){now, (int)(local.tm_gmtoff / 60)};
}
