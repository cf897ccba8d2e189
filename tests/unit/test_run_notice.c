#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "buf.h"
#include "front_notice.h"

// A notifier and a listener that write down what happens.
static struct {
  struct notifier notifier;
  unsigned can;
  struct buf log;
  struct front *front;
  struct front_listener listener;
} stage;

static void on_show(struct notifier *notifier, int64_t id, const struct notice *notice) {
  (void)notifier;
  buf_format(&stage.log, "%d %s | %s", (int)id, notice->title, notice->text);
  for (size_t i = 0; i < notice->actions_count; i++) buf_format(&stage.log, " [%s]", notice->actions[i].label);
  if (notice->reply) buf_format(&stage.log, " <%s>", notice->reply);
  buf_add_char(&stage.log, '\n');
}

static void on_close(struct notifier *notifier, int64_t id) {
  (void)notifier;
  buf_format(&stage.log, "close %d\n", (int)id);
}

static unsigned can(const struct notifier *notifier) {
  (void)notifier;
  return stage.can;
}

static void destroy(struct notifier *notifier) { (void)notifier; }

static void on_answer(void *context, int64_t question, const char *text, size_t length) {
  (void)context;
  buf_format(&stage.log, "answer %d %.*s\n", (int)question, (int)length, text);
}

static void on_choice(void *context, int64_t question, size_t option) {
  (void)context;
  buf_format(&stage.log, "choice %d %d\n", (int)question, (int)option);
}

static void on_skip(void *context, int64_t question) {
  (void)context;
  buf_format(&stage.log, "skip %d\n", (int)question);
}

static void on_leave(void *context) {
  (void)context;
  buf_add_text(&stage.log, "leave\n");
}

static void on_nothing(void *context) { (void)context; }

static void on_pause(void *context, bool pause) { (void)context, (void)pause; }

static int set_up(void **state) {
  static const struct notifier_class class = {on_show, on_close, can, destroy};
  (void)state;
  stage.notifier.class = &class;
  stage.can = NOTIFIER_READY | NOTIFIER_ACTIONS | NOTIFIER_REPLY;
  stage.listener = (struct front_listener){NULL, on_answer, on_choice, on_skip, on_leave, on_nothing, on_pause};
  stage.front = front_notice(&stage.notifier, 7, "Tea");
  stage.front->listener = &stage.listener;
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  stage.front->class->destroy(stage.front);
  buf_finish(&stage.log);
  return 0;
}

static void expect(const char *text) {
  assert_string_equal(buf_text(&stage.log), text);
  buf_clear(&stage.log);
}

static void ask(enum front_question_kind kind, size_t options, bool hidden, bool from_tend) {
  static const char *const words[] = {"a", "b", "c", "d"};
  const struct front_question question = {.id = 3,
                                          .kind = kind,
                                          .text = "Which?",
                                          .options = words,
                                          .options_count = options,
                                          .hidden = hidden,
                                          .from_tend = from_tend};
  stage.front->class->ask(stage.front, &question);
}

static void a_line_is_shown_and_given_its_time(void **state) {
  (void)state;
  assert_true(stage.front->class->say(stage.front, "Put the kettle on.") >= 2500);
  expect("7 Tea | Put the kettle on.\n");
  stage.front->class->wait(stage.front, "listening", 120000);
  expect("7 Tea | listening (2 minutes)\n");
  stage.front->class->end(stage.front, 0);
  expect("close 7\n");
}

static void choices_are_buttons(void **state) {
  (void)state;
  ask(FRONT_CHOICE, 3, false, false);
  expect("7 Tea | Which?\n7 Tea | Which? [a] [b] [c]\n");
  assert_false(stage.front->class->take(stage.front));
  front_notice_on_action(stage.front, "9");
  front_notice_on_action(stage.front, "2");
  front_notice_on_action(stage.front, "2");  // the second click came too late
  expect("choice 3 1\n");
}

static void a_line_is_answered_in_a_field(void **state) {
  (void)state;
  ask(FRONT_LINE, 0, false, false);
  expect("7 Tea | Which?\n7 Tea | Which? <Answer>\n");
  front_notice_on_reply(stage.front, "black");
  expect("answer 3 black\n");
  ask(FRONT_TEXT, 0, false, false);
  buf_clear(&stage.log);
  front_notice_on_reply(stage.front, "");
  expect("skip 3\n");
}

static void what_does_not_fit_is_passed_over(void **state) {
  (void)state;
  static const struct {
    enum front_question_kind kind;
    size_t options;
    bool hidden, from_tend;
    unsigned can;
  } rows[] = {
      {FRONT_CHOICE, 4, false, false, NOTIFIER_ACTIONS | NOTIFIER_REPLY},
      {FRONT_CHOICE, 3, false, true, NOTIFIER_ACTIONS | NOTIFIER_REPLY},
      {FRONT_CHOICE, 2, false, false, NOTIFIER_REPLY},
      {FRONT_LINE, 0, true, false, NOTIFIER_ACTIONS | NOTIFIER_REPLY},
      {FRONT_LINE, 0, false, false, NOTIFIER_ACTIONS},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    stage.can = rows[i].can;
    ask(rows[i].kind, rows[i].options, rows[i].hidden, rows[i].from_tend);
    expect("7 Tea | Which?\n");
    assert_true(stage.front->class->take(stage.front));
    assert_false(stage.front->class->take(stage.front));
    expect("skip 3\n");
  }
}

static void putting_the_notice_away_is_leaving(void **state) {
  (void)state;
  front_notice_on_closed(stage.front);
  front_notice_on_closed(stage.front);
  stage.front->class->say(stage.front, "still here?");
  stage.front->class->end(stage.front, 0);
  expect("leave\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_line_is_shown_and_given_its_time, set_up, tear_down),
      cmocka_unit_test_setup_teardown(choices_are_buttons, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_line_is_answered_in_a_field, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_does_not_fit_is_passed_over, set_up, tear_down),
      cmocka_unit_test_setup_teardown(putting_the_notice_away_is_leaving, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
