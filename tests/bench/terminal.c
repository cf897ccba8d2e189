// What a program costs that draws on a terminal, and when it draws.
//
//   bench_terminal SECONDS COMMAND...           prints the microseconds of CPU and the bytes of each second
//   bench_terminal SECONDS -w WORD... COMMAND   prints the microsecond at which each of the words came, and the word
//
// The command gets a terminal of 120 x 40, and has the first second for itself. Its direct children count, too. A word is sent as
// one piece; a word may be several words.
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "samples.h"

enum { WORDS_MAX = 8, KEPT_MAX = 64, SECOND = 1000000 };

struct watch {
  const char *words[WORDS_MAX];
  int count;
  char text[1 << 16];  // the end of what came before, and what came now
  size_t length;
};

static double cpu_of(pid_t pid) {
  clockid_t clock;
  struct timespec used;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0) return 0;
  return (double)used.tv_sec * SECOND + (double)used.tv_nsec / 1e3;
}

static double cpu_of_all(pid_t pid) {
  char path[64];
  double cpu = cpu_of(pid);
  pid_t child;
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
  FILE *children = fopen(path, "re");
  while (children && fscanf(children, "%d", &child) == 1) cpu += cpu_of(child);
  if (children) fclose(children);
  return cpu;
}

// Prints each word that is there, in the order in which they came, and keeps only what may be a word's beginning.
static void report_words(struct watch *watch, double at) {
  watch->text[watch->length] = '\0';
  for (size_t from = 0;;) {
    const char *first = NULL, *word = NULL;
    for (int i = 0; i < watch->count; i++) {
      const char *found = memmem(watch->text + from, watch->length - from, watch->words[i], strlen(watch->words[i]));
      if (!found || (first && found > first)) continue;
      first = found;
      word = watch->words[i];
    }
    if (!first) break;
    printf("%.0f %s\n", at, word);
    from = (size_t)(first - watch->text) + strlen(word);
    memset(watch->text, 0, from);
  }
  size_t kept = watch->length < KEPT_MAX ? watch->length : KEPT_MAX;
  memmove(watch->text, watch->text + watch->length - kept, kept);
  watch->length = kept;
}

// Reads until the moment has come; gives the bytes, or -1 when the program is gone.
static ssize_t read_until(int terminal, double until, struct watch *watch, double zero) {
  ssize_t bytes = 0;
  for (double left; (left = until - now_us()) > 0;) {
    struct pollfd input = {terminal, POLLIN, 0};
    if (poll(&input, 1, (int)(left / 1000 + 1)) <= 0) continue;
    ssize_t got = read(terminal, watch->text + watch->length, sizeof watch->text - watch->length - 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return -1;
    bytes += got;
    watch->length += (size_t)got;
    report_words(watch, now_us() - zero);
  }
  return bytes;
}

static void measure(pid_t pid, int terminal, int seconds, struct watch *watch) {
  double zero = now_us();
  if (read_until(terminal, zero + SECOND, watch, zero) < 0) give_up("it ended at once");
  for (int second = 1; second <= seconds; second++) {
    double cpu = cpu_of_all(pid);
    ssize_t bytes = read_until(terminal, zero + (second + 1.0) * SECOND, watch, zero);
    if (bytes < 0) give_up("it ended early");
    if (watch->count == 0) printf("%.0f %zd\n", cpu_of_all(pid) - cpu, bytes);
  }
}

int main(int count, char **arguments) {
  static struct watch watch;
  int at = 2;
  for (; at + 1 < count && strcmp(arguments[at], "-w") == 0 && watch.count < WORDS_MAX; at += 2)
    watch.words[watch.count++] = arguments[at + 1];
  if (at >= count) give_up("which command?");
  const struct winsize size = {.ws_row = 40, .ws_col = 120};
  int terminal;
  pid_t pid = forkpty(&terminal, NULL, NULL, &size);
  if (pid < 0) give_up("no terminal");
  if (pid == 0) {
    execvp(arguments[at], arguments + at);
    _exit(127);
  }
  measure(pid, terminal, atoi(arguments[1]), &watch);
  kill(pid, SIGTERM);
  close(terminal);
  waitpid(pid, NULL, 0);
  return 0;
}
