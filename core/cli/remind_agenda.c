// What the agenda says of a reminder now, for the uses of `tend remind` that show it; see remind.h.
#include <stdlib.h>
#include <string.h>

#include "agenda.h"
#include "remind.h"

static int64_t find_snooze(struct state *state, const char *rule) {
  struct agenda_snooze *snoozes;
  size_t count = agenda_snoozes(state, &snoozes);
  int64_t due = 0;
  for (size_t i = 0; i < count; i++)
    if (strcmp(snoozes[i].rule, rule) == 0) due = snoozes[i].due;
  agenda_free_snoozes(snoozes, count);
  return due;
}

struct remind_marks remind_marks(const struct remind *remind, const char *rule) {
  struct state *state = remind_state(NULL);
  struct remind_marks marks = {0};
  if (!state) return marks;
  marks.paused_until = agenda_paused_until(state, rule);
  if (marks.paused_until <= remind->now) marks.paused_until = 0;
  marks.snoozed_until = find_snooze(state, rule);
  state_close(state);
  return marks;
}

void remind_say_marks(struct buf *out, const struct remind *remind, struct remind_marks marks) {
  char time[REMIND_TIME_MAX];
  if (marks.paused_until == INT64_MAX) buf_add_text(out, "paused");
  else if (marks.paused_until) buf_format(out, "paused until %s", remind_time(remind->zone, marks.paused_until, time));
  if (!marks.snoozed_until) return;
  if (out->len) buf_add_text(out, "; ");
  buf_format(out, "put off until %s", remind_time(remind->zone, marks.snoozed_until, time));
}

void remind_json_marks(json_t *row, const struct remind *remind, struct remind_marks marks) {
  json_object_set_new(row, "paused", json_boolean(marks.paused_until != 0));
  if (marks.paused_until && marks.paused_until < INT64_MAX)
    json_object_set_new(row, "paused_until", remind_json_time(remind->zone, marks.paused_until));
  if (marks.snoozed_until)
    json_object_set_new(row, "snoozed_until", remind_json_time(remind->zone, marks.snoozed_until));
}

bool remind_next(const struct remind *remind, const struct rule *rule, const struct plan_context *context,
                 struct occurrence *next, struct fault *never) {
  struct state *state = remind_state(NULL);
  int64_t paused = state ? agenda_paused_until(state, rule->name) : 0, after = remind->now;
  char key[PLAN_KEY_TEXT_MAX];
  if (paused > after) after = paused - 1;
  bool comes = paused == INT64_MAX ? fault_set(never, "it is paused until you resume it")
                                   : plan_next(rule, context, after, next, never);
  while (comes && state && agenda_is_known(state, plan_key(next, key)))
    comes = plan_next(rule, context, next->due, next, never);
  state_close(state);
  return comes;
}
