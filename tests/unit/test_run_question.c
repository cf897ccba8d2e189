#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_run_stage.h"

static void every_kind_is_asked_and_answered(void **state) {
  (void)state;
  begin();
  host("{'verb':'ask','id':1,'text':'Name?','default':'nobody'}");
  expect("line Name? or nobody\n");
  assert_true(session_is_asking(stage.session));
  answers("  ann ");
  expect("reply 1 at 0 {\"value\":\"  ann \"}\n");
  assert_false(session_is_asking(stage.session));
  host("{'verb':'ask','id':2,'text':'Word?','private':true}");
  expect("hidden line Word?\n");
  answers("x");
  expect("reply 2 at 0 {\"value\":\"x\"}\n");
  host("{'verb':'write','id':3,'text':'Page?'}");
  expect("page Page?\n");
  answers("a\n\n b\x1B");
  expect("reply 3 at 0 {\"value\":\"a\\n\\n b\\u001B\"}\n");
  host("{'verb':'choose','id':4,'text':'Which?','options':['one','two']}");
  expect("choice Which? | one | two\n");
  chooses(1);
  expect("reply 4 at 0 {\"value\":2}\n");
  host("{'verb':'ask','id':5,'text':'More?'}");
  skips();
  expect("line More?\nreply 5 at 0\n");
}

static void strands_are_asked_one_after_the_other(void **state) {
  (void)state;
  begin();
  host("{'verb':'ask','id':1,'text':'a'}");
  host("{'verb':'ask','id':2,'text':'b'}");
  host("{'verb':'choose','id':3,'text':'c','options':['x']}");
  expect("line a\n");
  answers("1");
  expect("reply 1 at 0 {\"value\":\"1\"}\nline b\n");
  skips();
  expect("reply 2 at 0\nchoice c | x\n");
  chooses(0);
  expect("reply 3 at 0 {\"value\":1}\n");
}

static void a_question_that_is_taken_back_makes_room_for_the_next(void **state) {
  (void)state;
  begin();
  host("{'verb':'ask','id':1,'text':'a'}");
  host("{'verb':'ask','id':2,'text':'b'}");
  host("{'verb':'ask','id':3,'text':'c'}");
  expect("line a\n");
  host("{'verb':'cancel','id':2}");
  expect("");
  host("{'verb':'cancel','id':1}");
  expect("retract\nline c\n");
  host("{'verb':'cancel','id':1}");
  host("{'verb':'cancel','id':99}");
  expect("");
  answers("late and still asked");
  expect("reply 3 at 0 {\"value\":\"late and still asked\"}\n");
}

static void an_answer_to_what_is_no_longer_asked_is_nobodys(void **state) {
  (void)state;
  begin();
  const struct front_listener *listener = NULL;
  host("{'verb':'ask','id':1,'text':'a'}");
  listener = stage.front.listener;
  int64_t old = stage.open_question;
  host("{'verb':'cancel','id':1}");
  host("{'verb':'ask','id':2,'text':'b'}");
  expect("line a\nretract\nline b\n");
  listener->on_answer(listener->context, old, "late", 4);
  listener->on_choice(listener->context, old, 0);
  listener->on_skip(listener->context, old);
  listener->on_answer(listener->context, 999, "never", 5);
  expect("");
  answers("in time");
  expect("reply 2 at 0 {\"value\":\"in time\"}\n");
}

static void time_runs_out_from_the_moment_of_asking(void **state) {
  (void)state;
  begin();
  pass(100);
  host("{'verb':'ask','id':1,'text':'a','within':2}");
  host("{'verb':'ask','id':2,'text':'b','within':3}");
  expect("line a\n");
  assert_int_equal(session_due(stage.session), steady() + 2000);
  pass_and_look(1999);
  expect("");
  pass_and_look(1);
  expect("retract\nreply 1 at 2100\nline b\n");
  pass_and_look(999);
  expect("");
  pass_and_look(1);
  expect("retract\nreply 2 at 3100\n");
  host("{'verb':'ask','id':3,'text':'c','within':1}");
  host("{'verb':'ask','id':4,'text':'d','within':1}");
  expect("line c\n");
  pass_and_look(1000);  // both at once: the second was never shown
  expect("retract\nreply 3 at 4100\nline d\nretract\nreply 4 at 4100\n");
  host("{'verb':'ask','id':5,'text':'e','within':0}");
  session_on_time(stage.session);
  expect("line e\nretract\nreply 5 at 4100\n");
}

static void a_page_that_was_begun_when_its_time_ran_out_is_the_answer(void **state) {
  (void)state;
  begin();
  host("{'verb':'write','id':1,'text':'Page?','within':60}");
  stage.unfinished = "what I had so far";
  run_for(60000);
  expect("page Page?\nretract\nreply 1 at 60000 {\"value\":\"what I had so far\"}\n");
}

static void grounding_brings_the_question_back_with_what_was_begun(void **state) {
  (void)state;
  begin();
  host("{'verb':'write','id':1,'text':'Page?','within':60}");
  host("{'verb':'ask','id':2,'text':'b'}");
  expect("page Page?\n");
  stage.unfinished = "dear";
  session_pause(stage.session);
  session_pause(stage.session);
  expect("retract\n");
  assert_false(session_is_asking(stage.session));
  assert_int_equal(session_due(stage.session), INT64_MAX);
  stage.unfinished = NULL;
  pass_and_look(3600 * 1000);
  expect("");
  session_resume(stage.session);
  session_resume(stage.session);
  expect("page Page? after dear\n");
  pass_and_look(59999);
  expect("");
  answers("dear you");
  expect("reply 1 at 59999 {\"value\":\"dear you\"}\nline b\n");
}

static void what_was_erased_is_gone(void **state) {
  (void)state;
  permit("journal.add");
  begin();
  host("{'verb':'ask','id':1,'text':'Line?','within':60}");
  stage.unfinished = "secret";
  session_pause(stage.session);
  session_resume(stage.session);
  expect("line Line?\nretract\nline Line? after secret\n");
  stage.unfinished = "";
  session_pause(stage.session);
  session_resume(stage.session);
  expect("retract\nline Line?\n");
  session_leave(stage.session);
  expect("retract\ncare That is fine. Come back whenever you like.\nended 0\n");
  expect_journal("lines", "[]");
}

static void who_has_the_child_is_asked_to_let_time_stand_still(void **state) {
  (void)state;
  begin();
  host("{'verb':'ask','id':1,'text':'Line?'}");
  expect("line Line?\n");
  stage.front.listener->on_pause(stage.front.listener->context, true);
  stage.front.listener->on_pause(stage.front.listener->context, false);
  expect("pause\ngo on\n");
}

static void leaving_while_grounding_keeps_what_was_begun(void **state) {
  (void)state;
  permit("journal.add");
  begin();
  host("{'verb':'write','id':1,'text':'Page?'}");
  stage.unfinished = "dear";
  session_pause(stage.session);
  stage.unfinished = NULL;
  session_leave(stage.session);
  expect("page Page?\nretract\ncare That is fine. What you wrote is kept in your journal.\nended 0\n");
  expect_journal("lines", "[['dear']]");
}

static void another_session_on_the_same_stage_is_not_disturbed(void **state) {
  (void)state;
  begin();
  host("{'verb':'ask','id':1,'text':'a'}");
  struct session *below = stage.session;
  session_pause(below);
  expect("line a\nretract\n");
  begin();
  host("{'verb':'ask','id':1,'text':'in between'}");
  expect("line in between\n");
  answers("x");
  expect("reply 1 at 0 {\"value\":\"x\"}\n");
  host("{'verb':'done'}");
  expect("ended 0\n");
  destroy();
  stage.session = below;
  stage.ended = false;
  session_resume(below);
  expect("line a\n");
  answers("y");
  expect("reply 1 at 0 {\"value\":\"y\"}\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      STAGE_TEST(every_kind_is_asked_and_answered),
      STAGE_TEST(strands_are_asked_one_after_the_other),
      STAGE_TEST(a_question_that_is_taken_back_makes_room_for_the_next),
      STAGE_TEST(an_answer_to_what_is_no_longer_asked_is_nobodys),
      STAGE_TEST(time_runs_out_from_the_moment_of_asking),
      STAGE_TEST(a_page_that_was_begun_when_its_time_ran_out_is_the_answer),
      STAGE_TEST(grounding_brings_the_question_back_with_what_was_begun),
      STAGE_TEST(what_was_erased_is_gone),
      STAGE_TEST(who_has_the_child_is_asked_to_let_time_stand_still),
      STAGE_TEST(leaving_while_grounding_keeps_what_was_begun),
      STAGE_TEST(another_session_on_the_same_stage_is_not_disturbed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
