// The background agent; see agent.h. Between events it sleeps: no tick, no polling. One timer on the machine's
// real-time clock stands for all reminders; it counts while the machine sleeps, and a step of the clock wakes it.
#include "agent.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "agent_internal.h"
#include "agent_lock.h"
#include "agent_rest.h"
#include "clock.h"
#include "memory.h"
#include "monotonic.h"
#include "paths.h"
#include "service.h"

enum { RECHECK_MS = 60000, SAVED_MS = 200, REST_MS = 500 };

int64_t agent_wall(void) { return clock_read(CLOCK_REALTIME); }

// The monotonic clock stands still while the machine sleeps; the other one does not.
int64_t agent_slept(void) { return clock_read(CLOCK_BOOTTIME) - monotonic_ms(); }

void agent_log(void *context, const char *line) {
  (void)context;
  fprintf(stderr, "%s\n", line);
}

// The state file is opened when something is to be recorded, and closed when the event is over.
static struct state *port_state(void *context) {
  struct agent *agent = context;
  if (agent->state) return agent->state;
  char *path = path_for_writing(PATH_STATE, "state.db", NULL);
  if (path) agent->state = state_open(path, NULL);
  free(path);
  return agent->state;
}

static enum schedule_hold port_hold(void *context) {
  struct agent *agent = context;
  if (agent->presence->asleep) return HOLD_ASLEEP;
  if (agent->presence->locked) return HOLD_LOCKED;
  if (agent->presence->inhibited) return HOLD_DISTURB;
  if (agent->background) return HOLD_PRACTICE;
  return agent_lock_is_free(AGENT_BUSY_LOCK) ? HOLD_NONE : HOLD_PRACTICE;
}

static bool port_is_away(void *context) {
  struct agent *agent = context;
  int64_t idle = agent->presence->idle_since;
  return agent->presence->asleep || (idle >= 0 && monotonic_ms() - idle >= agent->rules.agent.idle);
}

// After every event: the state is closed, the alarm stands at the next due moment.
static void set_alarm(struct agent *agent) {
  int64_t due = schedule_due(agent->schedule);
  struct itimerspec when = {0};
  // An alarm in the past rings at once; one at 0 would never.
  if (due < 1) due = 1;
  // Without anything due it still stands, far away, to be woken by a step of the clock.
  if (due == INT64_MAX) due = agent_wall() + INT64_C(366) * 86400000;
  when.it_value.tv_sec = due / 1000;
  when.it_value.tv_nsec = due % 1000 * 1000000;
  timerfd_settime(agent->alarm_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

static void on_recheck(uv_timer_t *timer);

static void on_rest(uv_timer_t *timer) {
  (void)timer;
  agent_rest();
}

void agent_settle(struct agent *agent) {
  if (agent->stopping) return;
  set_alarm(agent);
  // A practice that runs in the foreground says nothing when it ends, so it is looked for while something waits for
  // its end.
  if (schedule_is_held(agent->schedule) && !agent->background && port_hold(agent) == HOLD_PRACTICE)
    uv_timer_start(&agent->recheck, on_recheck, RECHECK_MS, 0);
  agent_watch_buses(agent);
  state_close(agent->state);
  agent->state = NULL;
  // Events come in bursts, and what follows the last of one (a reply on its way out) would bring the code back at once.
  uv_timer_start(&agent->rest, on_rest, REST_MS, 0);
}

// The rules.

static void keep_mistakes(struct agent *agent, struct buf *mistakes, bool first) {
  free(agent->mistakes);
  agent->mistakes = mistakes->len ? mem_copy(mistakes->data) : NULL;
  if (!agent->mistakes) return;
  agent_log(agent, first ? "tend.ini has mistakes; what is right in it counts"
                         : "tend.ini has mistakes; the last good reminders stay");
  agent_say(agent, "tend.ini could not be read wholly", agent->mistakes);
}

// Takes over what tend.ini says. At the start whatever is right in it counts; later, a file with a mistake changes
// nothing.
static void read_rules(struct agent *agent, bool first) {
  struct rules rules;
  struct buf mistakes = {0};
  rules_init(&rules);
  size_t wrong = rules_read(&rules, agent->settings_path, &mistakes);
  keep_mistakes(agent, &mistakes, first);
  buf_finish(&mistakes);
  if (wrong && !first) {
    rules_finish(&rules);
    return;
  }
  struct rules before = agent->rules;
  agent->rules = rules;
  schedule_load(agent->schedule, &agent->rules, agent->zone, agent_wall());
  rules_finish(&before);
}

static void read_zone(struct agent *agent) {
  struct zone *before = agent->zone;
  tzset();
  agent->zone = zone_load_local(getenv("TZ"));
  if (before) schedule_load(agent->schedule, &agent->rules, agent->zone, agent_wall());
  zone_free(before);
}

static void watch_link(struct agent *agent);

static void on_saved(uv_timer_t *timer) {
  struct agent *agent = timer->data;
  watch_link(agent);
  read_rules(agent, false);
  agent_settle(agent);
}

// An editor that writes in place empties the file first: it is read when it has come to rest.
static void on_change(struct agent *agent, const char *changed, const char *path, int status) {
  if (status < 0 || (changed && strcmp(changed, strrchr(path, '/') + 1) != 0)) return;
  uv_timer_start(&agent->saved, on_saved, SAVED_MS, 0);
}

static void watch_folder(struct agent *agent, int which, uv_fs_event_cb on_event, const char *folder) {
  int error = uv_fs_event_start(&agent->files[which], on_event, folder, 0);
  if (error == 0) return;
  char *line = mem_format("changes in %s are not noticed (%s); 'tend agent stop' and a new start read them", folder,
                          uv_strerror(error));
  agent_log(agent, line);
  free(line);
}

static void on_settings(uv_fs_event_t *watch, const char *name, int events, int status) {
  (void)events;
  struct agent *agent = watch->data;
  on_change(agent, name, agent->settings_path, status);
}

static void on_linked(uv_fs_event_t *watch, const char *name, int events, int status) {
  (void)events;
  struct agent *agent = watch->data;
  on_change(agent, name, agent->linked_path, status);
}

// Whoever keeps their settings somewhere else, with a link to them, saves them there.
static void watch_link(struct agent *agent) {
  char *path = realpath(agent->settings_path, NULL);
  if (path && agent->linked_path && strcmp(path, agent->linked_path) == 0) {
    free(path);
    return;
  }
  uv_fs_event_stop(&agent->files[FILES_LINKED]);
  free(agent->linked_path);
  agent->linked_path = path;
  if (!path || strcmp(path, agent->settings_path) == 0) return;
  char *folder = mem_copy_n(path, (size_t)(strrchr(path, '/') - path));
  watch_folder(agent, FILES_LINKED, on_linked, *folder ? folder : "/");
  free(folder);
}

static void on_etc(uv_fs_event_t *watch, const char *name, int events, int status) {
  (void)events;
  struct agent *agent = watch->data;
  if (status < 0 || !name || (strcmp(name, "localtime") != 0 && strcmp(name, "timezone") != 0)) return;
  read_zone(agent);
  agent_settle(agent);
}

// The alarm.

static void on_alarm(uv_poll_t *poll, int status, int events) {
  (void)status, (void)events;
  struct agent *agent = poll->data;
  uint64_t rings;
  // ECANCELED: the clock was stepped. What is recorded is not repeated, and what is due now comes.
  ssize_t ignored = read(agent->alarm_fd, &rings, sizeof rings);
  (void)ignored;
  schedule_run(agent->schedule, agent_wall());
  agent_settle(agent);
}

static void on_recheck(uv_timer_t *timer) {
  struct agent *agent = timer->data;
  schedule_on_release(agent->schedule, agent_wall());
  agent_settle(agent);
}

static void on_watchdog(uv_timer_t *timer) {
  (void)timer;
  service_alive();
}

static void on_signal(uv_signal_t *handle, int number) {
  (void)number;
  struct agent *agent = handle->data;
  agent->stopping = true;
  uv_stop(&agent->loop);
}

// The control socket.

static json_t *describe(struct agent *agent) {
  json_t *next = json_array();
  for (size_t i = 0; i < agent->rules.count; i++) {
    struct occurrence occurrence;
    const struct rule *rule = agent->rules.items[i];
    if (!schedule_next(agent->schedule, i, &occurrence)) continue;
    json_array_append_new(next, json_pack("{s:s, s:I}", "rule", rule->name, "due", (json_int_t)occurrence.due));
  }
  int64_t at;
  const char *waiting = schedule_waiting(agent->schedule, &at);
  // The moment is left out while it waits for what holds it back.
  json_t *late = waiting ? json_pack("{s:s}", "rule", waiting) : NULL;
  if (late && at != INT64_MAX) json_object_set_new(late, "at", json_integer(at));
  unsigned can = agent->notifier->class->can(agent->notifier);
  return json_pack("{s:i, s:I, s:o, s:b, s:s, s:s, s:o*}", "pid", (int)getpid(), "reminders", (json_int_t)agent->rules.count,
                   "next", next, "notifications", (can & NOTIFIER_READY) != 0, "held",
                   schedule_hold_words(port_hold(agent)), "mistakes", agent->mistakes ? agent->mistakes : "", "waiting", late);
}

static json_t *on_control(void *context, const char *verb) {
  struct agent *agent = context;
  if (strcmp(verb, "status") == 0) return describe(agent);
  if (strcmp(verb, "stop") == 0) on_signal(&agent->signals[0], SIGTERM);
  else schedule_on_release(agent->schedule, agent_wall());
  agent_settle(agent);
  return json_pack("{s:b}", "done", 1);
}

// Life.

static void watch_files(struct agent *agent) {
  char *folder = path_for_writing(PATH_CONFIG, NULL, NULL);
  for (int i = 0; i < FILES; i++) {
    uv_fs_event_init(&agent->loop, &agent->files[i]);
    agent->files[i].data = agent;
  }
  if (folder) watch_folder(agent, FILES_CONFIG, on_settings, folder);
  watch_folder(agent, FILES_ETC, on_etc, "/etc");
  watch_link(agent);
  free(folder);
}

static void open_watches(struct agent *agent) {
  static const int numbers[SIGNALS] = {SIGTERM, SIGINT, SIGHUP};
  watch_files(agent);
  for (int i = 0; i < SIGNALS; i++) {
    uv_signal_init(&agent->loop, &agent->signals[i]);
    agent->signals[i].data = agent;
    uv_signal_start(&agent->signals[i], on_signal, numbers[i]);
  }
  uv_timer_init(&agent->loop, &agent->recheck);
  agent->recheck.data = agent;
  uv_timer_init(&agent->loop, &agent->rest);
  uv_timer_init(&agent->loop, &agent->saved);
  agent->saved.data = agent;
  uv_timer_init(&agent->loop, &agent->watchdog);
  if (service_watchdog_ms() > 0)
    uv_timer_start(&agent->watchdog, on_watchdog, (uint64_t)service_watchdog_ms(), (uint64_t)service_watchdog_ms());
}

static bool open_alarm(struct agent *agent, struct fault *fault) {
  agent->alarm_fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (agent->alarm_fd < 0) return fault_set(fault, "no timer is to be had: %s", strerror(errno));
  uv_poll_init(&agent->loop, &agent->alarm, agent->alarm_fd);
  agent->alarm.data = agent;
  uv_poll_start(&agent->alarm, UV_READABLE, on_alarm);
  return true;
}

static void close_handle(uv_handle_t *handle, void *context) {
  (void)context;
  if (!uv_is_closing(handle)) uv_close(handle, NULL);
}

static void close_loop(struct agent *agent) {
  uv_walk(&agent->loop, close_handle, NULL);
  uv_run(&agent->loop, UV_RUN_DEFAULT);
  uv_loop_close(&agent->loop);
}

static void run_loop(struct agent *agent) {
  agent_open_ends(agent);
  open_watches(agent);
  read_zone(agent);
  read_rules(agent, true);
  service_ready();
  agent_log(agent, "the agent is ready");
  agent_settle(agent);
  uv_run(&agent->loop, UV_RUN_DEFAULT);
  service_stopping();
  agent_log(agent, "the agent stops");
  agent_close_ends(agent);
  agent_control_close(agent->control);
  state_close(agent->state);
}

static void finish(struct agent *agent) {
  close_loop(agent);
  if (agent->alarm_fd >= 0) close(agent->alarm_fd);
  while (agent->cards) agent_drop_card(agent, agent->cards->id);
  schedule_destroy(agent->schedule);
  rules_finish(&agent->rules);
  zone_free(agent->zone);
  free(agent->settings_path);
  free(agent->linked_path);
  free(agent->mistakes);
  if (agent->lock >= 0) close(agent->lock);
}

static bool take_lock(struct agent *agent, struct fault *fault) {
  agent->lock = agent_lock(AGENT_LOCK, LOCK_EX);
  if (agent->lock >= 0) return true;
  if (errno != EWOULDBLOCK) return fault_set(fault, "the agent's lock cannot be taken: %s", strerror(errno));
  json_t *other = agent_tell("status");
  int pid = (int)json_integer_value(json_object_get(other, "pid"));
  json_decref(other);
  // One that has only just begun does not answer yet.
  if (pid == 0) return fault_set(fault, "an agent is starting already; 'tend agent stop' ends it");
  return fault_set(fault, "an agent is running already (process %d); 'tend agent stop' ends it", pid);
}

bool agent_run(struct fault *fault) {
  struct agent agent = {.alarm_fd = -1,
                        .lock = -1,
                        .away_since = -1,
                        .slept = agent_slept(),
                        .settings_path = path_of(PATH_CONFIG, "tend.ini", fault)};
  const struct schedule_ports ports = {&agent, port_state, port_hold, agent_show, agent_log, port_is_away};
  // A command that hangs up before it was answered is none of the agent's trouble.
  signal(SIGPIPE, SIG_IGN);
  rules_init(&agent.rules);
  uv_loop_init(&agent.loop);
  bool ok = agent.settings_path && take_lock(&agent, fault) && open_alarm(&agent, fault);
  if (ok) agent.control = agent_control_open(&agent.loop, on_control, &agent, fault);
  if (agent.control) {
    agent.schedule = schedule_create(&ports);
    run_loop(&agent);
  }
  ok = ok && agent.control;
  finish(&agent);
  return ok;
}
