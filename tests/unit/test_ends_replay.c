// What a person did in one version of a practice is done again in the next, and they go on from there.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_ends_play.h"

static void what_was_done_is_done_again_unseen(void **state) {
  (void)state;
  deeds_add(&play.past, DEED_ANSWER, "What?", "a tree", 10);
  deeds_add(&play.past, DEED_CHOICE, "Which?", "pear", 20);
  deeds_add(&play.past, DEED_PASS, "Who?", NULL, 20);
  play.past.asking = true;
  begin(front_replay);
  assert_int_equal(play.front->class->say(play.front, "Hello."), READING);
  ask_it(1, FRONT_LINE, "What?");
  expect("");  // never from inside of it
  go_on();
  expect("answer 1 a tree\n");
  ask_it(2, FRONT_CHOICE, "Which?");
  go_on();
  expect("choice 2 1\n");
  ask_it(3, FRONT_TEXT, "Who?");
  go_on();
  expect("skip 3\n");
  assert_false(front_replay_arrived(play.front));
  assert_int_equal(play.present.count, 3);
}

static void who_comes_sees_what_was_said_since_and_the_question(void **state) {
  (void)state;
  deeds_add(&play.past, DEED_ANSWER, "What?", "a tree", 10);
  play.past.asking = true;
  begin(front_replay);
  play.front->class->say(play.front, "Hello.");
  ask_it(1, FRONT_LINE, "What?");
  go_on();
  expect("answer 1 a tree\n");
  play.front->class->say(play.front, "So.");
  play.front->class->tell(play.front, FRONT_CARE, "Gently.");
  ask_it(2, FRONT_LINE, "Why?");
  go_on();
  expect("say So.\ncare Gently.\nask Why?\n");
  assert_true(front_replay_arrived(play.front) && front_replay_asked(play.front));
  assert_int_equal(play.front->class->say(play.front, "Now."), READING + 1);
  expect("say Now.\n");
  play.inner.listener->on_answer(play.inner.listener->context, 2, "so", 2);
  expect("answer 2 so\n");
  assert_int_equal(play.present.count, 2);
  assert_string_equal(play.present.items[1].question, "Why?");
  assert_string_equal(play.present.items[1].answer, "so");
}

static void of_what_is_on_the_rest_is_shown(void **state) {
  (void)state;
  const struct front_phase in = {"in", 4000, 2, 6};
  play.past.after = 3000;
  begin(front_replay);
  play.front->class->wait(play.front, "resting", 1000);
  play.front->class->wait_on(play.front, 500);
  play.front->class->wait_over(play.front);
  go_on();
  pass(1000);
  play.front->class->phase(play.front, &in);
  pass(1000);
  expect("");
  assert_int_equal(play.front->class->due(play.front), INT64_MAX);
  pass(60000);  // no further than where the person was
  expect("in 2000, 2 of 6\n");
  assert_true(front_replay_arrived(play.front) && !front_replay_asked(play.front));
  assert_int_equal(play.front->class->due(play.front), 40);
  play.front->class->rest(play.front);
  play.front->class->wait(play.front, "resting", 1000);
  play.front->class->wait_on(play.front, 500);
  play.front->class->wait_over(play.front);
  play.front->class->phase(play.front, &in);
  expect("rest\nresting for 1000\n500 left\nwaited\nin 4000, 2 of 6\n");
}

static void a_pause_that_is_over_is_not_shown(void **state) {
  (void)state;
  play.past.after = 3000;
  begin(front_replay);
  go_on();
  play.front->class->wait(play.front, "resting", 3000);
  pass(3000);
  expect("");
  assert_true(front_replay_arrived(play.front));
}

static void what_was_passed_over_is_passed_over_at_the_same_moment(void **state) {
  (void)state;
  deeds_add(&play.past, DEED_GO_ON, NULL, NULL, 500);
  play.past.asking = true;
  begin(front_replay);
  go_on();
  pass(499);
  expect("");
  pass(5000);
  expect("skip 0\n");
  assert_int_equal(play.present.items[0].after, 500);
  assert_false(front_replay_arrived(play.front));  // which a question will tell
}

static void a_question_whose_time_ran_out_is_left_alone_again(void **state) {
  (void)state;
  deeds_add(&play.past, DEED_SILENCE, "What?", NULL, 2000);
  play.past.asking = true;
  begin(front_replay);
  play.front->class->say(play.front, "Look around.");
  ask_it(1, FRONT_LINE, "What?");
  go_on();
  assert_true(play.front->silent);
  pass(2000);
  play.front->class->retract(play.front, 1, true);
  go_on();
  assert_false(play.front->silent);
  expect("");
  assert_int_equal(play.present.items[0].kind, DEED_SILENCE);
  ask_it(2, FRONT_LINE, "Why?");
  go_on();
  expect("ask Why?\n");
  play.front->class->retract(play.front, 2, true);
  expect("retract 2\n");
}

static void half_typed_words_go_along_where_they_can_be_edited(void **state) {
  (void)state;
  static const struct {
    enum front_question_kind kind;
    bool drafts;
    const char *begun, *shown;
  } rows[] = {{FRONT_LINE, true, "half", "ask Why? after half\n"},
              {FRONT_LINE, false, "half", "ask Why?\n"},
              {FRONT_TEXT, false, "half", "ask Why? after half\n"},
              {FRONT_CHOICE, true, "half", "ask Why?\n"},
              {FRONT_TEXT, true, "", "ask Why?\n"},
              {FRONT_TEXT, true, NULL, "ask Why?\n"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    play.inner.offers_drafts = rows[i].drafts;
    play.past.begun = mem_copy(rows[i].begun);
    play.past.asking = true;
    begin(front_replay);
    ask_it(1, rows[i].kind, "Why?");
    go_on();
    expect(rows[i].shown);
    if (i + 1 < sizeof rows / sizeof *rows) play.front->class->destroy(play.front);
    deeds_finish(&play.past);
  }
}

static void where_the_run_is_can_be_noted_at_any_time(void **state) {
  (void)state;
  begin_live();
  pass(300);
  front_replay_note(play.front);
  assert_true(!play.present.asking && !play.present.paused && !play.present.begun);
  assert_int_equal(play.present.after, 300);
  ask_it(1, FRONT_TEXT, "Why?");
  play.typed = "half";
  pass(5000);
  front_replay_note(play.front);
  assert_true(play.present.asking);
  assert_string_equal(play.present.begun, "half");
  assert_int_equal(play.present.after, 300);  // when it was asked
  expect("ask Why?\n");
}

static void time_that_stood_still_is_no_time_of_a_deed(void **state) {
  (void)state;
  begin_live();
  const struct front_listener *person = play.inner.listener;
  ask_it(1, FRONT_TEXT, "Why?");
  play.typed = "half";
  pass(1000);
  person->on_pause(person->context, true);
  // As a session does: it keeps what is typed, and withdraws the question meanwhile.
  free(play.front->class->unfinished(play.front));
  play.front->class->retract(play.front, 1, false);
  play.typed = NULL;
  pass(60000);
  front_replay_note(play.front);
  assert_true(play.present.paused && play.present.asking);
  assert_string_equal(play.present.begun, "half");
  assert_int_equal(play.present.count, 0);  // it was no silence
  person->on_pause(person->context, false);
  ask_it(1, FRONT_TEXT, "Why?");
  pass(500);
  person->on_answer(person->context, 1, "so", 2);
  assert_int_equal(play.present.items[0].after, 1500);
  expect("ask Why?\npause\nretract 1\ngo on\nask Why?\nanswer 1 so\n");
}

static void who_left_time_standing_finds_it_so(void **state) {
  (void)state;
  play.past.paused = true;
  begin_live();
  expect("pause\n");
}

static void what_the_person_does_is_handed_on_and_noted(void **state) {
  (void)state;
  begin_live();
  const struct front_listener *person = play.inner.listener;
  ask_it(1, FRONT_CHOICE, "Which?");
  person->on_choice(person->context, 1, 0);
  ask_it(2, FRONT_LINE, "Who?");
  person->on_skip(person->context, 2);
  person->on_skip(person->context, 0);
  person->on_ground(person->context);
  assert_false(front_replay_left(play.front));
  person->on_leave(person->context);
  assert_true(front_replay_left(play.front));
  expect("ask Which?\nchoice 1 0\nask Who?\nskip 2\nskip 0\nground\nleave\n");
  assert_int_equal(play.present.count, 3);
  assert_string_equal(play.present.items[0].answer, "apple");
  assert_int_equal(play.present.items[1].kind, DEED_PASS);
  assert_int_equal(play.present.items[2].kind, DEED_GO_ON);
}

static void a_trial_shows_nothing_and_leaves_where_the_person_would_go_on(void **state) {
  (void)state;
  deeds_add(&play.past, DEED_ANSWER, "What?", "a tree", 10);
  play.past.asking = true;
  begin(front_replay_trial);
  struct cue *cue = front_replay_cue(play.front, NULL);
  assert_int_equal(play.front->class->say(play.front, "Hello."), READING);
  assert_int_equal(play.front->class->input(play.front), -1);
  ask_it(1, FRONT_LINE, "What?");
  go_on();
  expect("answer 1 a tree\n");
  assert_false(cue->class->play(cue, "bell"));
  ask_it(2, FRONT_LINE, "Why?");
  go_on();
  expect("leave\n");
  assert_true(front_replay_arrived(play.front) && front_replay_asked(play.front));
  play.front->class->tell(play.front, FRONT_CARE, "That is fine.");
  assert_null(play.front->class->unfinished(play.front));
  play.front->class->retract(play.front, 2, false);
  play.front->class->end(play.front, 0);
  assert_false(cue->class->play(cue, "bell") || cue->class->speak(cue, "Hello.") || cue->class->missing(cue));
  assert_true(!play.front->class->due && !play.front->class->paint);
}

static void sounds_are_heard_once_somebody_is_there(void **state) {
  (void)state;
  play.past.after = 1000;
  begin(front_replay);
  struct cue *cue = front_replay_cue(play.front, &play.inner_cue);
  assert_false(cue->class->play(cue, "bell"));
  assert_int_equal(cue->class->speak(cue, "Hello."), 0);
  assert_null(cue->class->missing(cue));
  go_on();
  pass(1000);
  assert_true(cue->class->play(cue, "bell"));
  assert_int_equal(cue->class->speak(cue, "Hello."), 900);
  assert_string_equal(cue->class->missing(cue), "none");
  expect("sound bell\n");
  cue->class->destroy(cue);
}

static void a_version_that_was_cut_says_nothing_more(void **state) {
  (void)state;
  const struct front_phase in = {"in", 4000, 2, 6};
  struct buf bytes = {0};
  begin_live();
  ask_it(1, FRONT_LINE, "Why?");
  assert_true(play.front->class->paint(play.front, &bytes));
  front_replay_cut(play.front);
  expect("ask Why?\nrest\nwaited\n");
  play.front->class->retract(play.front, 1, false);
  expect("retract 1\n");  // the question is taken off the screen
  assert_int_equal(play.front->class->say(play.front, "Hello."), READING);
  play.front->class->tell(play.front, FRONT_CARE, "That is fine.");
  play.front->class->phase(play.front, &in);
  play.front->class->end(play.front, 0);
  assert_false(play.front->class->paint(play.front, &bytes));
  assert_int_equal(play.present.count, 0);
  buf_finish(&bytes);
}

static void one_that_ends_before_anybody_came_is_seen_to_end(void **state) {
  (void)state;
  deeds_add(&play.past, DEED_ANSWER, "What?", "a tree", 10);
  play.past.asking = true;
  begin(front_replay);
  play.front->class->say(play.front, "That was all.");
  play.front->class->end(play.front, 0);
  expect("say That was all.\nend 0\n");
  assert_false(front_replay_arrived(play.front));
  front_replay_hand_over(play.front, &session);
  assert_ptr_equal(play.inner.listener, &session);
  assert_int_equal(play.front->class->input(play.front), 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      REPLAY_TEST(what_was_done_is_done_again_unseen),
      REPLAY_TEST(who_comes_sees_what_was_said_since_and_the_question),
      REPLAY_TEST(of_what_is_on_the_rest_is_shown),
      REPLAY_TEST(a_pause_that_is_over_is_not_shown),
      REPLAY_TEST(what_was_passed_over_is_passed_over_at_the_same_moment),
      REPLAY_TEST(a_question_whose_time_ran_out_is_left_alone_again),
      REPLAY_TEST(half_typed_words_go_along_where_they_can_be_edited),
      REPLAY_TEST(where_the_run_is_can_be_noted_at_any_time),
      REPLAY_TEST(time_that_stood_still_is_no_time_of_a_deed),
      REPLAY_TEST(who_left_time_standing_finds_it_so),
      REPLAY_TEST(what_the_person_does_is_handed_on_and_noted),
      REPLAY_TEST(a_trial_shows_nothing_and_leaves_where_the_person_would_go_on),
      REPLAY_TEST(sounds_are_heard_once_somebody_is_there),
      REPLAY_TEST(a_version_that_was_cut_says_nothing_more),
      REPLAY_TEST(one_that_ends_before_anybody_came_is_seen_to_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
