#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "breath.h"

static struct breath plan(const struct breath_wish *wish, bool holds) {
  struct breath breath;
  struct fault fault;
  if (!breath_plan(&breath, wish, holds, &fault)) fail_msg("%s", fault.text);
  return breath;
}

static struct breath plan_named(const char *pattern, bool holds) {
  return plan(&(struct breath_wish){.pattern = pattern}, holds);
}

// "in 4, out 6", in seconds.
static const char *phases(const struct breath *breath) {
  static char text[256];
  text[0] = '\0';
  for (size_t i = 0; i < breath->phases_count; i++) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%s %g", used ? ", " : "", breath->phases[i].name,
             breath->phases[i].seconds);
  }
  return text;
}

static struct breath_wish wish_of(size_t count, const struct breath_phase *list) {
  struct breath_wish wish = {.phases_count = count};
  memcpy(wish.phases, list, count * sizeof *list);
  return wish;
}

#define WISH(...)                                                                   \
  wish_of(sizeof(struct breath_phase[]){__VA_ARGS__} / sizeof(struct breath_phase), \
          (struct breath_phase[]){__VA_ARGS__})

static void each_pattern_is_as_its_source_says(void **state) {
  (void)state;
  static const struct {
    const char *name, *phases, *without_holds;
    int cycles;
  } rows[] = {
      {"extended", "in 4, out 6", "in 4, out 6", 6},
      {"box", "in 4, hold 4, out 4, hold 4", "in 4, out 8", 4},
      {"4-7-8", "in 4, hold 7, out 8", "in 4, out 8", 4},
      {"coherent", "in 5.45, out 5.45", "in 5.45, out 5.45", 6},
      {"sigh", "in 2.5, top-up 1, out 7", "in 2.5, top-up 1, out 7", 5},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct breath breath = plan_named(rows[i].name, true);
    assert_string_equal(phases(&breath), rows[i].phases);
    assert_int_equal(breath.cycles, rows[i].cycles);
    assert_false(breath.without_holds);
    breath = plan_named(rows[i].name, false);
    assert_string_equal(phases(&breath), rows[i].without_holds);
    assert_int_equal(breath.cycles, rows[i].cycles);
    assert_int_equal(breath.without_holds, strcmp(rows[i].phases, rows[i].without_holds) != 0);
  }
}

static void nobody_named_a_pattern_means_the_newcomers(void **state) {
  (void)state;
  struct breath breath = plan(&(struct breath_wish){.cycles = 3}, true);
  assert_string_equal(phases(&breath), "in 4, out 6");
  assert_int_equal(breath.cycles, 3);
}

static void coherent_breaths_do_not_drift(void **state) {
  (void)state;
  struct breath breath = plan(&(struct breath_wish){.pattern = "coherent", .cycles = 1000}, true);
  assert_int_equal(breath_steps(&breath), 2000);
  for (int64_t k = 0; k <= 2000; k++) assert_int_equal(breath_step_start(&breath, k), llround((double)k * 5.45 * 1e3));
  assert_int_equal(breath_step_start(&breath, 2000), 10900000);
}

static void every_step_starts_where_the_sum_of_those_before_ends(void **state) {
  (void)state;
  struct breath_wish wish = WISH({"in", 1.0 / 3}, {"hold", 0.0005}, {"out", 2.7182818}, {"hum", 0});
  wish.cycles = 777;
  struct breath breath = plan(&wish, true);
  long double sum = 0;
  for (int64_t step = 0; step < breath_steps(&breath); step++) {
    assert_true(fabsl((long double)breath_step_start(&breath, step) - sum * 1e3L) <= 0.5L + 1e-6L);
    sum += (long double)breath.phases[step % 4].seconds;
  }
  for (int64_t step = 1; step <= breath_steps(&breath); step++)
    assert_true(breath_step_start(&breath, step) >= breath_step_start(&breath, step - 1));
}

static void cycles_come_before_minutes_and_both_before_the_pattern(void **state) {
  (void)state;
  static const struct {
    const char *pattern;
    int cycles;
    double minutes;
    int planned;
  } rows[] = {
      {"extended", 0, 3, 18},   {"extended", 2, 3, 2},   {"extended", 0, 0.05, 1}, {"coherent", 0, 5, 28},
      {"coherent", 0, 10, 55},  {"box", 0, 1, 4},        {"box", 0, 1.2, 5},       {"sigh", 0, 5, 29},
      {"extended", 1000, 0, 1000}, {"4-7-8", 0, 1, 3},   {"4-7-8", 0, 20, 8},      {"4-7-8", 8, 0, 8},
      {"4-7-8", 9, 0, 8},       {"4-7-8", 1000, 0, 8},   {"4-7-8", 1, 0, 1},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const struct breath_wish wish = {.pattern = rows[i].pattern, .cycles = rows[i].cycles, .minutes = rows[i].minutes};
    assert_int_equal(plan(&wish, true).cycles, rows[i].planned);
  }
}

static void the_bound_of_4_7_8_holds_without_holds_too(void **state) {
  (void)state;
  assert_int_equal(plan(&(struct breath_wish){.pattern = "4-7-8", .minutes = 20}, false).cycles, 8);
}

static void own_phases_are_followed_as_they_are(void **state) {
  (void)state;
  struct breath_wish wish = WISH({"in", 2.25}, {"top-up", 0.5}, {"wonder", 1}, {"out", 7});
  struct breath breath = plan(&wish, true);
  assert_string_equal(phases(&breath), "in 2.25, top-up 0.5, wonder 1, out 7");
  assert_int_equal(breath.cycles, 6);
  assert_int_equal(breath_step_start(&breath, 2), 2750);
  assert_int_equal(breath_step_start(&breath, 4), 10750);
  assert_int_equal(breath_step_start(&breath, 24), 6 * 10750);
}

static void without_holds_the_out_breath_grows_to_twice_the_in_breath(void **state) {
  (void)state;
  const struct {
    struct breath_wish wish;
    const char *phases;
  } rows[] = {
      {WISH({"in", 4}, {"hold", 1}, {"out", 5}), "in 4, out 6"},
      {WISH({"in", 4}, {"hold", 30}, {"out", 5}), "in 4, out 8"},
      {WISH({"in", 4}, {"hold", 2}, {"out", 10}), "in 4, out 10"},
      {WISH({"in", 2}, {"top-up", 1}, {"hold", 5}, {"out", 3}), "in 2, top-up 1, out 6"},
      {WISH({"in", 4}, {"hold", 1}, {"out", 2}, {"hold", 1}, {"out", 2}), "in 4, out 4, out 2"},
      {WISH({"in", 4}, {"hold", 4}), "in 4"},
      {WISH({"in", 4}, {"out", 30}), "in 4, out 30"},
      {WISH({"in", 4}, {"hold", 0}, {"out", 4}), "in 4, out 4"},
      {WISH({"In", 4}, {"Pause a bit", 1}, {"Out", 5}, {"keep still", 1}), "In 4, Out 7"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct breath breath = plan(&rows[i].wish, false);
    assert_string_equal(phases(&breath), rows[i].phases);
    assert_int_equal(breath.without_holds, i != 6);
  }
}

static void what_cannot_be_followed_is_refused_in_a_phrase(void **state) {
  (void)state;
  const struct {
    struct breath_wish wish;
    bool holds;
    const char *phrase;
  } rows[] = {
      {{.pattern = "boxx"}, true, "no breath is called 'boxx' (did you mean 'box'?)"},
      {{.pattern = "coherant"}, true, "no breath is called 'coherant' (did you mean 'coherent'?)"},
      {{.pattern = "478"}, true, "no breath is called '478' (did you mean '4-7-8'?)"},
      {{.pattern = "zzzzzz"}, true, "no breath is called 'zzzzzz'; there are extended, box, 4-7-8, coherent and sigh"},
      {{.pattern = ""}, true, "no breath is called ''; there are extended, box, 4-7-8, coherent and sigh"},
      {WISH({"in", 0.4}, {"out", 0.5}), true, "a breath of 0.9 seconds cannot be followed; give it at least 1"},
      {WISH({"in", 0}, {"out", 0}), true, "a breath of 0 seconds cannot be followed; give it at least 1"},
      {WISH({"hold", 20}), false, "a breath of 0 seconds cannot be followed; give it at least 1"},
      {{.pattern = "extended", .cycles = 1441}, true, "1441 cycles of 10 seconds are more than 4 hours"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct breath breath;
    struct fault fault;
    assert_false(breath_plan(&breath, &rows[i].wish, rows[i].holds, &fault));
    assert_string_equal(fault.text, rows[i].phrase);
  }
  assert_int_equal(plan(&(struct breath_wish){.cycles = 1440}, true).cycles, 1440);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_pattern_is_as_its_source_says),
      cmocka_unit_test(nobody_named_a_pattern_means_the_newcomers),
      cmocka_unit_test(coherent_breaths_do_not_drift),
      cmocka_unit_test(every_step_starts_where_the_sum_of_those_before_ends),
      cmocka_unit_test(cycles_come_before_minutes_and_both_before_the_pattern),
      cmocka_unit_test(the_bound_of_4_7_8_holds_without_holds_too),
      cmocka_unit_test(own_phases_are_followed_as_they_are),
      cmocka_unit_test(without_holds_the_out_breath_grows_to_twice_the_in_breath),
      cmocka_unit_test(what_cannot_be_followed_is_refused_in_a_phrase),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
