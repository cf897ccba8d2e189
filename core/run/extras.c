// What was put off, and what practices set; see extras.h.
#include "extras.h"

#include <stdlib.h>
#include <string.h>

#include "agenda.h"
#include "memory.h"

void extra_finish(struct extra *extra) {
  free(extra->rule);
  free(extra->practice);
  free(extra->text);
  *extra = (struct extra){0};
}

void extras_finish(struct extras *extras) {
  for (size_t i = 0; i < extras->count; i++) extra_finish(&extras->items[i]);
  free(extras->items);
  *extras = (struct extras){0};
}

struct extra extras_take(struct extras *extras) {
  struct extra first = extras->items[0];
  memmove(extras->items, extras->items + 1, --extras->count * sizeof *extras->items);
  return first;
}

void extras_put(struct extras *extras, const struct extra *extra) {
  size_t at = extras->count++;
  extras->items = mem_resize(extras->items, extras->count * sizeof *extras->items);
  for (; at > 0 && extras->items[at - 1].due > extra->due; at--) extras->items[at] = extras->items[at - 1];
  extras->items[at] = *extra;
}

void extras_read(struct extras *extras, struct state *state) {
  struct agenda_snooze *snoozes;
  struct state_reminder *reminders;
  size_t snoozed = agenda_snoozes(state, &snoozes), set = state_reminders(state, INT64_MAX, &reminders);
  extras_finish(extras);
  for (size_t i = 0; i < snoozed; i++)
    extras_put(extras, &(struct extra){.rule = mem_copy(snoozes[i].rule), .due = snoozes[i].due});
  for (size_t i = 0; i < set; i++)
    extras_put(extras, &(struct extra){mem_copy(""), mem_copy(reminders[i].practice), mem_copy(reminders[i].text),
                                       reminders[i].due, reminders[i].id});
  agenda_free_snoozes(snoozes, snoozed);
  state_free_reminders(reminders, set);
}

bool extra_is(const struct extra *extra, const struct extra *other) {
  return extra->id == other->id && strcmp(extra->rule, other->rule) == 0;
}

bool extra_close(const struct extra *extra, struct state *state, struct fault *fault) {
  return extra->id ? state_close_reminder(state, extra->id, fault) : agenda_unsnooze(state, extra->rule, fault);
}
