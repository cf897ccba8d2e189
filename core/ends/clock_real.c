// The machine's clocks.
#include <time.h>

#include "clock.h"

static int64_t read_ms(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static int64_t steady(struct clock *clock) {
  (void)clock;
  return read_ms(CLOCK_MONOTONIC);
}

static int64_t wall(struct clock *clock) {
  (void)clock;
  return read_ms(CLOCK_REALTIME);
}

static void destroy(struct clock *clock) { (void)clock; }

static const struct clock_class real_class = {"real", steady, wall, NULL, destroy};

struct clock *clock_real(void) {
  static struct clock clock = {&real_class};
  return &clock;
}
