// The candidates of one day; see plan_day.h.
#include "plan_day.h"

#include <sodium.h>
#include <string.h>

#include "date.h"

static void add(const struct plan_day *day, const struct occurrence *candidate) {
  if (day->all || candidate->fate == PLAN_FIRES) day->add(day->target, candidate);
}

static struct occurrence candidate(const struct plan_day *day, int64_t index, int64_t planned, unsigned flags) {
  return (struct occurrence){.rule = day->rule,
                             .date = day->date,
                             .index = (int32_t)index,
                             .planned = planned,
                             .due = planned,
                             .flags = (uint8_t)flags};
}

// Says what quiet hours make of the candidate. `window` is NULL where there is none. Returns their end, or `planned`.
static int64_t keep_quiet(const struct plan_day *day, struct occurrence *it, const struct plan_spans *window) {
  const struct plan_context *context = day->context;
  int64_t end = quiet_end(&context->quiet, context->local, it->planned);
  if (end == it->planned) return end;
  it->fate = PLAN_QUIET;
  if (context->quiet.then == QUIET_DROP || end == INT64_MAX) return end;
  it->fate = window && !plan_spans_hold(window, end) ? PLAN_OUTSIDE : PLAN_FIRES;
  if (it->fate == PLAN_FIRES) it->due = end;
  it->flags |= PLAN_DEFERRED;
  return end;
}

static void at_times(const struct plan_day *day) {
  const struct zone *zone = plan_zone(day->rule, day->context);
  for (size_t i = 0; i < day->rule->at_count; i++) {
    int minute = day->rule->at[i];
    enum zone_fit fit;
    int64_t planned = zone_utc(zone, date_local(day->date, minute), &fit);
    if (planned <= day->since) continue;
    struct occurrence it = candidate(day, minute, planned,
                                     fit == ZONE_GAP       ? PLAN_SHIFTED
                                     : fit == ZONE_OVERLAP ? PLAN_FIRST
                                                           : 0);
    keep_quiet(day, &it, NULL);
    add(day, &it);
  }
}

// Days without a window are one long window together, as far back as each of them is one of the rule's: counting does
// not begin anew at midnight. The date on which it begins, or the date of `start` if that is later.
static int32_t first_date(const struct plan_day *day, int64_t start) {
  const struct rule *rule = day->rule;
  int32_t least = date_of(zone_local(plan_zone(rule, day->context), start)), date = day->date;
  if (rule->weekdays == RULE_WHOLE_WEEK && least < date) return least;
  while (date > least && rule_is_on(rule, date - 1)) date--;
  return date;
}

// From where an `every` is counted on this day.
static int64_t count_from(const struct plan_day *day, const struct plan_spans *window) {
  int64_t start = day->context->start > 0 ? day->context->start : 0, begin = window->items[0].from;
  if (start >= begin) return start;
  if (day->rule->has_between) return begin;
  int32_t first = first_date(day, start);
  if (first == day->date) return begin;
  struct plan_spans earlier;
  plan_window(day->rule, day->context, first, &earlier);
  return earlier.count && earlier.items[0].from > start ? earlier.items[0].from : start;
}

// The first time of the count that is after `after`.
static int64_t count_after(int64_t base, int64_t every, int64_t after) {
  return after < base ? base + every : base + ((after - base) / every + 1) * every;
}

static void every_so_often(const struct plan_day *day) {
  struct plan_spans window;
  plan_window(day->rule, day->context, day->date, &window);
  if (window.count == 0) return;
  int64_t every = day->rule->every, base = count_from(day, &window), begin = window.items[0].from;
  int64_t end = window.items[window.count - 1].until;
  int64_t planned = count_after(base, every, begin > day->since ? begin - 1 : day->since);
  while (planned < end) {
    struct occurrence it = candidate(day, (planned - begin) / DATE_MINUTE, planned, 0);
    int64_t noise = planned;
    if (plan_spans_hold(&window, planned)) {
      noise = keep_quiet(day, &it, day->rule->has_between ? &window : NULL);
      add(day, &it);
    }
    // What else lies in the same quiet hours comes to nothing or joins the first.
    if (noise == INT64_MAX && !day->all) return;
    planned = noise > planned && !day->all ? count_after(base, every, noise - 1) : planned + every;
  }
}

// A number below `range` for one of the times of this day: always the same.
static int64_t draw(const struct plan_day *day, int index, int64_t range) {
  _Static_assert(PLAN_KEY_BYTES == crypto_shorthash_KEYBYTES, "the key of crypto_shorthash");
  uint8_t text[RULE_TEXT_MAX], hash[crypto_shorthash_BYTES];
  size_t length = strnlen(day->rule->name, sizeof text - 5);
  memcpy(text, day->rule->name, length);
  for (size_t i = 0; i < 4; i++) text[length++] = (uint8_t)((uint32_t)day->date >> (8 * i));
  text[length++] = (uint8_t)index;
  crypto_shorthash(hash, text, length, day->context->key);
  uint64_t number = 0;
  for (size_t i = 0; i < 4; i++) number = number << 8 | hash[i];
  return (int64_t)(number * (uint64_t)range >> 32);  // the range is below a day of seconds, so nothing is lost
}

static void insert(int64_t *sorted, int count, int64_t value) {
  int at = count;
  for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
  sorted[at] = value;
}

// The moment that is so many milliseconds of open time after the window's beginning.
static int64_t moment(const struct plan_spans *spans, int64_t passed) {
  size_t i = 0;
  for (; i + 1 < spans->count && passed >= spans->items[i].until - spans->items[i].from; i++)
    passed -= spans->items[i].until - spans->items[i].from;
  return spans->items[i].from + passed;
}

static int64_t length_of(const struct plan_spans *spans) {
  int64_t length = 0;
  for (size_t i = 0; i < spans->count; i++) length += spans->items[i].until - spans->items[i].from;
  return length;
}

// n uniforms in the open time that n - 1 gaps leave, sorted, the i-th moved on by i gaps: inside, and apart, by
// construction.
static void draw_times(const struct plan_day *day, const struct plan_spans *open) {
  const struct rule *rule = day->rule;
  int times = rule->times;
  int64_t length = length_of(open), sorted[RULE_RANDOM_MAX];
  while (times > 1 && length - (times - 1) * rule->apart < 1000) times--;
  int64_t range = (length - (times - 1) * rule->apart) / 1000;
  for (int i = 0; i < times; i++) insert(sorted, i, draw(day, i, range));
  for (int i = 0; i < times; i++) {
    int64_t planned = moment(open, sorted[i] * 1000 + i * rule->apart);
    struct occurrence it = candidate(day, i, planned, times < rule->times ? PLAN_FEWER : 0);
    if (planned > day->since) add(day, &it);
  }
}

static void at_random(const struct plan_day *day) {
  struct plan_spans window, open;
  plan_window(day->rule, day->context, day->date, &window);
  if (window.count == 0 || window.items[window.count - 1].until <= day->since) return;
  open = window;
  plan_take_out(&open, day->context);
  if (length_of(&open) >= 1000) {
    draw_times(day, &open);
    return;
  }
  struct occurrence none = candidate(day, 0, window.items[0].from, 0);
  none.fate = PLAN_QUIET;
  add(day, &none);
}

void plan_day(const struct plan_day *day) {
  switch ((enum rule_kind)day->rule->kind) {
    case RULE_AT: at_times(day); break;
    case RULE_EVERY: every_so_often(day); break;
    case RULE_RANDOM: at_random(day); break;
  }
}
