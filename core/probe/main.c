// tend-probe: one try to get out of the sandbox, made from inside, by a process of its own. `tend doctor` starts it
// just as a practice's process is started, and sees how it ends. It seals itself with the code that tend-host uses.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sandbox.h"
#include "tries.h"

#ifdef TEND_SANITIZED
// As in tend-host: looking for leaks takes system calls that the sandbox forbids.
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0:handle_segv=0:handle_sigbus=0"; }
#endif

struct aim aim;

struct try {
  const char *name;
  int (*attempt)(void);
};

static const struct try control = {PROBE_CONTROL, try_control};

static const struct try *find_try(const char *name) {
#define ROW(way, words) {#way, try_##way},
  static const struct try tries[] = {WAYS(ROW)};
#undef ROW
  for (size_t i = 0; i < WAY_COUNT; i++)
    if (strcmp(tries[i].name, name) == 0) return &tries[i];
  return strcmp(name, control.name) == 0 ? &control : NULL;
}

static void prepare(const struct try *try) {
  if (try->attempt == try_descriptor) prepare_descriptor();
  else if (try->attempt == try_connect) prepare_connect();
  else if (try->attempt == try_tiocsti) prepare_tiocsti();
}

static bool seal(const char *how, struct fault *fault) {
  if (strcmp(how, PROBE_SEALED) == 0) return sandbox_enter(aim.parent, fault);
  if (!sandbox_give_up(aim.parent, fault)) return false;
  if (strcmp(how, PROBE_LANDLOCK) == 0) return sandbox_hide_files(fault);
  if (strcmp(how, PROBE_LIMITS) == 0) return sandbox_limit(fault);
  return strcmp(how, PROBE_BARE) == 0 || fault_set(fault, "no such seal: %s", how);
}

// Not through stdio, whose first use takes system calls of its own.
static bool say(const char *text) {
  size_t length = strlen(text);
  return write(STDIN_FILENO, text, length) == (ssize_t)length;
}

int main(int count, char **arguments) {
  struct fault fault;
  if (count == 2 && strcmp(arguments[1], PROBE_CONTROL) == 0) return PROBE_OUT;  // what `exec` and `memfd` start
  const struct try *try = count == 4 || count == 5 ? find_try(arguments[3]) : NULL;
  if (!try) return PROBE_UNKNOWN;
  aim = (struct aim){atoi(arguments[1]), count == 5 ? atoi(arguments[4]) : -1};
  prepare(try);
  if (!seal(arguments[2], &fault)) {
    say(PROBE_REFUSED);
    say(fault.text);
    return PROBE_UNSEALED;
  }
  if (!say(PROBE_READY)) return PROBE_UNSEALED;
  _exit(try->attempt());
}
