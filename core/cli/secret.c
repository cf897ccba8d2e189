// A passphrase on its way in; see secret.h.
#include "secret.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <utf8proc.h>

enum { END_OF_TEXT = 3, END_OF_INPUT = 4, BACKSPACE = 8, ERASE_LINE = 21, ERASE_WORD = 23, DELETE = 127 };

// Signals that end us: they wait until the terminal is as it was.
static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

enum { ENDING = sizeof ending / sizeof *ending };

struct secret *secret_create(void) {
  struct secret *secret = sodium_init() < 0 ? NULL : sodium_malloc(sizeof *secret);
  if (secret) sodium_memzero(secret, sizeof *secret);
  return secret;
}

void secret_destroy(struct secret *secret) { sodium_free(secret); }

bool secret_can_ask(void) { return isatty(STDIN_FILENO) && isatty(STDERR_FILENO); }

// The same words give the same bytes from every keyboard: an accent may come as part of its letter or after it. Bytes
// that are no UTF-8 stay as they are.
static void compose(struct secret *secret) {
  const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
  utf8proc_int32_t *room = sodium_allocarray(SECRET_MAX + 1, 4 * sizeof *room);
  utf8proc_ssize_t count = room ? utf8proc_decompose((const utf8proc_uint8_t *)secret->text,
                                                     (utf8proc_ssize_t)secret->length, room, SECRET_MAX * 4, options)
                                : -1;
  utf8proc_ssize_t bytes = count > 0 && count <= SECRET_MAX * 4 ? utf8proc_reencode(room, count, options) : -1;
  if (bytes > 0 && bytes <= SECRET_MAX) {
    memcpy(secret->text, room, (size_t)bytes);
    secret->length = (size_t)bytes;
    secret->text[bytes] = '\0';
  }
  sodium_free(room);
}

static bool finish(struct secret *secret, struct fault *fault) {
  secret->text[secret->length > SECRET_MAX ? 0 : secret->length] = '\0';
  if (secret->length > SECRET_MAX) return fault_set(fault, "a passphrase has at most %d bytes", SECRET_MAX);
  if (secret->length == 0) return fault_set(fault, "no passphrase was given, so nothing was done");
  compose(secret);
  return true;
}

// One past the most tells that there was more.
static void add(struct secret *secret, char byte) {
  if (secret->length < SECRET_MAX) secret->text[secret->length] = byte;
  if (secret->length <= SECRET_MAX) secret->length++;
}

bool secret_read(int fd, struct secret *secret, struct fault *fault) {
  char byte = '\0';
  ssize_t got;
  secret->length = 0;
  while ((got = read(fd, &byte, 1)) != 0 && (got == 1 || errno == EINTR) && byte != '\n')
    if (got == 1) add(secret, byte);
  if (got < 0) return fault_set(fault, "the passphrase cannot be read from descriptor %d: %s", fd, strerror(errno));
  if (secret->length && secret->length <= SECRET_MAX && secret->text[secret->length - 1] == '\r') secret->length--;
  return finish(secret, fault);
}

static void erase_letter(struct secret *secret) {
  if (secret->length > SECRET_MAX) secret->length = SECRET_MAX;
  while (secret->length && ((unsigned char)secret->text[--secret->length] & 0xC0) == 0x80) continue;
}

static volatile sig_atomic_t caught;

static void on_signal(int number) { caught = number; }

// Whether a byte came; false where a signal asked us to end, or there is no more.
static bool wait_for_byte(const sigset_t *open, char *byte) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  while (!caught) {
    int ready = ppoll(&input, 1, NULL, open);
    if (ready > 0) return read(STDIN_FILENO, byte, 1) == 1;
    if (ready < 0 && errno != EINTR) return false;
  }
  return false;
}

// True at the end of the line, false where the person breaks off.
static bool type(struct secret *secret, const sigset_t *open) {
  char byte;
  while (wait_for_byte(open, &byte)) switch (byte) {
      case '\r':
      case '\n': return true;
      case END_OF_TEXT: return false;
      case END_OF_INPUT:
        if (secret->length == 0) return false;
        break;
      case BACKSPACE:
      case DELETE: erase_letter(secret); break;
      case ERASE_LINE:
      case ERASE_WORD: secret->length = 0; break;
      default: add(secret, byte);
    }
  return false;
}

// While this lasts the terminal shows nothing that is typed and makes no signals of it. What was typed before is
// dropped, and so the prompt comes after: what somebody types who has seen it counts.
static bool type_unseen(const char *prompt, struct secret *secret, const sigset_t *open) {
  struct termios before;
  if (tcgetattr(STDIN_FILENO, &before) < 0) return false;
  struct termios silent = before;
  silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
  silent.c_cc[VMIN] = 1;
  silent.c_cc[VTIME] = 0;
  if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) < 0) return false;
  fprintf(stderr, "%s", prompt);
  bool typed = type(secret, open);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  fputc('\n', stderr);
  return typed;
}

bool secret_ask(const char *prompt, struct secret *secret, struct fault *fault) {
  struct sigaction before[ENDING], on = {.sa_handler = on_signal};
  sigset_t blocked, open;
  sigemptyset(&blocked);
  for (int i = 0; i < ENDING; i++) sigaddset(&blocked, ending[i]);
  sigprocmask(SIG_BLOCK, &blocked, &open);
  caught = 0;
  for (int i = 0; i < ENDING; i++) sigaction(ending[i], &on, &before[i]);
  secret->length = 0;
  bool typed = type_unseen(prompt, secret, &open);
  for (int i = 0; i < ENDING; i++) sigaction(ending[i], &before[i], NULL);
  if (caught) raise(caught);
  sigprocmask(SIG_SETMASK, &open, NULL);
  *fault = (struct fault){0};
  return typed && finish(secret, fault);
}

bool secret_equals(const struct secret *a, const struct secret *b) {
  return a->length == b->length && sodium_memcmp(a->text, b->text, a->length) == 0;
}
