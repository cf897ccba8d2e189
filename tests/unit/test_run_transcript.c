// Transcripts: what is read of them, and how two of them differ.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "memory.h"
#include "transcript.h"

static void a_head_says_how_it_was_rehearsed(void **state) {
  (void)state;
  static const char text[] =
      "# a comment\n# seed 7\n# at 2026-03-29 01:30\n# grant none\n# holds no\n# set minutes=10\nHello.\n> yes\n>\n! leave\n";
  struct transcript transcript;
  struct fault fault;
  struct buf line = {0};
  assert_true(transcript_read(&transcript, "t", text, strlen(text), &fault));
  assert_int_equal(transcript.how.seed, 7);
  assert_string_equal(transcript.how.grant, "none");
  assert_true(transcript.how.no_holds);
  assert_string_equal(json_string_value(json_object_get(transcript.how.settings, "minutes")), "10");
  assert_string_equal(transcript.body, "Hello.\n> yes\n>\n! leave\n");
  const struct rehearsal_part *part = &transcript.part;
  assert_true(part->answer(part->context, NULL, &line));
  assert_string_equal(buf_text(&line), "yes");
  buf_clear(&line);
  assert_true(part->answer(part->context, NULL, &line));
  assert_int_equal(line.len, 0);
  assert_false(part->answer(part->context, NULL, &line));
  assert_null(part->act(part->context, 2));
  assert_string_equal(part->act(part->context, 3), "leave");
  assert_null(part->act(part->context, 9));
  buf_finish(&line);
  transcript_finish(&transcript);
}

static void a_head_that_is_written_is_read_as_it_was(void **state) {
  (void)state;
  struct rehearsal how;
  struct transcript transcript;
  struct buf text = {0};
  struct fault fault;
  rehearsal_init(&how);
  assert_true(rehearsal_set(&how, "at", "2026-03-29 12:30", &fault));
  assert_true(rehearsal_set(&how, "grant", "journal.add,sound", &fault));
  how.seed = UINT64_MAX;
  transcript_put_head(&text, &how);
  assert_true(transcript_read(&transcript, "t", buf_text(&text), text.len, &fault));
  assert_int_equal(transcript.how.at, how.at);
  assert_true(transcript.how.seed == how.seed);
  assert_string_equal(transcript.how.grant, how.grant);
  buf_finish(&text);
  transcript_finish(&transcript);
  rehearsal_finish(&how);
}

static void a_wrong_head_is_told_with_its_line(void **state) {
  (void)state;
  static const struct {
    const char *text, *sentence;
  } cases[] = {
      {"# x\n# seed soon\n", "t:2: 'seed' needs a whole number, not 'soon'"},
      {"# at yesterday\n", "t:1: 'at' needs a date and a time such as \"2026-03-29 01:30\", not 'yesterday'"},
      {"# at 2026-13-01 10:00\n", "t:1: 'at' needs a date and a time such as \"2026-03-29 01:30\", not '2026-13-01 10:00'"},
      {"# grant chime\n", "t:1: 'grant' needs all, none, or permissions such as journal.add,sound, not 'chime'"},
      {"# holds maybe\n", "t:1: 'holds' needs yes or no, not 'maybe'"},
      {"\xFF\n", "t: this is not UTF-8 text: is it a transcript?"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct transcript transcript;
    struct fault fault;
    assert_false(transcript_read(&transcript, "t", cases[i].text, strlen(cases[i].text), &fault));
    assert_string_equal(fault.text, cases[i].sentence);
    transcript_finish(&transcript);
  }
}

static void answers_stand_on_a_line_each(void **state) {
  (void)state;
  struct transcript transcript;
  static const char text[] = "one\r\n\n! skip\n!\nlast";
  transcript_init(&transcript);
  transcript_add_answers(&transcript, text, strlen(text));
  assert_int_equal(transcript.answers_count, 4);
  assert_string_equal(transcript.answers[0], "one");
  assert_string_equal(transcript.answers[1], "");
  assert_string_equal(transcript.answers[2], "!");
  assert_string_equal(transcript.answers[3], "last");
  assert_int_equal(transcript.acts_count, 1);
  transcript_finish(&transcript);
}

static void only_what_differs_is_shown_with_the_lines_around_it(void **state) {
  (void)state;
  static const struct {
    const char *before, *after, *changes;
  } cases[] = {
      {"", "", NULL},
      {"a\nb\n", "a\nb\n", NULL},
      {"", "a\n", "+ a\n"},
      {"a\n", "", "- a\n"},
      {"1\n2\n3\n4\nx\n5\n6\n7\n8\n", "1\n2\n3\n4\ny\n5\n6\n7\n8\n", "  2\n  3\n  4\n- x\n+ y\n  5\n  6\n  7\n"},
      {"a\nb\nc\nd\n", "b\nc\ne\nd\n", "- a\n  b\n  c\n+ e\n  d\n"},
      {"a\na\n", "a\n", "  a\n- a\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf out = {0};
    assert_int_equal(transcript_compare(&out, cases[i].before, cases[i].after), cases[i].changes != NULL);
    assert_string_equal(buf_text(&out), cases[i].changes ? cases[i].changes : "");
    buf_finish(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_head_says_how_it_was_rehearsed),
      cmocka_unit_test(a_head_that_is_written_is_read_as_it_was),
      cmocka_unit_test(a_wrong_head_is_told_with_its_line),
      cmocka_unit_test(answers_stand_on_a_line_each),
      cmocka_unit_test(only_what_differs_is_shown_with_the_lines_around_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
