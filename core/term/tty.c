// The terminal itself; see tty.h.
#include "tty.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const char enter_text[] = "\x1B[?1049h\x1B[?2004h\x1B[?25l";
static const char leave_text[] = "\x1B[?2026l\x1B[0m\x1B[?2004l\x1B[?25h\x1B[?1049l";

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

static void watch_fatal_signals(void) {
  static const int fatal[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSYS, SIGTRAP, SIGALRM, SIGXCPU};
  static bool watched;
  if (watched) return;
  watched = true;
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
    struct sigaction action = {.sa_handler = on_fatal};
    sigaction(fatal[i], &action, NULL);
  }
  atexit(tty_leave);
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
