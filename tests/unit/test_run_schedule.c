// The schedule: each reminder once, whatever becomes of the machine.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <malloc.h>
#include <time.h>

#include "test_run_world.h"

static void each_kind_comes_once_at_its_time(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 6, 0), TEA "at = 08:30, 21:00\n");
  pass_until(&world, at(0, 8, 30) - 1);
  assert_int_equal(world.shown, 0);
  pass_until(&world, at(0, 8, 30));
  assert_int_equal(world.shown, 1);
  assert_int_equal(world.shown_at, at(0, 8, 30));
  assert_true(world.was_recorded);
  assert_string_equal(world.key, "tea/2026-11-23/510");
  assert_string_equal(world.practice, "three-breaths");
  schedule_run(world.schedule, world.now);
  assert_int_equal(world.shown, 1);
  pass_until(&world, at(1, 0, 0));
  assert_int_equal(world.shown, 2);
  edit(&world, TEA "every = 90m\nbetween = 09:00-18:00\n");
  pass_until(&world, at(2, 0, 0));
  assert_int_equal(world.shown, 2 + 5);
  edit(&world, TEA "random = 3\nbetween = 09:00-18:00\napart = 45m\n");
  pass_until(&world, at(3, 0, 0));
  assert_int_equal(world.shown, 2 + 5 + 3);
  close_world(&world);
}

static void a_kill_never_shows_anything_twice(void **unused) {
  (void)unused;
  static const char *const kinds[] = {"at = 08:30\n", "every = 30m\n",
                                      "random = 20\nbetween = 08:00-08:55\napart = 1m\n"};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    struct world world;
    char rules[256];
    snprintf(rules, sizeof rules, TEA "%s", kinds[i]);
    open_world(&world, at(0, 8, 0), rules);
    world.now = schedule_due(world.schedule);
    schedule_run(world.schedule, world.now);
    assert_int_equal(world.shown, 1);
    char key[PLAN_KEY_TEXT_MAX];
    strcpy(key, world.key);
    kill_schedule(&world);
    begin(&world);
    schedule_run(world.schedule, world.now);
    assert_int_equal(world.shown, 1);
    pass_until(&world, world.now + 59 * SECOND);
    assert_string_equal(world.key, key);
    close_world(&world);
  }
}

static void what_was_recorded_and_not_shown_stays_so(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "at = 08:30\n");
  // The record was written; the kill came before the card.
  assert_int_equal(agenda_record(port_state(&world), "tea", "tea/2026-11-23/510", at(0, 8, 30), AGENDA_SHOWN, NULL),
                   AGENDA_NEW);
  world.now = at(0, 8, 30);
  kill_schedule(&world);
  begin(&world);
  pass_until(&world, at(0, 23, 0));
  assert_int_equal(world.shown, 0);
  close_world(&world);
}

static void killed_before_the_record_it_comes_once_and_gently(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "at = 08:30\n");
  pass_until(&world, at(0, 9, 0));
  kill_schedule(&world);
  world.now = at(1, 8, 30);
  begin(&world);
  assert_int_equal(world.shown, 1);
  pass_until(&world, at(1, 9, 0));
  assert_int_equal(world.shown, 2);
  assert_in_range(world.shown_at - at(1, 8, 30), 30 * SECOND, 120 * SECOND);
  close_world(&world);
}

static void a_rule_that_is_new_does_not_begin_with_what_it_missed(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 45), TEA "at = 08:30\n");
  pass_until(&world, at(0, 12, 0));
  assert_int_equal(world.shown, 0);
  edit(&world, TEA "at = 11:30\n");
  pass_until(&world, at(0, 20, 0));
  assert_int_equal(world.shown, 0);
  close_world(&world);
}

static void what_holds_back_lets_one_come_after_it(void **unused) {
  (void)unused;
  static const enum schedule_hold holds[] = {HOLD_LOCKED, HOLD_DISTURB, HOLD_PRACTICE, HOLD_ASLEEP};
  for (size_t i = 0; i < sizeof holds / sizeof *holds; i++) {
    struct world world;
    open_world(&world, at(0, 8, 0), TEA "at = 08:30, 08:40, 08:50\n[remind walk]\npractice = walk\nat = 08:45\n");
    world.hold = holds[i];
    pass_until(&world, at(0, 9, 0));
    assert_int_equal(world.shown, 0);
    assert_true(schedule_is_held(world.schedule));
    schedule_on_release(world.schedule, world.now);
    assert_int_equal(world.shown, 0);
    world.hold = HOLD_NONE;
    schedule_on_release(world.schedule, world.now);
    assert_int_equal(world.shown, 1);
    assert_false(schedule_is_held(world.schedule));
    pass_until(&world, at(0, 23, 0));
    assert_int_equal(world.shown, 1);
    close_world(&world);
  }
}

static void what_was_held_too_long_is_let_go(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "at = 08:30\n");
  world.hold = HOLD_LOCKED;
  pass_until(&world, at(0, 10, 31));
  world.hold = HOLD_NONE;
  schedule_on_release(world.schedule, world.now);
  pass_until(&world, at(0, 23, 0));
  assert_int_equal(world.shown, 0);
  close_world(&world);
}

static void a_pause_is_of_everything_that_comes(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "at = 08:30\n");
  assert_true(agenda_pause(port_state(&world), "", at(0, 12, 0), NULL));
  assert_true(agenda_snooze(port_state(&world), "tea", at(0, 9, 0), NULL));
  state_add_reminder(port_state(&world), "letter", at(0, 10, 0), "private words", NULL);
  schedule_refresh(world.schedule);
  pass_until(&world, at(0, 11, 59));
  assert_int_equal(world.shown, 0);
  pass_until(&world, at(0, 12, 0));
  assert_int_equal(world.shown, 2);
  pass_until(&world, at(1, 8, 30));
  assert_int_equal(world.shown, 3);
  close_world(&world);
}

static void not_today_is_not_today_even_after_a_restart(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "at = 08:30, 12:00, 18:00\n");
  pass_until(&world, at(0, 8, 30));
  schedule_decline(world.schedule, "tea", world.key, world.now);
  assert_int_equal(next_due(&world, "tea"), at(1, 8, 30));
  pass_until(&world, at(0, 12, 30));
  kill_schedule(&world);
  begin(&world);
  pass_until(&world, at(0, 23, 59));
  assert_int_equal(world.shown, 1);
  pass_until(&world, at(1, 8, 30));
  assert_int_equal(world.shown, 2);
  close_world(&world);
}

static void time_away_does_not_count(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "every = 90m\n");
  pass_until(&world, at(0, 9, 0));
  world.away = true;
  pass_until(&world, at(0, 12, 0));
  assert_int_equal(world.shown, 0);
  world.away = false;
  schedule_on_away(world.schedule, 3 * HOUR, world.now);
  assert_int_equal(next_due(&world, "tea"), at(0, 12, 30));
  pass_until(&world, at(0, 12, 30));
  assert_int_equal(world.shown, 1);
  schedule_on_away(world.schedule, 10 * HOUR, world.now);
  assert_int_equal(next_due(&world, "tea"), at(0, 14, 0));
  close_world(&world);
}

static void a_practice_s_own_reminder_comes_and_can_be_put_off(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), "");
  assert_int_equal(schedule_due(world.schedule), INT64_MAX);
  state_add_reminder(port_state(&world), "letter", at(0, 9, 0), "private words", NULL);
  schedule_refresh(world.schedule);
  pass_until(&world, at(0, 9, 0));
  assert_int_equal(world.shown, 1);
  assert_string_equal(world.rule, "");
  assert_string_equal(world.text, "private words");
  const struct schedule_card card = {world.rule, world.practice, world.text, world.key};
  put_off(&world, &card, at(0, 9, 10));
  schedule_decline(world.schedule, "", world.key, world.now);
  pass_until(&world, at(0, 9, 10));
  assert_int_equal(world.shown, 2);
  assert_string_equal(world.practice, "letter");
  assert_string_equal(world.text, "private words");
  pass_until(&world, at(9, 0, 0));
  assert_int_equal(world.shown, 2);
  close_world(&world);
}

static void without_a_state_it_goes_on(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "at = 08:30, 09:30\n");
  state_add_reminder(port_state(&world), "letter", at(0, 9, 0), "private words", NULL);
  schedule_refresh(world.schedule);
  world.broken = true;
  pass_until(&world, at(0, 8, 31));
  assert_int_equal(world.shown, 1);
  world.now = at(0, 8, 0);
  schedule_run(world.schedule, world.now);
  pass_until(&world, at(0, 9, 5));
  assert_int_equal(world.shown, 1);  // the letter's could not be closed, so it waits
  schedule_decline(world.schedule, "nobody", "key", world.now);
  schedule_started(world.schedule, "key");
  const struct schedule_card card = {"tea", "p", "", "key"};
  put_off(&world, &card, at(0, 9, 10));
  world.broken = false;
  pass_until(&world, at(0, 9, 20));
  assert_int_equal(world.shown, 3);
  pass_until(&world, at(0, 9, 30));
  assert_int_equal(world.shown, 4);
  close_world(&world);
}

static void whatever_is_called_when_it_always_knows_what_is_next(void **unused) {
  (void)unused;
  struct world world;
  srand(7);
  open_world(&world, at(0, 8, 0),
             TEA
             "every = 7m\nmissed = once\n[remind walk]\npractice = walk\nrandom = 10\n"
             "[remind sun]\npractice = sun\nat = 00:00, 12:00\n[quiet]\nhours = 22:00-07:30\nthen = defer\n");
  for (int i = 0; i < 3000; i++) {
    world.broken = rand() % 10 == 0;
    world.hold = rand() % 3 ? HOLD_NONE : HOLD_LOCKED;
    world.away = rand() % 5 == 0;
    int64_t step = (rand() % 40 - 4) * MINUTE;
    switch (rand() % 9) {
      case 0: schedule_on_resume(world.schedule, world.now += step); break;
      case 1: schedule_on_release(world.schedule, world.now += step); break;
      case 2: schedule_on_away(world.schedule, HOUR, world.now += step); break;
      case 3: schedule_decline(world.schedule, "walk", "walk/x", world.now); break;
      case 4: edit(&world, TEA "every = 9m\n[remind walk]\npractice = walk\nrandom = 10\n"); break;
      case 5: schedule_refresh(world.schedule); break;
      case 6: put_off(&world, &(struct schedule_card){"tea", "p", "", "k"}, world.now + 5 * MINUTE); break;
      default: schedule_run(world.schedule, world.now += step > 0 ? step : -step); break;
    }
    assert_true(schedule_due(world.schedule) < INT64_MAX);
    schedule_run(world.schedule, world.now);
    assert_in_range(schedule_due(world.schedule), world.now + 1, world.now + 2 * DAY);
  }
  close_world(&world);
}

static void intervals_do_not_drift(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "every = 5m\n");
  world.broken = true;
  for (int i = 1; i <= 10000; i++) {
    assert_int_equal(schedule_due(world.schedule), at(0, 8, 0) + i * 5 * MINUTE);
    world.now = schedule_due(world.schedule) + i % 900;  // each is served a little late
    schedule_run(world.schedule, world.now);
  }
  assert_int_equal(world.shown, 10000);
  close_world(&world);
}

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

// Large blocks are counted apart.
static size_t allocated(void) { return mallinfo2().uordblks + mallinfo2().hblkhd; }

enum { MANY = 10000 };

static void ten_thousand_rules_for_a_year(void **unused) {
  (void)unused;
  struct world world;
  struct buf text = {0};
  // One day a month each: enough firings to be a soak, few enough for a second.
  for (int i = 0; i < MANY; i++)
    buf_format(&text, "[remind r%d]\npractice = three-breaths\nat = %02d:%02d\non = 1st\n", i, i / 60 % 24, i % 60);
  open_world(&world, at(0, 0, 0), "");
  size_t bytes = allocated();
  double begun = milliseconds();
  struct rules none = world.rules;
  read_rules(&world, text.data);
  double read = milliseconds();
  schedule_load(world.schedule, &world.rules, world.zone, world.now);
  rules_finish(&none);
  double loaded = milliseconds();
  bytes = allocated() - bytes;
  world.broken = true;
  pass_until(&world, at(365, 0, 0));
  printf("%d rules: read %.0f ms, planned %.0f ms, %zu bytes each, a year of %d firings %.0f ms\n", MANY, read - begun,
         loaded - read, bytes / MANY, world.shown, milliseconds() - loaded);
  assert_int_equal(world.shown, 12 * MANY);
  buf_finish(&text);
  close_world(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_kind_comes_once_at_its_time),
      cmocka_unit_test(a_kill_never_shows_anything_twice),
      cmocka_unit_test(what_was_recorded_and_not_shown_stays_so),
      cmocka_unit_test(killed_before_the_record_it_comes_once_and_gently),
      cmocka_unit_test(a_rule_that_is_new_does_not_begin_with_what_it_missed),
      cmocka_unit_test(what_holds_back_lets_one_come_after_it),
      cmocka_unit_test(what_was_held_too_long_is_let_go),
      cmocka_unit_test(a_pause_is_of_everything_that_comes),
      cmocka_unit_test(not_today_is_not_today_even_after_a_restart),
      cmocka_unit_test(time_away_does_not_count),
      cmocka_unit_test(a_practice_s_own_reminder_comes_and_can_be_put_off),
      cmocka_unit_test(without_a_state_it_goes_on),
      cmocka_unit_test(whatever_is_called_when_it_always_knows_what_is_next),
      cmocka_unit_test(intervals_do_not_drift),
      cmocka_unit_test(ten_thousand_rules_for_a_year),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
