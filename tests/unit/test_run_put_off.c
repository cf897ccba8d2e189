// Reminders that the person put off, where they can be written down and where not.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_run_world.h"

static void put_off_it_comes_again_once(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "at = 08:30\n");
  pass_until(&world, at(0, 8, 31));
  const struct schedule_card card = {world.rule, world.practice, world.text, world.key};
  assert_int_equal(put_off(&world, &card, at(0, 8, 41)), at(0, 8, 41));
  kill_schedule(&world);
  begin(&world);
  pass_until(&world, at(0, 8, 41));
  assert_int_equal(world.shown, 2);
  assert_string_equal(world.practice, "three-breaths");
  kill_schedule(&world);
  begin(&world);
  pass_until(&world, at(0, 23, 0));
  assert_int_equal(world.shown, 2);
  close_world(&world);
}

static void put_off_with_no_room_for_it_it_comes_all_the_same(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), "");
  const struct schedule_card card = {"", "letter", "private words", ""};
  int64_t due = at(0, 9, 0);
  world.broken = true;
  assert_false(schedule_snooze(world.schedule, &card, &due));
  schedule_refresh(world.schedule);
  world.hold = HOLD_LOCKED;
  pass_until(&world, at(0, 9, 1));
  schedule_refresh(world.schedule);
  world.hold = HOLD_NONE;
  schedule_on_release(world.schedule, world.now);
  assert_int_equal(world.shown, 1);
  assert_string_equal(world.practice, "letter");
  pass_until(&world, at(3, 0, 0));
  assert_int_equal(world.shown, 1);
  close_world(&world);
}

static void put_off_it_is_written_as_soon_as_there_is_room(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "at = 08:30\n");
  pass_until(&world, at(0, 8, 31));
  const struct schedule_card card = {world.rule, world.practice, world.text, world.key};
  int64_t due = at(0, 11, 0);
  world.broken = true;
  assert_false(schedule_snooze(world.schedule, &card, &due));
  pass_until(&world, at(0, 9, 0));
  world.broken = false;
  pass_until(&world, at(0, 10, 0));
  kill_schedule(&world);
  begin(&world);
  pass_until(&world, at(0, 11, 0));
  assert_int_equal(world.shown, 2);
  close_world(&world);
}

static void one_that_was_held_back_and_cannot_be_closed_comes_later(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 8, 0), TEA "at = 08:30\n");
  pass_until(&world, at(0, 8, 31));
  const struct schedule_card card = {world.rule, world.practice, world.text, world.key};
  put_off(&world, &card, at(0, 9, 0));
  world.hold = HOLD_LOCKED;
  pass_until(&world, at(0, 9, 1));
  world.hold = HOLD_NONE;
  world.broken = true;
  schedule_on_release(world.schedule, world.now);
  pass_until(&world, at(0, 9, 5));
  assert_int_equal(world.shown, 1);
  schedule_destroy(world.schedule);  // what it had is freed once
  begin(&world);
  world.broken = false;
  schedule_refresh(world.schedule);
  pass_until(&world, at(0, 10, 0));
  assert_int_equal(world.shown, 2);
  close_world(&world);
}

static void put_off_into_quiet_hours_it_waits_for_their_end_and_says_so(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, at(0, 21, 0), TEA "at = 21:55\n[quiet]\nhours = 22:00-07:30\n");
  pass_until(&world, at(0, 21, 55));
  assert_int_equal(world.shown, 1);
  const struct schedule_card card = {world.rule, world.practice, world.text, world.key};
  assert_int_equal(put_off(&world, &card, at(0, 22, 5)), at(1, 7, 30));
  pass_until(&world, at(1, 7, 29));
  assert_int_equal(world.shown, 1);
  pass_until(&world, at(1, 7, 30));
  assert_int_equal(world.shown, 2);
  close_world(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(put_off_it_comes_again_once),
      cmocka_unit_test(put_off_with_no_room_for_it_it_comes_all_the_same),
      cmocka_unit_test(put_off_it_is_written_as_soon_as_there_is_room),
      cmocka_unit_test(one_that_was_held_back_and_cannot_be_closed_comes_later),
      cmocka_unit_test(put_off_into_quiet_hours_it_waits_for_their_end_and_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
