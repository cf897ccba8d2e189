// tend remind why: what came of a reminder since yesterday, what holds it back now, when it comes next, and everything
// until then that does not come, and why.
#include <stdio.h>
#include <string.h>

#include "agenda.h"
#include "agent.h"
#include "common.h"
#include "date.h"
#include "remind.h"

enum { TOLD_MAX = 20, NEVER_DAYS = 7 };

struct telling {
  const struct remind *remind;
  const struct plan_context *context;
  struct state *state;  // NULL: nothing was ever recorded
  int64_t after;        // what is planned until then is over, or paused
  json_t *rows;         // NULL: lines are printed
  size_t untold;
};

static void print_at(const struct telling *telling, int64_t time, const char *words) {
  char text[REMIND_TIME_MAX];
  struct buf line = {0};
  buf_format(&line, "%s  %s", remind_time(telling->remind->zone, time, text), words);
  remind_print_clean(&line);
  buf_finish(&line);
}

static void tell(struct telling *telling, const struct occurrence *it, bool comes, const char *words) {
  if (!telling->rows) return print_at(telling, it->due, words);
  json_array_append_new(telling->rows, json_pack("{s:o, s:b, s:s}", "time",
                                                 remind_json_time(telling->remind->zone, it->due), "comes", comes,
                                                 "why", words));
}

// What the plan does not know: that it is paused until later, or was dealt with already.
static const char *find_stop(const struct telling *telling, const struct occurrence *it) {
  char key[PLAN_KEY_TEXT_MAX];
  if (it->due <= telling->after) return "paused";
  if (telling->state && agenda_is_known(telling->state, plan_key(it, key))) return "skipped beforehand";
  return NULL;
}

static bool on_candidate(void *context, const struct occurrence *it) {
  struct telling *telling = context;
  const char *stop = it->fate == PLAN_FIRES ? find_stop(telling, it) : NULL;
  bool comes = it->fate == PLAN_FIRES && !stop;
  struct buf words = {0};
  if (stop) buf_add_text(&words, stop);
  else plan_say(&words, it, telling->context);
  if (comes || telling->rows || telling->untold < TOLD_MAX) tell(telling, it, comes, buf_text(&words));
  if (!comes) telling->untold++;
  buf_finish(&words);
  return !comes;
}

// What was recorded.

static bool on_recorded(void *context, const char *key, int64_t due, enum agenda_outcome outcome) {
  struct telling *telling = context;
  (void)key;
  if (due > telling->remind->now) return true;
  if (!telling->rows) print_at(telling, due, agenda_outcome_words(outcome));
  else
    json_array_append_new(telling->rows, json_pack("{s:o, s:s}", "time", remind_json_time(telling->remind->zone, due),
                                                   "what", agenda_outcome_words(outcome)));
  return true;
}

static int64_t start_of_yesterday(const struct remind *remind) {
  int32_t today = date_of(zone_local(remind->zone, remind->now));
  return zone_utc(remind->zone, date_local(today - 1, 0), NULL);
}

static void tell_recorded(struct telling *telling, const char *rule, json_t *answer) {
  telling->rows = answer ? json_array() : NULL;
  if (telling->state) agenda_visit(telling->state, rule, start_of_yesterday(telling->remind), on_recorded, telling);
  if (answer) json_object_set_new(answer, "since_yesterday", telling->rows);
}

// What holds now.

// One that was held back, or was due while the machine slept, comes a little after the person is back.
static void tell_waiting(const struct telling *telling, const char *rule, const json_t *waiting, json_t *answer) {
  const char *whose = json_string_value(json_object_get(waiting, "rule"));
  const json_t *at = json_object_get(waiting, "at");
  char time[REMIND_TIME_MAX];
  if (!whose || strcmp(whose, rule) != 0 || !at) return;
  if (answer) json_object_set_new(answer, "waiting", remind_json_time(telling->remind->zone, json_integer_value(at)));
  else
    printf("now: one waits for you to settle, and comes at %s\n",
           remind_time(telling->remind->zone, json_integer_value(at), time));
}

static void tell_agent(const struct telling *telling, const char *rule, json_t *answer) {
  json_t *status = agent_tell("status");
  const char *held = json_string_value(json_object_get(status, "held"));
  if (answer) {
    json_object_set_new(answer, "agent", json_boolean(status != NULL));
    json_object_set_new(answer, "held", json_string(held ? held : ""));
  } else if (!status) {
    puts("now: the agent is not running; nothing comes before it does ('tend agent run')");
  } else if (held && *held) {
    printf("now: held back, %s\n", held);
  }
  tell_waiting(telling, rule, json_object_get(status, "waiting"), answer);
  json_decref(status);
}

static void tell_now(const struct telling *telling, const char *rule, struct remind_marks marks, json_t *answer) {
  struct buf words = {0};
  remind_say_marks(&words, telling->remind, marks);
  if (answer) remind_json_marks(answer, telling->remind, marks);
  else if (words.len) printf("now: %s\n", buf_text(&words));
  tell_agent(telling, rule, answer);
  buf_finish(&words);
}

// What is planned.

static void tell_plan(struct telling *telling, const struct rule *rule, json_t *answer) {
  const struct remind *remind = telling->remind;
  struct occurrence next;
  struct fault never;
  bool comes = remind_next(remind, rule, telling->context, &next, &never);
  int64_t until = comes ? next.due : remind->now + NEVER_DAYS * DATE_DAY;
  telling->rows = answer ? json_array() : NULL;
  plan_explain(rule, telling->context, remind->now, until, on_candidate, telling);
  if (answer) {
    json_object_set_new(answer, "until", telling->rows);
    if (comes) json_object_set_new(answer, "next", remind_json_time(remind->zone, next.due));
    else json_object_set_new(answer, "never", json_string(never.text));
    return;
  }
  if (telling->untold > TOLD_MAX)
    printf("%zu more before that are left out for the same reasons\n", telling->untold - TOLD_MAX);
  if (!comes) printf("%s: %s\n", rule->name, never.text);
}

static void why(const struct remind *remind, const struct rule *rule, bool json) {
  struct plan_context context = remind_context(remind, rule);
  struct remind_marks marks = remind_marks(remind, rule->name);
  struct telling telling = {.remind = remind, .context = &context, .state = remind_state(NULL)};
  json_t *answer = json ? json_pack("{s:s}", "name", rule->name) : NULL;
  if (marks.paused_until) telling.after = marks.paused_until - 1;
  tell_recorded(&telling, rule->name, answer);
  tell_now(&telling, rule->name, marks, answer);
  tell_plan(&telling, rule, answer);
  if (answer) print_json(answer);
  state_close(telling.state);
}

int remind_why(const struct command *command, char **arguments) {
  const char *name = NULL;
  bool json = false;
  for (; *arguments; arguments++) {
    if (strcmp(*arguments, "--json") == 0) json = true;
    else if (name || **arguments == '-') return command_usage(command, "'%s' is not understood", *arguments);
    else name = *arguments;
  }
  if (!name) return command_usage(command, "which reminder? 'tend remind list' shows them");
  struct remind remind;
  int status = STATUS_ERROR;
  if (remind_init(&remind)) {
    const struct rule *rule = remind_find(&remind, name);
    status = !rule ? STATUS_USAGE : remind.unread ? STATUS_ERROR : STATUS_OK;
    if (rule) why(&remind, rule, json);
  }
  remind_finish(&remind);
  return status;
}
