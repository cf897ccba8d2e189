#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>

#include "clock.h"
#include "cue.h"

static void a_virtual_clock_moves_when_it_is_told_to_and_never_back(void **state) {
  (void)state;
  struct clock *clock = clock_virtual(1000000);
  assert_int_equal(clock->class->steady(clock), 0);
  assert_int_equal(clock->class->wall(clock), 1000000);
  clock->class->advance(clock, 5000);
  clock->class->advance(clock, 4000);
  assert_int_equal(clock->class->steady(clock), 5000);
  assert_int_equal(clock->class->wall(clock), 1005000);
  clock->class->destroy(clock);
}

static void the_real_clock_is_the_machines(void **state) {
  (void)state;
  struct clock *clock = clock_real();
  assert_null(clock->class->advance);
  time_t before = time(NULL);
  int64_t wall = clock->class->wall(clock);
  assert_true(wall / 1000 >= before && wall / 1000 <= time(NULL));
  int64_t steady = clock->class->steady(clock);
  nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
  assert_true(clock->class->steady(clock) >= steady + 2);
  clock->class->destroy(clock);
  assert_true(clock_real()->class->steady(clock) >= steady);
}

static void silence_is_heard_by_nobody(void **state) {
  (void)state;
  struct cue *cue = cue_none();
  assert_false(cue->class->play(cue, "bell"));
  assert_int_equal(cue->class->speak(cue, "hello"), 0);
  cue->class->destroy(cue);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_virtual_clock_moves_when_it_is_told_to_and_never_back),
      cmocka_unit_test(the_real_clock_is_the_machines),
      cmocka_unit_test(silence_is_heard_by_nobody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
