// The schedule on a virtual clock, with a real state file, and ports that write down what they are asked.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "date.h"
#include "memory.h"
#include "schedule.h"

#define SECOND INT64_C(1000)
#define MINUTE DATE_MINUTE
#define HOUR DATE_HOUR
#define DAY DATE_DAY

// 2026-11-23 00:00 UTC, a Monday.
static const int64_t monday = INT64_C(1795392000000);

static inline int64_t at(int days, int hour, int minute) { return monday + days * DAY + hour * HOUR + minute * MINUTE; }

struct world {
  char folder[32], path[64];
  struct rules rules;
  struct zone *zone;
  struct state *state;
  struct schedule *schedule;
  int64_t now;
  enum schedule_hold hold;
  bool away, broken;
  int shown, lines;
  bool was_recorded;  // when the last card was shown
  char rule[64], practice[64], text[64], key[PLAN_KEY_TEXT_MAX];
  int64_t shown_at;
};

static inline struct state *port_state(void *context) {
  struct world *world = context;
  if (world->broken) return NULL;
  if (!world->state) world->state = state_open(world->path, NULL);
  return world->state;
}

static inline enum schedule_hold port_hold(void *context) { return ((struct world *)context)->hold; }
static inline bool port_away(void *context) { return ((struct world *)context)->away; }

static inline void port_show(void *context, const struct schedule_card *card) {
  struct world *world = context;
  world->shown++;
  world->shown_at = world->now;
  world->was_recorded = !world->broken && agenda_is_known(port_state(world), card->key);
  snprintf(world->rule, sizeof world->rule, "%s", card->rule);
  snprintf(world->practice, sizeof world->practice, "%s", card->practice);
  snprintf(world->text, sizeof world->text, "%s", card->text);
  snprintf(world->key, sizeof world->key, "%s", card->key);
}

static inline void port_log(void *context, const char *line) {
  struct world *world = context;
  world->lines++;
  assert_null(strstr(line, "private words"));
}

static inline void read_rules(struct world *world, const char *text) {
  struct buf errors = {0};
  rules_init(&world->rules);
  assert_int_equal(rules_read_text(&world->rules, "tend.ini", text, strlen(text), &errors), 0);
  buf_finish(&errors);
}

// A schedule begins, as after a restart of the agent.
static inline void begin(struct world *world) {
  const struct schedule_ports ports = {world, port_state, port_hold, port_show, port_log, port_away};
  world->schedule = schedule_create(&ports);
  schedule_load(world->schedule, &world->rules, world->zone, world->now);
}

// A kill: nothing is put in order but what is in memory. The state file stays as it is.
static inline void kill_schedule(struct world *world) {
  schedule_destroy(world->schedule);
  state_close(world->state);
  world->schedule = NULL;
  world->state = NULL;
}

static inline void open_world(struct world *world, int64_t now, const char *rules) {
  *world = (struct world){.folder = "/tmp/tend-schedule-XXXXXX", .now = now};
  assert_non_null(mkdtemp(world->folder));
  snprintf(world->path, sizeof world->path, "%s/state.db", world->folder);
  world->zone = zone_load_local("UTC");
  read_rules(world, rules);
  begin(world);
}

static inline void close_world(struct world *world) {
  kill_schedule(world);
  rules_finish(&world->rules);
  zone_free(world->zone);
  static const char *const suffixes[] = {"", "-wal", "-shm"};
  for (int i = 0; i < 3; i++) {
    char path[80];
    snprintf(path, sizeof path, "%s%s", world->path, suffixes[i]);
    unlink(path);
  }
  assert_int_equal(rmdir(world->folder), 0);
}

static inline void edit(struct world *world, const char *text) {
  struct rules before = world->rules;
  read_rules(world, text);
  schedule_load(world->schedule, &world->rules, world->zone, world->now);
  rules_finish(&before);
}

// Lets time pass as an alarm would see it: from one due moment to the next.
static inline void pass_until(struct world *world, int64_t until) {
  for (int64_t due; (due = schedule_due(world->schedule)) <= until;) {
    if (due > world->now) world->now = due;
    schedule_run(world->schedule, world->now);
    assert_true(schedule_due(world->schedule) > world->now);
  }
  world->now = until;
}

// Sleeps and wakes up, with logind or without it.
static inline void sleep_until(struct world *world, int64_t until, bool is_told) {
  world->now = until;
  if (is_told) schedule_on_resume(world->schedule, until);
  else schedule_run(world->schedule, until);
}

static inline int64_t next_due(struct world *world, const char *rule) {
  struct occurrence next;
  size_t place = 0;
  while (strcmp(world->rules.items[place]->name, rule) != 0) place++;
  return schedule_next(world->schedule, place, &next) ? next.due : INT64_MAX;
}

// When it comes again.
static inline int64_t put_off(struct world *world, const struct schedule_card *card, int64_t due) {
  bool is_written = schedule_snooze(world->schedule, card, &due);
  if (!world->broken) assert_true(is_written);
  return due;
}

#define TEA "[remind tea]\npractice = three-breaths\ntext = private words\n"
