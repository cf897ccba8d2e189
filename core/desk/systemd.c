// libsystemd, loaded when it is first needed; see systemd.h. Being linked, it and the five libraries that come with it
// cost every start of tend 0.55 ms (`tend --version`: 1.92 ms instead of 1.37), for the one command of many that talks
// to a bus.
#include "systemd.h"

#include <dlfcn.h>

struct systemd sd;

static void *find(void *library, const char *name, bool *complete) {
  void *symbol = dlsym(library, name);
  if (!symbol) *complete = false;
  return symbol;
}

// Closed never: what it holds is wanted until the process ends.
static bool load(void) {
  void *library = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
  bool complete = library != NULL;
#define SYSTEMD_FIND(name) sd.name = library ? (__typeof__(sd.name))find(library, "sd_" #name, &complete) : NULL;
  SYSTEMD_FUNCTIONS(SYSTEMD_FIND)
  return complete;
}

bool systemd_load(void) {
  static enum { UNTRIED, LOADED, MISSING } state;
  if (state == UNTRIED) state = load() ? LOADED : MISSING;
  return state == LOADED;
}
