#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "agenda.h"

enum { DAY = 86400000 };

static struct state *open_scratch(void) {
  struct state *state = state_open(":memory:", NULL);
  assert_non_null(state);
  return state;
}

static void an_occurrence_is_recorded_once(void **unused) {
  (void)unused;
  struct state *state = open_scratch();
  assert_false(agenda_is_known(state, "morning/2026-11-23/510"));
  assert_int_equal(agenda_record(state, "morning", "morning/2026-11-23/510", 1000, AGENDA_SHOWN, NULL), AGENDA_NEW);
  assert_int_equal(agenda_record(state, "morning", "morning/2026-11-23/510", 2000, AGENDA_MISSED, NULL), AGENDA_KNOWN);
  assert_true(agenda_is_known(state, "morning/2026-11-23/510"));
  assert_int_equal(agenda_last_shown(state, "morning"), 1000);
  state_close(state);
}

static void what_was_not_shown_is_not_the_last_that_was(void **unused) {
  (void)unused;
  static const enum agenda_outcome unseen[] = {AGENDA_MISSED, AGENDA_HELD, AGENDA_PAUSED, AGENDA_SKIPPED};
  struct state *state = open_scratch();
  assert_int_equal(agenda_last_shown(state, "tea"), 0);
  assert_int_equal(agenda_record(state, "tea", "a", 5000, AGENDA_SHOWN, NULL), AGENDA_NEW);
  for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
    char key[2] = {(char)('b' + i), '\0'};
    assert_int_equal(agenda_record(state, "tea", key, 6000 + (int64_t)i, unseen[i], NULL), AGENDA_NEW);
  }
  assert_int_equal(agenda_last_shown(state, "tea"), 5000);
  assert_true(agenda_update(state, "b", AGENDA_STARTED, NULL));
  assert_int_equal(agenda_last_shown(state, "tea"), 6000);
  state_close(state);
}

static void the_past_of_each_rule_is_summed_up(void **unused) {
  (void)unused;
  static const struct {
    const char *rule, *key;
    int64_t due;
    enum agenda_outcome outcome;
  } rows[] = {
      {"walk", "a", 10, AGENDA_SHOWN}, {"tea", "b", 20, AGENDA_DECLINED}, {"tea", "c", 30, AGENDA_STARTED},
      {"tea", "d", 40, AGENDA_MISSED}, {"eyes", "e", 50, AGENDA_HELD},
  };
  struct state *state = open_scratch();
  struct agenda_past *pasts;
  assert_int_equal(agenda_pasts(state, &pasts), 0);
  agenda_free_pasts(pasts, 0);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_int_equal(agenda_record(state, rows[i].rule, rows[i].key, rows[i].due, rows[i].outcome, NULL), AGENDA_NEW);
  assert_int_equal(agenda_pasts(state, &pasts), 3);
  static const struct agenda_past expected[] = {{NULL, 50, 0, 0}, {NULL, 40, 30, 20}, {NULL, 10, 10, 0}};
  static const char *const names[] = {"eyes", "tea", "walk"};
  for (size_t i = 0; i < 3; i++) {
    assert_string_equal(pasts[i].rule, names[i]);
    assert_int_equal(pasts[i].dealt_with, expected[i].dealt_with);
    assert_int_equal(pasts[i].shown, expected[i].shown);
    assert_int_equal(pasts[i].declined, expected[i].declined);
  }
  agenda_free_pasts(pasts, 3);
  state_close(state);
}

static bool count(void *context, const char *key, int64_t due, enum agenda_outcome outcome) {
  (void)key, (void)due;
  assert_string_equal(agenda_outcome_words(outcome), "shown");
  ++*(int *)context;
  return true;
}

static void what_is_long_over_is_forgotten(void **unused) {
  (void)unused;
  struct state *state = open_scratch();
  int seen = 0;
  for (int day = 0; day < 100; day++) {
    char key[16];
    snprintf(key, sizeof key, "tea/%d", day);
    assert_int_equal(agenda_record(state, "tea", key, day * (int64_t)DAY, AGENDA_SHOWN, NULL), AGENDA_NEW);
  }
  agenda_visit(state, "tea", 0, count, &seen);
  assert_int_equal(seen, AGENDA_DAYS + 1);
  state_close(state);
}

static void a_pause_of_all_is_a_pause_of_each(void **unused) {
  (void)unused;
  struct state *state = open_scratch();
  assert_int_equal(agenda_paused_until(state, "tea"), 0);
  assert_true(agenda_pause(state, "tea", 100, NULL));
  assert_int_equal(agenda_paused_until(state, "tea"), 100);
  assert_int_equal(agenda_paused_until(state, "walk"), 0);
  assert_true(agenda_pause(state, "", INT64_MAX, NULL));
  assert_int_equal(agenda_paused_until(state, "walk"), INT64_MAX);
  assert_true(agenda_resume(state, "", NULL));
  assert_int_equal(agenda_paused_until(state, "tea"), 100);
  state_close(state);
}

static void a_rule_is_put_off_once(void **unused) {
  (void)unused;
  struct state *state = open_scratch();
  struct agenda_snooze *snoozes;
  assert_true(agenda_snooze(state, "tea", 500, NULL));
  assert_true(agenda_snooze(state, "walk", 300, NULL));
  assert_true(agenda_snooze(state, "tea", 700, NULL));
  assert_int_equal(agenda_snoozes(state, &snoozes), 2);
  assert_string_equal(snoozes[0].rule, "walk");
  assert_int_equal(snoozes[1].due, 700);
  agenda_free_snoozes(snoozes, 2);
  assert_true(agenda_unsnooze(state, "tea", NULL));
  assert_int_equal(agenda_snoozes(state, &snoozes), 1);
  agenda_free_snoozes(snoozes, 1);
  state_close(state);
}

static void the_key_stays_the_same(void **unused) {
  (void)unused;
  struct state *state = open_scratch();
  uint8_t first[AGENDA_KEY_BYTES], second[AGENDA_KEY_BYTES], zero[AGENDA_KEY_BYTES] = {0};
  assert_true(agenda_key(state, first, NULL));
  assert_true(agenda_key(state, second, NULL));
  assert_memory_equal(first, second, sizeof first);
  assert_memory_not_equal(first, zero, sizeof first);
  state_close(state);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_occurrence_is_recorded_once),
      cmocka_unit_test(what_was_not_shown_is_not_the_last_that_was),
      cmocka_unit_test(the_past_of_each_rule_is_summed_up),
      cmocka_unit_test(what_is_long_over_is_forgotten),
      cmocka_unit_test(a_pause_of_all_is_a_pause_of_each),
      cmocka_unit_test(a_rule_is_put_off_once),
      cmocka_unit_test(the_key_stays_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
