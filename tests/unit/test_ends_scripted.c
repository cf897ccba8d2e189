// The plain front end with answers from a file.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_ends_lines.h"

static int set_up_nothing(void **state) {
  (void)state;
  open_lines(front_plain);
  lines.front->class->destroy(lines.front);
  lines.front = NULL;
  return 0;
}

static void open_scripted(const char *answers) {
  char path[] = "/tmp/tend-answers-XXXXXX";
  struct fault fault;
  int file = mkstemp(path);
  assert_int_equal(write(file, answers, strlen(answers)), strlen(answers));
  close(file);
  lines.front = front_scripted(path, lines.out, &fault);
  if (!lines.front) fail_msg("%s", fault.text);
  lines.front->listener = &listener;
  unlink(path);
}

static void answers_from_a_file_are_shown(void **state) {
  (void)state;
  open_scripted("ann\nsesame\nb\none\n.\nlast");
  static const char *const options[] = {"a1", "b2", NULL};
  assert_int_equal(lines.front->class->input(lines.front), -1);
  assert_false(lines.front->interactive);
  ask_line("Name?");
  pump();
  ask((struct front_question){.kind = FRONT_LINE, .text = "Word?", .hidden = true});
  pump();
  ask_choice("Which?", options);
  pump();
  ask_page("Page?");
  pump();
  ask_line("More?");
  pump();
  ask_line("And more?");
  pump();
  expect_done("answer 1 ann\nanswer 2 sesame\nchoice 3 1\nanswer 4 one\nanswer 5 last\nskip 6\n");
  expect_shown(
      "Name?\n> ann\nWord?\n> ...\nWhich?\n  1. a1\n  2. b2\n> b\nPage?\n"
      "  (as many lines as you like; a line with only a full stop ends it)\n> one\n> .\nMore?\n> last\nAnd more?\n");
}

static void a_file_that_is_not_there_is_said(void **state) {
  (void)state;
  struct fault fault;
  assert_null(front_scripted("/nonexistent/answers", lines.out, &fault));
  assert_string_equal(fault.text, "/nonexistent/answers: cannot be opened: No such file or directory");
}

static void many_answers_are_taken_in_turn(void **state) {
  (void)state;
  enum { ANSWERS = 20000 };
  struct buf text = {0};
  for (int i = 0; i < ANSWERS; i++) buf_add_text(&text, "an answer\n");
  open_scripted(text.data);
  for (int i = 0; i < ANSWERS; i++) {
    ask_line("q");
    pump();
  }
  ask_line("q");
  pump();
  buf_drop(&lines.done, lines.done.len - strlen("answer 20000 an answer\nskip 20001\n"));
  expect_done("answer 20000 an answer\nskip 20001\n");
  buf_finish(&text);
}

// A file's lines are there before anything is asked.
static void what_passes_over_a_question_waits_for_it(void **state) {
  (void)state;
  open_scripted("one\nskip\nthree\n");
  for (int number = 1; number <= 3; number++) {
    ask_line("And?");
    pump();
  }
  expect_done("answer 1 one\nskip 2\nanswer 3 three\n");
}

#define FILE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up_nothing, close_lines)

int main(void) {
  const struct CMUnitTest tests[] = {
      FILE_TEST(answers_from_a_file_are_shown),
      FILE_TEST(a_file_that_is_not_there_is_said),
      FILE_TEST(many_answers_are_taken_in_turn),
      FILE_TEST(what_passes_over_a_question_waits_for_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
