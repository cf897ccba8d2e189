#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_plan_scratch.h"

#define RULE "[remind r]\npractice = p\n"
#define DROP "\n[quiet]\nhours = 22:00-07:30\n"
#define DEFER "\n[quiet]\nhours = 22:00-07:30\nthen = defer\n"

// The next `count` times after a moment, with the flags of each that are not 0, and why it ends.
static void list_next(struct scratch *scratch, int64_t after, int count, struct buf *out) {
  struct occurrence next;
  struct fault fault;
  for (; count > 0; count--) {
    if (!plan_next(scratch->rules.items[0], &scratch->context, after, &next, &fault)) {
      buf_format(out, "%s\n", fault.text);
      return;
    }
    assert_true(next.due > after);
    scratch_say(scratch, next.due, out);
    if (next.flags) buf_format(out, " %d", next.flags);
    buf_add_char(out, '\n');
    after = next.due;
  }
}

static void the_next_time_is_as_the_rule_says(void **state) {
  (void)state;
  static const struct {
    const char *zone, *keys, *after;
    int count;
    const char *times;
  } rows[] = {
      {"Europe/Berlin", "at = 08:30, 21:00", "2026-11-23 08:29", 3,
       "2026-11-23 08:30+01:00\n2026-11-23 21:00+01:00\n2026-11-24 08:30+01:00\n"},
      {"Europe/Berlin", "at = 08:30", "2026-11-23 08:30", 1, "2026-11-24 08:30+01:00\n"},
      {"Europe/Berlin", "at = 08:30\non = mon-fri", "2026-11-27 09:00", 1, "2026-11-30 08:30+01:00\n"},
      {"Europe/Berlin", "at = 08:30\non = 2026-12-24", "2026-11-23 08:30", 2,
       "2026-12-24 08:30+01:00\nit does not come again: the last of its days is over\n"},
      {"Europe/Berlin", "at = 08:30\non = 2098-12-24", "2026-11-23 08:30", 1, "2098-12-24 08:30+01:00\n"},
      // In the gap of 2027-03-28 (02:00 to 03:00) it moves by the hour, and two at one moment are one.
      {"Europe/Berlin", "at = 02:30", "2027-03-27 12:00", 2, "2027-03-28 03:30+02:00 1\n2027-03-29 02:30+02:00\n"},
      {"Europe/Berlin", "at = 02:30, 03:30", "2027-03-27 12:00", 2, "2027-03-28 03:30+02:00\n2027-03-29 02:30+02:00\n"},
      {"Europe/Berlin", "at = 02:30, 03:15", "2027-03-27 12:00", 2,
       "2027-03-28 03:15+02:00\n2027-03-28 03:30+02:00 1\n"},
      // The hour from 02:00 comes twice on 2026-10-25: the first counts, and once.
      {"Europe/Berlin", "at = 02:30", "2026-10-24 12:00", 2, "2026-10-25 02:30+02:00 2\n2026-10-26 02:30+01:00\n"},
      // Half an hour at Lord Howe; a whole day in Apia; midnight in Cairo and Gaza.
      {"Australia/Lord_Howe", "at = 02:15", "2026-10-03 12:00", 1, "2026-10-04 02:45+11:00 1\n"},
      {"Pacific/Apia", "at = 08:30", "2011-12-29 09:00", 2, "2011-12-31 08:30+14:00\n2012-01-01 08:30+14:00\n"},
      {"Africa/Cairo", "at = 00:00", "2026-04-23 12:00", 2, "2026-04-24 01:00+03:00 1\n2026-04-25 00:00+03:00\n"},
      {"America/Santiago", "at = 23:30", "2027-04-03 12:00", 2, "2027-04-03 23:30-03:00 2\n2027-04-04 23:30-04:00\n"},
      {"UTC", "at = 09:00\nzone = America/New_York", "2026-10-30 23:00", 3,
       "2026-10-31 13:00+00:00\n2026-11-01 14:00+00:00\n2026-11-02 14:00+00:00\n"},
      // Quiet hours are half-open.
      {"Europe/Berlin", "at = 21:59, 22:00, 07:29, 07:30" DROP, "2026-11-23 12:00", 3,
       "2026-11-23 21:59+01:00\n2026-11-24 07:30+01:00\n2026-11-24 21:59+01:00\n"},
      {"Europe/Berlin", "at = 22:00, 23:00, 05:00" DEFER, "2026-11-23 12:00", 2,
       "2026-11-24 07:30+01:00 4\n2026-11-25 07:30+01:00 4\n"},
      {"Europe/Berlin", "at = 23:00\non = sat" DEFER, "2026-11-23 12:00", 1, "2026-11-29 07:30+01:00 4\n"},
      {"Europe/Berlin", "at = 23:00" DROP, "2026-11-23 12:00", 1,
       "it never comes: all of its times lie in quiet hours\n"},
      {"Europe/Berlin", "at = 12:00\n[quiet]\nhours = 00:00-24:00\nthen = defer", "2026-11-23 12:00", 1,
       "it never comes: quiet hours cover the whole day\n"},
      {"Europe/Berlin", "random = 2\nbetween = 22:00-07:00" DEFER, "2026-11-23 12:00", 1,
       "it never comes: all of its times lie in quiet hours\n"},
      // The quiet of the machine's clock, not of the rule's.
      {"Europe/Berlin", "at = 12:00\nzone = Asia/Tokyo" DROP, "2026-11-23 12:00", 1,
       "it never comes: all of its times lie in quiet hours\n"},
      // Dropped on every night but the one when the clock moves it out of the quiet.
      {"Europe/Berlin", "at = 02:30\n[quiet]\nhours = 02:00-03:00", "2026-11-23 12:00", 1,
       "2027-03-28 03:30+02:00 1\n"},
      // `every` counts from 10:00 here, anew when a window begins, through midnight where there is none.
      {"Europe/Berlin", "every = 90m\nbetween = 09:00-18:00", "2026-11-23 10:00", 7,
       "2026-11-23 11:30+01:00\n2026-11-23 13:00+01:00\n2026-11-23 14:30+01:00\n2026-11-23 16:00+01:00\n2026-11-23 "
       "17:30+01:00\n"
       "2026-11-24 10:30+01:00\n2026-11-24 12:00+01:00\n"},
      {"Europe/Berlin", "every = 7h", "2026-11-23 10:00", 4,
       "2026-11-23 17:00+01:00\n2026-11-24 00:00+01:00\n2026-11-24 07:00+01:00\n2026-11-24 14:00+01:00\n"},
      {"Europe/Berlin", "every = 7h\non = mon, wed", "2026-11-23 10:00", 3,
       "2026-11-23 17:00+01:00\n2026-11-25 07:00+01:00\n2026-11-25 14:00+01:00\n"},
      {"Europe/Berlin", "every = 24h\non = sat", "2026-11-23 10:00", 1,
       "it never comes: its days are too short for it\n"},
      {"Europe/Berlin", "every = 2h\nbetween = 22:00-04:00\non = sat", "2026-11-28 12:00", 3,
       "2026-11-29 00:00+01:00\n2026-11-29 02:00+01:00\n2026-12-06 00:00+01:00\n"},
      {"Europe/Berlin", "every = 2h" DEFER, "2026-11-23 17:00", 4,
       "2026-11-23 19:00+01:00\n2026-11-23 21:00+01:00\n2026-11-24 07:30+01:00 4\n2026-11-24 09:00+01:00\n"},
      {"Europe/Berlin", "every = 2h\nbetween = 20:00-23:30" DEFER, "2026-11-23 19:00", 1,
       "it never comes: all of its times lie in quiet hours\n"},
      {"Europe/Berlin", "every = 1m\nbetween = 23:00-06:00" DROP, "2026-11-23 19:00", 1,
       "it never comes: all of its times lie in quiet hours\n"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct scratch scratch;
    struct buf ini = {0}, times = {0};
    buf_format(&ini, RULE "%s\n", rows[i].keys);
    scratch_init(&scratch, rows[i].zone, buf_text(&ini));
    int64_t after = scratch_time(&scratch, rows[i].after);
    scratch.context.start = after;
    list_next(&scratch, after, rows[i].count, &times);
    if (strcmp(buf_text(&times), rows[i].times) != 0) print_message("%s", buf_text(&ini));
    assert_string_equal(buf_text(&times), rows[i].times);
    scratch_finish(&scratch);
    buf_finish(&ini);
    buf_finish(&times);
  }
}

static void two_at_the_same_moment_are_told_as_one(void **state) {
  (void)state;
  struct scratch scratch;
  scratch_init(&scratch, "Europe/Berlin", RULE "at = 02:30, 03:30");
  int64_t after = scratch_time(&scratch, "2027-03-28 00:00"), until = scratch_time(&scratch, "2027-03-28 23:00");
  struct plan_walk *walk = plan_walk_create(scratch.rules.items[0], &scratch.context, after, true);
  struct occurrence it;
  char key[PLAN_KEY_TEXT_MAX];
  assert_true(plan_walk_next(walk, &it));
  assert_string_equal(plan_key(&it, key), "r/2027-03-28/210");
  assert_int_equal(it.fate, PLAN_FIRES);
  assert_true(plan_walk_next(walk, &it));
  assert_string_equal(plan_key(&it, key), "r/2027-03-28/150");
  assert_int_equal(it.fate, PLAN_JOINED);
  assert_true(plan_walk_next(walk, &it));
  assert_true(it.due > until);
  plan_walk_destroy(walk);
  plan_walk_destroy(NULL);
  scratch_finish(&scratch);
}

static bool say(void *context, const struct occurrence *it) {
  struct scratch *scratch = ((void **)context)[0];
  struct buf *out = ((void **)context)[1];
  scratch_say(scratch, it->due, out);
  buf_add_char(out, ' ');
  plan_say(out, it, &scratch->context);
  buf_add_char(out, '\n');
  return true;
}

static void every_candidate_is_explained(void **state) {
  (void)state;
  static const struct {
    const char *keys, *from, *until, *said;
  } rows[] = {
      {"at = 06:00, 23:00, 08:00" DROP, "2026-11-23 12:00", "2026-11-24 12:00",
       "2026-11-23 23:00+01:00 at 23:00; left out, for it lies in quiet hours (22:00-07:30)\n"
       "2026-11-24 06:00+01:00 at 06:00; left out, for it lies in quiet hours (22:00-07:30)\n"
       "2026-11-24 08:00+01:00 at 08:00\n"},
      {"at = 06:00, 23:00, 08:00" DEFER, "2026-11-23 12:00", "2026-11-24 12:00",
       "2026-11-24 07:30+01:00 at 23:00; put off to the end of quiet hours (22:00-07:30)\n"
       "2026-11-24 07:30+01:00 at 06:00; put off to the end of quiet hours (22:00-07:30); left out, for another one "
       "comes at the same moment\n"
       "2026-11-24 08:00+01:00 at 08:00\n"},
      {"every = 3h\nbetween = 16:00-23:00" DEFER, "2026-11-23 12:00", "2026-11-24 12:00",
       "2026-11-23 19:00+01:00 every 3 hours between 16:00 and 23:00\n"
       "2026-11-23 22:00+01:00 every 3 hours between 16:00 and 23:00; left out, for its window is over at the end of "
       "quiet hours (22:00-07:30)\n"},
      {"at = 02:30", "2027-03-27 12:00", "2027-03-28 12:00",
       "2027-03-28 03:30+02:00 at 02:30; the clock passes over that time on this day, so it moves with the clock\n"},
      {"at = 02:30", "2026-10-24 12:00", "2026-10-25 12:00",
       "2026-10-25 02:30+02:00 at 02:30; the clock shows that time twice on this day: this is the first\n"},
      {"random = 1\nbetween = 22:00-02:00" DROP, "2026-11-23 12:00", "2026-11-24 12:00",
       "2026-11-23 22:00+01:00 drawn between 22:00 and 02:00; left out, for it lies in quiet hours (22:00-07:30)\n"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct scratch scratch;
    struct buf ini = {0}, said = {0};
    buf_format(&ini, RULE "%s\n", rows[i].keys);
    scratch_init(&scratch, "Europe/Berlin", buf_text(&ini));
    void *context[] = {&scratch, &said};
    plan_explain(scratch.rules.items[0], &scratch.context, scratch_time(&scratch, rows[i].from),
                 scratch_time(&scratch, rows[i].until), say, context);
    assert_string_equal(buf_text(&said), rows[i].said);
    scratch_finish(&scratch);
    buf_finish(&ini);
    buf_finish(&said);
  }
}

static void random_times_stay_the_same_until_the_key_changes(void **state) {
  (void)state;
  struct scratch scratch;
  scratch_init(&scratch, "Europe/Berlin", RULE "random = 3\nbetween = 09:00-18:00\napart = 45m\n");
  const struct rule *rule = scratch.rules.items[0];
  struct plan_walk *walk = plan_walk_create(rule, &scratch.context, scratch_time(&scratch, "2026-01-01 00:00"), false);
  struct occurrence it, again, other;
  struct plan_context changed = scratch.context;
  changed.key[PLAN_KEY_BYTES - 1] ^= 1;
  int moved = 0, morning = 0;
  for (int i = 0; i < 3000; i++) {
    assert_true(plan_walk_next(walk, &it));
    assert_int_equal(it.index, i % 3);
    assert_true(plan_next(rule, &scratch.context, it.due - 1, &again, NULL));
    assert_int_equal(again.due, it.due);
    assert_true(plan_next(rule, &changed, it.due - 1, &other, NULL));
    moved += other.due != it.due;
    morning += date_minute(zone_local(scratch.zone, it.due)) < 13 * 60 + 30;
  }
  assert_true(moved > 2900);
  assert_in_range(morning, 1400, 1600);  // even: about half lie in the first half of the window
  plan_walk_destroy(walk);
  scratch_finish(&scratch);
}

static void quiet_hours_that_leave_little_room_leave_fewer(void **state) {
  (void)state;
  struct scratch scratch;
  scratch_init(&scratch, "Europe/Berlin", RULE "random = 4\nbetween = 20:00-24:00\napart = 1h\n" DROP);
  struct plan_walk *walk = plan_walk_create(scratch.rules.items[0], &scratch.context, 0, false);
  struct occurrence first, second;
  for (int i = 0; i < 100; i++) {
    assert_true(plan_walk_next(walk, &first) && plan_walk_next(walk, &second));
    assert_int_equal(first.flags, PLAN_FEWER);
    assert_int_equal(first.date, second.date);
    assert_true(second.due - first.due >= DATE_HOUR);
  }
  plan_walk_destroy(walk);
  scratch_finish(&scratch);
}

static void a_missed_one_is_shown_as_its_rule_says(void **state) {
  (void)state;
  static const struct {
    const char *keys, *now, *shown;  // shown: NULL when it is let go of
  } rows[] = {
      {"at = 08:30\nmissed = skip", "2026-11-24 08:31", NULL},
      {"at = 08:30\nmissed = once", "2026-11-24 08:31", "2026-11-24 08:31"},
      {"at = 08:30\nmissed = once", "2026-12-23 08:31", "2026-12-23 08:31"},
      {"at = 08:30\nmissed = once within 2h", "2026-11-24 10:30", "2026-11-24 10:30"},
      {"at = 08:30\nmissed = once within 2h", "2026-11-24 10:31", NULL},
      {"at = 08:30", "2026-11-24 10:30", "2026-11-24 10:30"},
      {"at = 08:30", "2026-11-24 10:31", NULL},
      {"at = 21:30" DROP, "2026-11-23 22:10", NULL},
      {"at = 21:30" DEFER, "2026-11-23 22:10", NULL},
      {"at = 21:30\nmissed = once" DEFER, "2026-11-23 22:10", "2026-11-24 07:30"},
      {"at = 21:30\nmissed = once within 10h" DEFER, "2026-11-23 22:10", "2026-11-24 07:30"},
      {"every = 1h\nbetween = 20:00-21:30\nmissed = once", "2026-11-23 21:29", "2026-11-23 21:29"},
      {"every = 1h\nbetween = 20:00-21:30\nmissed = once", "2026-11-23 21:30", NULL},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct scratch scratch;
    struct buf ini = {0};
    struct occurrence next;
    buf_format(&ini, RULE "%s\n", rows[i].keys);
    scratch_init(&scratch, "Europe/Berlin", buf_text(&ini));
    assert_true(
        plan_next(scratch.rules.items[0], &scratch.context, scratch_time(&scratch, "2026-11-23 20:30"), &next, NULL));
    int64_t at = 0;
    bool shown = plan_missed(&next, &scratch.context, scratch_time(&scratch, rows[i].now), &at);
    assert_int_equal(shown, rows[i].shown != NULL);
    if (shown) assert_int_equal(at, scratch_time(&scratch, rows[i].shown));
    scratch_finish(&scratch);
    buf_finish(&ini);
  }
}

static void the_delay_after_a_wake_is_half_a_minute_to_two(void **state) {
  (void)state;
  struct plan_context context = {.key = {3}};
  int64_t least = INT64_MAX, most = 0;
  for (int64_t wake = 0; wake < 2000; wake++) {
    int64_t delay = plan_wake_delay(&context, wake);
    assert_int_equal(delay, plan_wake_delay(&context, wake));
    if (delay < least) least = delay;
    if (delay > most) most = delay;
  }
  assert_int_equal(least, 30000);
  assert_int_equal(most, 120000);
}

static void quiet_hours_end_and_begin(void **state) {
  (void)state;
  static const struct {
    int from, until;
    const char *at, *begin, *end;
  } rows[] = {
      {22 * 60, 31 * 60, "2026-11-23 21:59", "2026-11-23 22:00", "2026-11-23 21:59"},
      {22 * 60, 31 * 60, "2026-11-23 22:00", "2026-11-23 22:00", "2026-11-24 07:00"},
      {22 * 60, 31 * 60, "2026-11-24 06:59", "2026-11-24 06:59", "2026-11-24 07:00"},
      {22 * 60, 31 * 60, "2026-11-24 07:00", "2026-11-24 22:00", "2026-11-24 07:00"},
      {12 * 60, 13 * 60, "2026-11-23 13:00", "2026-11-24 12:00", "2026-11-23 13:00"},
      {12 * 60, 13 * 60, "2026-11-23 12:00", "2026-11-23 12:00", "2026-11-23 13:00"},
      {18 * 60, 24 * 60, "2026-11-23 23:59", "2026-11-23 23:59", "2026-11-24 00:00"},
      {0, 2 * 60 + 30, "2027-03-28 01:00", "2027-03-28 01:00", "2027-03-28 03:00"},  // 02:00 to 03:00 is passed over
      {2 * 60, 2 * 60 + 30, "2027-03-28 01:00", "2027-03-29 02:00", "2027-03-28 01:00"},
  };
  struct scratch scratch;
  scratch_init(&scratch, "Europe/Berlin", "");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct quiet quiet = {rows[i].from, rows[i].until, QUIET_DROP};
    int64_t at = scratch_time(&scratch, rows[i].at);
    assert_int_equal(quiet_begin(&quiet, scratch.zone, at), scratch_time(&scratch, rows[i].begin));
    assert_int_equal(quiet_end(&quiet, scratch.zone, at), scratch_time(&scratch, rows[i].end));
  }
  struct quiet none = {0}, all = {0, DATE_MINUTES, QUIET_DEFER};
  assert_int_equal(quiet_end(&none, scratch.zone, 5), 5);
  assert_true(quiet_begin(&none, scratch.zone, 5) == INT64_MAX);
  assert_int_equal(quiet_begin(&all, scratch.zone, 5), 5);
  assert_true(quiet_end(&all, scratch.zone, 5) == INT64_MAX);
  scratch_finish(&scratch);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_next_time_is_as_the_rule_says),
      cmocka_unit_test(two_at_the_same_moment_are_told_as_one),
      cmocka_unit_test(every_candidate_is_explained),
      cmocka_unit_test(random_times_stay_the_same_until_the_key_changes),
      cmocka_unit_test(quiet_hours_that_leave_little_room_leave_fewer),
      cmocka_unit_test(a_missed_one_is_shown_as_its_rule_says),
      cmocka_unit_test(the_delay_after_a_wake_is_half_a_minute_to_two),
      cmocka_unit_test(quiet_hours_end_and_begin),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
