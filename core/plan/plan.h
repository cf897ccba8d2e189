// When a reminder is due, and why. Pure: the moment and the zones come as arguments; nothing here reads a clock, waits
// or remembers. All times are Unix milliseconds in UTC.
//
// An occurrence is identified by its rule's name, its date and its index (plan_key), whatever becomes of its time:
// whoever fires it records that key first, and so fires it at most once. The index is for `at` the minute of the day,
// for `every` the minutes that passed since its window began (or the day, where there is no window), for `random` its
// place in the day.
//
//   struct plan_context context = {.local = zone, .quiet = rules.quiet, .start = last_fired};
//   struct occurrence next;
//   if (plan_next(rule, &context, now, &next, &fault)) wait_until(next.due);
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "quiet.h"
#include "rule.h"

enum { PLAN_KEY_BYTES = 16, PLAN_KEY_TEXT_MAX = 96 };

struct plan_context {
  const struct zone *local;     // the machine's: for floating rules, and for quiet hours
  struct quiet quiet;
  uint8_t key[PLAN_KEY_BYTES];  // random times are drawn with it: the same key draws the same times
  // What an `every` counts from: its last firing, or when counting began. Time that shall not count (away from the
  // machine) moves it forward. A window that begins later counts anew.
  int64_t start;
};

enum plan_fate {
  PLAN_FIRES,
  PLAN_QUIET,    // dropped: it lies in quiet hours
  PLAN_OUTSIDE,  // put off to the end of quiet hours, when its window was over
  PLAN_JOINED,   // another one of this rule comes at the same moment
};

enum plan_flag {
  PLAN_SHIFTED = 1,   // its local time is in a gap of the zone, so it comes later by the length of the gap
  PLAN_FIRST = 2,     // its local time happens twice: this is the first
  PLAN_DEFERRED = 4,  // put off to the end of quiet hours
  PLAN_FEWER = 8,     // random: quiet hours left no room for all of the day's times
};

struct occurrence {
  const struct rule *rule;
  int32_t date, index;  // see above
  int64_t planned;      // before quiet hours were looked at
  int64_t due;
  uint8_t fate, flags;  // enum plan_fate, enum plan_flag
};

// The first occurrence due strictly after `after`; false with a sentence on why when there is none any more. Bounded:
// it looks at PLAN_DAYS_MAX of the rule's days at most. One rule never has two at the same moment.
enum { PLAN_DAYS_MAX = 1500 };
bool plan_next(const struct rule *rule, const struct plan_context *context, int64_t after, struct occurrence *next,
               struct fault *fault);

// Every candidate due after `after` and up to `until`, in order of `due`, and what became of it: those that fire and
// those that do not. `each` returns false to stop.
typedef bool plan_each(void *context, const struct occurrence *occurrence);
void plan_explain(const struct rule *rule, const struct plan_context *context, int64_t after, int64_t until,
                  plan_each *each, void *each_context);

// Walking over a rule's occurrences in order of `due`; each day is looked at once, so this is the way to see many. With
// `all`, those that do not fire come too. The rule and the zones outlive the walk; the context is copied.
struct plan_walk;
struct plan_walk *plan_walk_create(const struct rule *rule, const struct plan_context *context, int64_t after,
                                   bool all);
bool plan_walk_next(struct plan_walk *walk, struct occurrence *next);  // false when there is none any more
void plan_walk_destroy(struct plan_walk *walk);                        // NULL is fine

// What to do at `now` with an occurrence that was due while the machine was asleep or off. True: it may still be shown,
// at *at, which is `now`, or the end of quiet hours that defer. False: it is let go of. Whoever asks shows one at most
// after a wake.
bool plan_missed(const struct occurrence *occurrence, const struct plan_context *context, int64_t now, int64_t *at);

// How long after a wake, in ms, a missed one may be shown: 30 to 120 seconds, the same for the same wake.
int64_t plan_wake_delay(const struct plan_context *context, int64_t wake);

// "morning/2026-11-23/510"
const char *plan_key(const struct occurrence *occurrence, char out[PLAN_KEY_TEXT_MAX]);

// The clock that the rule goes by: its own zone's or the machine's.
const struct zone *plan_zone(const struct rule *rule, const struct plan_context *context);

// Appends in words why it is when it is, for instance "in quiet hours, so it is left out". For `why` and `simulate`.
void plan_say(struct buf *out, const struct occurrence *occurrence, const struct plan_context *context);
