// The readiness protocol of systemd; see service.h. libsystemd is not loaded for it where no service manager asks.
#include "service.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "systemd.h"
#include "text.h"

static void tell(const char *state, const char *status) {
  if (!getenv("NOTIFY_SOCKET") || !systemd_load()) return;
  struct buf message = {0};
  buf_add_text(&message, state);
  if (status) {
    buf_add_text(&message, "STATUS=");
    text_clean(&message, status, strlen(status), false);  // a line of its own would be another assignment
  }
  sd.notify(0, buf_text(&message));
  buf_finish(&message);
}

void service_ready(const char *status) { tell("READY=1\n", status); }

void service_status(const char *status) { tell("", status); }

void service_stopping(void) { tell("STOPPING=1\n", NULL); }

void service_alive(void) { tell("WATCHDOG=1\n", NULL); }

int64_t service_watchdog_ms(void) {
  uint64_t usec = 0;
  if (!getenv("WATCHDOG_USEC") || !systemd_load() || sd.watchdog_enabled(0, &usec) <= 0) return 0;
  return (int64_t)(usec / 2000);
}
