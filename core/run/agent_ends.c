// The agent's ends: the two buses, and what the desktop tells over them.
#include <poll.h>
#include <stdlib.h>

#include "agent_internal.h"
#include "memory.h"
#include "monotonic.h"

// What is to be shown waits in the notifier.
static void on_notifier(void *context) { (void)context; }

static void on_inhibited(void *context, bool inhibited) {
  struct agent *agent = context;
  presence_inhibit(agent->presence, inhibited);
}

// Presence.

static void on_presence(void *context) {
  struct agent *agent = context;
  int64_t idle = agent->presence->idle_since, now = monotonic_ms();
  if (idle >= 0) {
    if (agent->away_since < 0) agent->away_since = idle;
  } else if (agent->away_since >= 0) {
    int64_t away = now - agent->away_since;
    agent->away_since = -1;
    if (away >= agent->rules.agent.idle) schedule_on_away(agent->schedule, away, agent_wall());
  }
  schedule_on_release(agent->schedule, agent_wall());
}

static void on_resume(void *context) {
  struct agent *agent = context;
  int64_t slept = agent_slept();
  schedule_on_away(agent->schedule, slept - agent->slept, agent_wall());
  agent->slept = slept;
  schedule_on_resume(agent->schedule, agent_wall());
}

// The buses.

static void pump(struct agent_bus *bus) {
  bus_pump(bus->bus);
  agent_settle(bus->agent);
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
  int64_t due = bus_due(bus->bus), now = monotonic_ms();
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

void agent_watch_buses(struct agent *agent) {
  for (int i = 0; i < BUSES; i++) watch_bus(&agent->buses[i]);
}

static void open_bus(struct agent *agent, struct agent_bus *bus, enum bus_kind kind) {
  bus->agent = agent;
  bus->bus = bus_create(kind);
  bus->user = (struct bus_user){.context = bus, .on_up = on_bus_up, .on_lost = on_bus_lost};
  uv_timer_init(&agent->loop, &bus->timer);
  bus->timer.data = bus;
}

void agent_open_ends(struct agent *agent) {
  open_bus(agent, &agent->buses[0], BUS_USER);
  open_bus(agent, &agent->buses[1], BUS_SYSTEM);
  agent->notifier_listener = (struct notifier_listener){agent,       agent_on_action, agent_on_reply, agent_on_closed,
                                                        on_notifier, on_notifier,     on_inhibited};
  agent->presence_listener = (struct presence_listener){agent, on_presence, on_resume};
  agent->presence = presence_create(agent->buses[1].bus, &agent->presence_listener);
  agent->notifier = notifier_dbus(agent->buses[0].bus, &agent->notifier_listener);
  // Joined last, so that the descriptor is no longer polled when the others hear of the loss.
  for (int i = 0; i < BUSES; i++) bus_join(agent->buses[i].bus, &agent->buses[i].user);
}

void agent_close_ends(struct agent *agent) {
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
