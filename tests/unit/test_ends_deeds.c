#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clock.h"
#include "deeds.h"

static const char *const fruit[] = {"apple", "pear"};

static struct front_question question_of(enum front_question_kind kind, const char *text) {
  return (struct front_question){.id = 1, .kind = kind, .text = text, .options = fruit,
                                 .options_count = kind == FRONT_CHOICE ? 2 : 0};
}

// What answers this question: its answer, or "" where nothing does.
static const char *answer(const struct deeds *deeds, struct deeds_place *place, enum front_question_kind kind,
                          const char *text) {
  const struct front_question question = question_of(kind, text);
  const struct deed *deed = deeds_match(deeds, place, &question);
  return deed ? deed->answer : "";
}

static void three(struct deeds *deeds) {
  deeds_add(deeds, DEED_ANSWER, "What?", "a tree", 10);
  deeds_add(deeds, DEED_CHOICE, "Which?", "pear", 20);
  deeds_add(deeds, DEED_ANSWER, "Why?", "so", 30);
}

static void the_same_questions_get_the_same_answers(void **state) {
  (void)state;
  struct deeds deeds = {0};
  struct deeds_place place = {0};
  three(&deeds);
  assert_string_equal(answer(&deeds, &place, FRONT_LINE, "What?"), "a tree");
  assert_string_equal(answer(&deeds, &place, FRONT_CHOICE, "Which?"), "pear");
  assert_string_equal(answer(&deeds, &place, FRONT_TEXT, "Why?"), "so");
  assert_string_equal(answer(&deeds, &place, FRONT_LINE, "What?"), "");
  deeds_finish(&deeds);
}

static void a_question_in_other_words_gets_the_answer_in_its_place(void **state) {
  (void)state;
  struct deeds deeds = {0};
  struct deeds_place place = {0};
  three(&deeds);
  assert_string_equal(answer(&deeds, &place, FRONT_LINE, "What is it?"), "a tree");
  assert_string_equal(answer(&deeds, &place, FRONT_CHOICE, "Which one?"), "pear");
  assert_string_equal(answer(&deeds, &place, FRONT_LINE, "Why?"), "so");
  deeds_finish(&deeds);
}

static void a_question_that_is_gone_takes_its_answer_along(void **state) {
  (void)state;
  struct deeds deeds = {0};
  struct deeds_place place = {0};
  three(&deeds);
  assert_string_equal(answer(&deeds, &place, FRONT_LINE, "Why?"), "so");
  assert_string_equal(answer(&deeds, &place, FRONT_CHOICE, "Which?"), "");
  deeds_finish(&deeds);
}

// The new one gets the answer of the one that stood there; that one, asked in its own words, gets it as well.
static void a_question_in_between_leaves_the_others_theirs(void **state) {
  (void)state;
  struct deeds deeds = {0};
  struct deeds_place place = {0};
  three(&deeds);
  assert_string_equal(answer(&deeds, &place, FRONT_LINE, "Who?"), "a tree");
  assert_string_equal(answer(&deeds, &place, FRONT_LINE, "What?"), "a tree");
  assert_string_equal(answer(&deeds, &place, FRONT_CHOICE, "Which?"), "pear");
  deeds_finish(&deeds);
}

static void what_does_not_fit_is_asked(void **state) {
  (void)state;
  struct deeds deeds = {0};
  struct deeds_place place = {0};
  three(&deeds);
  assert_string_equal(answer(&deeds, &place, FRONT_CHOICE, "What?"), "");
  place = (struct deeds_place){1, 1};
  assert_string_equal(answer(&deeds, &place, FRONT_LINE, "Which?"), "");
  struct front_question without = question_of(FRONT_CHOICE, "Which?");
  without.options_count = 1;
  assert_null(deeds_match(&deeds, &place, &without));
  deeds_finish(&deeds);
}

static void what_needs_no_question_has_its_turn(void **state) {
  (void)state;
  struct deeds deeds = {0};
  struct deeds_place place = {0};
  deeds_add(&deeds, DEED_ANSWER, "What?", "a tree", 10);
  deeds_add(&deeds, DEED_GO_ON, NULL, NULL, 500);
  deeds_add(&deeds, DEED_PASS, "Why?", NULL, 20);
  assert_null(deeds_unasked(&deeds, &place));
  assert_string_equal(answer(&deeds, &place, FRONT_LINE, "What?"), "a tree");
  assert_int_equal(deeds_unasked(&deeds, &place)->after, 500);
  deeds_pass(&place);
  assert_null(deeds_unasked(&deeds, &place));
  const struct front_question why = question_of(FRONT_TEXT, "Why so?");
  assert_int_equal(deeds_match(&deeds, &place, &why)->kind, DEED_PASS);
  deeds_finish(&deeds);
}

static void a_replayed_clock_is_moved_up_to_its_limit_and_then_goes_on(void **state) {
  (void)state;
  struct clock *clock = clock_replay(clock_real());
  assert_int_equal(clock->class->steady(clock), 0);
  clock->class->advance(clock, 600000);
  clock_replay_limit(clock, 900000);
  clock->class->advance(clock, 1000000);
  assert_int_equal(clock->class->steady(clock), 900000);
  clock_replay_go_on(clock);
  assert_null(clock->class->advance);
  int64_t steady = clock->class->steady(clock);
  assert_in_range(steady, 900000, 900000 + 60000);
  int64_t other = clock_real()->class->steady(clock_real());
  assert_in_range(clock_replay_of(clock, other), steady, steady + 60000);
  clock->class->destroy(clock);
}

static void before_a_virtual_clock_it_stays_one(void **state) {
  (void)state;
  struct clock *virtual = clock_virtual(5000), *clock = clock_replay(virtual);
  clock->class->advance(clock, 100);
  clock_replay_limit(clock, 100);
  clock_replay_go_on(clock);
  clock->class->advance(clock, 300);
  assert_int_equal(clock->class->steady(clock), 300);
  assert_int_equal(clock->class->wall(clock), 5300);
  clock->class->destroy(clock);
  virtual->class->destroy(virtual);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_questions_get_the_same_answers),
      cmocka_unit_test(a_question_in_other_words_gets_the_answer_in_its_place),
      cmocka_unit_test(a_question_that_is_gone_takes_its_answer_along),
      cmocka_unit_test(a_question_in_between_leaves_the_others_theirs),
      cmocka_unit_test(what_does_not_fit_is_asked),
      cmocka_unit_test(what_needs_no_question_has_its_turn),
      cmocka_unit_test(a_replayed_clock_is_moved_up_to_its_limit_and_then_goes_on),
      cmocka_unit_test(before_a_virtual_clock_it_stays_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
