// The machine's clocks.
#include <time.h>

#include "clock.h"
#include "monotonic.h"

int64_t clock_read(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static int64_t steady(struct clock *clock) {
  (void)clock;
  return monotonic_ms();
}

static int64_t wall(struct clock *clock) {
  (void)clock;
  return clock_read(CLOCK_REALTIME);
}

static void destroy(struct clock *clock) { (void)clock; }

static const struct clock_class real_class = {steady, wall, NULL, destroy};

struct clock *clock_real(void) {
  static struct clock clock = {&real_class};
  return &clock;
}
