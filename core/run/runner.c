// Runs one practice in the foreground; see runner.h. Callbacks turn an event into a call and end in settle(), which lets time and
// typed-ahead answers do their part and says when to wake up next.
#include "runner.h"

#include <signal.h>
#include <stdlib.h>

#include "memory.h"
#include "paths.h"
#include "peer.h"

enum {
  SLICE_MS = 1000,      // a child that computes for so long without a pause is ended
  SLICE_CPU_MS = 250,   // unless the machine gave it less than this of its time
  SLICE_LONGEST_MS = 5000,
  SIGNALS = 6,
};

// One practice on the stage: its session, its child and the watchdog over the child's slice of work.
struct act {
  struct runner *runner;
  struct session *session;
  struct peer *peer;
  uv_timer_t watchdog;
  bool watched, over;
  int64_t slice, slice_start, slice_cpu;
  struct act *below;  // paused while this one is on
};

struct runner {
  const struct runner_setup *setup;
  uv_loop_t loop;
  uv_timer_t timer;
  uv_poll_t input;
  uv_signal_t signals[SIGNALS];
  uv_tty_t screen;      // only for a front end that paints
  bool painting;        // bytes are on their way to it: frames meanwhile are dropped
  int input_fd;         // the descriptor that is polled, or -1
  bool input_blocks;    // it cannot be polled (an ordinary file): it is read when an answer is wanted
  bool ground_asked, settling, again;
  char *host;
  struct act *act;      // the one on top
  struct runner_result result;
};

static struct clock *clock_of(const struct runner *runner) { return runner->setup->session.clock; }
static struct front *front_of(const struct runner *runner) { return runner->setup->session.front; }
static int64_t steady(const struct runner *runner) { return clock_of(runner)->class->steady(clock_of(runner)); }

static void settle(struct runner *runner);

// The watchdog runs on the machine's time, whatever clock the session has.

static void act_stop(struct act *act, enum session_status status, const char *what) {
  char *sentence = mem_format("%s: stopped, because %s", session_practice(act->session)->name, what);
  session_stop(act->session, status, sentence);
  free(sentence);
}

static void on_watchdog(uv_timer_t *timer) {
  struct act *act = timer->data;
  int64_t lasted = (int64_t)uv_now(&act->runner->loop) - act->slice_start, used = peer_cpu(act->peer) - act->slice_cpu;
  if (used < SLICE_CPU_MS && lasted < SLICE_LONGEST_MS) return;  // the machine was busy or asleep, not the practice
  act_stop(act, SESSION_LIMIT, "it computed for more than a second without a pause");
  settle(act->runner);
}

// Every message that the child has dealt with begins a new slice. An act that is paused is not heard, so it is not watched.
static void watch(struct act *act) {
  bool busy = act->peer && !act->over && act == act->runner->act && session_busy(act->session);
  int64_t slice = session_slice(act->session);
  if (busy == act->watched && (!busy || slice == act->slice)) return;
  act->watched = busy;
  act->slice = slice;
  if (!busy) {
    uv_timer_stop(&act->watchdog);
    return;
  }
  uv_update_time(&act->runner->loop);
  act->slice_start = (int64_t)uv_now(&act->runner->loop);
  act->slice_cpu = peer_cpu(act->peer);
  uv_timer_start(&act->watchdog, on_watchdog, SLICE_MS, SLICE_CPU_MS);
}

// The child.

static void on_line(void *context, const char *line, size_t length) {
  struct act *act = context;
  session_on_line(act->session, line, length);
  watch(act);
  settle(act->runner);
}

static void on_broken(void *context, const char *what) {
  struct act *act = context;
  act_stop(act, SESSION_LIMIT, what);
  settle(act->runner);
}

static void on_gone(void *context, const char *what) {
  struct act *act = context;
  act_stop(act, SESSION_LIMIT, what);
  settle(act->runner);
}

static void port_send(void *context, const json_t *message) {
  struct act *act = context;
  if (act->over || !act->peer) return;
  if (!peer_send(act->peer, message)) act_stop(act, SESSION_LIMIT, "its process does not read what it is sent");
  watch(act);
}

static void port_ground(void *context) {
  struct act *act = context;
  act->runner->ground_asked = true;
}

static void port_ended(void *context) {
  struct act *act = context;
  act->over = true;
}

static bool act_begin(struct runner *runner, const struct session_setup *setup, struct fault *fault) {
  struct act *act = mem_zero(1, sizeof *act);
  struct session_setup own = *setup;
  own.ports = (struct session_ports){act, port_send, port_ground, port_ended};
  act->runner = runner;
  act->session = session_create(&own, fault);
  if (!act->session) runner->result.status = SESSION_USAGE;
  const struct peer_events events = {act, on_line, on_broken, on_gone};
  if (act->session) act->peer = peer_start(&runner->loop, runner->host, &events, fault);
  if (!act->peer) {
    session_destroy(act->session);
    free(act);
    return false;
  }
  uv_timer_init(&runner->loop, &act->watchdog);
  act->watchdog.data = act;
  act->below = runner->act;
  runner->act = act;
  session_begin(act->session);
  return true;
}

static void resume(struct act *act) {
  session_resume(act->session);
  peer_listen(act->peer, true);
  watch(act);
}

static void on_act_closed(uv_handle_t *handle) { free(handle->data); }

// Takes the top act off the stage. The one below goes on.
static void act_end(struct runner *runner) {
  struct act *act = runner->act;
  runner->act = act->below;
  if (!runner->act) {
    runner->result.status = session_status(act->session);
    runner->result.sentence = mem_copy(session_sentence(act->session));
  }
  session_destroy(act->session);
  peer_close(act->peer);
  uv_close((uv_handle_t *)&act->watchdog, on_act_closed);
  if (!runner->act) return;
  if (!session_over(runner->act->session))
    front_of(runner)->class->tell(front_of(runner), FRONT_CARE, "And back to where you were. You can go on, or leave.");
  resume(runner->act);
}

// Grounding.

static void ground_in_words(struct runner *runner) {
  static const char *const lines[] = {
      "You are here. Feel the floor under your feet, or whatever is holding you.",
      "Look at one thing in the room. Any one thing. Let your eyes rest on it.",
      "Let a breath go out slowly, as if through a straw. That is enough.",
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) front_of(runner)->class->tell(front_of(runner), FRONT_CARE, lines[i]);
}

static void ground(struct runner *runner) {
  struct session_setup setup = runner->setup->session;
  setup.practice = runner->setup->grounding;
  setup.overrides = NULL;
  setup.grant = SESSION_GRANT_NONE;
  setup.granted = NULL;
  if (runner->act->below) return;  // already there
  if (!setup.practice) return ground_in_words(runner);
  session_pause(runner->act->session);
  peer_listen(runner->act->peer, false);
  struct act *paused = runner->act;
  bool begun = act_begin(runner, &setup, NULL);
  watch(paused);
  if (begun) return;
  ground_in_words(runner);
  resume(paused);
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
  if (status >= 0 || front_of(runner)->class->input(front_of(runner)) >= 0) front_of(runner)->class->on_input(front_of(runner));
  settle(runner);
}

static void poll_input(struct runner *runner) {
  int fd = runner->act ? front_of(runner)->class->input(front_of(runner)) : -1;
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
  // An ordinary file and /dev/null cannot be polled; they can always be read.
  runner->input_blocks = fd >= 0 && uv_poll_init(&runner->loop, &runner->input, fd) < 0;
  if (fd < 0) runner->input_blocks = true;
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
  if (act->over) {
    act_end(runner);
    return true;
  }
  if (runner->ground_asked) {
    runner->ground_asked = false;
    ground(runner);
    return true;
  }
  if (front_of(runner)->class->take(front_of(runner))) return true;
  if (read_blocking_input(runner)) return true;
  int64_t due = session_due(act->session);
  if (due > steady(runner)) return false;
  session_on_time(act->session);
  return true;
}

// With a clock that does not move by itself, time passes while nobody is at work and nobody is being asked.
static bool move_time(struct runner *runner) {
  struct clock *clock = clock_of(runner);
  int64_t due = runner->act ? session_due(runner->act->session) : INT64_MAX;
  if (!clock->class->advance || due == INT64_MAX || session_busy(runner->act->session)) return false;
  if (session_is_asking(runner->act->session)) return false;
  clock->class->advance(clock, due);
  return true;
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
  if (status >= 0 && runner->act) settle(runner);
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

static void wake_up_later(struct runner *runner) {
  int64_t due = clock_of(runner)->class->advance ? INT64_MAX : session_due(runner->act->session);
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

static void settle(struct runner *runner) {
  if (runner->settling) return;  // the outer call goes on
  runner->settling = true;
  while (runner->act && (step(runner) || move_time(runner))) {
  }
  runner->settling = false;
  if (!runner->act) return uv_stop(&runner->loop);
  poll_input(runner);
  paint(runner);
  wake_up_later(runner);
}

static void on_signal(uv_signal_t *handle, int number) {
  struct runner *runner = handle->data;
  if (number == SIGWINCH || number == SIGCONT || number == SIGTSTP) {
    front_of(runner)->class->on_signal(front_of(runner), number);
    if (runner->act) settle(runner);
    return;
  }
  for (struct act *act = runner->act; act; act = act->below) session_leave(act->session);
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
  uv_run(&runner->loop, UV_RUN_DEFAULT);
  uv_loop_close(&runner->loop);
}

struct runner_result runner_run(const struct runner_setup *setup) {
  struct fault fault = {{0}};
  struct runner runner = {.setup = setup, .result.status = SESSION_UNSEALED};
  runner.host = path_of(PATH_LIBEXEC, "tend-host", &fault);
  uv_loop_init(&runner.loop);
  uv_timer_init(&runner.loop, &runner.timer);
  runner.timer.data = &runner;
  open_input(&runner);
  open_screen(&runner);
  open_signals(&runner);
  if (runner.host && act_begin(&runner, &setup->session, &fault)) {
    settle(&runner);
    if (runner.act) uv_run(&runner.loop, UV_RUN_DEFAULT);
  } else {
    runner.result.sentence = mem_copy(fault.text);
  }
  front_of(&runner)->class->end(front_of(&runner), (int)runner.result.status);
  close_loop(&runner);
  free(runner.host);
  return runner.result;
}
