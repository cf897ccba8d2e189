// A clock that moves only when it is told to: minutes pass in no time.
#include <stdlib.h>

#include "clock.h"
#include "memory.h"

struct virtual_clock {
  struct clock clock;
  int64_t start, now;
};

static int64_t steady(struct clock *clock) { return ((struct virtual_clock *)clock)->now; }

static int64_t wall(struct clock *clock) {
  struct virtual_clock *virtual = (struct virtual_clock *)clock;
  return virtual->start + virtual->now;
}

static void advance(struct clock *clock, int64_t to) {
  struct virtual_clock *virtual = (struct virtual_clock *)clock;
  if (to > virtual->now) virtual->now = to;
}

static void destroy(struct clock *clock) { free(clock); }

static const struct clock_class virtual_class = {steady, wall, advance, destroy};

struct clock *clock_virtual(int64_t wall_start) {
  struct virtual_clock *virtual = mem_zero(1, sizeof *virtual);
  virtual->clock.class = &virtual_class;
  virtual->start = wall_start;
  return &virtual->clock;
}
