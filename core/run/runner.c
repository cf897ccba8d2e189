// Runs one practice in the foreground; see runner.h. Callbacks turn an event into a call and end in settle(), which
// lets time and typed-ahead answers do their part and says when to wake up next.
#include "runner.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>

#include "act.h"
#include "memory.h"

enum { SIGNALS = 6, LONGEST_MS = 86400 * 1000 };  // on a clock that does not move by itself

struct runner {
  const struct runner_setup *setup;
  uv_loop_t loop;
  uv_timer_t timer, patience;
  uv_poll_t input, news;
  uv_signal_t signals[SIGNALS];
  uv_tty_t screen;      // only for a front end that paints
  bool painting;        // bytes are on their way to it: frames meanwhile are dropped
  int input_fd;         // the descriptor that is polled, or -1
  bool input_blocks;    // it cannot be polled (an ordinary file): it is read when an answer is wanted
  int opened_fd, opened_flags;  // what libuv makes non-blocking for us, and for whoever else has that terminal open
  bool ground_asked, settling;
  bool waiting;         // the practice is over, and who watches has the front end
  struct act *act;      // the one on the stage
  struct act *below;    // paused while grounding is on it, or NULL
  struct runner_result result;
};

static struct clock *clock_of(const struct runner *runner) { return runner->setup->session.clock; }
static struct front *front_of(const struct runner *runner) { return runner->setup->session.front; }
static int64_t steady(const struct runner *runner) { return clock_of(runner)->class->steady(clock_of(runner)); }

static void settle(struct runner *runner);

static void on_change(void *context) { settle(context); }

static void on_ground(void *context) {
  struct runner *runner = context;
  runner->ground_asked = true;
}

static struct act *begin(struct runner *runner, const struct session_setup *setup, struct fault *fault) {
  const struct act_events events = {runner, on_change, on_ground};
  enum session_status status;
  struct act *act = act_begin(&runner->loop, setup, &events, &status, fault);
  if (!act) runner->result.status = status;
  return act;
}

static void wait_for_news(struct runner *runner) {
  const struct runner_watch *watch = runner->setup->watch;
  bool ended = runner->result.interrupted || runner->result.replaced;
  runner->waiting = watch && !ended && watch->on_over(watch->context, &runner->result);
}

// Takes the top act off the stage. The one below goes on.
static void end_act(struct runner *runner) {
  struct act *act = runner->act;
  const struct session *session = act_session(act);
  runner->act = runner->below;
  runner->below = NULL;
  if (!runner->act) {
    runner->result.status = session_status(session);
    runner->result.sentence = mem_copy(session_sentence(session));
  }
  act_end(act, runner->act ? NULL : &runner->result.receipt);
  if (!runner->act) return wait_for_news(runner);
  if (!act_over(runner->act))
    front_of(runner)->class->tell(front_of(runner), FRONT_CARE, "And back to where you were. You can go on, or leave.");
  act_resume(runner->act);
}

// Grounding.

static void ground(struct runner *runner) {
  struct session_setup setup = runner->setup->session;
  setup.practice = runner->setup->grounding;
  setup.overrides = NULL;
  setup.grant = SESSION_GRANT_NONE;
  setup.granted = NULL;
  if (runner->below) return;  // already there
  if (!setup.practice) return front_ground(front_of(runner));
  act_pause(runner->act);
  struct act *grounding = begin(runner, &setup, NULL);
  if (grounding) {
    runner->below = runner->act;
    runner->act = grounding;
    return;
  }
  front_ground(front_of(runner));
  act_resume(runner->act);
}

// Input.

static void close_input(struct runner *runner) {
  if (runner->input_fd < 0) return;
  runner->input_fd = -1;
  uv_poll_stop(&runner->input);
}

static void on_input(uv_poll_t *poll, int status, int events) {
  (void)events;
  struct runner *runner = poll->data;
  if (status >= 0 || front_of(runner)->class->input(front_of(runner)) >= 0)
    front_of(runner)->class->on_input(front_of(runner));
  settle(runner);
}

static void poll_input(struct runner *runner) {
  int fd = runner->act || runner->waiting ? front_of(runner)->class->input(front_of(runner)) : -1;
  if (runner->input_blocks || fd == runner->input_fd) return;
  close_input(runner);
  if (fd < 0) return;
  runner->input_fd = fd;
  uv_poll_start(&runner->input, UV_READABLE, on_input);
}

static void open_input(struct runner *runner) {
  int fd = front_of(runner)->class->input(front_of(runner));
  runner->input_fd = -1;
  runner->input.data = runner;
  runner->opened_fd = fd;
  runner->opened_flags = fd >= 0 ? fcntl(fd, F_GETFL) : -1;
  // An ordinary file and /dev/null cannot be polled; they can always be read.
  runner->input_blocks = fd >= 0 && uv_poll_init(&runner->loop, &runner->input, fd) < 0;
  if (fd < 0) runner->input_blocks = true;
}

// The shell gets its terminal back as it was.
static void restore_input(const struct runner *runner) {
  if (runner->opened_flags >= 0) fcntl(runner->opened_fd, F_SETFL, runner->opened_flags);
}

static void open_screen(struct runner *runner) {
  if (front_of(runner)->class->paint) uv_tty_init(&runner->loop, &runner->screen, front_of(runner)->paint_fd, 0);
}

static bool read_blocking_input(struct runner *runner) {
  if (!runner->input_blocks || front_of(runner)->class->input(front_of(runner)) < 0) return false;
  front_of(runner)->class->on_input(front_of(runner));
  return true;
}

// Lets everything happen that can happen now. True when something did.
static bool step(struct runner *runner) {
  struct act *act = runner->act;
  if (act_over(act)) {
    end_act(runner);
    return true;
  }
  if (runner->ground_asked) {
    runner->ground_asked = false;
    ground(runner);
    return true;
  }
  if (front_of(runner)->class->take(front_of(runner))) return true;
  if (read_blocking_input(runner)) return true;
  int64_t due = session_due(act_session(act));
  if (due > steady(runner)) return false;
  session_on_time(act_session(act));
  return true;
}

// With a clock that does not move by itself, time passes while nobody is at work and nobody is being asked.
static bool move_time(struct runner *runner) {
  struct clock *clock = clock_of(runner);
  struct front *front = front_of(runner);
  if (!clock->class->advance || !runner->act) return false;
  const struct session *session = act_session(runner->act);
  if (session_busy(session) || (session_is_asking(session) && !front->silent)) return false;
  int64_t due = session_due(session);
  bool comes = due < INT64_MAX, silent = front->silent;
  // Nobody is there to end what goes on by itself.
  if (comes && due > LONGEST_MS) {
    front->class->tell(front, FRONT_CARE, "A day has gone by on this practice's clock, so it ends here.");
    session_leave(act_session(runner->act));
    return true;
  }
  if (comes) clock->class->advance(clock, due);
  else front->silent = false;  // no time ends this question, so silence is no answer to it
  return comes || silent;
}

// A front end that paints: at most one frame is on its way.

struct frame {
  uv_write_t request;
  struct buf bytes;
};

static void on_painted(uv_write_t *request, int status) {
  struct frame *frame = (struct frame *)request;
  struct runner *runner = request->data;
  runner->painting = false;
  buf_finish(&frame->bytes);
  free(frame);
  if (status >= 0) settle(runner);
}

static void paint(struct runner *runner) {
  struct front *front = front_of(runner);
  if (!front->class->paint || runner->painting) return;
  struct frame *frame = mem_zero(1, sizeof *frame);
  frame->request.data = runner;
  uv_buf_t buffer;
  if (front->class->paint(front, &frame->bytes)) {
    buffer = uv_buf_init(frame->bytes.data, (unsigned)frame->bytes.len);
    runner->painting = uv_write(&frame->request, (uv_stream_t *)&runner->screen, &buffer, 1, on_painted) == 0;
    if (runner->painting) return;
  }
  buf_finish(&frame->bytes);
  free(frame);
}

static int64_t front_due(const struct runner *runner) {
  struct front *front = front_of(runner);
  return front->class->due && !runner->painting ? front->class->due(front) : INT64_MAX;
}

static void on_timer(uv_timer_t *timer) { settle(timer->data); }

static int64_t act_due(const struct runner *runner) {
  return !runner->act || clock_of(runner)->class->advance ? INT64_MAX : session_due(act_session(runner->act));
}

static void wake_up_later(struct runner *runner) {
  int64_t due = act_due(runner);
  if (front_due(runner) < due) due = front_due(runner);
  if (due == INT64_MAX) {
    uv_timer_stop(&runner->timer);
    return;
  }
  int64_t left = due - steady(runner);
  uv_update_time(&runner->loop);
  // libuv may be up to a millisecond early; settle() then simply waits again.
  uv_timer_start(&runner->timer, on_timer, left > 0 ? (uint64_t)left : 0, 0);
}

// What happens without a practice.
static bool step_waiting(struct runner *runner) {
  const struct runner_watch *watch = runner->setup->watch;
  runner->waiting = watch->waits(watch->context);
  return runner->waiting && (front_of(runner)->class->take(front_of(runner)) || read_blocking_input(runner));
}

static void settle(struct runner *runner) {
  if (runner->settling) return;  // the outer call goes on
  runner->settling = true;
  while (runner->act ? step(runner) || move_time(runner) : runner->waiting && step_waiting(runner)) {
  }
  runner->settling = false;
  if (!runner->act && !runner->waiting) return uv_stop(&runner->loop);
  poll_input(runner);
  paint(runner);
  wake_up_later(runner);
}

static void on_news(uv_poll_t *poll, int status, int events) {
  (void)status, (void)events;
  struct runner *runner = poll->data;
  const struct runner_watch *watch = runner->setup->watch;
  if ((runner->act || runner->waiting) && watch->on_news(watch->context)) {
    runner->result.replaced = true;
    runner->waiting = false;
    if (runner->act) session_leave(act_session(runner->act));
  }
  settle(runner);
}

static void open_news(struct runner *runner) {
  const struct runner_watch *watch = runner->setup->watch;
  if (!watch) return;
  uv_poll_init(&runner->loop, &runner->news, watch->fd);
  runner->news.data = runner;
  uv_poll_start(&runner->news, UV_READABLE, on_news);
}

static void on_patience(uv_timer_t *timer) {
  struct runner *runner = timer->data;
  runner->result.impatient = true;
  if (runner->act) session_stop_limit(act_session(runner->act), "it took too long");
  settle(runner);
}

static void open_patience(struct runner *runner) {
  uv_timer_init(&runner->loop, &runner->patience);
  runner->patience.data = runner;
  if (runner->setup->patience_ms)
    uv_timer_start(&runner->patience, on_patience, (uint64_t)runner->setup->patience_ms, 0);
}

static void on_signal(uv_signal_t *handle, int number) {
  struct runner *runner = handle->data;
  if (number == SIGWINCH || number == SIGCONT || number == SIGTSTP) {
    front_of(runner)->class->on_signal(front_of(runner), number);
    settle(runner);
    return;
  }
  runner->result.interrupted = true;
  runner->waiting = false;
  if (runner->act) session_leave(act_session(runner->act));
  if (runner->below) session_leave(act_session(runner->below));
  settle(runner);
}

static void open_signals(struct runner *runner) {
  // The last three are a front end's that paints; nobody else is to keep a job from stopping.
  static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT, SIGTSTP};
  int count = front_of(runner)->class->on_signal ? SIGNALS : SIGNALS - 3;
  for (int i = 0; i < count; i++) {
    uv_signal_init(&runner->loop, &runner->signals[i]);
    runner->signals[i].data = runner;
    uv_signal_start(&runner->signals[i], on_signal, numbers[i]);
  }
  signal(SIGPIPE, SIG_IGN);
}

static void close_handle(uv_handle_t *handle, void *context) {
  (void)context;
  if (!uv_is_closing(handle)) uv_close(handle, NULL);
}

static void close_loop(struct runner *runner) {
  uv_walk(&runner->loop, close_handle, NULL);
  // Whoever left before the loop ran has asked it to stop, and its next run only takes note of that.
  while (uv_loop_close(&runner->loop) == UV_EBUSY) uv_run(&runner->loop, UV_RUN_DEFAULT);
}

struct runner_result runner_run(const struct runner_setup *setup) {
  struct fault fault = {{0}};
  struct runner runner = {.setup = setup};
  uv_loop_init(&runner.loop);
  uv_timer_init(&runner.loop, &runner.timer);
  runner.timer.data = &runner;
  open_input(&runner);
  open_screen(&runner);
  open_signals(&runner);
  open_news(&runner);
  open_patience(&runner);
  runner.act = begin(&runner, &setup->session, &fault);
  if (runner.act) {
    settle(&runner);
    if (runner.act || runner.waiting) uv_run(&runner.loop, UV_RUN_DEFAULT);
  } else {
    runner.result.sentence = mem_copy(fault.text);
  }
  front_of(&runner)->class->end(front_of(&runner), (int)runner.result.status);
  close_loop(&runner);
  restore_input(&runner);
  return runner.result;
}
