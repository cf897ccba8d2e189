#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>

#include "test_run_stage.h"

// Its life.

static void it_starts_when_the_child_is_ready(void **state) {
  (void)state;
  permit("journal.add");
  stage.setup.grant = SESSION_GRANT_NONE;
  create();
  session_begin(stage.session);
  expect("");
  assert_false(session_busy(stage.session));
  host("{'verb':'ready'}");
  expect("start\n");
  assert_true(session_busy(stage.session));
  assert_string_equal(json_string_value(json_object_get(stage.start, "name")), "walk");
  assert_string_equal(json_string_value(json_object_get(stage.start, "main")), "main.lua");
  assert_non_null(json_object_get(json_object_get(stage.start, "files"), "main.lua"));
  const json_t *undeclared = json_object_get(stage.start, "undeclared");
  assert_null(json_object_get(undeclared, "journal.add"));
  assert_string_equal(
      json_string_value(json_object_get(undeclared, "sound")),
      "plugin.ini does not ask for it; under [permissions] add the line: sound = to mark the time with a soft bell");
}

static void it_is_busy_until_the_child_has_dealt_with_all_it_was_sent(void **state) {
  (void)state;
  begin();
  host("{'verb':'wait','id':1,'until':10}");
  host("{'verb':'idle','seen':1}");
  assert_false(session_busy(stage.session));
  assert_int_equal(session_slice(stage.session), 1);
  host("{'verb':'say','id':2,'text':'a'}");
  expect("say a\nreply 2 at 0\n");
  assert_true(session_busy(stage.session));
  host("{'verb':'idle','seen':2}");
  assert_false(session_busy(stage.session));
  host("{'verb':'done'}");
  expect("ended 0\n");
  assert_false(session_busy(stage.session));
}

static void it_ends_once_and_says_nothing_afterwards(void **state) {
  (void)state;
  begin();
  host("{'verb':'wait','id':1,'until':10}");
  host("{'verb':'ask','id':2,'text':'q'}");
  expect("line q\n");
  host("{'verb':'done'}");
  expect("retract\nended 0\n");
  assert_true(stage.ended);
  host("{'verb':'say','id':3,'text':'a'}");
  host("not even JSON");
  session_leave(stage.session);
  session_stop(stage.session, SESSION_LIMIT, "too late");
  session_pause(stage.session);
  session_resume(stage.session);
  assert_int_equal(session_due(stage.session), INT64_MAX);
  pass_and_look(1000);
  answers("late");
  skips();
  expect("");
  assert_int_equal(session_status(stage.session), SESSION_FINISHED);
}

static void every_kind_of_failure_has_its_status(void **state) {
  (void)state;
  static const struct {
    const char *line, *seen;
  } rows[] = {
      {"{'verb':'fail','kind':'error','text':'main.lua:3: oops'}", "ended 3 main.lua:3: oops\n"},
      {"{'verb':'fail','kind':'error','text':'\\u001b[2Joops\\nand more'}", "ended 3 [2Joops and more\n"},
      {"{'verb':'fail','kind':'new kind','text':'x'}", "ended 3 x\n"},
      {"{'verb':'fail','kind':'error','text':'\\u007f'}", "ended 3 walk: it broke off without a word on why\n"},
      {"{'verb':'fail','kind':'refused','text':'main.lua:3: sound'}", "ended 5 main.lua:3: sound\n"},
      {"{'verb':'fail','kind':'time','text':'x'}",
       "ended 4 walk: stopped, because it computed for 250 ms without a pause\n"},
      {"{'verb':'fail','kind':'memory','text':'x'}",
       "ended 4 walk: stopped, because it needed more than 32 MiB of memory\n"},
      {"{'verb':'fail','kind':'strands','text':'x'}",
       "ended 4 walk: stopped, because it ran more than 256 strands at once\n"},
  };
  static const char sorry[] = "stop This practice could not go on, so it ends here. Nothing you did caused it.\n";
  static const char refused[] = "stop This practice needs a permission that it was not given, so it ends here. That is all "
                                "right. 'tend show walk' says what it asks for.\n";
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    begin();
    host(rows[i].line);
    char *seen = mem_format("%s%s", strstr(rows[i].line, "refused") ? refused : sorry, rows[i].seen);
    expect(seen);
    free(seen);
    destroy();
  }
}

static void without_a_sandbox_nothing_runs(void **state) {
  (void)state;
  create();
  session_begin(stage.session);
  host("{'verb':'unsealed','text':'Landlock: not there'}");
  expect("ended 6 the sandbox could not be set up, so nothing was run (Landlock: not there)\n");
}

static void what_breaks_the_protocol_ends_it(void **state) {
  (void)state;
  static const char *const lines[] = {
      "",
      "x",
      "[]",
      "{}",
      "{'verb':'nothing'}",
      "{'verb':'say','text':3,'id':1}",
      "{'verb':'say','id':1}",
      "{'verb':'say','id':1,'text':'a','more':1}",
      "{'verb':'reply','re':1,'t':0}",
      "{'verb':'leave'}",
      "{'verb':'wait','id':1,'until':-1}",
      "{'verb':'breathe','id':1,'cycles':0}",
      "{'verb':'ask','id':1.5,'text':'a'}",
      "{'verb':'idle','seen':'all'}",
      "{'verb':'idle'",
      "{'verb':'say','id':1,'id':2,'text':'a'}",
      "{'verb':'choose','id':1,'text':'a','options':[]}",
      "{'verb':'say','id':0,'text':'a'}",
      "{'verb':'say','text':'a'}",
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    begin();
    host(lines[i]);
    assert_int_equal(session_status(stage.session), SESSION_LIMIT);
    assert_non_null(strstr(buf_text(&stage.seen), "stopped, because its process "));
    buf_clear(&stage.seen);
    destroy();
  }
}

static void nothing_may_be_said_before_the_start(void **state) {
  (void)state;
  create();
  session_begin(stage.session);
  host("{'verb':'say','id':1,'text':'a'}");
  expect("stop This practice could not go on, so it ends here. Nothing you did caused it.\n"
         "ended 4 walk: stopped, because its process spoke out of turn\n");
}

static void what_the_child_says_of_itself_is_checked(void **state) {
  (void)state;
  static const struct {
    const char *line, *limit;
  } rows[] = {
      {"{'verb':'ready'}", "its process spoke out of turn"},
      {"{'verb':'unsealed','text':'seccomp'}", "its process spoke out of turn"},
      {"{'verb':'idle','seen':0}", "its process counted its messages wrongly"},
      {"{'verb':'idle','seen':2}", "its process counted its messages wrongly"},
      {"{'verb':'idle','seen':1}", "its process waits for nothing"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    begin();
    host(rows[i].line);
    char *ended = mem_format("stop This practice could not go on, so it ends here. Nothing you did caused it.\n"
                             "ended 4 walk: stopped, because %s\n", rows[i].limit);
    expect(ended);
    free(ended);
    destroy();
  }
}

static void a_number_may_not_be_used_twice_at_once(void **state) {
  (void)state;
  begin();
  host("{'verb':'say','id':7,'text':'a'}");
  host("{'verb':'say','id':7,'text':'b'}");
  expect("say a\nreply 7 at 0\nsay b\nreply 7 at 0\n");
  host("{'verb':'wait','id':7,'until':5}");
  host("{'verb':'wait','id':7,'until':5}");
  expect("stop This practice could not go on, so it ends here. Nothing you did caused it.\n"
         "ended 4 walk: stopped, because its process numbered its requests wrongly\n");
}

static void a_thousand_things_may_be_open_at_once_and_no_more(void **state) {
  (void)state;
  char line[64];
  begin();
  for (int id = 1; id <= 1025; id++) {
    assert_false(stage.ended);
    snprintf(line, sizeof line, "{'verb':'wait','id':%d,'until':1000}", id);
    host(line);
  }
  expect("stop This practice could not go on, so it ends here. Nothing you did caused it.\n"
         "ended 4 walk: stopped, because it asked for more than 1024 things at once\n");
}

static void two_thousand_requests_a_moment_and_two_hundred_a_second(void **state) {
  (void)state;
  begin();
  for (int i = 0; i < 2000; i++) host("{'verb':'say','id':1,'text':'a'}");
  pass(500);
  for (int i = 0; i < 100; i++) host("{'verb':'say','id':1,'text':'a'}");
  assert_false(stage.ended);
  pass(60 * 1000);  // a long pause gives a moment's worth again, and not more
  for (int i = 0; i < 2000; i++) host("{'verb':'say','id':1,'text':'a'}");
  assert_false(stage.ended);
  buf_clear(&stage.seen);
  host("{'verb':'say','id':1,'text':'a'}");
  expect("stop This practice could not go on, so it ends here. Nothing you did caused it.\n"
         "ended 4 walk: stopped, because it asked for more than 2000 things in a moment\n");
}

// Small verbs.

static void what_is_shown_is_clean(void **state) {
  (void)state;
  begin();
  host("{'verb':'say','id':1,'text':'a\\u001b[31m\\nb\\u202ec\\u0007'}");
  expect("say a[31m\nbc\nreply 1 at 0\n");
  host("{'verb':'ask','id':2,'text':'q\\u0007x','default':'d\\n\\u009be'}");
  expect("line qx or d e\n");
  skips();
  expect("reply 2 at 0\n");
  host("{'verb':'choose','id':3,'text':'q','options':['a\\nb','\\u001bc']}");
  expect("choice q | a b | c\n");
  chooses(0);
  expect("reply 3 at 0 {\"value\":1}\n");
}

static void a_line_is_answered_when_it_has_been_read_or_spoken(void **state) {
  (void)state;
  begin();
  stage.reading = 1200;
  host("{'verb':'say','id':1,'text':'a'}");
  expect("say a\n");
  assert_int_equal(session_due(stage.session), steady() + 1200);
  pass_and_look(1199);
  expect("");
  pass_and_look(1);
  expect("reply 1 at 1200\n");
  stage.settings.look.pace = 2;
  host("{'verb':'say','id':2,'text':'b'}");
  pass_and_look(2400);
  expect("say b\nreply 2 at 3600\n");
  stage.settings.look.pace = 0;
  host("{'verb':'say','id':3,'text':'c'}");
  expect("say c\nreply 3 at 3600\n");
  stage.settings.care.eyes_closed = stage.settings.sound.speak = true;
  stage.speaking = 700;
  host("{'verb':'say','id':4,'text':'d'}");
  pass_and_look(700);
  expect("say d\nreply 4 at 4300\n");
  stage.reading = 0;
  host("{'verb':'say','id':5,'text':'e'}");
  pass_and_look(700);
  expect("say e\nreply 5 at 5000\n");
}

static void sounds_and_notices(void **state) {
  (void)state;
  permit("sound");
  permit("notify");
  begin();
  host("{'verb':'chime','id':1}");
  host("{'verb':'chime','id':2,'name':'end'}");
  expect("sound bell\nreply 1 at 0 {\"value\":true}\nsound end\nreply 2 at 0 {\"value\":true}\n");
  host("{'verb':'chime','id':2,'name':'bll'}");
  expect("reply 2 at 0 {\"problem\":\"no sound is called 'bll' (did you mean 'bell'?)\"}\n");
  host("{'verb':'notify','id':3,'text':'look'}");
  host("{'verb':'notify','id':4,'text':'look','within':5}");
  expect("notice look\nreply 3 at 0\nnotice look\nreply 4 at 0\n");
  host("{'verb':'notify','id':5,'text':'here?','actions':['yes','later'],'within':5}");
  expect("choice here? | yes | later\n");
  chooses(1);
  expect("reply 5 at 0 {\"value\":\"later\"}\n");
  host("{'verb':'notify','id':6,'text':'here?','actions':['yes','later'],'within':5}");
  expect("choice here? | yes | later\n");
  run_for(5000);
  expect("retract\nreply 6 at 5000\n");
}

static void the_date_is_the_persons(void **state) {
  (void)state;
  begin();
  host("{'verb':'today','id':1}");
  expect(
      "reply 1 at 0 "
      "{\"value\":{\"day\":1,\"month\":1,\"part\":\"afternoon\",\"weekday\":\"thursday\",\"year\":2026}}\n");
  setenv("TZ", "UTC+16", 1);
  tzset();
  host("{'verb':'today','id':2}");
  expect(
      "reply 2 at 0 "
      "{\"value\":{\"day\":31,\"month\":12,\"part\":\"night\",\"weekday\":\"wednesday\",\"year\":2025}}\n");
  setenv("TZ", "UTC", 1);
  tzset();
}

static void the_listener_is_the_sessions_while_it_lasts(void **state) {
  (void)state;
  begin();
  struct session *first = stage.session;
  stage.front.listener->on_ground(stage.front.listener->context);
  expect("ground\n");
  create();
  session_begin(stage.session);
  session_destroy(first);
  assert_ptr_equal(stage.front.listener->context, stage.session);
  destroy();
  assert_null(stage.front.listener);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      STAGE_TEST(it_starts_when_the_child_is_ready),
      STAGE_TEST(it_is_busy_until_the_child_has_dealt_with_all_it_was_sent),
      STAGE_TEST(it_ends_once_and_says_nothing_afterwards),
      STAGE_TEST(every_kind_of_failure_has_its_status),
      STAGE_TEST(without_a_sandbox_nothing_runs),
      STAGE_TEST(what_breaks_the_protocol_ends_it),
      STAGE_TEST(nothing_may_be_said_before_the_start),
      STAGE_TEST(what_the_child_says_of_itself_is_checked),
      STAGE_TEST(a_number_may_not_be_used_twice_at_once),
      STAGE_TEST(a_thousand_things_may_be_open_at_once_and_no_more),
      STAGE_TEST(two_thousand_requests_a_moment_and_two_hundred_a_second),
      STAGE_TEST(what_is_shown_is_clean),
      STAGE_TEST(a_line_is_answered_when_it_has_been_read_or_spoken),
      STAGE_TEST(sounds_and_notices),
      STAGE_TEST(the_date_is_the_persons),
      STAGE_TEST(the_listener_is_the_sessions_while_it_lasts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
