#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>

#include "simulate.h"
#include "test_plan_scratch.h"

static const struct quiet night = {23 * 60, 31 * 60, QUIET_DROP}, long_night = {23 * 60, 33 * 60, QUIET_DROP};

static void tell_days(struct scratch *scratch, const char *from, const char *until, const struct quiet *sleep,
                      struct buf *out) {
  static const char *const whats[] = {"comes", "dropped", "late", "missed", "other"};
  int64_t begin = scratch_time(scratch, from);
  scratch->context.start = begin;
  struct simulation *simulation =
      simulate_create(&scratch->rules, &scratch->context, begin, scratch_time(scratch, until), sleep);
  struct simulate_event event;
  while (simulate_next(simulation, &event)) {
    scratch_say(scratch, event.time, out);
    buf_format(out, " %s %s\n", event.occurrence.rule->name, whats[event.what]);
  }
  simulate_destroy(simulation);
}

static void days_are_lived_through_in_order(void **state) {
  (void)state;
  static const struct {
    const char *ini;
    const struct quiet *sleep;
    const char *from, *until, *told;
  } rows[] = {
      {"", &night, "2026-11-23 00:00", "2026-11-30 00:00", ""},
      {"[remind a]\npractice = p\nat = 08:00, 12:00\n[remind b]\npractice = p\nat = 08:00\n", NULL, "2026-11-23 00:00",
       "2026-11-24 08:00",
       "2026-11-23 08:00+01:00 a comes\n2026-11-23 08:00+01:00 b comes\n2026-11-23 12:00+01:00 a comes\n"},
      // Half-open: what is due at the beginning comes, what is due at the end does not.
      {"[remind a]\npractice = p\nat = 08:00\n", NULL, "2026-11-23 08:00", "2026-11-24 08:00",
       "2026-11-23 08:00+01:00 a comes\n"},
      // One card at most after a wake: the latest that may still be shown.
      {"[remind a]\npractice = p\nat = 05:30, 06:00\n[remind b]\npractice = p\nat = 06:30\nmissed = skip\n"
       "[remind c]\npractice = p\nat = 01:00\n[remind d]\npractice = p\nat = 07:00\n",
       &night, "2026-11-23 12:00", "2026-11-24 12:00",
       "2026-11-24 01:00+01:00 c missed\n2026-11-24 05:30+01:00 a other\n2026-11-24 07:01+01:00 a late\n"
       "2026-11-24 06:30+01:00 b missed\n2026-11-24 07:00+01:00 d comes\n"},
      // Quiet hours that begin before the sleep and end after it.
      {"[remind a]\npractice = p\nat = 23:30\n[quiet]\nhours = 22:00-08:00\n", &night, "2026-11-23 12:00",
       "2026-11-24 12:00", "2026-11-23 23:30+01:00 a dropped\n"},
      {"[remind a]\npractice = p\nat = 23:30\n[quiet]\nhours = 22:00-08:00\nthen = defer\n", &night, "2026-11-23 12:00",
       "2026-11-24 12:00", "2026-11-24 08:00+01:00 a comes\n"},
      // An `every` does not count the night.
      {"[remind a]\npractice = p\nevery = 5h\n", &night, "2026-11-23 12:00", "2026-11-24 18:00",
       "2026-11-23 17:00+01:00 a comes\n2026-11-23 22:00+01:00 a comes\n2026-11-24 12:00+01:00 a comes\n2026-11-24 "
       "17:00+01:00 a comes\n"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct scratch scratch;
    struct buf told = {0};
    scratch_init(&scratch, "Europe/Berlin", rows[i].ini);
    tell_days(&scratch, rows[i].from, rows[i].until, rows[i].sleep, &told);
    assert_string_equal(buf_text(&told), rows[i].told);
    scratch_finish(&scratch);
    buf_finish(&told);
  }
}

static const char ten_rules[] =
    "[remind a]\npractice = p\nat = 08:30, 21:00\n[remind b]\npractice = p\nrandom = 3\nbetween = 09:00-18:00\napart = "
    "45m\n"
    "[remind c]\npractice = p\nevery = 90m\nbetween = 09:00-18:00\non = weekdays\n[remind d]\npractice = p\nat = "
    "02:30\n"
    "[remind e]\npractice = p\nevery = 3h\n[remind f]\npractice = p\nat = 12:00\non = 1st, last\n"
    "[remind g]\npractice = p\nat = 7:15\non = every 2 weeks from 2026-11-23\n[remind h]\npractice = p\nrandom = 1\n"
    "[remind i]\npractice = p\nat = 16:00\nzone = America/New_York\n[remind j]\npractice = p\nrandom = 6\nbetween = "
    "20:00-02:00\n"
    "[quiet]\nhours = 22:00-07:30\n";

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void a_year_of_ten_rules_is_soon_told(void **state) {
  (void)state;
  struct scratch scratch;
  struct simulate_event event;
  scratch_init(&scratch, "Europe/Berlin", ten_rules);
  int64_t from = scratch_time(&scratch, "2026-11-23 00:00"), until = from + 365 * DATE_DAY;
  scratch.context.start = from;
  double begin = cpu_seconds();
  struct simulation *simulation = simulate_create(&scratch.rules, &scratch.context, from, until, &long_night);
  size_t events = 0, late = 0;
  int64_t last_late = 0;
  while (simulate_next(simulation, &event)) {
    events++;
    bool comes = event.what == SIMULATE_COMES || event.what == SIMULATE_LATE;
    int64_t local = zone_local(scratch.zone, event.time);
    if (comes) assert_false(quiet_covers(&scratch.rules.quiet, local) || quiet_covers(&long_night, local));
    if (event.what != SIMULATE_LATE) continue;
    late++;
    assert_true(event.time - last_late > 20 * DATE_HOUR);
    last_late = event.time;
  }
  double took = cpu_seconds() - begin;
  print_message("%zu events, %zu of them late: %.1f ms\n", events, late, took * 1e3);
  assert_in_range(events, 4000, 12000);
  assert_true(took < 10);  // it takes milliseconds; only what hangs takes so long
  simulate_destroy(simulation);
  simulate_destroy(NULL);
  scratch_finish(&scratch);
}

// A simulation tells the same as asking plan_next again and again, for every rule.
static void nothing_is_told_twice_or_left_out(void **state) {
  (void)state;
  struct scratch scratch;
  struct simulate_event event;
  scratch_init(&scratch, "Europe/Berlin", ten_rules);
  int64_t from = scratch_time(&scratch, "2026-11-23 00:00"), until = from + 400 * DATE_DAY;
  int64_t last[10];
  scratch.context.start = from;
  for (size_t i = 0; i < 10; i++) last[i] = from - 1;
  struct simulation *simulation = simulate_create(&scratch.rules, &scratch.context, from, until, NULL);
  while (simulate_next(simulation, &event)) {
    if (event.what != SIMULATE_COMES) continue;
    size_t i = 0;
    while (scratch.rules.items[i] != event.occurrence.rule) i++;
    struct occurrence next;
    assert_true(plan_next(event.occurrence.rule, &scratch.context, last[i], &next, NULL));
    assert_int_equal(next.due, event.time);
    assert_int_equal(next.index, event.occurrence.index);
    last[i] = event.time;
  }
  for (size_t i = 0; i < 10; i++) {
    struct occurrence next;
    if (plan_next(scratch.rules.items[i], &scratch.context, last[i], &next, NULL)) assert_true(next.due >= until);
  }
  simulate_destroy(simulation);
  scratch_finish(&scratch);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(days_are_lived_through_in_order),
      cmocka_unit_test(a_year_of_ten_rules_is_soon_told),
      cmocka_unit_test(nothing_is_told_twice_or_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
