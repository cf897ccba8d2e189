// What the uses of `tend remind` share; see remind.h.
#include "remind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agenda.h"
#include "common.h"
#include "date.h"
#include "memory.h"
#include "paths.h"
#include "value.h"

_Static_assert((int)PLAN_KEY_BYTES == (int)AGENDA_KEY_BYTES, "one key for both");

// The state is opened only where it is there already: looking leaves nothing behind.
struct state *remind_state(struct fault *fault) {
  char *path = path_of(PATH_STATE, "state.db", NULL);
  struct state *state = path && access(path, F_OK) == 0 ? state_open(path, fault) : NULL;
  free(path);
  return state;
}

static bool has_random(const struct rules *rules) {
  for (size_t i = 0; i < rules->count; i++)
    if (rules->items[i]->kind == RULE_RANDOM) return true;
  return false;
}

// Where a reminder comes at random, whoever asks first makes the key that its times are drawn with: the agent later keeps
// to what was shown here.
static void read_key(struct remind *remind) {
  char *path = has_random(&remind->rules) ? path_for_writing(PATH_STATE, "state.db", NULL) : NULL;
  struct fault fault = {{0}};
  struct state *state = path ? state_open(path, &fault) : remind_state(&fault);
  free(path);
  remind->unread = *fault.text != '\0';
  if (remind->unread) complain(STATUS_ERROR, "%s; whether a reminder is paused or put off is not known", fault.text);
  if (state) agenda_key(state, remind->key, NULL);
  state_close(state);
}

bool remind_init(struct remind *remind) {
  struct fault fault;
  struct buf mistakes = {0};
  *remind = (struct remind){.path = path_of(PATH_CONFIG, "tend.ini", &fault)};
  rules_init(&remind->rules);
  if (!remind->path) {
    complain(STATUS_ERROR, "%s", fault.text);
    return false;
  }
  remind->now = wall_now();
  remind->zone = zone_load_local(getenv("TZ"));
  rules_read(&remind->rules, remind->path, &mistakes);
  print_mistakes(&mistakes);
  buf_finish(&mistakes);
  read_key(remind);
  return true;
}

void remind_finish(struct remind *remind) {
  rules_finish(&remind->rules);
  zone_free(remind->zone);
  free(remind->path);
}

struct plan_context remind_context(const struct remind *remind, const struct rule *rule) {
  struct plan_context context = {.local = remind->zone, .quiet = remind->rules.quiet, .start = remind->now};
  memcpy(context.key, remind->key, sizeof context.key);
  struct state *state = rule && rule->kind == RULE_EVERY ? remind_state(NULL) : NULL;
  int64_t last = state ? agenda_last_shown(state, rule->name) : 0;
  if (last > 0 && last < remind->now) context.start = last;
  state_close(state);
  return context;
}

const char *remind_time(const struct zone *zone, int64_t utc, char out[REMIND_TIME_MAX]) {
  int64_t local = zone_local(zone, utc);
  char date[DATE_TEXT_MAX], clock[DATE_TEXT_MAX];
  snprintf(out, REMIND_TIME_MAX, "%s %s %s", date_weekday_text(date_of(local)), date_text(date_of(local), date),
           date_minute_text(date_minute(local), clock));
  return out;
}

json_t *remind_json_time(const struct zone *zone, int64_t utc) {
  int64_t local = zone_local(zone, utc);
  char date[DATE_TEXT_MAX], clock[DATE_TEXT_MAX];
  int second = (int)((local - date_of(local) * DATE_DAY) / 1000 % 60), offset = (int)((local - utc) / 1000);
  int minutes = abs(offset) / 60;
  return json_sprintf("%sT%s:%02d%c%02d:%02d", date_text(date_of(local), date),
                      date_minute_text(date_minute(local), clock), second, offset < 0 ? '-' : '+', minutes / 60,
                      minutes % 60);
}

const struct rule *remind_find(const struct remind *remind, const char *name) {
  const struct rule *rule = rules_find(&remind->rules, name);
  if (rule) return rule;
  const char **names = mem_zero(remind->rules.count + 1, sizeof *names);
  char hint[VALUE_HINT_MAX] = "";
  for (size_t i = 0; i < remind->rules.count; i++) names[i] = remind->rules.items[i]->name;
  value_hint(name, names, hint);
  if (remind->rules.count == 0) complain(STATUS_USAGE, "no reminder is set; 'tend remind add' sets one");
  else complain(STATUS_USAGE, "there is no reminder '%.60s'%s", name, hint);
  free(names);
  return NULL;
}

void remind_print_clean(const struct buf *text) {
  print_clean_line(buf_text(text));
  putchar('\n');
}
