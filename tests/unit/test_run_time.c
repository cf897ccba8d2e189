#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_run_stage.h"

static void waits_in_a_row_do_not_drift(void **state) {
  (void)state;
  char line[64], reply[64];
  begin();
  pass(3);
  for (int i = 1; i <= 500; i++) {
    snprintf(line, sizeof line, "{'verb':'wait','id':1,'until':%d}", i * 100);
    host(line);
    // Each is noticed late, by a little more each time.
    pass_and_look(session_due(stage.session) - steady() + i % 90);
    snprintf(reply, sizeof reply, "reply 1 at %d\n", i * 100);
    expect(reply);
  }
}

static void after_a_long_delay_time_goes_on_from_now(void **state) {
  (void)state;
  begin();
  host("{'verb':'wait','id':1,'until':100}");
  pass_and_look(100 + 999);
  expect("reply 1 at 100\n");
  host("{'verb':'wait','id':2,'until':2000}");
  pass_and_look(3600 * 1000);  // the machine slept
  expect("reply 2 at 3601099\n");
}

static void what_is_due_first_comes_first(void **state) {
  (void)state;
  begin();
  host("{'verb':'wait','id':1,'until':300}");
  host("{'verb':'wait','id':2,'until':100}");
  host("{'verb':'wait','id':3,'until':200}");
  host("{'verb':'wait','id':4,'until':100}");
  assert_int_equal(session_due(stage.session), steady() + 100);
  pass_and_look(300);
  expect("reply 2 at 100\nreply 4 at 100\nreply 3 at 200\nreply 1 at 300\n");
  assert_int_equal(session_due(stage.session), INT64_MAX);
}

static void time_begins_with_the_practice(void **state) {
  (void)state;
  pass(5000);
  create();
  session_begin(stage.session);
  pass(700);  // the child takes its time
  host("{'verb':'ready'}");
  expect("start\n");
  host("{'verb':'wait','id':1,'until':10}");
  assert_int_equal(session_due(stage.session), 5710);
  pass_and_look(10);
  expect("reply 1 at 10\n");
}

static void a_pause_with_a_label_is_shown_and_can_be_passed_over(void **state) {
  (void)state;
  begin();
  host("{'verb':'wait','id':1,'until':500}");
  host("{'verb':'wait','id':2,'until':60000,'label':'a walk\\n'}");
  expect("a walk  for 60000\n");
  pass(200);
  skips();
  expect("waited\nreply 2 at 200 {\"value\":false}\n");
  skips();  // the pause without a label is the practice's own
  expect("");
  pass_and_look(300);
  expect("reply 1 at 500\n");
}

static void a_pause_that_lasts_is_spoken_of_now_and_then(void **state) {
  (void)state;
  begin();
  host("{'verb':'wait','id':1,'until':780000,'label':'a walk'}");
  run_for(780000);
  expect(
      "a walk for 780000\n600000 left\n300000 left\n240000 left\n180000 left\n120000 left\n60000 left\n"
      "waited\nreply 1 at 780000\n");
  host("{'verb':'wait','id':2,'until':900000,'label':'a walk'}");
  pass_and_look(90000);  // late, as after a sleep of the machine
  expect("a walk for 120000\n30000 left\n");
  run_for(30000);
  expect("waited\nreply 2 at 900000\n");
}

static void standing_still_shifts_everything(void **state) {
  (void)state;
  begin();
  host("{'verb':'wait','id':1,'until':1000}");
  pass(400);
  session_pause(stage.session);
  assert_int_equal(session_due(stage.session), INT64_MAX);
  pass_and_look(10 * 60 * 1000);
  expect("");
  session_resume(stage.session);
  assert_int_equal(session_due(stage.session), steady() + 600);
  pass_and_look(599);
  expect("");
  pass_and_look(1);
  expect("reply 1 at 1000\n");
}

// Breathing.

static void a_breath_follows_its_plan_from_the_start(void **state) {
  (void)state;
  begin();
  pass(7);
  host("{'verb':'breathe','id':1,'phases':[['in',1.5],['top-up',0.5],['out',2.25]],'cycles':2}");
  expect("in 1500, 1 of 2\n");
  pass_and_look(1500 + 20);  // noticed late: the next is due all the same
  expect("top-up 500, 1 of 2\n");
  assert_int_equal(session_due(stage.session), 2007);
  run_for(8487 - 20);
  expect(
      "out 2250, 1 of 2\nin 1500, 2 of 2\ntop-up 500, 2 of 2\nout 2250, 2 of 2\nrest\nreply 1 at 8507 "
      "{\"value\":true}\n");
}

static void a_thousand_coherent_breaths_end_to_the_millisecond(void **state) {
  (void)state;
  begin();
  host("{'verb':'breathe','id':1,'pattern':'coherent','cycles':1000}");
  for (int64_t step = 1; step <= 2000; step++) {
    int64_t due = (step * 5450000 + 500) / 1000;
    assert_int_equal(session_due(stage.session), due);
    pass_and_look(due - steady());
    if (step < 2000) buf_clear(&stage.seen);
  }
  expect("rest\nreply 1 at 10900000 {\"value\":true}\n");
}

static void phases_without_length_are_not_shown(void **state) {
  (void)state;
  begin();
  host("{'verb':'breathe','id':1,'phases':[['in',1],['hold',0],['out',1]],'cycles':1}");
  run_for(2000);
  buf_drop(&stage.seen, (size_t)(strstr(buf_text(&stage.seen), "in 1000") - buf_text(&stage.seen)));
  expect("in 1000, 1 of 1\nout 1000, 1 of 1\nrest\nreply 1 at 2000 {\"value\":true}\n");
}

static void a_breath_can_be_left(void **state) {
  (void)state;
  begin();
  host("{'verb':'breathe','id':1,'cycles':2}");
  expect("in 4000, 1 of 2\n");
  pass(1000);
  skips();
  expect("rest\nreply 1 at 1000 {\"value\":false}\n");
  host("{'verb':'breathe','id':2,'cycles':2}");
  host("{'verb':'cancel','id':2}");
  expect("in 4000, 1 of 2\nrest\n");
  assert_int_equal(session_due(stage.session), INT64_MAX);
}

static void one_breath_at_a_time(void **state) {
  (void)state;
  begin();
  host("{'verb':'breathe','id':1,'cycles':1}");
  host("{'verb':'breathe','id':2,'cycles':1}");
  expect("in 4000, 1 of 1\nreply 2 at 0 {\"problem\":\"another strand is breathing; one breath at a time\"}\n");
  run_for(10000);
  expect("out 6000, 1 of 1\nrest\nreply 1 at 10000 {\"value\":true}\n");
}

static void what_cannot_be_followed_is_the_authors_mistake(void **state) {
  (void)state;
  begin();
  host("{'verb':'breathe','id':1,'pattern':'boxx'}");
  expect("reply 1 at 0 {\"problem\":\"no breath is called 'boxx' (did you mean 'box'?)\"}\n");
  host("{'verb':'breathe','id':2,'phases':[['a word that is longer than any label may be',1]]}");
  expect("reply 2 at 0 {\"problem\":\"the word of phase 1 is longer than 31 bytes\"}\n");
  host("{'verb':'breathe','id':3,'phases':[['in',0.5]]}");
  expect("reply 3 at 0 {\"problem\":\"a breath of 0.5 seconds cannot be followed; give it at least 1\"}\n");
}

static const char caution[] =
    "care This breath has pauses in it. With pregnancy, epilepsy, a heart or lung condition, recent surgery, glaucoma "
    "or "
    "psychosis, ask someone who knows you first, and never hold your breath while driving. You can pass over it at any "
    "time.\n";

static void the_first_breath_with_holds_comes_with_a_caution(void **state) {
  (void)state;
  begin();
  host("{'verb':'breathe','id':1,'cycles':1}");
  run_for(10000);
  expect("in 4000, 1 of 1\nout 6000, 1 of 1\nrest\nreply 1 at 10000 {\"value\":true}\n");
  for (int i = 0; i < 2; i++) {
    host("{'verb':'breathe','id':1,'pattern':'box','cycles':1}");
    char *seen = mem_format("%s%s", i ? "" : caution, "in 4000, 1 of 1\n");
    expect(seen);
    free(seen);
    skips();
    buf_clear(&stage.seen);
  }
}

static void expect_caution(bool comes) {
  begin();
  host("{'verb':'breathe','id':1,'pattern':'4-7-8'}");
  char *seen = mem_format("%s%s", comes ? caution : "", "in 4000, 1 of 4\n");
  expect(seen);
  free(seen);
  destroy();
}

static void the_caution_comes_until_it_was_seen_while_time_passed(void **state) {
  (void)state;
  const struct clock_class *in_a_moment = stage.setup.clock->class;
  expect_caution(true);
  expect_caution(true);
  let_time_pass();
  expect_caution(true);
  stage.practice.name = (char *)"other";
  expect_caution(false);
  stage.setup.clock->class = in_a_moment;
  expect_caution(false);
}

static void where_nothing_can_be_noted_it_comes_once_a_session(void **state) {
  (void)state;
  set_home("/dev/null");
  begin();
  for (int i = 0; i < 2; i++) {
    host("{'verb':'breathe','id':1,'pattern':'box','cycles':1}");
    skips();
    char *seen = mem_format("%s%s", i ? "" : caution, "in 4000, 1 of 1\nrest\nreply 1 at 0 {\"value\":false}\n");
    expect(seen);
    free(seen);
  }
}

static void without_holds_the_practice_is_told(void **state) {
  (void)state;
  stage.settings.care.holds = false;
  begin();
  host("{'verb':'breathe','id':1,'pattern':'box','cycles':1}");
  run_for(12000);
  expect("in 4000, 1 of 1\nout 8000, 1 of 1\nrest\nreply 1 at 12000 {\"more\":\"without holds\",\"value\":true}\n");
}

static void closed_eyes_are_led_by_sounds(void **state) {
  (void)state;
  stage.settings.care.eyes_closed = true;
  begin();
  host("{'verb':'breathe','id':1,'cycles':1}");
  run_for(10000);
  expect(
      "sound in\nin 4000, 1 of 1\nsound out\nout 6000, 1 of 1\nrest\nsound end\nreply 1 at 10000 {\"value\":true}\n");
}

static void standing_still_holds_the_breath_where_it_is(void **state) {
  (void)state;
  begin();
  host("{'verb':'breathe','id':1,'cycles':1}");
  pass(1000);
  session_pause(stage.session);
  pass(60000);
  session_resume(stage.session);
  assert_int_equal(session_due(stage.session), steady() + 3000);
  run_for(9000);
  expect("in 4000, 1 of 1\nout 6000, 1 of 1\nrest\nreply 1 at 10000 {\"value\":true}\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      STAGE_TEST(waits_in_a_row_do_not_drift),
      STAGE_TEST(after_a_long_delay_time_goes_on_from_now),
      STAGE_TEST(what_is_due_first_comes_first),
      STAGE_TEST(time_begins_with_the_practice),
      STAGE_TEST(a_pause_with_a_label_is_shown_and_can_be_passed_over),
      STAGE_TEST(a_pause_that_lasts_is_spoken_of_now_and_then),
      STAGE_TEST(standing_still_shifts_everything),
      STAGE_TEST(a_breath_follows_its_plan_from_the_start),
      STAGE_TEST(a_thousand_coherent_breaths_end_to_the_millisecond),
      STAGE_TEST(phases_without_length_are_not_shown),
      STAGE_TEST(a_breath_can_be_left),
      STAGE_TEST(one_breath_at_a_time),
      STAGE_TEST(what_cannot_be_followed_is_the_authors_mistake),
      STAGE_TEST(the_first_breath_with_holds_comes_with_a_caution),
      STAGE_TEST(the_caution_comes_until_it_was_seen_while_time_passed),
      STAGE_TEST(where_nothing_can_be_noted_it_comes_once_a_session),
      STAGE_TEST(without_holds_the_practice_is_told),
      STAGE_TEST(closed_eyes_are_led_by_sounds),
      STAGE_TEST(standing_still_holds_the_breath_where_it_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
