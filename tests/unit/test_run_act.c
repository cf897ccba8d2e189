// An act with a real child on a loop: what becomes of what the child says while time stands still.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <poll.h>
#include <stdbool.h>
#include <uv.h>

static bool pipes_fail;

static int open_pipe(uv_pipe_t *pipe, uv_file file) { return pipes_fail ? UV_EMFILE : uv_pipe_open(pipe, file); }

#define uv_pipe_open open_pipe
#include "peer.c"
#undef uv_pipe_open
#define port_send act_port_send
#define port_ground act_port_ground
#define port_pause act_port_pause
#define port_ended act_port_ended
#include "act.c"
#undef port_send
#undef port_ground
#undef port_pause
#undef port_ended

#include "test_run_stage.h"

static uv_loop_t loop;
static struct act *act;

static void on_change(void *context) { (void)context; }
static void on_ground(void *context) { (void)context; }

static void start(const char *script) {
  const struct act_events events = {NULL, on_change, on_ground};
  enum session_status status;
  struct fault fault;
  uv_loop_init(&loop);
  stage.file.text = (char *)script;
  stage.file.length = strlen(script);
  act = act_begin(&loop, &stage.setup, &events, &status, &fault);
}

static void turn_until(const char *seen) {
  while (!strstr(buf_text(&stage.seen), seen)) uv_run(&loop, UV_RUN_ONCE);
}

// Everything that the loop could do now was done.
static void turn(void) {
  for (int i = 0; i < 10; i++) uv_run(&loop, UV_RUN_NOWAIT);
}

static void finish(void) {
  if (act) act_end(act, NULL);
  while (uv_loop_close(&loop) == UV_EBUSY) uv_run(&loop, UV_RUN_DEFAULT);
}

static void pause_from_the_front(bool pause) {
  stage.front.listener->on_pause(stage.front.listener->context, pause);
}

static int64_t say_and_pause(struct front *front, const char *text) {
  stage_say(front, text);
  if (strcmp(text, "a") == 0) pause_from_the_front(true);
  return 0;
}

static void wait_for(int fd) {
  struct pollfd waiting = {.fd = fd, .events = POLLIN};
  assert_int_equal(poll(&waiting, 1, 60000), 1);
}

static void a_child_is_not_heard_while_time_stands_still(void **state) {
  (void)state;
  struct front_class class = stage_front;
  int socket;
  class.say = say_and_pause;
  stage.front.class = &class;
  start("say 'a' say 'b'");
  turn_until("say a");
  uv_fileno((uv_handle_t *)&act->peer->pipe, &socket);
  wait_for(socket);
  turn();
  expect("say a\n");
  pause_from_the_front(false);
  turn_until("say b");
  expect("say b\n");
  finish();
}

static void the_last_words_of_a_child_that_ended_meanwhile_are_heard(void **state) {
  (void)state;
  start("ask 'x?'");
  turn_until("line x?");
  answers("yes");
  act_pause(act);
  wait_for(act->peer->child.pidfd);
  turn();
  assert_false(act_over(act));
  act_resume(act);
  while (!act_over(act)) uv_run(&loop, UV_RUN_ONCE);
  assert_int_equal(session_status(act_session(act)), SESSION_FINISHED);
  assert_null(session_sentence(act_session(act)));
  expect("line x?\n");
  finish();
}

static void a_child_that_cannot_be_spoken_to_is_told_at_once(void **state) {
  (void)state;
  pipes_fail = true;
  start("say 'a'");
  pipes_fail = false;
  assert_null(act);
  finish();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      STAGE_TEST(a_child_is_not_heard_while_time_stands_still),
      STAGE_TEST(the_last_words_of_a_child_that_ended_meanwhile_are_heard),
      STAGE_TEST(a_child_that_cannot_be_spoken_to_is_told_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
