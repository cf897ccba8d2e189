#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_ends_lines.h"

static int set_up(void **state) {
  (void)state;
  open_lines(front_plain);
  return 0;
}

static void every_line_is_printed_once_as_it_is(void **state) {
  (void)state;
  const struct front_class *class = lines.front->class;
  assert_int_equal(class->say(lines.front, "one\n\n  two"), 0);
  class->tell(lines.front, FRONT_CARE, "three");
  class->tell(lines.front, FRONT_NOTICE, "four");
  class->tell(lines.front, FRONT_STOP, "five");
  class->phase(lines.front, &(struct front_phase){"in", 5450, 1, 2});
  class->phase(lines.front, &(struct front_phase){"top-up", 1000, 1, 2});
  class->phase(lines.front, &(struct front_phase){"hold", 4000, 1, 2});
  class->phase(lines.front, &(struct front_phase){"out", 6000, 1, 2});
  class->phase(lines.front, &(struct front_phase){"hum", 60000, 1, 2});
  class->rest(lines.front);
  class->wait(lines.front, "A walk", 90000);
  class->end(lines.front, 0);
  expect_shown("one\n\n  two\n[tend] three\nfour\n[tend] five\nBreathe in, 5.45 seconds\nA little more in, 1 second\n"
               "Hold gently, 4 seconds\nBreathe out, 6 seconds\nhum, 1 minute\nA walk (1 minute 30 seconds)\n");
}

static void nothing_of_a_practice_sounds_like_tend(void **state) {
  (void)state;
  const struct front_class *class = lines.front->class;
  static const char *const tries[] = {
      "[tend] x",           "  [tend] x",         "[TEND] x",      "\u00A0[tend] x", "\u200B[tend] x",
      "\uFEFF\u2003[tend]", "[t\u200Bend] x",     "[t\u0435nd] x", "\uFF3Btend] x",  "\u2060\u00AD\u3000[tend] x",
      "\u115F[tend] x",     "\uFE0F\u034F[tend]",
  };
  for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
    char *text = mem_format("fine\n%s\nfine", tries[i]), *seen = mem_format("fine\n| %s\nfine\n", tries[i]);
    class->say(lines.front, text);
    expect_shown(seen);
    class->tell(lines.front, FRONT_NOTICE, text);
    expect_shown(seen);
    free(text);
    free(seen);
  }
  class->phase(lines.front, &(struct front_phase){"[tend] in", 1000, 1, 1});
  class->wait(lines.front, "[tend] x", 1000);
  ask((struct front_question){.kind = FRONT_LINE, .text = "[tend] Password?", .initial = "[tend] y"});
  class->retract(lines.front, 1, false);
  expect_shown("| [tend] in, 1 second\n| [tend] x (1 second)\n| [tend] Password?\n  (an empty line: [tend] y)\n");
  static const char *const options[] = {"[tend] a", NULL};
  ask((struct front_question){
      .kind = FRONT_CHOICE, .text = "All right?", .options = options, .options_count = 1, .from_tend = true});
  expect_shown("[tend] All right?\n  1. [tend] a\n");
  class->say(lines.front, "tend [tend] and (tend)");
  expect_shown("tend [tend] and (tend)\n");
}

static void lines_are_answers(void **state) {
  (void)state;
  ask_line("Name?");
  type("  ann \xC3\xBC \xF0\x9F\xA6\x8A\t\n");
  expect_done("answer 1   ann \xC3\xBC \xF0\x9F\xA6\x8A\t\n");
  ask_line("And?");
  type("\n");
  expect_done("skip 2\n");
  ask((struct front_question){.kind = FRONT_LINE, .text = "Place?", .initial = "home"});
  type("\n");
  expect_done("answer 3 home\n");
  ask((struct front_question){.kind = FRONT_LINE, .text = "Place?", .initial = "home"});
  type("away\r\n");
  expect_done("answer 4 away\n");
  expect_shown("Name?\nAnd?\nPlace?\n  (an empty line: home)\nPlace?\n  (an empty line: home)\n");
}

static void what_was_typed_ahead_waits_for_its_question(void **state) {
  (void)state;
  type("one\ntwo\n\nha");
  expect_done("");
  for (int i = 0; i < 3; i++) {
    ask_line("q");
    pump();
  }
  expect_done("answer 1 one\nanswer 2 two\nskip 3\n");
  ask_line("q");
  pump();
  expect_done("");
  type("lf\nrest");
  expect_done("answer 4 half\n");
  ask_line("q");
  hang_up();
  pump();
  expect_done("answer 5 rest\n");
}

static void reading_stops_while_nothing_is_wanted(void **state) {
  (void)state;
  char line[101];
  memset(line, 'x', 99);
  line[99] = '\n';
  line[100] = '\0';
  int typed = 0;
  while (lines.front->class->input(lines.front) >= 0) {
    type(line);
    assert_true(++typed < 2000);
  }
  for (int i = 0; i < typed; i++) {
    ask_line("q");
    pump();
    assert_int_equal(lines.done.len, strlen("answer 1 \n") + 99 + (i >= 9) + (i >= 99));
    buf_clear(&lines.done);
  }
  assert_true(lines.front->class->input(lines.front) >= 0);
}

static void choices_by_number_by_name_and_by_beginning(void **state) {
  (void)state;
  static const char *const options[] = {"Yes, always", "Yes, this time", "No", "no way", "3 apples", NULL};
  static const struct {
    const char *line;
    int option;  // -1: asked again
  } rows[] = {{"1", 0},
              {"5", 4},
              {" 2 ", 1},
              {"yes, always", 0},
              {"YES, T", 1},
              {"no", 2},
              {"no w", 3},
              {"3", 2},
              {"3 a", 4},
              {"yes", -1},
              {"0", -1},
              {"6", -1},
              {"-1", -1},
              {"+1", -1},
              {"1.5", -1},
              {"maybe", -1},
              {"99999999999999999999", -1},
              {" ", -1}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    ask_choice("Which?", options);
    type(rows[i].line);
    type("\n");
    char *done = rows[i].option < 0 ? mem_copy("") : mem_format("choice %zu %d\n", i + 1, rows[i].option);
    expect_done(done);
    lines.front->class->retract(lines.front, (int64_t)i + 1, false);
    free(done);
  }
  free(shown());
}

static void options_that_are_numbers_are_called_by_letters(void **state) {
  (void)state;
  static const char *const options[] = {"5", "7", "15", "another age", NULL};
  static const struct {
    const char *line;
    int option;
  } rows[] = {{"5", 0}, {"a", 0}, {"B", 1},       {"7", 1},  {"15", 2},
              {"1", 2}, {"d", 3}, {"another", 3}, {"4", -1}, {"e", -1}};
  ask_choice("Which?", options);
  expect_shown("Which?\n  a. 5\n  b. 7\n  c. 15\n  d. another age\n");
  lines.front->class->retract(lines.front, 1, false);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    ask_choice("Which?", options);
    free(shown());
    type(rows[i].line);
    type("\n");
    char *done = rows[i].option < 0 ? mem_copy("") : mem_format("choice %zu %d\n", i + 2, rows[i].option);
    expect_done(done);
    if (rows[i].option < 0) expect_shown("A letter from a to d, please, or an empty line to pass over it.\n");
    lines.front->class->retract(lines.front, (int64_t)i + 2, false);
    free(done);
  }
}

static void the_third_wrong_answer_passes_over_the_question(void **state) {
  (void)state;
  static const char *const options[] = {"one", "two", NULL};
  ask_choice("Which?", options);
  type("x\ny\n");
  expect_done("");
  expect_shown("Which?\n  1. one\n  2. two\nA number from 1 to 2, please, or an empty line to pass over it.\n"
               "A number from 1 to 2, please, or an empty line to pass over it.\n");
  type("z\n");
  expect_done("skip 1\n");
  expect_shown("[tend] That was none of them either, so this question is passed over.\n");
  ask_choice("Which?", options);
  type("x\n2\n");
  expect_done("choice 2 1\n");
}

static void a_page_ends_with_a_full_stop(void **state) {
  (void)state;
  ask_page("Page?");
  type("  one\n\n..\r\n. \nlast  \n.\n");
  expect_done("answer 1   one\n\n..\n. \nlast  \n");
  ask_page("Page?");
  type(".\n");
  ask_page("Page?");
  type("\n");
  expect_done("skip 2\nskip 3\n");
  expect_shown("Page?\n  (as many lines as you like; a line with only a full stop ends it)\nPage?\nPage?\n");
}

static void the_end_of_input_in_the_middle_keeps_the_page(void **state) {
  (void)state;
  ask_line("Line?");
  char *nothing = lines.front->class->unfinished(lines.front);
  assert_string_equal(nothing, "");
  free(nothing);
  lines.front->class->retract(lines.front, 1, false);
  free(shown());
  ask_page("Page?");
  nothing = lines.front->class->unfinished(lines.front);
  assert_string_equal(nothing, "");
  free(nothing);
  type("one\n\ntwo, unfinished");
  hang_up();
  pump();
  expect_done("answer 2 one\n\ntwo, unfinished\n");
  assert_int_equal(lines.front->class->input(lines.front), -1);
  ask_page("Page?");
  pump();
  ask_line("Line?");
  pump();
  expect_done("skip 3\nskip 4\n");
}

static void a_page_goes_on_where_it_was_withdrawn(void **state) {
  (void)state;
  ask_page("Page?");
  type("one\n");
  char *so_far = lines.front->class->unfinished(lines.front);
  lines.front->class->retract(lines.front, 1, false);
  assert_null(lines.front->class->unfinished(lines.front));
  free(shown());
  ask((struct front_question){.kind = FRONT_TEXT, .text = "Page?", .begun = so_far});
  free(so_far);
  expect_shown("Page?\n  (what you wrote is still here; it goes on below)\n");
  type("\ntwo\n.\n");
  expect_done("answer 2 one\n\ntwo\n");
}

static void bytes_that_are_no_text_are_refused(void **state) {
  (void)state;
  static const char sorry[] =
      "[tend] That line is not UTF-8 text, so it cannot be kept as it was typed; please type it again.\n";
  ask_line("Name?");
  type("J\xFCrg\n");
  type_bytes("a\0b\n", 4);
  char *seen = mem_format("Name?\n%s%s", sorry, sorry);
  expect_shown(seen);
  expect_done("");
  type("J\xC3\xBCrg\n");
  expect_done("answer 1 J\xC3\xBCrg\n");
  free(seen);
  ask_line("Name?");
  type("\xFF\n\xFF\n");
  free(shown());
  type("\xFF\n");
  expect_done("skip 2\n");
  expect_shown("[tend] That line is not UTF-8 text either, so this question is passed over.\n");
  ask_page("Page?");
  type("kept\n\xFF\n\xFF\n");
  free(shown());
  type("\xFF\n");
  expect_done("answer 3 kept\n");
  expect_shown("[tend] That line is not UTF-8 text either, so this page ends before it.\n");
}

static void words_to_tend_work_at_any_time(void **state) {
  (void)state;
  lines.front->class->wait(lines.front, "a cup of tea", 60000);
  type("skip\nground\n");
  expect_done("skip 0\nground\n");
  lines.front->class->wait_over(lines.front);
  free(shown());
  ask_line("Name?");
  type("ground\nskip\n");
  expect_done("ground\nskip 1\n");
  ask_page("Page?");
  type("one\nground\ntwo\nskip it\n Leave\nskip\n");
  expect_done("ground\nanswer 2 one\ntwo\nskip it\n Leave\n");
  ask_page("Page?");
  type("skip\n");
  expect_done("skip 3\n");
  ask_page("Page?");
  type("one\nleave\n");
  expect_done("leave\n");
}

static void a_question_whose_time_is_over_says_so(void **state) {
  (void)state;
  ask_line("Name?");
  lines.front->class->retract(lines.front, 1, true);
  expect_shown("Name?\n[tend] The time for this question is over.\n");
}

static void a_reader_that_went_away_is_someone_who_left(void **state) {
  (void)state;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  close(ends[0]);
  assert_int_equal(dup2(ends[1], lines.out), lines.out);
  close(ends[1]);
  pump();
  expect_done("");
  lines.front->class->say(lines.front, "anyone?");
  lines.front->class->say(lines.front, "anyone?");
  pump();
  expect_done("leave\n");
  lines.front->listener = &listener;  // the practice below, after grounding
  pump();
  expect_done("leave\n");
}

static void a_reader_that_is_slow_has_not_left(void **state) {
  (void)state;
  enum { MANY = 300000 };
  char *text = mem_alloc(MANY + 1);
  memset(text, 'x', MANY);
  text[MANY] = '\0';
  pid_t reader = read_slowly(MANY + 1);
  lines.front->class->say(lines.front, text);
  assert_true(was_read(reader));
  pump();
  expect_done("");
  free(text);
}

static void a_page_has_its_bound_and_loses_nothing_before_it(void **state) {
  (void)state;
  enum { MOST = 480 * 1024 };
  struct buf text = {0}, done = {0};
  for (int i = 0; i < 8000; i++)
    buf_format(&text, "line %d, of about sixty bytes: \xC3\xA4\xC3\xB6\xC3\xBC \xF0\x9F\xA6\x8A and on\n", i);
  assert_true(text.len < MOST);
  ask_page("Page?");
  type_bytes(text.data, text.len);
  type(".\n");
  buf_format(&done, "answer 1 %s", text.data);
  expect_done(done.data);
  free(shown());
  // One line without end, whose bound lies inside a character.
  buf_clear(&text);
  buf_add_char(&text, 'x');
  while (text.len < MOST + 1000) buf_add_text(&text, "\xE2\x82\xAC");
  ask_page("Page?");
  type_bytes(text.data, text.len);
  char *rest = buf_take(&lines.done);
  size_t length = strlen(rest) - strlen("answer 2 \n");
  assert_true(length <= MOST && length > MOST - 4);
  assert_memory_equal(rest + strlen("answer 2 "), text.data, length);
  free(rest);
  expect_shown("Page?\n[tend] This page is full, so it is kept as it is.\n");
  ask_line("What is left?");
  type("\n");
  buf_clear(&done);
  buf_format(&done, "answer 3 %s\n", text.data + length);
  expect_done(done.data);
  buf_finish(&text);
  buf_finish(&done);
}

#define PIPE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, close_lines)

int main(void) {
  const struct CMUnitTest tests[] = {
      PIPE_TEST(every_line_is_printed_once_as_it_is),
      PIPE_TEST(nothing_of_a_practice_sounds_like_tend),
      PIPE_TEST(lines_are_answers),
      PIPE_TEST(what_was_typed_ahead_waits_for_its_question),
      PIPE_TEST(reading_stops_while_nothing_is_wanted),
      PIPE_TEST(choices_by_number_by_name_and_by_beginning),
      PIPE_TEST(options_that_are_numbers_are_called_by_letters),
      PIPE_TEST(the_third_wrong_answer_passes_over_the_question),
      PIPE_TEST(a_page_ends_with_a_full_stop),
      PIPE_TEST(the_end_of_input_in_the_middle_keeps_the_page),
      PIPE_TEST(a_page_goes_on_where_it_was_withdrawn),
      PIPE_TEST(bytes_that_are_no_text_are_refused),
      PIPE_TEST(words_to_tend_work_at_any_time),
      PIPE_TEST(a_reader_that_went_away_is_someone_who_left),
      PIPE_TEST(a_reader_that_is_slow_has_not_left),
      PIPE_TEST(a_page_has_its_bound_and_loses_nothing_before_it),
      PIPE_TEST(a_question_whose_time_is_over_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
