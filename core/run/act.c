// One practice on the stage; see act.h.
#include "act.h"

#include <stdlib.h>

#include "memory.h"
#include "paths.h"
#include "peer.h"

enum {
  SLICE_MS = 1000,      // a child that computes for so long without a pause is ended
  SLICE_CPU_MS = 250,   // unless the machine gave it less than this of its time
  SLICE_LONGEST_MS = 5000,
  CPU_FIRST = 5,        // seconds of computing that a practice has from the start
  CPU_PER_MINUTE = 3,   // and as many more with each minute that it has run
};

struct act {
  struct act_events events;
  uv_loop_t *loop;
  struct clock *clock;
  struct session *session;
  struct peer *peer;
  uv_timer_t watchdog;
  bool watched, over, paused;
  int64_t slice, slice_start, slice_cpu;
  int64_t begun, cpu_allowed;  // when its child was ready; seconds
};

struct session *act_session(const struct act *act) { return act->session; }

bool act_over(const struct act *act) { return act->over; }

static void changed(struct act *act) { act->events.on_change(act->events.context); }

// The watchdog runs on the machine's time, whatever clock the session has.

static void on_watchdog(uv_timer_t *timer) {
  struct act *act = timer->data;
  int64_t lasted = (int64_t)uv_now(act->loop) - act->slice_start, used = peer_cpu(act->peer) - act->slice_cpu;
  if (used < SLICE_CPU_MS && lasted < SLICE_LONGEST_MS) return;  // the machine was busy or asleep, not the practice
  session_stop_limit(act->session, "it computed for more than a second without a pause");
  changed(act);
}

// Every message that the child has dealt with begins a new slice. An act that is paused is not heard, so it is not
// watched.
static void watch(struct act *act) {
  bool busy = act->peer && !act->over && !act->paused && session_busy(act->session);
  int64_t slice = session_slice(act->session);
  if (busy == act->watched && (!busy || slice == act->slice)) return;
  act->watched = busy;
  act->slice = slice;
  if (!busy) {
    uv_timer_stop(&act->watchdog);
    return;
  }
  uv_update_time(act->loop);
  act->slice_start = (int64_t)uv_now(act->loop);
  act->slice_cpu = peer_cpu(act->peer);
  uv_timer_start(&act->watchdog, on_watchdog, SLICE_MS, SLICE_CPU_MS);
}

// A practice that behaves never comes near its limit; one that runs for hours, be they virtual, is not ended for that.
static void allow_cpu(struct act *act) {
  int64_t now = act->clock->class->steady(act->clock);
  if (act->cpu_allowed == 0) act->begun = now;
  int64_t allowed = CPU_FIRST + (now - act->begun) * CPU_PER_MINUTE / 60000;
  if (!act->peer || allowed == act->cpu_allowed) return;
  act->cpu_allowed = allowed;
  peer_allow_cpu(act->peer, allowed);
}

// The child.

static void on_line(void *context, const char *line, size_t length) {
  struct act *act = context;
  allow_cpu(act);
  session_on_line(act->session, line, length);
  watch(act);
  changed(act);
}

static void on_lost(void *context, const char *what) {
  struct act *act = context;
  session_stop_limit(act->session, what);
  changed(act);
}

static void port_send(void *context, const json_t *message) {
  struct act *act = context;
  if (act->over || !act->peer) return;
  if (!peer_send(act->peer, message)) session_stop_limit(act->session, "its process does not read what it is sent");
  watch(act);
}

static void port_ground(void *context) {
  struct act *act = context;
  act->events.on_ground(act->events.context);
}

static void port_pause(void *context, bool pause) {
  if (pause) act_pause(context);
  else act_resume(context);
}

static void port_ended(void *context) {
  struct act *act = context;
  act->over = true;
}

static bool start_child(struct act *act, struct fault *fault) {
  const struct peer_events events = {act, on_line, on_lost, on_lost};
  char *host = path_of(PATH_LIBEXEC, "tend-host", fault);
  if (host) act->peer = peer_start(act->loop, host, &events, fault);
  free(host);
  return act->peer != NULL;
}

struct act *act_begin(uv_loop_t *loop, const struct session_setup *setup, const struct act_events *events,
                      enum session_status *status, struct fault *fault) {
  struct act *act = mem_zero(1, sizeof *act);
  struct session_setup own = *setup;
  own.ports = (struct session_ports){act, port_send, port_ground, port_pause, port_ended};
  act->events = *events;
  act->loop = loop;
  act->clock = setup->clock;
  act->session = session_create(&own, fault);
  *status = act->session ? SESSION_UNSEALED : SESSION_USAGE;
  if (!act->session || !start_child(act, fault)) {
    session_destroy(act->session);
    free(act);
    return NULL;
  }
  uv_timer_init(loop, &act->watchdog);
  act->watchdog.data = act;
  session_begin(act->session);
  return act;
}

void act_pause(struct act *act) {
  act->paused = true;
  session_pause(act->session);
  peer_listen(act->peer, false);
  watch(act);
}

void act_resume(struct act *act) {
  act->paused = false;
  session_resume(act->session);
  watch(act);
  peer_listen(act->peer, true);  // last: what the child said meanwhile may be the end of the act
}

static void on_closed(uv_handle_t *handle) { free(handle->data); }

void act_end(struct act *act, struct receipt *receipt) {
  struct receipt done = *session_receipt(act->session);
  session_destroy(act->session);
  done.cpu = peer_close(act->peer);
  if (receipt) *receipt = done;
  uv_close((uv_handle_t *)&act->watchdog, on_closed);
}
