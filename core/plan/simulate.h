// A stretch of days as the agent would live through it, without waiting: every reminder of a set of rules, in order,
// and what became of it. While the machine sleeps nothing comes; after each wake one card at most is shown, and an
// `every` counts anew.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "plan.h"
#include "rules.h"

enum simulate_what {
  SIMULATE_COMES,    // it comes when it is due
  SIMULATE_DROPPED,  // see occurrence.fate
  SIMULATE_LATE,     // it was due while the machine slept, and comes after the wake
  SIMULATE_MISSED,   // it was due while the machine slept, and its rule lets go of it by then
  SIMULATE_OTHER,    // it was due while the machine slept, and another one comes after the wake
};

struct simulate_event {
  int64_t time;                  // Unix ms, UTC: when it comes, or would have come
  enum simulate_what what;
  struct occurrence occurrence;  // its rule is the one of the set that was given
};

struct simulation;

// From `from` up to and without `until`. `sleep` is on the machine's clock; NULL, or empty: it never sleeps. The rules
// and the zone outlive the simulation.
struct simulation *simulate_create(const struct rules *rules, const struct plan_context *context, int64_t from,
                                   int64_t until, const struct quiet *sleep);
// Events in the order in which they are due; a late one, and those beside it, when the machine wakes.
bool simulate_next(struct simulation *simulation, struct simulate_event *event);
void simulate_destroy(struct simulation *simulation);  // NULL is fine

// Appends in words why the event is as it is.
void simulate_say(struct buf *out, const struct simulate_event *event, const struct plan_context *context);
