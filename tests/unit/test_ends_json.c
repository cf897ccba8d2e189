#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_ends_lines.h"
#include "wire.h"

static int set_up(void **state) {
  (void)state;
  open_lines(front_json);
  return 0;
}

// What was shown, after each line was found to be a message that the core may send to a front end; with ' for ".
static char *messages(void) {
  char *text = shown();
  struct wire_reader reader = {0};
  struct fault fault;
  struct wire_message message;
  const char *line;
  size_t length;
  wire_reader_add(&reader, text, strlen(text));
  while (wire_reader_next(&reader, &line, &length, &fault) > 0) {
    if (!wire_decode(line, length, WIRE_STAGE, &message, &fault)) fail_msg("%s", fault.text);
    json_decref(message.body);
  }
  assert_int_equal(reader.pending.len, reader.consumed);
  wire_reader_finish(&reader);
  for (char *at = text; (at = strchr(at, '"'));) *at = '\'';
  return text;
}

#define expect_messages(text) expect_same(messages(), text, __FILE__, __LINE__)

static void type_message(const char *text) {
  char *line = mem_copy(text);
  for (char *at = line; (at = strchr(at, '\''));) *at = '"';
  type(line);
  type("\n");
  free(line);
}

static void everything_that_happens_is_a_message(void **state) {
  (void)state;
  const struct front_class *class = lines.front->class;
  assert_true(lines.front->interactive);
  assert_int_equal(class->say(lines.front, "one\n\"two\""), 0);
  class->tell(lines.front, FRONT_CARE, "a");
  class->tell(lines.front, FRONT_NOTICE, "b");
  class->tell(lines.front, FRONT_STOP, "c");
  expect_messages("{'verb':'say','text':'one\\n\\'two\\''}\n{'verb':'tell','tone':'care','text':'a'}\n"
                  "{'verb':'tell','tone':'notice','text':'b'}\n{'verb':'tell','tone':'stop','text':'c'}\n");
  class->phase(lines.front, &(struct front_phase){"in", 5450, 1, 6});
  class->rest(lines.front);
  class->wait(lines.front, "A walk", 1500);
  class->end(lines.front, 4);
  expect_messages("{'verb':'phase','name':'in','seconds':5.4500000000000002,'cycle':1,'cycles':6}\n{'verb':'rest'}\n"
                  "{'verb':'wait','label':'A walk','seconds':1.5}\n{'verb':'end','status':4}\n");
}

static void questions_carry_all_there_is_to_know(void **state) {
  (void)state;
  static const char *const options[] = {"one", "two", NULL};
  ask((struct front_question){.kind = FRONT_LINE, .text = "Name?", .initial = "ann", .hidden = true});
  expect_messages("{'verb':'ask','id':1,'text':'Name?','default':'ann','private':true}\n");
  ask_page("Page?");
  expect_messages("{'verb':'write','id':2,'text':'Page?'}\n");
  ask((struct front_question){
      .kind = FRONT_CHOICE, .text = "Which?", .options = options, .options_count = 2, .from_tend = true});
  expect_messages("{'verb':'choose','id':3,'text':'Which?','voice':'tend','options':['one','two']}\n");
  lines.front->class->retract(lines.front, 2, false);
  expect_messages("");
  lines.front->class->retract(lines.front, 3, false);
  expect_messages("{'verb':'retract','id':3}\n");
  assert_null(lines.front->class->unfinished(lines.front));
}

static void answers_are_handed_on(void **state) {
  (void)state;
  static const char *const options[] = {"one", "two", NULL};
  ask_line("Name?");
  type_message("{'verb':'answer','id':1,'text':' a\\n\\u00fc\\r '}");
  ask_choice("Which?", options);
  type_message("{'verb':'answer','id':2,'choice':2}");
  ask_page("Page?");
  type_message("{'verb':'skip','id':3}");
  ask_line("Name?");
  type_message("{'verb':'answer','id':4,'text':''}");
  expect_done("answer 1  a\n\xC3\xBC\r \nchoice 2 1\nskip 3\nanswer 4 \n");
}

static void words_to_tend(void **state) {
  (void)state;
  type_message("{'verb':'ground'}");
  type_message("{'verb':'skip'}");  // of whatever is being waited for
  ask_line("Name?");
  type_message("{'verb':'ground'}");
  type_message("{'verb':'leave'}");
  expect_done("ground\nskip 0\nground\nleave\n");
}

static void an_answer_that_comes_too_late_is_nobodys(void **state) {
  (void)state;
  ask_line("a");
  lines.front->class->retract(lines.front, 1, false);
  type_message("{'verb':'answer','id':1,'text':'late'}");
  ask_line("b");
  type_message("{'verb':'answer','id':1,'text':'late'}");
  type_message("{'verb':'skip','id':1}");
  expect_done("");
  type_message("{'verb':'answer','id':2,'text':'in time'}");
  type_message("{'verb':'answer','id':2,'text':'twice'}");
  type_message("{'verb':'skip','id':2}");
  expect_done("answer 2 in time\n");
}

static void what_is_wrong_is_said_and_the_question_stays(void **state) {
  (void)state;
  static const struct {
    const char *line, *sentence;
  } rows[] = {
      {"hello", "not a line of JSON"},
      {"", "not a line of JSON"},
      {"[]", "a message without a verb"},
      {"{'verb':'say','text':'x'}", "'say' is not for this side to say"},
      {"{'verb':'answr','id':1,'text':'x'}", "no verb is called 'answr'"},
      {"{'verb':'answer','text':'x'}", "answer: 'id' is missing"},
      {"{'verb':'answer','id':1,'text':7}", "answer: 'text' must be a text of at most"},
      {"{'verb':'answer','id':1,'text':'x','more':1}", "answer: no field is called 'more'"},
      {"{'verb':'answer','id':1,'text':'\xFF'}", "not a line of JSON"},
      {"{'verb':'answer','id':1}", "answer: 'choice' must be the number of an option"},
      {"{'verb':'answer','id':1,'choice':3}", "answer: 'choice' must be the number of an option"},
      {"{'verb':'answer','id':1,'choice':0}", "answer: 'choice' must be a number from 1"},
      {"{'verb':'skip','id':'1'}", "skip: 'id' must be a number from 1"},
  };
  static const char *const options[] = {"one", "two", NULL};
  ask_choice("Which?", options);
  free(shown());
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    type_message(rows[i].line);
    char *found = messages(), *start = mem_format("{'verb':'tell','tone':'stop','text':'%s", rows[i].sentence);
    if (strncmp(found, start, strlen(start)) != 0) fail_msg("%s: %s", rows[i].line, found);
    free(found);
    free(start);
  }
  type_message("{'verb':'answer','id':1,'choice':1}");
  expect_done("choice 1 0\n");
  ask_line("Name?");
  free(shown());
  type_message("{'verb':'answer','id':2,'choice':1}");
  expect_messages("{'verb':'tell','tone':'stop','text':'answer: 'text' is missing'}\n");
}

static void a_long_page_comes_and_goes_in_parts(void **state) {
  (void)state;
  enum { LENGTH = 500 * 1024 };
  char *text = mem_zero(LENGTH + 1, 1);
  memset(text, 'x', LENGTH);
  memcpy(text + 16000, "\xF0\x9F\xA6\x8A\"\n", 6);
  lines.front->class->say(lines.front, text);
  char *sent = shown();
  assert_non_null(strstr(sent, "{\"verb\":\"part\""));
  ask_page("Page?");
  json_t *answer = json_pack("{s:s, s:i, s:s}", "verb", "answer", "id", 1, "text", text);
  struct buf bytes = {0};
  assert_true(wire_encode(&bytes, answer));
  type_bytes(bytes.data, bytes.len);
  char *done = mem_format("answer 1 %s\n", text);
  expect_done(done);
  json_decref(answer);
  buf_finish(&bytes);
  free(done);
  free(sent);
  free(text);
}

static void hanging_up_is_leaving(void **state) {
  (void)state;
  ask_line("Name?");
  type("{\"verb\":\"answer\",\"id\":1,");
  hang_up();
  pump();
  expect_done("leave\n");
  assert_int_equal(lines.front->class->input(lines.front), -1);
}

static void a_line_without_end_is_leaving(void **state) {
  (void)state;
  char chunk[1024];
  memset(chunk, 'x', sizeof chunk);
  for (int i = 0; i < 70 && lines.done.len == 0; i++) type_bytes(chunk, sizeof chunk);
  pump();
  expect_done("leave\n");
}

static void a_reader_that_went_away_has_left(void **state) {
  (void)state;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  close(ends[0]);
  assert_int_equal(dup2(ends[1], lines.out), lines.out);
  close(ends[1]);
  lines.front->class->say(lines.front, "anyone?");
  pump();
  expect_done("leave\n");
}

static void a_reader_that_is_slow_has_not_left(void **state) {
  (void)state;
  enum { MANY = 300000 };
  char *text = mem_alloc(MANY + 1);
  memset(text, 'x', MANY);
  text[MANY] = '\0';
  lines.front->class->say(lines.front, text);
  char *message = shown();
  pid_t reader = read_slowly(strlen(message));
  lines.front->class->say(lines.front, text);
  assert_true(was_read(reader));
  pump();
  expect_done("");
  free(message);
  free(text);
}

#define JSON_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, close_lines)

int main(void) {
  const struct CMUnitTest tests[] = {
      JSON_TEST(everything_that_happens_is_a_message),
      JSON_TEST(questions_carry_all_there_is_to_know),
      JSON_TEST(answers_are_handed_on),
      JSON_TEST(words_to_tend),
      JSON_TEST(an_answer_that_comes_too_late_is_nobodys),
      JSON_TEST(what_is_wrong_is_said_and_the_question_stays),
      JSON_TEST(a_long_page_comes_and_goes_in_parts),
      JSON_TEST(hanging_up_is_leaving),
      JSON_TEST(a_line_without_end_is_leaving),
      JSON_TEST(a_reader_that_went_away_has_left),
      JSON_TEST(a_reader_that_is_slow_has_not_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
