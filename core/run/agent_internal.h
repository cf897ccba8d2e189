// What the files of the agent share: agent.c has its life, its alarm and its settings, agent_cards.c what is on the
// screen, agent_ends.c the buses and what they tell.
#pragma once

#include <time.h>
#include <uv.h>

#include "agent_control.h"
#include "background.h"
#include "bus.h"
#include "notifier.h"
#include "presence.h"
#include "schedule.h"

enum { BUSES = 2, SIGNALS = 3 };
enum { FILES_CONFIG, FILES_ETC, FILES_LINKED, FILES };

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
  uv_fs_event_t files[FILES];  // the folder of tend.ini, /etc for the machine's zone, and where a tend.ini that is a
                               // link leads
  uv_signal_t signals[SIGNALS];
  uv_timer_t watchdog, recheck, saved, rest;
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
  char *settings_path, *linked_path, *mistakes;
  bool stopping;
};

int64_t agent_wall(void);           // Unix milliseconds
int64_t agent_slept(void);          // how long this machine has slept since it was started, in ms
void agent_log(void *context, const char *line);
void agent_settle(struct agent *agent);  // after every event

// Cards (agent_cards.c).
void agent_show(void *context, const struct schedule_card *shown);
void agent_say(struct agent *agent, const char *title, const char *text);  // a short word that goes by itself
void agent_drop_card(struct agent *agent, int64_t id);
void agent_on_action(void *context, int64_t id, const char *action);
void agent_on_reply(void *context, int64_t id, const char *text);
void agent_on_closed(void *context, int64_t id, enum notifier_reason reason);

// Ends (agent_ends.c).
void agent_open_ends(struct agent *agent);
void agent_close_ends(struct agent *agent);
void agent_watch_buses(struct agent *agent);
