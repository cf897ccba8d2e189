// Which reminder is next, and what becomes of it; see schedule.h.
#include "schedule.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum {
  LATE_MS = 120000,        // so late, an occurrence was not merely served by a busy machine: it was missed
  DAY_MS = 86400000,
};

// A rule and its next occurrence.
struct entry {
  const struct rule *rule;
  struct occurrence next;
  int64_t start;       // for `every`: what it counts from
  int64_t not_before;  // declined for today
};

// A child of an occurrence, or a reminder that a practice set.
struct extra {
  char *rule, *practice, *text;  // practice and text: only of a practice's reminder
  int64_t due, id;               // id: of a practice's reminder, else 0
};

struct schedule {
  struct schedule_ports ports;
  const struct rules *rules;
  struct plan_context plan;
  struct entry *entries;
  size_t *heap, heap_count;    // entries that have a next, soonest first
  struct extra *extras;        // soonest first
  size_t extras_count;
  // At most one occurrence waits for what holds it back, or for the person to have settled after a wake.
  struct {
    struct occurrence occurrence;
    int64_t at;                // INT64_MAX: for schedule_on_release
    bool waits;
  } late;
  int64_t wake;                // of the last resume
};

const char *schedule_hold_words(enum schedule_hold hold) {
  static const char *const words[] = {
      [HOLD_NONE] = "", [HOLD_LOCKED] = "the screen is locked", [HOLD_DISTURB] = "do not disturb is on",
      [HOLD_PRACTICE] = "a practice is running", [HOLD_ASLEEP] = "the machine is going to sleep",
  };
  return words[hold];
}

static void log_line(struct schedule *schedule, const char *rule, const char *what) {
  char *line = mem_format("%s: %s", *rule ? rule : "a practice's reminder", what);
  schedule->ports.log(schedule->ports.context, line);
  free(line);
}

static struct state *state_of(struct schedule *schedule) { return schedule->ports.state(schedule->ports.context); }

// The heap of entries.

static int64_t due_at(const struct schedule *schedule, size_t place) { return schedule->entries[schedule->heap[place]].next.due; }

static void swap_places(struct schedule *schedule, size_t a, size_t b) {
  size_t kept = schedule->heap[a];
  schedule->heap[a] = schedule->heap[b];
  schedule->heap[b] = kept;
}

static void sift_down(struct schedule *schedule, size_t place) {
  for (;;) {
    size_t least = place;
    for (size_t child = 2 * place + 1; child <= 2 * place + 2 && child < schedule->heap_count; child++)
      if (due_at(schedule, child) < due_at(schedule, least)) least = child;
    if (least == place) return;
    swap_places(schedule, place, least);
    place = least;
  }
}

static void sift_up(struct schedule *schedule, size_t place) {
  for (; place > 0 && due_at(schedule, place) < due_at(schedule, (place - 1) / 2); place = (place - 1) / 2)
    swap_places(schedule, place, (place - 1) / 2);
}

static bool plan_entry(struct schedule *schedule, struct entry *entry, int64_t after) {
  schedule->plan.start = entry->start;
  if (after < entry->not_before) after = entry->not_before;
  return plan_next(entry->rule, &schedule->plan, after, &entry->next, NULL);
}

static void push_entry(struct schedule *schedule, size_t index, int64_t after) {
  if (!plan_entry(schedule, &schedule->entries[index], after)) return;
  schedule->heap[schedule->heap_count] = index;
  sift_up(schedule, schedule->heap_count++);
}

// Plans the soonest entry anew.
static void advance_top(struct schedule *schedule, int64_t after) {
  if (!plan_entry(schedule, &schedule->entries[schedule->heap[0]], after))
    schedule->heap[0] = schedule->heap[--schedule->heap_count];
  sift_down(schedule, 0);
}

static void plan_all(struct schedule *schedule, int64_t after) {
  schedule->heap_count = 0;
  for (size_t i = 0; i < schedule->rules->count; i++) push_entry(schedule, i, after);
}

static struct entry *find_entry(const struct schedule *schedule, const char *rule) {
  for (size_t i = 0; schedule->rules && i < schedule->rules->count; i++)
    if (strcmp(schedule->entries[i].rule->name, rule) == 0) return &schedule->entries[i];
  return NULL;
}

// What was put off, and what practices set.

static void free_extras(struct schedule *schedule) {
  for (size_t i = 0; i < schedule->extras_count; i++) {
    free(schedule->extras[i].rule);
    free(schedule->extras[i].practice);
    free(schedule->extras[i].text);
  }
  free(schedule->extras);
  schedule->extras = NULL;
  schedule->extras_count = 0;
}

static int by_due(const void *left, const void *right) {
  const struct extra *a = left, *b = right;
  return (a->due > b->due) - (a->due < b->due);
}

static void add_extra(struct schedule *schedule, struct extra extra) {
  schedule->extras = mem_resize(schedule->extras, (schedule->extras_count + 1) * sizeof *schedule->extras);
  schedule->extras[schedule->extras_count++] = extra;
}

void schedule_refresh(struct schedule *schedule) {
  struct state *state = state_of(schedule);
  if (!state) return;
  struct agenda_snooze *snoozes;
  struct state_reminder *reminders;
  size_t snoozed = agenda_snoozes(state, &snoozes), set = state_reminders(state, INT64_MAX, &reminders);
  free_extras(schedule);
  for (size_t i = 0; i < snoozed; i++)
    add_extra(schedule, (struct extra){.rule = mem_copy(snoozes[i].rule), .due = snoozes[i].due});
  for (size_t i = 0; i < set; i++)
    add_extra(schedule, (struct extra){mem_copy(""), mem_copy(reminders[i].practice), mem_copy(reminders[i].text),
                                       reminders[i].due, reminders[i].id});
  if (schedule->extras_count) qsort(schedule->extras, schedule->extras_count, sizeof *schedule->extras, by_due);
  agenda_free_snoozes(snoozes, snoozed);
  state_free_reminders(reminders, set);
}

// Life.

struct schedule *schedule_create(const struct schedule_ports *ports) {
  struct schedule *schedule = mem_zero(1, sizeof *schedule);
  schedule->ports = *ports;
  return schedule;
}

void schedule_destroy(struct schedule *schedule) {
  if (!schedule) return;
  free_extras(schedule);
  free(schedule->entries);
  free(schedule->heap);
  free(schedule);
}

void schedule_load(struct schedule *schedule, const struct rules *rules, const struct zone *local, int64_t now) {
  struct state *state = state_of(schedule);
  schedule->rules = rules;
  schedule->late.waits = false;
  schedule->plan.local = local;
  schedule->plan.quiet = rules->quiet;
  if (state) agenda_key(state, schedule->plan.key, NULL);
  schedule->entries = mem_resize(schedule->entries, rules->count * sizeof *schedule->entries);
  schedule->heap = mem_resize(schedule->heap, rules->count * sizeof *schedule->heap);
  for (size_t i = 0; i < rules->count; i++) {
    int64_t last = state ? agenda_last_shown(state, rules->items[i]->name) : 0;
    schedule->entries[i] = (struct entry){.rule = rules->items[i], .start = last > 0 && last <= now ? last : now};
  }
  plan_all(schedule, now);
  schedule_refresh(schedule);
}

int64_t schedule_due(const struct schedule *schedule) {
  int64_t due = schedule->heap_count ? due_at(schedule, 0) : INT64_MAX;
  if (schedule->extras_count && schedule->extras[0].due < due) due = schedule->extras[0].due;
  if (schedule->late.waits && schedule->late.at < due) due = schedule->late.at;
  return due;
}

// What becomes of one.

static bool is_paused(struct schedule *schedule, const char *rule, int64_t now) {
  struct state *state = state_of(schedule);
  return state && agenda_paused_until(state, rule) > now;
}

// Records first. An occurrence that cannot be recorded is shown all the same: a full disk is no reason to forget a person.
static bool record(struct schedule *schedule, const struct occurrence *occurrence, enum agenda_outcome outcome) {
  struct state *state = state_of(schedule);
  struct fault fault = {"the state file cannot be opened"};
  char key[PLAN_KEY_TEXT_MAX];
  enum agenda_recorded recorded = state ? agenda_record(state, occurrence->rule->name, plan_key(occurrence, key), occurrence->due,
                                                        outcome, &fault)
                                        : AGENDA_FAILED;
  if (recorded == AGENDA_FAILED) log_line(schedule, occurrence->rule->name, fault.text);
  if (recorded == AGENDA_NEW) log_line(schedule, occurrence->rule->name, agenda_outcome_words(outcome));
  return recorded != AGENDA_KNOWN;
}

static void show(struct schedule *schedule, const struct occurrence *occurrence) {
  char key[PLAN_KEY_TEXT_MAX];
  if (!record(schedule, occurrence, AGENDA_SHOWN)) return;
  const struct rule *rule = occurrence->rule;
  const struct schedule_card card = {rule->name, rule->practice, rule->text, plan_key(occurrence, key)};
  schedule->ports.show(schedule->ports.context, &card);
}

static void let_go(struct schedule *schedule) {
  if (!schedule->late.waits) return;
  schedule->late.waits = false;
  record(schedule, &schedule->late.occurrence, schedule->late.at == INT64_MAX ? AGENDA_HELD : AGENDA_MISSED);
}

// Keeps the newest; what waited before is let go of, so that one card at most comes later.
static void keep_late(struct schedule *schedule, const struct occurrence *occurrence, int64_t at) {
  let_go(schedule);
  schedule->late.occurrence = *occurrence;
  schedule->late.at = at;
  schedule->late.waits = true;
}

static void take_missed(struct schedule *schedule, const struct occurrence *occurrence, int64_t now) {
  int64_t at, settled = schedule->wake + plan_wake_delay(&schedule->plan, schedule->wake);
  if (!plan_missed(occurrence, &schedule->plan, now, &at)) {
    record(schedule, occurrence, AGENDA_MISSED);
    return;
  }
  keep_late(schedule, occurrence, at > settled ? at : settled);
}

static void take(struct schedule *schedule, const struct occurrence *occurrence, int64_t now) {
  const char *rule = occurrence->rule->name;
  struct state *state = state_of(schedule);
  char key[PLAN_KEY_TEXT_MAX];
  if (state && agenda_is_known(state, plan_key(occurrence, key))) return;
  if (is_paused(schedule, rule, now)) {
    record(schedule, occurrence, AGENDA_PAUSED);
    return;
  }
  if (now - occurrence->due > LATE_MS) return take_missed(schedule, occurrence, now);
  enum schedule_hold hold = schedule->ports.hold(schedule->ports.context);
  if (hold == HOLD_NONE) return show(schedule, occurrence);
  log_line(schedule, rule, schedule_hold_words(hold));
  keep_late(schedule, occurrence, INT64_MAX);
}

static void run_late(struct schedule *schedule, int64_t now) {
  if (!schedule->late.waits || schedule->late.at > now) return;
  if (schedule->ports.hold(schedule->ports.context) != HOLD_NONE) {
    schedule->late.at = INT64_MAX;
    return;
  }
  schedule->late.waits = false;
  show(schedule, &schedule->late.occurrence);
}

static void show_extra(struct schedule *schedule, struct extra *extra) {
  struct state *state = state_of(schedule);
  const struct entry *entry = *extra->rule ? find_entry(schedule, extra->rule) : NULL;
  char *key = mem_format("%s/later/%lld", extra->rule, (long long)extra->due);
  struct schedule_card card = {extra->rule, extra->practice, extra->text, key};
  if (entry) card = (struct schedule_card){extra->rule, entry->rule->practice, entry->rule->text, key};
  bool first = state && (extra->id ? state_close_reminder(state, extra->id, NULL) : agenda_unsnooze(state, extra->rule, NULL));
  if (first && card.practice) schedule->ports.show(schedule->ports.context, &card);
  free(key);
}

// Those that are held back stay, and come with the next release.
static void run_extras(struct schedule *schedule, int64_t now) {
  while (schedule->extras_count && schedule->extras[0].due <= now) {
    struct extra extra = schedule->extras[0];
    if (schedule->ports.hold(schedule->ports.context) != HOLD_NONE) {
      schedule->extras[0].due = INT64_MAX;
      qsort(schedule->extras, schedule->extras_count, sizeof *schedule->extras, by_due);
      continue;
    }
    memmove(schedule->extras, schedule->extras + 1, --schedule->extras_count * sizeof *schedule->extras);
    show_extra(schedule, &extra);
    free(extra.rule);
    free(extra.practice);
    free(extra.text);
  }
}

void schedule_run(struct schedule *schedule, int64_t now) {
  while (schedule->heap_count && due_at(schedule, 0) <= now) {
    struct entry *entry = &schedule->entries[schedule->heap[0]];
    const struct occurrence occurrence = entry->next;
    // What an `every` counts from moves with each of its firings, whatever becomes of it.
    entry->start = occurrence.due;
    advance_top(schedule, occurrence.due);
    take(schedule, &occurrence, now);
  }
  run_late(schedule, now);
  run_extras(schedule, now);
}

void schedule_on_resume(struct schedule *schedule, int64_t now) {
  schedule->wake = now;
  schedule_run(schedule, now);
}

bool schedule_is_held(const struct schedule *schedule) {
  bool extra = schedule->extras_count && schedule->extras[schedule->extras_count - 1].due == INT64_MAX;
  return extra || (schedule->late.waits && schedule->late.at == INT64_MAX);
}

void schedule_on_release(struct schedule *schedule, int64_t now) {
  if (schedule->ports.hold(schedule->ports.context) != HOLD_NONE) return;
  if (schedule->late.waits && schedule->late.at == INT64_MAX) {
    int64_t at;
    if (plan_missed(&schedule->late.occurrence, &schedule->plan, now, &at)) schedule->late.at = at;
    else let_go(schedule);
  }
  schedule_refresh(schedule);
  schedule_run(schedule, now);
}

void schedule_on_away(struct schedule *schedule, int64_t away, int64_t now) {
  if (!schedule->rules) return;
  schedule_run(schedule, now);
  for (size_t i = 0; i < schedule->rules->count; i++) schedule->entries[i].start += away;
  plan_all(schedule, now);
}

// The person's answers.

void schedule_snooze(struct schedule *schedule, const char *rule, const char *key, int64_t due) {
  struct state *state = state_of(schedule);
  if (!state) return;
  agenda_update(state, key, AGENDA_LATER, NULL);
  agenda_snooze(state, rule, due, NULL);
  schedule_refresh(schedule);
}

void schedule_decline(struct schedule *schedule, const char *rule, const char *key, int64_t now) {
  struct state *state = state_of(schedule);
  struct entry *entry = find_entry(schedule, rule);
  if (state) agenda_update(state, key, AGENDA_DECLINED, NULL);
  if (!entry) return;
  const struct zone *zone = plan_zone(entry->rule, &schedule->plan);
  int64_t local = zone_local(zone, now), midnight = local - local % DAY_MS + DAY_MS;
  schedule_run(schedule, now);
  entry->not_before = zone_utc(zone, midnight, NULL) - 1;
  plan_all(schedule, now);
}

void schedule_started(struct schedule *schedule, const char *key) {
  struct state *state = state_of(schedule);
  if (state) agenda_update(state, key, AGENDA_STARTED, NULL);
}

bool schedule_next(const struct schedule *schedule, const char *rule, struct occurrence *next) {
  for (size_t i = 0; i < schedule->heap_count; i++) {
    const struct entry *entry = &schedule->entries[schedule->heap[i]];
    if (strcmp(entry->rule->name, rule) != 0) continue;
    *next = entry->next;
    return true;
  }
  return false;
}
