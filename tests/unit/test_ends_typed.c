// The plain front end on a terminal, where somebody types.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pty.h>
#include <termios.h>

#include "test_ends_lines.h"

static int terminal;

static int set_up_terminal(void **state) {
  (void)state;
  int slave;
  open_lines(front_plain);
  lines.front->class->destroy(lines.front);
  close(lines.in);
  close(lines.typing);
  if (openpty(&terminal, &slave, NULL, NULL, NULL) < 0) return -1;
  lines.in = slave;
  lines.typing = terminal;
  lines.front = front_plain(lines.in, lines.out);
  lines.front->listener = &listener;
  return 0;
}

static bool echoes(void) {
  struct termios now;
  assert_int_equal(tcgetattr(lines.in, &now), 0);
  return now.c_lflag & ECHO;
}

static void only_a_terminal_has_someone_to_be_asked(void **state) {
  (void)state;
  assert_true(lines.front->interactive);
  struct front *other = front_plain(-1, -1);
  assert_false(other->interactive);
  assert_int_equal(other->class->input(other), -1);
  other->class->destroy(other);
}

static void a_private_answer_is_not_seen(void **state) {
  (void)state;
  const struct front_question question = {.kind = FRONT_LINE, .text = "Word?", .hidden = true};
  ask(question);
  expect_shown("Word?\n> ");
  assert_false(echoes());
  type("sesame\n");
  expect_done("answer 1 sesame\n");
  assert_true(echoes());
  ask(question);
  lines.front->class->retract(lines.front, 2, false);
  assert_true(echoes());
  ask(question);
  lines.front->class->end(lines.front, 0);
  assert_true(echoes());
  ask(question);
  lines.front->class->destroy(lines.front);
  assert_true(echoes());
  lines.front = front_plain(-1, -1);
}

static void enter_without_a_question_answers_nothing(void **state) {
  (void)state;
  type("\n\n");
  ask_line("Name?");
  pump();
  expect_done("");
  type("ann\n");
  expect_done("answer 1 ann\n");
}

static void words_to_tend_pass_what_nothing_asks_for(void **state) {
  (void)state;
  type("oops\n");
  type("ground\nno\nleave\n");
  expect_done("ground\nleave\n");
  lines.front->listener = &listener;
  ask_line("Name?");
  pump();
  expect_done("answer 1 oops\n");
  ask_line("And?");
  pump();
  expect_done("answer 2 no\n");
}

static void what_esc_leaves_before_a_line_is_no_part_of_it(void **state) {
  (void)state;
  ask_line("Name?");
  type("\x1B\x1B" "ann\n");
  type("\x1Bleave\n");
  expect_done("answer 1 ann\nleave\n");
}

static void what_is_left_of_a_pause_is_in_whole_seconds(void **state) {
  (void)state;
  lines.front->class->wait_on(lines.front, 59941);
  expect_shown("  (1 minute left)\n");
}

static void what_was_half_typed_in_time_is_no_answer_to_the_next(void **state) {
  (void)state;
  ask_line("Name?");
  type("half");
  char *begun = lines.front->class->unfinished(lines.front);
  assert_string_equal(begun, "half");
  free(begun);
  lines.front->class->retract(lines.front, 1, true);
  ask_line("And?");
  type("whole\n");
  expect_done("answer 2 whole\n");
  expect_shown("Name?\n> \n[tend] The time for this question is over.\nAnd?\n> ");
}

#define TERMINAL_TEST(test) cmocka_unit_test_setup_teardown(test, set_up_terminal, close_lines)

int main(void) {
  const struct CMUnitTest tests[] = {
      TERMINAL_TEST(only_a_terminal_has_someone_to_be_asked),
      TERMINAL_TEST(a_private_answer_is_not_seen),
      TERMINAL_TEST(words_to_tend_pass_what_nothing_asks_for),
      TERMINAL_TEST(what_esc_leaves_before_a_line_is_no_part_of_it),
      TERMINAL_TEST(what_is_left_of_a_pause_is_in_whole_seconds),
      TERMINAL_TEST(what_was_half_typed_in_time_is_no_answer_to_the_next),
      TERMINAL_TEST(enter_without_a_question_answers_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
