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

static bool extra_write(const struct extra *extra, struct state *state) {
  if (*extra->rule) return agenda_snooze(state, extra->rule, extra->due, NULL);
  return state_add_reminder(state, extra->practice, extra->due, extra->text, NULL) >= 0;
}

static void write_all(struct extras *extras, struct state *state) {
  struct extras before = *extras;
  *extras = (struct extras){0};
  for (size_t i = 0; i < before.count; i++) {
    struct extra *extra = &before.items[i];
    if (extra->unwritten && !extra_write(extra, state)) extras_put(extras, extra);
    else extra_finish(extra);
  }
  free(before.items);
}

void extras_read(struct extras *extras, struct state *state) {
  struct agenda_snooze *snoozes;
  struct state_reminder *reminders;
  write_all(extras, state);
  size_t snoozed = agenda_snoozes(state, &snoozes), set = state_reminders(state, INT64_MAX, &reminders);
  for (size_t i = 0; i < snoozed; i++)
    extras_put(extras, &(struct extra){.rule = mem_copy(snoozes[i].rule), .due = snoozes[i].due});
  for (size_t i = 0; i < set; i++)
    extras_put(extras, &(struct extra){mem_copy(""), mem_copy(reminders[i].practice), mem_copy(reminders[i].text),
                                       reminders[i].due, reminders[i].id, false});
  agenda_free_snoozes(snoozes, snoozed);
  state_free_reminders(reminders, set);
}

bool extras_take_same(struct extras *extras, const struct extra *wanted, struct extra *taken) {
  for (size_t i = 0; i < extras->count; i++) {
    struct extra *extra = &extras->items[i];
    if (extra->due != wanted->due || extra->id != wanted->id || strcmp(extra->rule, wanted->rule) != 0) continue;
    *taken = *extra;
    memmove(extra, extra + 1, (--extras->count - i) * sizeof *extra);
    return true;
  }
  return false;
}

bool extras_are_written(const struct extras *extras) {
  for (size_t i = 0; i < extras->count; i++)
    if (extras->items[i].unwritten) return false;
  return true;
}

bool extra_close(const struct extra *extra, struct state *state, struct fault *fault) {
  return extra->id ? state_close_reminder(state, extra->id, fault) : agenda_unsnooze(state, extra->rule, fault);
}
