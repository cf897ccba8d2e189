// A practice that runs in a notification; see background.h.
#include "background.h"

#include <stdlib.h>
#include <sys/random.h>

#include "act.h"
#include "front_notice.h"
#include "memory.h"
#include "paths.h"

struct background {
  struct act *act;
  struct front *front;
  struct keeper *keeper;
  struct practice *practice;
  struct settings settings;
  uv_timer_t timer;
  void (*ended)(void *context);
  void *context;
  bool settling, told;
};

static int64_t steady(void) { return clock_real()->class->steady(clock_real()); }

static void settle(struct background *background);

static void on_timer(uv_timer_t *timer) { settle(timer->data); }

static bool step(struct background *background) {
  struct session *session = act_session(background->act);
  if (act_over(background->act)) return false;
  if (background->front->class->take(background->front)) return true;
  if (session_due(session) > steady()) return false;
  session_on_time(session);
  return true;
}

static void wake_up_later(struct background *background) {
  int64_t due = session_due(act_session(background->act)), left = due - steady();
  uv_update_time(background->timer.loop);
  if (due == INT64_MAX) uv_timer_stop(&background->timer);
  else uv_timer_start(&background->timer, on_timer, left > 0 ? (uint64_t)left : 0, 0);
}

// The end is told from the timer, so that whoever caused it (a pump of the bus, the child's last line) has returned
// before.
static void settle(struct background *background) {
  if (background->settling) return;
  background->settling = true;
  while (background->act && step(background)) {
  }
  background->settling = false;
  if (!background->act) return;
  if (!act_over(background->act)) return wake_up_later(background);
  if (background->told) return background->ended(background->context);
  background->told = true;
  uv_timer_start(&background->timer, on_timer, 0, 0);
}

static void on_change(void *context) { settle(context); }

// There is nowhere to be led to: the lines themselves are the grounding.
static void on_ground(void *context) { (void)context; }

static void on_timer_closed(uv_handle_t *handle) { free(handle->data); }

// `background` goes when the loop has closed its timer.
static void release(struct background *background) {
  if (background->act) act_end(background->act, NULL);
  background->act = NULL;
  background->front->class->destroy(background->front);
  keeper_destroy(background->keeper);
  settings_finish(&background->settings);
  practice_free(background->practice);
  uv_close((uv_handle_t *)&background->timer, on_timer_closed);
}

static void read_settings(struct settings *settings) {
  char *path = path_of(PATH_CONFIG, "tend.ini", NULL);
  settings_init(settings);
  // Mistakes are told by the commands that a person runs.
  struct buf mistakes = {0};
  if (path) settings_read(settings, path, &mistakes);
  buf_finish(&mistakes);
  free(path);
}

struct background *background_begin(uv_loop_t *loop, struct notifier *notifier, int64_t id, struct practice *practice,
                                    void (*ended)(void *context), void *context, struct fault *fault) {
  struct background *background = mem_zero(1, sizeof *background);
  const struct act_events events = {background, on_change, on_ground};
  enum session_status status;
  uint64_t seed = 1;
  background->ended = ended;
  background->context = context;
  background->practice = practice;
  background->front = front_notice(notifier, id, practice->local_title);
  background->keeper = keeper_create();
  read_settings(&background->settings);
  uv_timer_init(loop, &background->timer);
  background->timer.data = background;
  if (getrandom(&seed, sizeof seed, 0) < 0) seed = 1;
  const struct session_setup setup = {
      .practice = practice,
      .settings = &background->settings,
      .front = background->front,
      .cue = cue_none(),
      .clock = clock_real(),
      .keeper = background->keeper,
      .grant = SESSION_GRANT_ASK,  // nobody is asked here: what was granted before counts
      .seed = seed,
  };
  background->act = act_begin(loop, &setup, &events, &status, fault);
  if (background->act) {
    settle(background);
    return background;
  }
  release(background);
  return NULL;
}

void background_end(struct background *background) {
  if (!background) return;
  background->told = true;
  background->settling = true;  // nothing is to be settled any more
  if (!act_over(background->act)) session_leave(act_session(background->act));
  background->front->class->end(background->front, (int)session_status(act_session(background->act)));
  release(background);
}

void background_on_action(struct background *background, const char *action) {
  front_notice_on_action(background->front, action);
  settle(background);
}

void background_on_reply(struct background *background, const char *text) {
  front_notice_on_reply(background->front, text);
  settle(background);
}

void background_on_closed(struct background *background) {
  front_notice_on_closed(background->front);
  settle(background);
}
