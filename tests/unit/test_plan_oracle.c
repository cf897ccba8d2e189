// An oracle for plan: the same rules decided a second time, slowly and plainly. It walks minute by minute over a
// stretch of time with glibc's localtime_r, writes down what each clock shows, and looks for each reminder in what it
// wrote down. Nothing of zone.c, quiet.c or rule_on.c is used. TEND_ORACLE=N looks at N times as many stretches.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plan.h"
#include "rules.h"

static const char *const zones[] = {
    "Europe/Berlin",     "America/New_York",    "Australia/Lord_Howe", "Africa/Cairo",       "Africa/Casablanca",
    "Pacific/Apia",      "Asia/Tehran",         "America/Santiago",    "Antarctica/Troll",   "Europe/Dublin",
    "America/St_Johns",  "Asia/Kathmandu",      "Pacific/Chatham",     "Asia/Gaza",          "UTC",
    "America/Havana",    "Asia/Beirut",         "America/Asuncion",    "America/Sao_Paulo",  "Europe/London",
    "Asia/Kolkata",      "Asia/Amman",          "Asia/Damascus",       "America/Caracas",    "Asia/Pyongyang",
    "Europe/Istanbul",   "Pacific/Easter",      "Pacific/Kwajalein",   "Pacific/Kiritimati", "Australia/Adelaide",
    "America/Nuuk",      "Antarctica/Casey",    "Europe/Volgograd",    "Africa/El_Aaiun",    "America/Port-au-Prince",
    "Asia/Ulaanbaatar",  "Africa/Juba",         "Pacific/Norfolk",     "America/Scoresbysund",
};
enum { ZONES = sizeof zones / sizeof *zones };

enum { MINUTE = 60, DAY = 86400, DAYS_MAX = 60, MARGIN_DAYS = 8, MINUTES_MAX = (DAYS_MAX + 2 * MARGIN_DAYS) * 1440 };

// What the clock shows in each minute of the stretch: days since 1970-01-01, and the minute of the day.
struct shown {
  int day, minute;
};
static struct shown rule_clock[MINUTES_MAX], own_clock[MINUTES_MAX];
static int64_t begin;  // seconds; of the first minute
static int minutes;

static unsigned below(unsigned n) { return (unsigned)random() % n; }

static void watch(const char *zone, struct shown *clock) {
  setenv("TZ", zone, 1);
  tzset();
  for (int i = 0; i < minutes; i++) {
    struct tm shown;
    time_t time = begin + i * MINUTE;
    localtime_r(&time, &shown);
    clock[i].minute = shown.tm_hour * 60 + shown.tm_min;
    shown.tm_hour = shown.tm_min = shown.tm_sec = 0;
    clock[i].day = (int)(timegm(&shown) / DAY);
  }
}

// The days of a rule, each with its own plain meaning.

static struct tm civil(int day) {
  struct tm date;
  time_t time = (time_t)day * DAY;
  gmtime_r(&time, &date);
  return date;
}

static bool daily(int day) { return day >= 0; }
static bool weekdays(int day) { return civil(day).tm_wday >= 1 && civil(day).tm_wday <= 5; }
static bool weekends(int day) { return !weekdays(day); }
static bool friday_to_monday(int day) { return civil(day).tm_wday >= 5 || civil(day).tm_wday <= 1; }
static bool mondays_and_the_first(int day) { return civil(day).tm_wday == 1 || civil(day).tm_mday == 1; }
static bool second_and_last(int day) { return civil(day).tm_mday == 2 || civil(day + 1).tm_mday == 1; }
static bool the_31st(int day) { return civil(day).tm_mday == 31; }
static bool second_sundays(int day) { return civil(day).tm_wday == 0 && (day / 7) % 2 == (16520 / 7) % 2; }
static bool third_days(int day) { return day >= 16520 && (day - 16520) % 3 == 0; }

static const struct {
  const char *on;
  bool (*is_on)(int day);
} days[] = {
    {"", daily},
    {"on = daily\n", daily},
    {"on = weekdays\n", weekdays},
    {"on = sat, sun\n", weekends},
    {"on = fri-mon\n", friday_to_monday},
    {"on = monday, 1st\n", mondays_and_the_first},
    {"on = 2nd, last\n", second_and_last},
    {"on = 31st\n", the_31st},
    {"on = every 2 weeks from 2015-03-29\n", second_sundays},  // day 16523
    {"on = every 3 days from 2015-03-26\n", third_days},       // day 16520
};

struct plain {
  const char *zone;  // of the rule; NULL: floating
  size_t on;
  int at[3], at_count;
  int every, times, apart;         // minutes
  int from, until;                 // minutes, half-open; until may be below from; equal: none
  int quiet_from, quiet_until;     // the same
  bool defer;
  int start;                       // the minute that an `every` counts from
};

static bool is_between(int minute, int from, int until) {
  if (from == until) return false;
  return from < until ? minute >= from && minute < until : minute >= from || minute < until;
}

static bool is_quiet(const struct plain *plain, int i) {
  return is_between(own_clock[i].minute, plain->quiet_from, plain->quiet_until);
}

// The day whose window is open at this minute, or -1.
static int window_day(const struct plain *plain, int i) {
  int day = rule_clock[i].day, minute = rule_clock[i].minute;
  if (plain->from != plain->until) {
    if (!is_between(minute, plain->from, plain->until)) return -1;
    if (plain->until < plain->from && minute < plain->until) day--;
  }
  return days[plain->on].is_on(day) ? day : -1;
}

static uint8_t due[MINUTES_MAX];  // 1 where the oracle has a reminder

static void happens(const struct plain *plain, int i, int day) {
  int end = i;
  while (end < minutes && is_quiet(plain, end)) end++;
  if (end == minutes || (end > i && !plain->defer)) return;
  bool leaves_window = end > i && day >= 0 && plain->from != plain->until && window_day(plain, end) != day;
  if (!leaves_window) due[end] = 1;
}

// The first minute that shows the time; where it is passed over, as long after the gap as it is after the gap's
// beginning.
static void look_for_at(const struct plain *plain, int day, int minute) {
  int64_t wanted = (int64_t)day * 1440 + minute;
  for (int i = 1; i < minutes; i++) {
    int64_t shown = (int64_t)rule_clock[i].day * 1440 + rule_clock[i].minute;
    int64_t before = (int64_t)rule_clock[i - 1].day * 1440 + rule_clock[i - 1].minute;
    if (before < wanted && shown > wanted) i += (int)(wanted - before - 1);
    else if (shown != wanted) continue;
    if (i < minutes) happens(plain, i, -1);
    return;
  }
}

static void look_for_every(const struct plain *plain) {
  int counted = 0, open_day = -1;
  bool windowed = plain->from != plain->until;
  for (int i = 1; i < minutes; i++) {
    int day = window_day(plain, i);
    // A window stays the same one while a clock that was set back shows times outside of it.
    bool begins = windowed ? day > open_day : day >= 0 && window_day(plain, i - 1) < 0;
    counted++;
    if (begins || i == plain->start) counted = 0;
    if (day > open_day) open_day = day;
    if (i > plain->start && day >= 0 && counted > 0 && counted % plain->every == 0) happens(plain, i, day);
  }
}

static void decide(const struct plain *plain) {
  memset(due, 0, sizeof due);
  if (plain->every) {
    look_for_every(plain);
    return;
  }
  int first = rule_clock[0].day, last = rule_clock[minutes - 1].day;
  for (int day = first; day <= last; day++)
    for (int i = 0; i < plain->at_count && days[plain->on].is_on(day); i++) look_for_at(plain, day, plain->at[i]);
}

// Random rules, and what plan makes of them.

static int usual_minute(void) {
  static const int steps[] = {1, 5, 15, 30, 30};
  int step = steps[below(5)];
  // Clocks change at night, so that is where half of all times are.
  return (int)(below(2) ? below(240) : below(1440)) / step * step;
}

static void make_span(int *from, int *until) {
  *from = usual_minute();
  do *until = usual_minute();
  while (*until == *from);
}

static struct plain make_rule(void) {
  struct plain plain = {.on = below(3) ? below(3) : below(sizeof days / sizeof *days)};
  int kind = (int)below(3);
  if (kind == 0) {
    for (plain.at_count = 1 + (int)below(3);
         plain.at[0] == plain.at[1] || plain.at[1] == plain.at[2] || plain.at[0] == plain.at[2];)
      for (int i = 0; i < 3; i++) plain.at[i] = usual_minute();
  } else if (below(4)) {
    make_span(&plain.from, &plain.until);
  }
  int width = plain.from == plain.until ? 1440 : (plain.until - plain.from + 1440) % 1440;
  if (kind == 1) plain.every = 1 + (int)below((unsigned)(width > 2 ? width - 1 : 1));
  if (kind == 1 && plain.every >= width) plain.every = 1, plain.from = plain.until = 0;
  if (kind == 2) plain.times = 1 + (int)below(5);
  if (kind == 2 && plain.times > 1) plain.apart = (int)below((unsigned)(width / plain.times + 1)) / 2;
  if (below(3)) make_span(&plain.quiet_from, &plain.quiet_until);
  plain.defer = below(2);
  return plain;
}

static void print_clock(char *out, size_t size, int from, int until) {
  snprintf(out, size, "%02d:%02d-%02d:%02d", from / 60, from % 60, until / 60, until % 60);
}

static void write_rule(const struct plain *plain, char *out, size_t size) {
  char when[64] = "", between[64] = "", apart[64] = "", quiet[96] = "", zone[64] = "", span[32];
  for (int i = 0; i < plain->at_count; i++)
    snprintf(when + strlen(when), sizeof when - strlen(when), "%s%02d:%02d", i ? ", " : "at = ", plain->at[i] / 60,
             plain->at[i] % 60);
  if (plain->every) snprintf(when, sizeof when, "every = %dm", plain->every);
  if (plain->times) snprintf(when, sizeof when, "random = %d", plain->times);
  print_clock(span, sizeof span, plain->from, plain->until);
  if (plain->from != plain->until) snprintf(between, sizeof between, "between = %s\n", span);
  if (plain->times) snprintf(apart, sizeof apart, "apart = %dm\n", plain->apart);
  print_clock(span, sizeof span, plain->quiet_from, plain->quiet_until);
  if (plain->quiet_from != plain->quiet_until)
    snprintf(quiet, sizeof quiet, "[quiet]\nhours = %s\nthen = %s\n", span, plain->defer ? "defer" : "drop");
  if (plain->zone) snprintf(zone, sizeof zone, "zone = %s\n", plain->zone);
  snprintf(out, size, "[remind r]\npractice = p\n%s\n%s%s%s%s%s", when, days[plain->on].on, between, apart, zone,
           quiet);
}

static char now_tested[1024];

static void compare_walk(const struct plan_context *context, const struct rule *rule, int from, int until) {
  struct plan_walk *walk = plan_walk_create(rule, context, (begin + from * MINUTE) * INT64_C(1000), false);
  struct occurrence it;
  int at = from + 1;
  while (plan_walk_next(walk, &it)) {
    int found = (int)((it.due / 1000 - begin) / MINUTE);
    while (at < until && at < found && !due[at]) at++;
    if (found >= until) break;
    if (found != at || !due[at] || it.due % 60000 != 0)
      fail_msg("plan has minute %d (%04d-%02d %02d:%02d), the oracle not (%d)\n%s", found,
               civil(rule_clock[found].day).tm_year + 1900, civil(rule_clock[found].day).tm_yday,
               rule_clock[found].minute / 60, rule_clock[found].minute % 60, at, now_tested);
    at++;
  }
  for (; at < until; at++)
    if (due[at])
      fail_msg("the oracle has minute %d (%d %02d:%02d), plan not\n%s", at, rule_clock[at].day,
               rule_clock[at].minute / 60, rule_clock[at].minute % 60, now_tested);
  plan_walk_destroy(walk);
}

// plan_next, asked again and again from anywhere, tells the same as the walk.
static void compare_next(const struct plan_context *context, const struct rule *rule, int from, int until) {
  for (int i = 0; i < 4; i++) {
    int after = from + (int)below((unsigned)(until - from)), expected = after + 1;
    while (expected < until && !due[expected]) expected++;
    struct occurrence next;
    struct fault fault;
    bool found = plan_next(rule, context, (begin + after * MINUTE) * INT64_C(1000), &next, &fault);
    if (expected == until) continue;
    if (!found || next.due != (begin + expected * MINUTE) * INT64_C(1000))
      fail_msg("after minute %d plan has %lld, not %d (%s)\n%s", after,
               found ? (long long)(next.due / 1000 - begin) / MINUTE : -1, expected, found ? "" : fault.text,
               now_tested);
  }
}

// How many random times fit into a day's open minutes.
static int fitting(const struct plain *plain, int day) {
  int open = 0, times = plain->times;
  for (int i = 0; i < minutes; i++) open += window_day(plain, i) == day && !is_quiet(plain, i);
  if (open == 0) return 0;
  while (times > 1 && (times - 1) * plain->apart >= open) times--;
  return times;
}

static void check_random(const struct plan_context *context, const struct plain *plain, const struct rule *rule,
                         int from, int until) {
  struct plan_walk *walk = plan_walk_create(rule, context, (begin + from * MINUTE) * INT64_C(1000), true);
  struct occurrence it;
  int day = -1, times = 0, first_day = -1;
  int64_t last = 0;
  while (plan_walk_next(walk, &it)) {
    int i = (int)((it.due / 1000 - begin) / MINUTE);
    if (i >= until) break;
    if (it.fate == PLAN_QUIET) {
      assert_int_equal(fitting(plain, it.date), 0);
      continue;
    }
    if (window_day(plain, i) != it.date || is_quiet(plain, i)) fail_msg("outside at minute %d\n%s", i, now_tested);
    if (it.date != day) {
      if (day > first_day && first_day >= 0 && times != fitting(plain, day))
        fail_msg("%d times on day %d, not %d\n%s", times, day, fitting(plain, day), now_tested);
      if (first_day < 0) first_day = it.date;
      times = 0;
      day = it.date;
    } else if (it.due - last < plain->apart * INT64_C(60000)) {
      fail_msg("too near at minute %d\n%s", i, now_tested);
    }
    times += 1;
    last = it.due;
    struct occurrence again;
    assert_true(plan_next(rule, context, it.due - 1, &again, NULL));
    assert_int_equal(again.due, it.due);
    assert_int_equal(again.date, it.date);
  }
  plan_walk_destroy(walk);
}

// A moment near a change of the clock, or anywhere.
static int64_t choose_begin(const struct zone *zone) {
  static const int64_t from = 1430000000, ten_years = 3650 * DAY;
  int64_t begin_at = from + (int64_t)below(3650) * DAY;
  struct zone_span span = zone_span(zone, begin_at * 1000);
  if (below(4) && span.until / 1000 < from + ten_years)
    begin_at = span.until / 1000 - (MARGIN_DAYS + (int64_t)below(20)) * DAY;
  return begin_at / MINUTE * MINUTE;
}

static void try_one(const char *own_zone) {
  struct plain plain = make_rule();
  if (below(4) == 0) plain.zone = zones[below(ZONES)];
  struct zone *local = zone_load(own_zone, NULL);
  struct rules rules;
  struct buf errors = {0};
  char text[512];
  assert_non_null(local);
  begin = choose_begin(local);
  minutes = (24 + 2 * MARGIN_DAYS) * 1440;
  plain.start = (MARGIN_DAYS - 4) * 1440 + (int)below(3 * 1440);
  write_rule(&plain, text, sizeof text);
  snprintf(now_tested, sizeof now_tested, "machine: %s, from %lld, counting from minute %d\n%s", own_zone,
           (long long)begin, plain.start, text);
  rules_init(&rules);
  if (rules_read_text(&rules, "r", text, strlen(text), &errors) > 0) fail_msg("%s%s", buf_text(&errors), now_tested);
  watch(own_zone, own_clock);
  watch(plain.zone ? plain.zone : own_zone, rule_clock);
  struct plan_context context = {
      .local = local, .quiet = rules.quiet, .key = {1, 2, 3}, .start = (begin + plain.start * MINUTE) * INT64_C(1000)};
  int from = MARGIN_DAYS * 1440, until = minutes - MARGIN_DAYS * 1440;
  if (plain.times) {
    check_random(&context, &plain, rules.items[0], from, until);
  } else {
    decide(&plain);
    compare_walk(&context, rules.items[0], from, until);
    compare_next(&context, rules.items[0], from, until);
  }
  rules_finish(&rules);
  zone_free(local);
  buf_finish(&errors);
}

static void plan_agrees_with_the_plain_words(void **state) {
  (void)state;
  const char *more = getenv("TEND_ORACLE"), *seed = getenv("TEND_SEED");
  int rounds = 8 * (more ? atoi(more) : 1);
  srandom(seed ? (unsigned)atoi(seed) : 20261123);
  for (int round = 0; round < rounds; round++)
    for (size_t i = 0; i < ZONES; i++) try_one(zones[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(plan_agrees_with_the_plain_words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
