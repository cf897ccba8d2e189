// The background agent; see agent.h. Between events it sleeps: no tick, no polling. One timer on the machine's real-time clock
// stands for all reminders; it counts while the machine sleeps, and a step of the clock wakes it.
#include "agent.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "agent_control.h"
#include "agent_lock.h"
#include "agent_rest.h"
#include "agent_start.h"
#include "agent_terminals.h"
#include "background.h"
#include "bus.h"
#include "catalogue.h"
#include "date.h"
#include "memory.h"
#include "notifier.h"
#include "paths.h"
#include "presence.h"
#include "schedule.h"
#include "service.h"
#include "text.h"

enum { BUSES = 2, SIGNALS = 3, RECHECK_MS = 60000, SAVED_MS = 200, NOTICE_MS = 8000 };

// What is on the screen.
struct card {
  struct card *next;
  int64_t id;
  char *rule, *practice, *text, *key;
};

struct agent_bus {
  struct agent *agent;
  struct bus *bus;
  struct bus_user user;
  uv_poll_t *poll;  // NULL while there is no connection
  uv_timer_t timer;
};

struct agent {
  uv_loop_t loop;
  uv_poll_t alarm;
  int alarm_fd;
  uv_fs_event_t files[2];  // the folder of tend.ini, and /etc for the machine's zone
  uv_signal_t signals[SIGNALS];
  uv_timer_t watchdog, recheck, saved;
  struct agent_bus buses[BUSES];
  struct agent_control *control;
  int lock;

  struct rules rules;
  struct zone *zone;
  struct schedule *schedule;
  struct state *state;  // open during an event only
  struct notifier *notifier;
  struct presence *presence;
  struct notifier_listener notifier_listener;
  struct presence_listener presence_listener;
  struct card *cards;
  struct background *background;  // the practice that runs in a notification, or NULL
  int64_t background_id;          // its notice
  int64_t last_card, away_since, slept;  // slept: what this machine slept since it was started
  char *settings_path, *mistakes;
  bool stopping, stirred;  // stirred: more code was run than every event runs
};

static int64_t read_clock(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static int64_t wall(void) { return read_clock(CLOCK_REALTIME); }

// The monotonic clock stands still while the machine sleeps; the other one does not.
static int64_t sleep_ms(void) { return read_clock(CLOCK_BOOTTIME) - read_clock(CLOCK_MONOTONIC); }

static void log_line(void *context, const char *line) {
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
  return agent->presence->asleep || (idle >= 0 && read_clock(CLOCK_MONOTONIC) - idle >= agent->rules.agent.idle);
}

// After every event: the state is closed, the alarm stands at the next due moment.
static void set_alarm(struct agent *agent) {
  int64_t due = schedule_due(agent->schedule);
  struct itimerspec when = {0};
  // An alarm in the past rings at once; one at 0 would never.
  if (due < 1) due = 1;
  // Without anything due it still stands, far away, to be woken by a step of the clock.
  if (due == INT64_MAX) due = wall() + INT64_C(366) * 86400000;
  when.it_value.tv_sec = due / 1000;
  when.it_value.tv_nsec = due % 1000 * 1000000;
  timerfd_settime(agent->alarm_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

static void watch_buses(struct agent *agent);
static void on_recheck(uv_timer_t *timer);

static void settle(struct agent *agent) {
  if (agent->stopping) return;
  set_alarm(agent);
  // A practice that runs in the foreground says nothing when it ends, so it is looked for while something waits for its end.
  if (schedule_is_held(agent->schedule) && !agent->background && port_hold(agent) == HOLD_PRACTICE)
    uv_timer_start(&agent->recheck, on_recheck, RECHECK_MS, 0);
  watch_buses(agent);
  if (!agent->state && !agent->stirred) return;
  state_close(agent->state);
  agent->state = NULL;
  agent->stirred = false;
  agent_rest();
}

// Cards.

static struct card **find_card(struct agent *agent, int64_t id) {
  struct card **link = &agent->cards;
  while (*link && (*link)->id != id) link = &(*link)->next;
  return link;
}

static void drop_card(struct agent *agent, int64_t id) {
  struct card **link = find_card(agent, id), *card = *link;
  if (!card) return;
  *link = card->next;
  free(card->rule);
  free(card->practice);
  free(card->text);
  free(card->key);
  free(card);
}

// Without a bus there is no desktop to show a card; it waits for one, and a line says so now.
static void show_in_terminals(struct agent *agent, const struct schedule_card *shown) {
  struct buf words = {0}, line = {0};
  buf_format(&words, "%s  tend run %s", *shown->text ? shown->text : "A moment for yourself?", shown->practice);
  text_clean(&line, words.data, words.len, false);
  int count = agent_terminals_write(line.data);
  log_line(agent, count ? "no desktop is there; said in the terminals" : "no desktop is there; the card waits for one");
  buf_finish(&words);
  buf_finish(&line);
}

static void port_show(void *context, const struct schedule_card *shown) {
  static const struct notice_action actions[] = {{"start", "Start"}, {"later", "Later"}, {"not-today", "Not today"}};
  struct agent *agent = context;
  struct card *card = mem_zero(1, sizeof *card);
  *card = (struct card){agent->cards,          ++agent->last_card,    mem_copy(shown->rule), mem_copy(shown->practice),
                        mem_copy(shown->text), mem_copy(shown->key)};
  agent->cards = card;
  // The practice's name stands in the settings that the person wrote; on a lock screen it says little.
  const struct notice notice = {
      .title = *shown->text ? shown->text : "A moment for yourself?",
      .text = *shown->text ? NULL : shown->practice,
      .actions = actions,
      .actions_count = sizeof actions / sizeof *actions,
      .urgency = NOTICE_NORMAL,
  };
  agent->notifier->class->show(agent->notifier, card->id, &notice);
  if (!bus_is_up(agent->buses[0].bus) && !agent->rules.agent.silent) show_in_terminals(agent, shown);
}

// A short word that goes by itself.
static void tell(struct agent *agent, const char *title, const char *text) {
  const struct notice notice = {.title = title, .text = text, .urgency = NOTICE_LOW, .transient = true, .timeout_ms = NOTICE_MS};
  agent->notifier->class->show(agent->notifier, ++agent->last_card, &notice);
}

static void put_off(struct agent *agent, const struct card *card) {
  const struct schedule_card shown = {card->rule, card->practice, card->text, card->key};
  int64_t wanted = wall() + agent->rules.agent.later, due = schedule_snooze(agent->schedule, &shown, wanted);
  char time[DATE_TEXT_MAX];
  if (due == wanted) return;
  char *title = mem_format("Quiet hours are near: it comes at %s", date_minute_text(date_minute(zone_local(agent->zone, due)), time));
  tell(agent, title, NULL);
  free(title);
}

// Starting a practice: in a notification where its manifest says so, otherwise in a terminal.

static void on_background_ended(void *context) {
  struct agent *agent = context;
  background_end(agent->background);
  agent->background = NULL;
  schedule_on_release(agent->schedule, wall());
  settle(agent);
}

static struct practice *load_practice(const char *name) {
  struct catalogue catalogue;
  struct buf mistakes = {0};
  catalogue_init(&catalogue);
  struct practice *practice = catalogue_load(&catalogue, name, &mistakes);
  catalogue_finish(&catalogue);
  buf_finish(&mistakes);
  return practice;
}

static bool start_in_notice(struct agent *agent, const char *name, struct fault *fault) {
  struct practice *practice = load_practice(name);
  if (!practice || !practice->background || agent->background) {
    practice_free(practice);
    return false;
  }
  agent->background_id = ++agent->last_card;
  agent->background = background_begin(&agent->loop, agent->notifier, agent->background_id, practice, on_background_ended, agent, fault);
  return agent->background != NULL;
}

static void start(struct agent *agent, const char *name) {
  struct fault fault = {{0}};
  if (start_in_notice(agent, name, &fault)) return;
  if (!agent_start(agent->rules.agent.terminal, name, &fault)) log_line(agent, fault.text);
}

static void on_action(void *context, int64_t id, const char *action) {
  struct agent *agent = context;
  if (agent->background && id == agent->background_id) return background_on_action(agent->background, action);
  const struct card *card = *find_card(agent, id);
  if (!card) return;
  if (strcmp(action, "later") == 0) {
    put_off(agent, card);
  } else if (strcmp(action, "not-today") == 0) {
    schedule_decline(agent->schedule, card->rule, card->key, wall());
  } else {
    schedule_started(agent->schedule, card->key);
    start(agent, card->practice);
  }
  agent->notifier->class->close(agent->notifier, id);
  drop_card(agent, id);
}

static void on_reply(void *context, int64_t id, const char *text) {
  struct agent *agent = context;
  if (agent->background && id == agent->background_id) background_on_reply(agent->background, text);
}

static void on_closed(void *context, int64_t id, enum notifier_reason reason) {
  struct agent *agent = context;
  (void)reason;
  if (agent->background && id == agent->background_id) return background_on_closed(agent->background);
  drop_card(agent, id);
}

static void on_notifier(void *context) { ((struct agent *)context)->stirred = true; }

static void on_inhibited(void *context, bool inhibited) {
  struct agent *agent = context;
  presence_inhibit(agent->presence, inhibited);
}

// Presence.

static void on_presence(void *context) {
  struct agent *agent = context;
  int64_t idle = agent->presence->idle_since, now = read_clock(CLOCK_MONOTONIC);
  if (idle >= 0) {
    if (agent->away_since < 0) agent->away_since = idle;
  } else if (agent->away_since >= 0) {
    int64_t away = now - agent->away_since;
    agent->away_since = -1;
    if (away >= agent->rules.agent.idle) schedule_on_away(agent->schedule, away, wall());
  }
  schedule_on_release(agent->schedule, wall());
}

static void on_resume(void *context) {
  struct agent *agent = context;
  int64_t slept = sleep_ms();
  schedule_on_away(agent->schedule, slept - agent->slept, wall());
  agent->slept = slept;
  schedule_on_resume(agent->schedule, wall());
}

// The buses.

static void pump(struct agent_bus *bus) {
  bus_pump(bus->bus);
  settle(bus->agent);
}

static void on_bus(uv_poll_t *poll, int status, int events) {
  (void)status, (void)events;
  pump(poll->data);
}

static void on_bus_due(uv_timer_t *timer) { pump(timer->data); }

static void on_poll_closed(uv_handle_t *handle) { free(handle); }

// A libuv poll is for one descriptor for good, so each connection has its own.
static void stop_polling(struct agent_bus *bus) {
  if (!bus->poll) return;
  uv_poll_stop(bus->poll);
  uv_close((uv_handle_t *)bus->poll, on_poll_closed);
  bus->poll = NULL;
}

static void on_bus_up(void *context) { (void)context; }

static void on_bus_lost(void *context) { stop_polling(context); }

static int uv_events(int events) { return (events & POLLIN ? UV_READABLE : 0) | (events & POLLOUT ? UV_WRITABLE : 0); }

static void watch_bus(struct agent_bus *bus) {
  int64_t due = bus_due(bus->bus), now = read_clock(CLOCK_MONOTONIC);
  int fd = bus_fd(bus->bus);
  if (fd >= 0 && !bus->poll) {
    bus->poll = mem_zero(1, sizeof *bus->poll);
    bus->poll->data = bus;
    uv_poll_init(&bus->agent->loop, bus->poll, fd);
  }
  if (fd >= 0) uv_poll_start(bus->poll, uv_events(bus_events(bus->bus)), on_bus);
  uv_update_time(&bus->agent->loop);
  if (due == INT64_MAX) uv_timer_stop(&bus->timer);
  else uv_timer_start(&bus->timer, on_bus_due, due > now ? (uint64_t)(due - now) : 0, 0);
}

static void watch_buses(struct agent *agent) {
  for (int i = 0; i < BUSES; i++) watch_bus(&agent->buses[i]);
}

// The rules.

static void keep_mistakes(struct agent *agent, struct buf *mistakes) {
  free(agent->mistakes);
  agent->mistakes = mistakes->len ? mem_copy(mistakes->data) : NULL;
  if (!agent->mistakes) return;
  log_line(agent, "tend.ini has mistakes; the last good reminders stay");
  tell(agent, "tend.ini could not be read wholly", agent->mistakes);
}

// Takes over what tend.ini says. At the start whatever is right in it counts; later, a file with a mistake changes nothing.
static void read_rules(struct agent *agent, bool first) {
  struct rules rules;
  struct buf mistakes = {0};
  rules_init(&rules);
  size_t wrong = rules_read(&rules, agent->settings_path, &mistakes);
  keep_mistakes(agent, &mistakes);
  buf_finish(&mistakes);
  if (wrong && !first) {
    rules_finish(&rules);
    return;
  }
  struct rules before = agent->rules;
  agent->rules = rules;
  schedule_load(agent->schedule, &agent->rules, agent->zone, wall());
  rules_finish(&before);
}

static void read_zone(struct agent *agent) {
  struct zone *before = agent->zone;
  tzset();
  agent->zone = zone_load_local(getenv("TZ"));
  if (before) schedule_load(agent->schedule, &agent->rules, agent->zone, wall());
  zone_free(before);
}

static void on_saved(uv_timer_t *timer) {
  struct agent *agent = timer->data;
  read_rules(agent, false);
  settle(agent);
}

static void on_settings(uv_fs_event_t *watch, const char *name, int events, int status) {
  (void)events;
  struct agent *agent = watch->data;
  // An editor that writes in place empties the file first: it is read when it has come to rest.
  if (status >= 0 && (!name || strcmp(name, "tend.ini") == 0)) uv_timer_start(&agent->saved, on_saved, SAVED_MS, 0);
}

static void on_etc(uv_fs_event_t *watch, const char *name, int events, int status) {
  (void)events;
  struct agent *agent = watch->data;
  if (status < 0 || !name || (strcmp(name, "localtime") != 0 && strcmp(name, "timezone") != 0)) return;
  read_zone(agent);
  settle(agent);
}

// The alarm.

static void on_alarm(uv_poll_t *poll, int status, int events) {
  (void)status, (void)events;
  struct agent *agent = poll->data;
  uint64_t rings;
  // ECANCELED: the clock was stepped. What is recorded is not repeated, and what is due now comes.
  ssize_t ignored = read(agent->alarm_fd, &rings, sizeof rings);
  (void)ignored;
  schedule_run(agent->schedule, wall());
  settle(agent);
}

static void on_recheck(uv_timer_t *timer) {
  struct agent *agent = timer->data;
  schedule_on_release(agent->schedule, wall());
  settle(agent);
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
    if (!schedule_next(agent->schedule, rule->name, &occurrence)) continue;
    json_array_append_new(next, json_pack("{s:s, s:I}", "rule", rule->name, "due", (json_int_t)occurrence.due));
  }
  unsigned can = agent->notifier->class->can(agent->notifier);
  return json_pack("{s:i, s:I, s:o, s:b, s:s, s:s}", "pid", (int)getpid(), "reminders", (json_int_t)agent->rules.count, "next", next,
                   "notifications", (can & NOTIFIER_READY) != 0, "held", schedule_hold_words(port_hold(agent)), "mistakes",
                   agent->mistakes ? agent->mistakes : "");
}

static json_t *on_control(void *context, const char *verb) {
  struct agent *agent = context;
  agent->stirred = true;
  if (strcmp(verb, "status") == 0) return describe(agent);
  if (strcmp(verb, "stop") == 0) on_signal(&agent->signals[0], SIGTERM);
  else schedule_on_release(agent->schedule, wall());
  settle(agent);
  return json_pack("{s:b}", "done", 1);
}

// Life.

static void open_bus(struct agent *agent, struct agent_bus *bus, enum bus_kind kind) {
  bus->agent = agent;
  bus->bus = bus_create(kind);
  bus->user = (struct bus_user){.context = bus, .on_up = on_bus_up, .on_lost = on_bus_lost};
  uv_timer_init(&agent->loop, &bus->timer);
  bus->timer.data = bus;
}

static void open_ends(struct agent *agent) {
  open_bus(agent, &agent->buses[0], BUS_USER);
  open_bus(agent, &agent->buses[1], BUS_SYSTEM);
  agent->notifier_listener =
      (struct notifier_listener){agent, on_action, on_reply, on_closed, on_notifier, on_notifier, on_inhibited};
  agent->presence_listener = (struct presence_listener){agent, on_presence, on_resume};
  agent->presence = presence_create(agent->buses[1].bus, &agent->presence_listener);
  agent->notifier = notifier_dbus(agent->buses[0].bus, &agent->notifier_listener);
  // Joined last, so that the descriptor is no longer polled when the others hear of the loss.
  for (int i = 0; i < BUSES; i++) bus_join(agent->buses[i].bus, &agent->buses[i].user);
}

static void close_ends(struct agent *agent) {
  background_end(agent->background);
  agent->background = NULL;
  agent->notifier->class->destroy(agent->notifier);
  presence_destroy(agent->presence);
  for (int i = 0; i < BUSES; i++) {
    stop_polling(&agent->buses[i]);
    bus_leave(agent->buses[i].bus, &agent->buses[i].user);
    bus_destroy(agent->buses[i].bus);
  }
}

static void watch_folder(struct agent *agent, int which, const char *folder, uv_fs_event_cb on_event) {
  uv_fs_event_init(&agent->loop, &agent->files[which]);
  agent->files[which].data = agent;
  uv_fs_event_start(&agent->files[which], on_event, folder, 0);
}

static void open_watches(struct agent *agent) {
  static const int numbers[SIGNALS] = {SIGTERM, SIGINT, SIGHUP};
  char *folder = path_for_writing(PATH_CONFIG, NULL, NULL);
  if (folder) watch_folder(agent, 0, folder, on_settings);
  watch_folder(agent, 1, "/etc", on_etc);
  free(folder);
  for (int i = 0; i < SIGNALS; i++) {
    uv_signal_init(&agent->loop, &agent->signals[i]);
    agent->signals[i].data = agent;
    uv_signal_start(&agent->signals[i], on_signal, numbers[i]);
  }
  uv_timer_init(&agent->loop, &agent->recheck);
  agent->recheck.data = agent;
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
  open_ends(agent);
  open_watches(agent);
  read_zone(agent);
  read_rules(agent, true);
  service_ready(NULL);
  log_line(agent, "the agent is ready");
  settle(agent);
  uv_run(&agent->loop, UV_RUN_DEFAULT);
  service_stopping();
  log_line(agent, "the agent stops");
  close_ends(agent);
  agent_control_close(agent->control);
  state_close(agent->state);
}

static void finish(struct agent *agent) {
  close_loop(agent);
  if (agent->alarm_fd >= 0) close(agent->alarm_fd);
  while (agent->cards) drop_card(agent, agent->cards->id);
  schedule_destroy(agent->schedule);
  rules_finish(&agent->rules);
  zone_free(agent->zone);
  free(agent->settings_path);
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
  struct agent agent = {.alarm_fd = -1, .lock = -1, .away_since = -1, .slept = sleep_ms(), .settings_path = path_of(PATH_CONFIG, "tend.ini", fault)};
  const struct schedule_ports ports = {&agent, port_state, port_hold, port_show, log_line, port_is_away};
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
