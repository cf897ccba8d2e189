// Where time comes from. Two readings: `steady` milliseconds for waiting, which never step back and stand still while
// the machine sleeps, and `wall` for dates.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct clock;

struct clock_class {
  int64_t (*steady)(struct clock *clock);             // milliseconds from an arbitrary start
  int64_t (*wall)(struct clock *clock);               // Unix milliseconds, UTC
  // Moves a clock that is not real to a later steady time; NULL for one that moves by itself.
  void (*advance)(struct clock *clock, int64_t steady);
  void (*destroy)(struct clock *clock);
};

struct clock {
  const struct clock_class *class;
};

int64_t clock_read(clockid_t id);  // milliseconds, of a clock of the machine's that jumps or sleeps; monotonic.h has the other

struct clock *clock_real(void);
struct clock *clock_virtual(int64_t wall);  // starts at this wall time; its steady time starts at 0

// A clock that stands at 0 and is moved, as a virtual one is, up to a limit (at first there is none), until it goes on as
// `real` does, which is borrowed. Its wall time is that of
// `real`, and where that does not move by itself, of itself.
struct clock *clock_replay(struct clock *real);
void clock_replay_limit(struct clock *clock, int64_t steady);
void clock_replay_go_on(struct clock *clock);
// Its own time for a time of `real`, once it goes on.
int64_t clock_replay_of(const struct clock *clock, int64_t steady);
