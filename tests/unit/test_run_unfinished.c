// Answers that the practice has not added: they are kept when it is left or breaks off.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_run_stage.h"

static const char sorry[] = "stop This practice could not go on, so it ends here. Nothing you did caused it.\n";
static const char sorry_kept[] =
    "stop This practice could not go on, so it ends here. What you wrote is kept in your journal.\n";
static const char bye_kept[] = "care That is fine. What you wrote is kept in your journal.\nended 0\n";
static const char bye[] = "care That is fine. Come back whenever you like.\nended 0\n";

static void ask(const char *question, const char *answer) {
  char *line = mem_format("{'verb':'ask','id':50,'text':'%s'}", question);
  host(line);
  answers(answer);
  buf_clear(&stage.seen);
  free(line);
}

static void choose(const char *question) {
  char *line = mem_format("{'verb':'choose','id':51,'text':'%s','options':['an option that is long']}", question);
  host(line);
  chooses(0);
  buf_clear(&stage.seen);
  free(line);
}

static void leaving_keeps_the_answers_with_their_questions(void **state) {
  (void)state;
  permit("journal.add");
  begin();
  ask("Who?", "ann");
  ask("Where?", "at the old pond");
  choose("Which?");
  host("{'verb':'write','id':3,'text':'Page?'}");
  stage.unfinished = "half a";
  leaves();
  buf_drop(&stage.seen, strlen("page Page?\nretract\n"));
  expect(bye_kept);
  expect_journal("lines", "[['ann','at the old pond','an option that is long','half a']]");
  expect_journal("fields", "[{'asked':['Who?','Where?','Which?','Page?'],'half_typed':true,'unfinished':true}]");
  expect_journal("title", "['A walk']");
  expect_journal("practice", "['walk']");
}

static void what_was_half_typed_is_offered_again_once(void **state) {
  (void)state;
  permit("journal.add");
  stage.front.offers_drafts = true;
  begin();
  ask("Who?", "somebody else");
  host("{'verb':'write','id':1,'text':'Page?'}");
  stage.unfinished = "half a";
  leaves();
  stage.unfinished = NULL;
  buf_clear(&stage.seen);
  destroy();
  begin();
  host("{'verb':'ask','id':1,'text':'Who?'}");
  expect("line Who?\n");
  skips();
  host("{'verb':'choose','id':2,'text':'Page?','options':['a']}");
  skips();
  buf_clear(&stage.seen);
  host("{'verb':'write','id':3,'text':'Page?'}");
  expect("care Here is where you stopped last time. You can go on with it, or begin anew.\npage Page? after half a\n");
  destroy();
  begin();
  host("{'verb':'write','id':1,'text':'Page?'}");
  expect("page Page?\n");
}

static void what_was_passed_over_or_said_to_a_notice_is_no_answer(void **state) {
  (void)state;
  permit("journal.add");
  permit("notify");
  begin();
  host("{'verb':'ask','id':1,'text':'q'}");
  skips();
  host("{'verb':'ask','id':2,'text':'q'}");
  answers("");
  host("{'verb':'notify','id':3,'text':'q','actions':['a long enough action']}");
  chooses(0);
  buf_clear(&stage.seen);
  leaves();
  expect(bye);
  expect_journal("lines", "[]");
}

static void finishing_keeps_only_what_the_practice_adds(void **state) {
  (void)state;
  permit("journal.add");
  begin();
  ask("Who?", "somebody else");
  host("{'verb':'done'}");
  expect("ended 0\n");
  expect_journal("lines", "[]");
}

static void every_broken_end_keeps_the_answers(void **state) {
  (void)state;
  static const char *const lines[] = {"{'verb':'fail','kind':'error','text':'oops'}",
                                      "{'verb':'fail','kind':'memory','text':'x'}",
                                      "{'verb':'fail','kind':'refused','text':'x'}", "garbage"};
  permit("journal.add");
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    begin();
    ask("Who?", "somebody else");
    host(lines[i]);
    assert_non_null(strstr(buf_text(&stage.seen), "What you wrote is kept in your journal."));
    buf_clear(&stage.seen);
    destroy();
  }
  begin();
  ask("Who?", "somebody else");
  session_stop(stage.session, SESSION_LIMIT, "its process is gone");
  char *seen = mem_format("%sended 4 its process is gone\n", sorry_kept);
  expect(seen);
  free(seen);
  expect_journal("lines",
                 "[['somebody else'],['somebody else'],['somebody else'],['somebody else'],['somebody else']]");
}

static void what_was_added_is_not_added_again(void **state) {
  (void)state;
  permit("journal.add");
  begin();
  ask("Who?", "ann");
  ask("Where?", "at the \"old\" pond");
  ask("When?", "on a day like this one");
  choose("Which?");
  host("{'verb':'journal.add','id':1,'lines':['ann','place: at the \\'old\\' pond']}");
  buf_clear(&stage.seen);
  leaves();
  expect(bye_kept);
  expect_journal("lines", "[['ann','place: at the \\'old\\' pond'],['on a day like this one']]");
}

static void a_short_answer_inside_another_word_is_not_taken_for_it(void **state) {
  (void)state;
  permit("journal.add");
  begin();
  ask("Who?", "art");
  host("{'verb':'journal.add','id':1,'text':'a cart came by'}");
  buf_clear(&stage.seen);
  leaves();
  expect(bye_kept);
  expect_journal("lines", "[null,['art']]");
}

static void without_the_permission_leaving_keeps_nothing(void **state) {
  (void)state;
  permit("journal.add");
  stage.setup.grant = SESSION_GRANT_NONE;
  begin();
  ask("Who?", "somebody else");
  leaves();
  expect(bye);
  destroy();
  begin();
  ask("Who?", "somebody else");
  host("{'verb':'fail','kind':'error','text':'oops'}");
  char *seen = mem_format("%sended 3 oops\n", sorry);
  expect(seen);
  free(seen);
  expect_journal("lines", "[]");
}

static void a_practice_that_breaks_without_having_been_refused_loses_nothing(void **state) {
  (void)state;
  begin();  // it declares nothing
  ask("Who?", "somebody else");
  host("{'verb':'fail','kind':'error','text':'oops'}");
  char *seen = mem_format("%sended 3 oops\n", sorry_kept);
  expect(seen);
  free(seen);
  expect_journal("lines", "[['somebody else']]");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      STAGE_TEST(leaving_keeps_the_answers_with_their_questions),
      STAGE_TEST(what_was_half_typed_is_offered_again_once),
      STAGE_TEST(what_was_passed_over_or_said_to_a_notice_is_no_answer),
      STAGE_TEST(finishing_keeps_only_what_the_practice_adds),
      STAGE_TEST(every_broken_end_keeps_the_answers),
      STAGE_TEST(what_was_added_is_not_added_again),
      STAGE_TEST(a_short_answer_inside_another_word_is_not_taken_for_it),
      STAGE_TEST(without_the_permission_leaving_keeps_nothing),
      STAGE_TEST(a_practice_that_breaks_without_having_been_refused_loses_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
