// Clocks that are set, and machines that sleep: what comes of the schedule then.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_run_world.h"

static void a_clock_that_steps_back_repeats_nothing(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "at = 08:30, 09:30\n");
  pass_until(&world, at(0, 8, 31));
  assert_int_equal(world.shown, 1);
  world.now = at(0, 7, 0);
  schedule_run(world.schedule, world.now);
  pass_until(&world, at(0, 9, 29));
  assert_int_equal(world.shown, 1);
  pass_until(&world, at(0, 9, 30));
  assert_int_equal(world.shown, 2);
  close_world(&world);
}

static void a_clock_that_was_in_the_wrong_year_is_no_reason_for_silence(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(4 * 365, 8, 0), TEA "at = 08:30\n[remind walk]\npractice = walk\nevery = 2h\n");
  pass_until(&world, at(4 * 365, 8, 31));
  assert_int_equal(world.shown, 1);
  world.now = at(0, 8, 0);
  schedule_run(world.schedule, world.now);
  pass_until(&world, at(0, 10, 0));
  assert_int_equal(world.shown, 3);
  close_world(&world);
}

static void a_step_over_years_is_one_card_and_no_endless_list(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0),
             TEA "every = 5m\nmissed = once\n[remind walk]\npractice = walk\nat = 07:00, 09:00\nmissed = once\n");
  world.now = at(4 * 365, 9, 30);
  schedule_run(world.schedule, world.now);
  assert_int_equal(world.shown, 0);
  assert_in_range(world.lines, 0, 4);
  pass_until(&world, world.now + 121 * SECOND);
  assert_int_equal(world.shown, 1);
  close_world(&world);
}

static void missed_is_what_the_rule_says(void **unused) {
  (void)unused;
  static const struct {
    const char *missed;
    int64_t slept_for;
    int cards;
  } rows[] = {
      {"skip", 10 * MINUTE, 0},           {"skip", 5 * SECOND, 0},         {"once", 30 * HOUR - 30 * MINUTE, 1},
      {"once within 2h", 110 * MINUTE, 1}, {"once within 2h", 3 * HOUR, 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (int is_told = 0; is_told < 2; is_told++) {
      if (!is_told && rows[i].slept_for <= 2 * MINUTE) continue;
      struct world world;
      char rules[256];
      snprintf(rules, sizeof rules, TEA "at = 08:30\non = 2026-11-23\nmissed = %s\n", rows[i].missed);
      open_world(&world, at(0, 8, 0), rules);
      int64_t wake = at(0, 8, 30) + rows[i].slept_for;
      sleep_until(&world, wake, is_told);
      assert_int_equal(world.shown, 0);
      pass_until(&world, wake + 10 * MINUTE);
      assert_int_equal(world.shown, rows[i].cards);
      if (world.shown) assert_in_range(world.shown_at - wake, 30 * SECOND, 120 * SECOND);
      close_world(&world);
    }
}

static void a_wake_brings_one_card_whatever_was_missed(void **unused) {
  (void)unused;
  char rules[4096] = "";
  for (int i = 0; i < 20; i++) {
    char rule[160];
    snprintf(rule, sizeof rule, "[remind r%d]\npractice = p\nat = 08:%02d, 09:%02d, 10:%02d\nmissed = once\n", i, i, i,
             i);
    strcat(rules, rule);
  }
  for (int order = 0; order < 3; order++) {
    struct world world;
    open_world(&world, at(0, 7, 0), rules);
    state_add_reminder(port_state(&world), "letter", at(0, 9, 0), "private words", NULL);
    state_add_reminder(port_state(&world), "letter", at(0, 9, 30), "private words", NULL);
    agenda_snooze(port_state(&world), "r1", at(0, 8, 50), NULL);
    schedule_refresh(world.schedule);
    int64_t wake = at(0, 10, 30);
    // The alarm may ring before logind speaks, after it, or alone.
    world.now = wake;
    world.hold = order == 0 ? HOLD_ASLEEP : HOLD_NONE;
    if (order != 1) schedule_run(world.schedule, wake);
    world.hold = HOLD_NONE;
    if (order != 2) schedule_on_resume(world.schedule, wake);
    schedule_on_release(world.schedule, wake);
    assert_int_equal(world.shown, 0);
    pass_until(&world, wake + 12 * HOUR);
    assert_int_equal(world.shown, 1);
    assert_in_range(world.shown_at - wake, 30 * SECOND, 121 * SECOND);
    close_world(&world);
  }
}

static void nights_on_which_the_clock_changes_bring_each_once(void **unused) {
  (void)unused;
  // Berlin 2027: forward on 28 March at 02:00, back on 31 October at 03:00.
  static const struct {
    int days;
    int64_t due;
  } nights[] = {{125, 90}, {342, 30}};  // minutes after midnight UTC: 02:30 is 03:30 summer time; the first 02:30
  for (size_t i = 0; i < 2; i++) {
    struct world world;
    open_world(&world, at(nights[i].days - 1, 12, 0), TEA "at = 02:30\nzone = Europe/Berlin\n");
    pass_until(&world, at(nights[i].days, 12, 0));
    assert_int_equal(world.shown, 1);
    assert_int_equal(world.shown_at, at(nights[i].days, 0, 0) + nights[i].due * MINUTE);
    close_world(&world);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_clock_that_steps_back_repeats_nothing),
      cmocka_unit_test(a_clock_that_was_in_the_wrong_year_is_no_reason_for_silence),
      cmocka_unit_test(a_step_over_years_is_one_card_and_no_endless_list),
      cmocka_unit_test(missed_is_what_the_rule_says),
      cmocka_unit_test(a_wake_brings_one_card_whatever_was_missed),
      cmocka_unit_test(nights_on_which_the_clock_changes_bring_each_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
