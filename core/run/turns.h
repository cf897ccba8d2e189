// Every rule and when it comes next, the soonest first. What becomes of one whose time has come is for schedule.c to
// say. No clock and no state: the moment comes with every call, in Unix milliseconds, UTC.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agenda.h"
#include "plan.h"
#include "rules.h"

struct turn {
  const struct rule *rule;
  struct occurrence next;         // only while is_planned
  int64_t start;                  // for `every`: what it counts from
  int64_t not_before;             // declined for today
  int32_t done_date, done_index;  // the last that was dealt with, for where the state cannot be opened
  bool is_planned;                // false: it does not come any more
};

struct turns {
  struct plan_context plan;  // the caller's to fill; `start` is overwritten for each rule
  struct turn *items;        // in the order of the rules
  size_t count;
  uint32_t *heap;            // those that are planned, by their places in `items`, soonest first
  size_t heap_count;
};

void turns_finish(struct turns *turns);

// Takes over new rules, which are borrowed, with what is known of them (see agenda_pasts), and plans them from now on.
void turns_load(struct turns *turns, const struct rules *rules, const struct agenda_past *pasts, size_t count,
                int64_t now);

int64_t turns_due(const struct turns *turns);       // the soonest; INT64_MAX: none comes
struct turn *turns_first(const struct turns *turns);  // while one comes
struct turn *turns_find(const struct turns *turns, const char *rule);  // NULL when there is none

void turns_advance(struct turns *turns, int64_t after);  // plans the first one anew
void turns_decline(struct turns *turns, struct turn *turn, int64_t now);  // plans it anew, without the rest of its day

// Plans all anew at `now`: after a clock that was set back, or, for `every`, after a while that does not count.
void turns_step_back(struct turns *turns, int64_t now);
void turns_shift(struct turns *turns, int64_t by, int64_t now);

// Of a rule's occurrences from `first` to `now`, the newest: the others are not worth a line each, however long the
// machine slept.
struct occurrence turns_newest(struct turns *turns, const struct turn *turn, struct occurrence first, int64_t now);
// The newest after what was dealt with last, while no agent ran. False where there is none.
bool turns_missed(struct turns *turns, const struct turn *turn, const struct agenda_past *past, int64_t now,
                  struct occurrence *newest);
