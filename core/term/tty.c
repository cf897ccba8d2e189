// The terminal itself; see tty.h.
#include "tty.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "memory.h"

// The alternate screen, bracketed paste, no cursor, and no wrapping: a window that gets narrower must not scroll what
// is on its way.
static const char enter_text[] = "\x1B[?1049h\x1B[?2004h\x1B[?25l\x1B[?7l";
static const char leave_text[] = "\x1B[?2026l\x1B[0m\x1B[?2004l\x1B[?7h\x1B[?25h\x1B[?1049l";

static volatile sig_atomic_t entered;
static int tty_in, tty_out;
static struct termios before;

// Only what may be called in a signal handler.
void tty_leave(void) {
  if (!entered) return;
  entered = 0;
  int kept = errno;
  ssize_t ignored = write(tty_out, leave_text, sizeof leave_text - 1);
  (void)ignored;
  tcsetattr(tty_in, TCSADRAIN, &before);
  errno = kept;
}

static void on_fatal(int number) {
  tty_leave();
  signal(number, SIG_DFL);
  raise(number);
}

static bool is_fatal(int number) {
  switch (number) {
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU: return false;
    default: return true;
  }
}

// Every signal that would end this program, save those that somebody ignores. On a stack of its own, for the case that
// ours is what ran out. Whoever handles one of them later takes our place.
static void watch_fatal_signals(void) {
  static char room[64 * 1024];
  static bool watched;
  if (watched) return;
  watched = true;
  const stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
  sigaltstack(&stack, NULL);
  for (int number = 1; number < NSIG; number++) {
    struct sigaction now, action = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK};
    if (is_fatal(number) && sigaction(number, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
      sigaction(number, &action, NULL);
  }
  atexit(tty_leave);
  mem_before_end(tty_leave);
}

bool tty_enter(int in, int out) {
  if (entered) return true;
  if (!isatty(out) || tcgetattr(in, &before) < 0) return false;
  tty_in = in;
  tty_out = out;
  struct termios raw = before;
  raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
  raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN | ISIG);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  watch_fatal_signals();
  if (tcsetattr(in, TCSADRAIN, &raw) < 0) return false;
  entered = 1;
  ssize_t ignored = write(out, enter_text, sizeof enter_text - 1);
  (void)ignored;
  return true;
}

bool tty_is_ours(void) {
  pid_t group = tcgetpgrp(tty_in);
  return group < 0 || group == getpgrp();
}

static bool is_waiting(const sigset_t *signals) {
  sigset_t waiting;
  sigpending(&waiting);
  sigandset(&waiting, &waiting, signals);
  return !sigisemptyset(&waiting);
}

bool tty_suspend(void) {
  enum { ORPHAN_MS = 100 };
  const struct sigaction stop = {.sa_handler = SIG_DFL};
  struct sigaction handled;
  sigset_t stops, ends, mask;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTSTP);
  sigemptyset(&ends);
  sigaddset(&ends, SIGHUP);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  // Held back, so that one that comes while we are stopped can be seen here before its handler runs.
  sigprocmask(SIG_BLOCK, &ends, &mask);
  sigprocmask(SIG_UNBLOCK, &stops, NULL);
  sigaction(SIGTSTP, &stop, &handled);
  tty_leave();
  // The whole job, as the terminal itself would stop it. Woken up in the background, it stops again.
  kill(0, SIGTSTP);
  while (!is_waiting(&ends) && !tty_is_ours()) {
    poll(NULL, 0, ORPHAN_MS);  // a job that nobody could wake up is never stopped
    // Brought to the foreground meanwhile, it is not to stop there.
    if (!is_waiting(&ends) && !tty_is_ours()) kill(0, SIGTSTP);
  }
  bool ending = is_waiting(&ends);
  sigaction(SIGTSTP, &handled, NULL);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  return !ending && tty_enter(tty_in, tty_out);
}

void tty_fetch_begun(int in, struct buf *out) {
  struct termios lines, bare;
  char chunk[4096];
  pid_t foreground = tcgetpgrp(in);  // -1: it is not the one that controls us
  if ((foreground >= 0 && foreground != getpgrp()) || tcgetattr(in, &lines) < 0) return;
  bare = lines;
  bare.c_lflag &= ~(tcflag_t)ICANON;
  bare.c_cc[VMIN] = bare.c_cc[VTIME] = 0;
  if (tcsetattr(in, TCSANOW, &bare) < 0) return;
  ssize_t got = read(in, chunk, sizeof chunk);
  if (got > 0) buf_add(out, chunk, (size_t)got);
  tcsetattr(in, TCSANOW, &lines);
}

void tty_size(int out, int *rows, int *columns) {
  struct winsize size = {0};
  bool known = ioctl(out, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
  *rows = known ? size.ws_row : 24;
  *columns = known ? size.ws_col : 80;
}

static bool is_set(const char *variable) {
  const char *value = getenv(variable);
  return value && *value;
}

enum screen_depth tty_depth(void) {
  const char *term = getenv("TERM"), *colours = getenv("COLORTERM");
  if (is_set("NO_COLOR") || !term) return SCREEN_MONO;
  if (colours && (strcmp(colours, "truecolor") == 0 || strcmp(colours, "24bit") == 0)) return SCREEN_TRUE;
  if (strstr(term, "256color") || strstr(term, "direct")) return SCREEN_256;
  return strncmp(term, "vt", 2) == 0 ? SCREEN_MONO : SCREEN_16;
}

bool tty_speaks_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

bool tty_is_capable(int in, int out) {
  const char *term = getenv("TERM");
  return isatty(in) && isatty(out) && term && *term && strcmp(term, "dumb") != 0 && !is_set("ACCESSIBLE");
}
