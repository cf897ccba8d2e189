// tend remind why: when a reminder comes next, and everything until then that does not come, and why.
#include <stdio.h>
#include <string.h>

#include "common.h"
#include "date.h"
#include "remind.h"

enum { TOLD_MAX = 20, NEVER_DAYS = 7 };

struct telling {
  const struct remind *remind;
  const struct plan_context *context;
  json_t *rows;  // NULL: lines are printed
  size_t untold;
};

static void tell(struct telling *telling, const struct occurrence *it) {
  char time[REMIND_TIME_MAX];
  struct buf words = {0}, line = {0};
  plan_say(&words, it, telling->context);
  if (telling->rows) {
    json_t *row = json_pack("{s:o, s:b, s:s}", "time", remind_json_time(telling->remind->zone, it->due), "comes",
                            it->fate == PLAN_FIRES, "why", buf_text(&words));
    json_array_append_new(telling->rows, row);
  } else {
    buf_format(&line, "%s  %s", remind_time(telling->remind->zone, it->due, time), buf_text(&words));
    remind_print_clean(&line);
  }
  buf_finish(&words);
  buf_finish(&line);
}

static bool on_candidate(void *context, const struct occurrence *it) {
  struct telling *telling = context;
  if (it->fate == PLAN_FIRES || telling->rows || telling->untold < TOLD_MAX) tell(telling, it);
  if (it->fate != PLAN_FIRES) telling->untold++;
  return it->fate != PLAN_FIRES;
}

static int why(const struct remind *remind, const struct rule *rule, bool json) {
  struct plan_context context = remind_context(remind, rule);
  struct occurrence next;
  struct fault never;
  struct telling telling = {remind, &context, json ? json_array() : NULL, 0};
  bool comes = plan_next(rule, &context, remind->now, &next, &never);
  plan_explain(rule, &context, remind->now, comes ? next.due : remind->now + NEVER_DAYS * DATE_DAY, on_candidate,
               &telling);
  if (json) {
    json_t *answer = json_pack("{s:s, s:o}", "name", rule->name, "until", telling.rows);
    if (comes) json_object_set_new(answer, "next", remind_json_time(remind->zone, next.due));
    else json_object_set_new(answer, "never", json_string(never.text));
    print_json(answer);
    return STATUS_OK;
  }
  if (telling.untold > TOLD_MAX)
    printf("%zu more before that are left out for the same reasons\n", telling.untold - TOLD_MAX);
  if (!comes) printf("%s: %s\n", rule->name, never.text);
  return STATUS_OK;
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
    status = rule ? why(&remind, rule, json) : STATUS_USAGE;
  }
  remind_finish(&remind);
  return status;
}
