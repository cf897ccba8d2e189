// A clock on which what was done before is gone through in no time, and which then goes on as another clock does.
#include <stdlib.h>

#include "clock.h"
#include "memory.h"

struct replay_clock {
  struct clock clock;
  struct clock *real;
  int64_t held, limit;  // while it is moved: its time, and how far it goes
  int64_t ahead;        // afterwards: of the other clock
};

static struct replay_clock *replay_of(struct clock *clock) { return (struct replay_clock *)clock; }

static int64_t held(struct clock *clock) { return replay_of(clock)->held; }

static int64_t wall(struct clock *clock) {
  struct clock *real = replay_of(clock)->real;
  // What is gone through in no time takes no time of the day; where all is, it does.
  return real->class->wall(real) + (real->class->advance ? replay_of(clock)->held : 0);
}

static void advance(struct clock *clock, int64_t to) {
  struct replay_clock *replay = replay_of(clock);
  if (to > replay->limit) to = replay->limit;
  if (to > replay->held) replay->held = to;
}

static int64_t going(struct clock *clock) {
  struct replay_clock *replay = replay_of(clock);
  return replay->real->class->steady(replay->real) + replay->ahead;
}

static void destroy(struct clock *clock) { free(clock); }

static const struct clock_class held_class = {held, wall, advance, destroy};
static const struct clock_class going_class = {going, wall, NULL, destroy};

struct clock *clock_replay(struct clock *real) {
  struct replay_clock *replay = mem_zero(1, sizeof *replay);
  replay->clock.class = &held_class;
  replay->real = real;
  replay->limit = INT64_MAX;
  return &replay->clock;
}

void clock_replay_limit(struct clock *clock, int64_t steady) { replay_of(clock)->limit = steady; }

void clock_replay_go_on(struct clock *clock) {
  struct replay_clock *replay = replay_of(clock);
  replay->limit = INT64_MAX;
  if (replay->real->class->advance) return;  // it is moved in the same way
  replay->ahead = replay->held - replay->real->class->steady(replay->real);
  clock->class = &going_class;
}

int64_t clock_replay_of(const struct clock *clock, int64_t steady) {
  return steady + ((const struct replay_clock *)clock)->ahead;
}
