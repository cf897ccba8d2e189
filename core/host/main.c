// tend-host: runs one practice, sealed in. The core starts it with an empty environment, one descriptor (0, a socket
// to the core) and the core's process id as its only argument. It seals itself before it makes a Lua state or reads a
// byte.
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "pump.h"
#include "sandbox.h"

enum { STATUS_UNSEALED = 6 };

#ifdef TEND_SANITIZED
// Looking for leaks at exit takes system calls that the sandbox forbids. A stack that overflows, which a practice can
// bring about in Lua 5.4.4, is told of as it is without a sanitizer: by the signal.
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0:handle_segv=0:handle_sigbus=0"; }
#endif

// jansson seeds its hash tables at first use, and would open /dev/urandom for it.
static bool seed_tables(void) {
  size_t seed = 0;
  if (getrandom(&seed, sizeof seed, 0) != sizeof seed) return false;
  json_object_seed(seed | 1);
  return true;
}

int main(int count, char **arguments) {
  struct fault fault;
  int parent = count == 2 ? atoi(arguments[1]) : 0;
  if (parent <= 0) return 2;  // not started by tend
  bool sealed = seed_tables() ? sandbox_enter(parent, &fault) : fault_set(&fault, "random seed: none to be had");
  if (!sealed) {
    pump_refuse(&fault);
    return STATUS_UNSEALED;
  }
  return pump_run();
}
