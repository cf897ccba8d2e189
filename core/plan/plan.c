// When a reminder is due; see plan.h. This file goes from day to day and puts what it finds in order; what there is in
// a day is for plan_day.c to say.
#include "plan.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "memory.h"
#include "plan_day.h"

struct plan_walk {
  const struct rule *rule;
  struct plan_context context;
  int64_t after, since;
  int64_t last;              // when the last one that fired was due
  int32_t date;              // the next to look at
  bool all, over;            // over: no date is left
  int days_left;
  struct occurrence *items;  // those that were found, in order, from `first` on
  size_t first, count, cap;
};

// The longest quiet hours, with a clock set back by a day in the middle; and how far a local time of a date, which may
// be past its midnight, can be from its UTC.
static const int64_t defer_max = 2 * DATE_DAY + 2 * DATE_HOUR, reach = ZONE_OFFSET_MAX * INT64_C(1000);
enum { DATES_BEFORE = 4 };

const struct zone *plan_zone(const struct rule *rule, const struct plan_context *context) {
  return rule->zone ? rule->zone : context->local;
}

struct plan_walk *plan_walk_create(const struct rule *rule, const struct plan_context *context, int64_t after,
                                   bool all) {
  struct plan_walk *walk = mem_zero(1, sizeof *walk);
  *walk = (struct plan_walk){.rule = rule, .context = *context, .after = after, .last = INT64_MIN, .all = all};
  bool defers = quiet_is_set(&context->quiet) && context->quiet.then == QUIET_DEFER;
  walk->since = defers ? after - defer_max : after;
  walk->date = date_of(walk->since) - DATES_BEFORE;
  walk->days_left = PLAN_DAYS_MAX;
  return walk;
}

void plan_walk_destroy(struct plan_walk *walk) {
  if (!walk) return;
  free(walk->items);
  free(walk);
}

// Those that come where and when they were meant to come are told before those that were put off to the same moment.
static bool is_before(const struct occurrence *a, const struct occurrence *b) {
  if (a->due != b->due) return a->due < b->due;
  if (a->fate != b->fate) return a->fate < b->fate;
  unsigned moved_a = a->flags & (PLAN_SHIFTED | PLAN_DEFERRED), moved_b = b->flags & (PLAN_SHIFTED | PLAN_DEFERRED);
  if (moved_a != moved_b) return moved_a < moved_b;
  return a->date != b->date ? a->date < b->date : a->index < b->index;
}

static void on_candidate(void *target, const struct occurrence *occurrence) {
  struct plan_walk *walk = target;
  if (occurrence->due <= walk->after) return;
  if (walk->count == walk->cap) {
    walk->cap = walk->cap ? 2 * walk->cap : 8;
    walk->items = mem_resize(walk->items, walk->cap * sizeof *walk->items);
  }
  size_t at = walk->count++;
  for (; at > walk->first && is_before(occurrence, &walk->items[at - 1]); at--) walk->items[at] = walk->items[at - 1];
  walk->items[at] = *occurrence;
}

static void forget_told(struct plan_walk *walk) {
  if (walk->first == 0) return;
  walk->count -= walk->first;
  memmove(walk->items, walk->items + walk->first, walk->count * sizeof *walk->items);
  walk->first = 0;
}

static void load_date(struct plan_walk *walk) {
  forget_told(walk);
  if (walk->days_left-- == 0 || !rule_next_date(walk->rule, walk->date, &walk->date)) {
    walk->over = true;
    return;
  }
  plan_day(&(struct plan_day){.rule = walk->rule,
                              .context = &walk->context,
                              .date = walk->date++,
                              .since = walk->since,
                              .all = walk->all,
                              .add = on_candidate,
                              .target = walk});
}

// No date that was not looked at yet can have anything that is due before the first that was found.
static bool is_ready(const struct plan_walk *walk) {
  if (walk->over) return true;
  return walk->first < walk->count && walk->items[walk->first].due < date_local(walk->date, 0) - reach;
}

bool plan_walk_next(struct plan_walk *walk, struct occurrence *next) {
  while (true) {
    while (!is_ready(walk)) load_date(walk);
    if (walk->first == walk->count) return false;
    *next = walk->items[walk->first++];
    bool joins = next->fate == PLAN_FIRES && next->due == walk->last;
    if (joins) next->fate = PLAN_JOINED;
    if (next->fate == PLAN_FIRES) walk->last = next->due;
    if (next->fate != PLAN_FIRES && !walk->all) continue;
    if (next->fate == PLAN_FIRES) walk->days_left = PLAN_DAYS_MAX;
    return true;
  }
}

// Why nothing comes any more.
static bool say_never(const struct plan_walk *walk, struct fault *fault) {
  int32_t ignored;
  if (quiet_is_endless(&walk->context.quiet))
    return fault_set(fault, "it never comes: quiet hours cover the whole day");
  if (!rule_next_date(walk->rule, walk->date, &ignored))
    return fault_set(fault, "it does not come again: the last of its days is over");
  if (quiet_is_set(&walk->context.quiet))
    return fault_set(fault, "it never comes: all of its times lie in quiet hours");
  return fault_set(fault, "it never comes: its days are too short for it");
}

bool plan_next(const struct rule *rule, const struct plan_context *context, int64_t after, struct occurrence *next,
               struct fault *fault) {
  struct plan_walk *walk = plan_walk_create(rule, context, after, false);
  bool found = !quiet_is_endless(&context->quiet) && plan_walk_next(walk, next);
  if (!found) say_never(walk, fault);
  plan_walk_destroy(walk);
  return found;
}

void plan_explain(const struct rule *rule, const struct plan_context *context, int64_t after, int64_t until,
                  plan_each *each, void *each_context) {
  struct plan_walk *walk = plan_walk_create(rule, context, after, true);
  struct occurrence it;
  while (plan_walk_next(walk, &it) && it.due <= until && each(each_context, &it)) continue;
  plan_walk_destroy(walk);
}

static bool is_in_window(const struct occurrence *occurrence, const struct plan_context *context, int64_t utc) {
  if (!occurrence->rule->has_between) return true;
  struct plan_spans window;
  plan_window(occurrence->rule, context, occurrence->date, &window);
  return plan_spans_hold(&window, utc);
}

bool plan_missed(const struct occurrence *occurrence, const struct plan_context *context, int64_t now, int64_t *at) {
  const struct rule *rule = occurrence->rule;
  if (rule->missed == RULE_SKIP) return false;
  *at = quiet_end(&context->quiet, context->local, now);
  if (*at > now && (context->quiet.then == QUIET_DROP || *at == INT64_MAX)) return false;
  return *at - occurrence->due <= rule->within && is_in_window(occurrence, context, *at);
}

int64_t plan_wake_delay(const struct plan_context *context, int64_t wake) {
  uint8_t text[8], hash[crypto_shorthash_BYTES];
  for (size_t i = 0; i < sizeof text; i++) text[i] = (uint8_t)((uint64_t)wake >> (8 * i));
  crypto_shorthash(hash, text, sizeof text, context->key);
  return (30 + (hash[0] | hash[1] << 8) % 91) * INT64_C(1000);
}

const char *plan_key(const struct occurrence *occurrence, char out[PLAN_KEY_TEXT_MAX]) {
  char date[DATE_TEXT_MAX];
  snprintf(out, PLAN_KEY_TEXT_MAX, "%s/%s/%d", occurrence->rule->name, date_text(occurrence->date, date),
           occurrence->index);
  return out;
}
