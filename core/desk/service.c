// The readiness protocol of systemd; see service.h. libsystemd is not loaded for it where no service manager asks.
#include "service.h"

#include <stdlib.h>

#include "systemd.h"

static void tell(const char *state) {
  if (getenv("NOTIFY_SOCKET") && systemd_load()) sd.notify(0, state);
}

void service_ready(void) { tell("READY=1"); }

void service_stopping(void) { tell("STOPPING=1"); }

void service_alive(void) { tell("WATCHDOG=1"); }

int64_t service_watchdog_ms(void) {
  uint64_t usec = 0;
  if (!getenv("WATCHDOG_USEC") || !systemd_load() || sd.watchdog_enabled(0, &usec) <= 0) return 0;
  return (int64_t)(usec / 2000);
}
