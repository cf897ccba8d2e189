// A stretch of days in no time; see simulate.h.
#include "simulate.h"

#include <stdlib.h>

#include "memory.h"

struct track {
  const struct rule *rule;
  struct plan_walk *walk;
  struct occurrence next;
};

struct simulation {
  struct plan_context context;
  struct quiet sleep;
  int64_t until;
  struct track *tracks;  // a heap: the first is due first; equal ones in the order of the file
  size_t count;
  int64_t wake;          // when the machine wakes from the sleep in which the `missed` were due
  struct occurrence *missed;
  size_t missed_count, missed_cap;
  size_t told, shown;    // of the missed: how many were told; which one is shown after the wake
  int64_t shown_at;
};

static bool is_before(const struct track *a, const struct track *b) {
  if (a->next.due != b->next.due) return a->next.due < b->next.due;
  return a->rule->line < b->rule->line;
}

static void swap(struct track *a, struct track *b) {
  struct track other = *a;
  *a = *b;
  *b = other;
}

static void sink(struct simulation *simulation, size_t at) {
  struct track *tracks = simulation->tracks;
  for (size_t child; (child = 2 * at + 1) < simulation->count; at = child) {
    if (child + 1 < simulation->count && is_before(&tracks[child + 1], &tracks[child])) child++;
    if (!is_before(&tracks[child], &tracks[at])) return;
    swap(&tracks[child], &tracks[at]);
  }
}

// The first track goes on to its next occurrence, or away.
static void advance(struct simulation *simulation) {
  struct track *first = &simulation->tracks[0];
  if (!plan_walk_next(first->walk, &first->next) || first->next.due >= simulation->until) {
    plan_walk_destroy(first->walk);
    *first = simulation->tracks[--simulation->count];
  }
  sink(simulation, 0);
}

static void begin(struct simulation *simulation, const struct rule *rule, int64_t from) {
  struct track *track = &simulation->tracks[simulation->count];
  *track = (struct track){rule, plan_walk_create(rule, &simulation->context, from - 1, true), {0}};
  if (plan_walk_next(track->walk, &track->next) && track->next.due < simulation->until) simulation->count++;
  else plan_walk_destroy(track->walk);
}

struct simulation *simulate_create(const struct rules *rules, const struct plan_context *context, int64_t from,
                                   int64_t until, const struct quiet *sleep) {
  struct simulation *simulation = mem_zero(1, sizeof *simulation);
  *simulation = (struct simulation){.context = *context, .until = until};
  if (sleep && !quiet_is_endless(sleep)) simulation->sleep = *sleep;
  simulation->tracks = mem_zero(rules->count, sizeof *simulation->tracks);
  for (size_t i = 0; i < rules->count; i++) begin(simulation, rules->items[i], from);
  for (size_t i = simulation->count; i-- > 0;) sink(simulation, i);
  return simulation;
}

void simulate_destroy(struct simulation *simulation) {
  if (!simulation) return;
  for (size_t i = 0; i < simulation->count; i++) plan_walk_destroy(simulation->tracks[i].walk);
  free(simulation->tracks);
  free(simulation->missed);
  free(simulation);
}

static void keep_missed(struct simulation *simulation, const struct occurrence *occurrence) {
  if (simulation->missed_count == simulation->missed_cap) {
    simulation->missed_cap = simulation->missed_cap ? 2 * simulation->missed_cap : 16;
    simulation->missed = mem_resize(simulation->missed, simulation->missed_cap * sizeof *simulation->missed);
  }
  simulation->missed[simulation->missed_count++] = *occurrence;
}

// Time asleep does not count for an `every`: it begins anew at the wake.
static void count_anew(struct simulation *simulation, int64_t wake) {
  struct track *first = &simulation->tracks[0];
  struct plan_context context = simulation->context;
  context.start = wake;
  plan_walk_destroy(first->walk);
  first->walk = plan_walk_create(first->rule, &context, wake, true);
  advance(simulation);
}

// Moves what is due while the machine sleeps, up to its wake, to the missed ones. False when nothing is.
static bool sleep_through(struct simulation *simulation) {
  const struct plan_context *context = &simulation->context;
  int64_t due = simulation->tracks[0].next.due, wake = quiet_end(&simulation->sleep, context->local, due);
  if (wake == due) return false;
  simulation->wake = wake;
  simulation->missed_count = simulation->told = 0;
  while (simulation->count && simulation->tracks[0].next.due < wake) {
    struct track *first = &simulation->tracks[0];
    if (first->rule->kind == RULE_EVERY) {
      count_anew(simulation, wake);
    } else {
      keep_missed(simulation, &first->next);
      advance(simulation);
    }
  }
  return true;
}

// The latest of those that may still be shown is the one.
static void choose_shown(struct simulation *simulation) {
  int64_t now = simulation->wake + plan_wake_delay(&simulation->context, simulation->wake), at;
  simulation->shown = simulation->missed_count;
  for (size_t i = 0; i < simulation->missed_count; i++) {
    const struct occurrence *it = &simulation->missed[i];
    if (it->fate != PLAN_FIRES || !plan_missed(it, &simulation->context, now, &at)) continue;
    simulation->shown = i;
    simulation->shown_at = at;
  }
}

static void tell_missed(struct simulation *simulation, struct simulate_event *event) {
  size_t i = simulation->told++;
  const struct occurrence *it = &simulation->missed[i];
  int64_t now = simulation->wake + plan_wake_delay(&simulation->context, simulation->wake), at;
  *event = (struct simulate_event){it->due, SIMULATE_MISSED, *it};
  if (it->fate != PLAN_FIRES) event->what = SIMULATE_DROPPED;
  else if (i == simulation->shown) *event = (struct simulate_event){simulation->shown_at, SIMULATE_LATE, *it};
  else if (plan_missed(it, &simulation->context, now, &at)) event->what = SIMULATE_OTHER;
}

bool simulate_next(struct simulation *simulation, struct simulate_event *event) {
  while (simulation->told == simulation->missed_count) {
    if (simulation->count == 0) return false;
    const struct occurrence it = simulation->tracks[0].next;
    if (!quiet_is_set(&simulation->sleep) || !sleep_through(simulation)) {
      *event = (struct simulate_event){it.due, it.fate == PLAN_FIRES ? SIMULATE_COMES : SIMULATE_DROPPED, it};
      advance(simulation);
      return true;
    }
    choose_shown(simulation);
  }
  tell_missed(simulation, event);
  return true;
}

void simulate_say(struct buf *out, const struct simulate_event *event, const struct plan_context *context) {
  plan_say(out, &event->occurrence, context);
  switch (event->what) {
    case SIMULATE_COMES:
    case SIMULATE_DROPPED: break;
    case SIMULATE_LATE: buf_add_text(out, "; the machine slept at the time, so it comes after the wake"); break;
    case SIMULATE_MISSED:
      buf_add_text(out, "; the machine slept at the time, and its rule lets go of it by then");
      break;
    case SIMULATE_OTHER:
      buf_add_text(out, "; the machine slept at the time, and another one comes after the wake");
      break;
  }
}
