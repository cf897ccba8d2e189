// Which reminder is next, and what becomes of it; see schedule.h.
#include "schedule.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "extras.h"
#include "memory.h"

enum {
  LATE_MS = 120000,      // so late, an occurrence was not merely served by a busy machine: it was missed
  STEP_BACK_MS = 60000,  // a clock that was set back by less is not worth planning anew
  RETRY_MS = 600000,     // when a state file that cannot be written is tried again
};

// How far back the newest of those that were missed is looked for, before the one that was planned is taken.
static const int64_t look_back = 2 * DATE_DAY;

// A rule and its next occurrence.
struct entry {
  const struct rule *rule;
  struct occurrence next;
  int64_t start;               // for `every`: what it counts from
  int64_t not_before;          // declined for today
  int32_t done_date, done_index;  // the last that was dealt with, for where the state cannot be opened
};

struct schedule {
  struct schedule_ports ports;
  const struct rules *rules;
  struct plan_context plan;
  struct entry *entries;
  size_t *heap, heap_count;  // entries that have a next, soonest first
  struct extras extras;
  // One at most waits for what holds it back, or for the person to have settled after a wake.
  struct {
    enum { LATE_NONE, LATE_OCCURRENCE, LATE_EXTRA } kind;
    struct occurrence occurrence;
    struct extra extra;
    int64_t at;  // INT64_MAX: for schedule_on_release
  } late;
  int64_t wake, now;  // the last resume, and the last moment that was heard of
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
static enum schedule_hold hold_of(struct schedule *schedule) { return schedule->ports.hold(schedule->ports.context); }

// The heap of entries.

static int64_t due_at(const struct schedule *schedule, size_t place) {
  return schedule->entries[schedule->heap[place]].next.due;
}

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

static void push_planned(struct schedule *schedule, size_t index) {
  schedule->heap[schedule->heap_count] = index;
  sift_up(schedule, schedule->heap_count++);
}

static void push_entry(struct schedule *schedule, size_t index, int64_t after) {
  if (plan_entry(schedule, &schedule->entries[index], after)) push_planned(schedule, index);
}

// Plans the soonest entry anew.
static void advance_top(struct schedule *schedule, int64_t after) {
  if (!plan_entry(schedule, &schedule->entries[schedule->heap[0]], after))
    schedule->heap[0] = schedule->heap[--schedule->heap_count];
  sift_down(schedule, 0);
}

static void plan_all(struct schedule *schedule, int64_t after) {
  schedule->heap_count = 0;
  for (size_t i = 0; schedule->rules && i < schedule->rules->count; i++) push_entry(schedule, i, after);
}

// Plans one anew, wherever it stands.
static void replan(struct schedule *schedule, size_t index, int64_t after) {
  for (size_t place = 0; place < schedule->heap_count; place++) {
    if (schedule->heap[place] != index) continue;
    schedule->heap[place] = schedule->heap[--schedule->heap_count];
    if (place == schedule->heap_count) break;
    sift_up(schedule, place);
    sift_down(schedule, place);
    break;
  }
  push_entry(schedule, index, after);
}

static struct entry *find_entry(const struct schedule *schedule, const char *rule) {
  for (size_t i = 0; schedule->rules && i < schedule->rules->count; i++)
    if (strcmp(schedule->entries[i].rule->name, rule) == 0) return &schedule->entries[i];
  return NULL;
}

// What becomes of one.

static bool is_paused(struct schedule *schedule, const char *rule, int64_t now) {
  struct state *state = state_of(schedule);
  return state && agenda_paused_until(state, rule) > now;
}

// Records first. An occurrence that cannot be recorded is shown all the same: a full disk is no reason to forget a
// person.
static bool record(struct schedule *schedule, const struct occurrence *occurrence, enum agenda_outcome outcome) {
  struct state *state = state_of(schedule);
  struct fault fault = {"the state file cannot be opened"};
  char key[PLAN_KEY_TEXT_MAX];
  enum agenda_recorded recorded =
      state ? agenda_record(state, occurrence->rule->name, plan_key(occurrence, key), occurrence->due, outcome, &fault)
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

// What is not shown for want of a record comes back with the next schedule_refresh or later, so that a restart cannot
// show it twice.
static bool close_extra(struct schedule *schedule, struct extra *extra, const char *what) {
  struct state *state = state_of(schedule);
  struct fault fault = {"the state file cannot be opened"};
  if (state && extra_close(extra, state, &fault)) {
    log_line(schedule, extra->rule, what);
    return true;
  }
  log_line(schedule, extra->rule, fault.text);
  return false;
}

static void show_extra(struct schedule *schedule, struct extra *extra, int64_t now) {
  const struct entry *entry = *extra->rule ? find_entry(schedule, extra->rule) : NULL;
  if (!close_extra(schedule, extra, "shown")) {
    extra->due = now + RETRY_MS;
    extras_put(&schedule->extras, extra);
    return;
  }
  char *key = mem_format("%s/later/%lld", extra->rule, (long long)extra->due);
  struct schedule_card card = {extra->rule, extra->practice, extra->text, key};
  if (entry) card = (struct schedule_card){extra->rule, entry->rule->practice, entry->rule->text, key};
  if (card.practice) schedule->ports.show(schedule->ports.context, &card);
  free(key);
  extra_finish(extra);
}

// What comes too late: after a wake, or when what held it back is gone.

static void let_go(struct schedule *schedule) {
  if (schedule->late.kind == LATE_OCCURRENCE)
    record(schedule, &schedule->late.occurrence, schedule->late.at == INT64_MAX ? AGENDA_HELD : AGENDA_MISSED);
  if (schedule->late.kind == LATE_EXTRA) {
    close_extra(schedule, &schedule->late.extra, "let go: another one comes");
    extra_finish(&schedule->late.extra);
  }
  schedule->late.kind = LATE_NONE;
}

// Keeps the newest, and what was put off or set by a practice rather than what a rule says; what loses is let go of,
// so that one card at most comes later.
static void keep_occurrence(struct schedule *schedule, const struct occurrence *occurrence, int64_t at) {
  if (schedule->late.kind == LATE_EXTRA) {
    record(schedule, occurrence, at == INT64_MAX ? AGENDA_HELD : AGENDA_MISSED);
    return;
  }
  let_go(schedule);
  schedule->late.kind = LATE_OCCURRENCE;
  schedule->late.occurrence = *occurrence;
  schedule->late.at = at;
}

static void keep_extra(struct schedule *schedule, const struct extra *extra, int64_t at) {
  let_go(schedule);
  schedule->late.kind = LATE_EXTRA;
  schedule->late.extra = *extra;
  schedule->late.at = at;
}

// When the person has settled: a while after the last wake. What is late though no wake was heard of has just been
// woken up to.
static int64_t settled(const struct schedule *schedule, int64_t now) {
  int64_t at = schedule->wake + plan_wake_delay(&schedule->plan, schedule->wake);
  return at > now ? at : now;
}

static void notice_wake(struct schedule *schedule, int64_t due, int64_t now) {
  if (now - due > LATE_MS && now - schedule->wake > LATE_MS) schedule->wake = now;
}

static bool is_late(const struct schedule *schedule, int64_t due, int64_t now) {
  return now - due > LATE_MS || due <= schedule->wake;
}

static void take_missed(struct schedule *schedule, const struct occurrence *occurrence, int64_t now) {
  int64_t at;
  if (plan_missed(occurrence, &schedule->plan, settled(schedule, now), &at)) keep_occurrence(schedule, occurrence, at);
  else record(schedule, occurrence, AGENDA_MISSED);
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
  if (is_late(schedule, occurrence->due, now)) return take_missed(schedule, occurrence, now);
  enum schedule_hold hold = hold_of(schedule);
  if (hold == HOLD_NONE) return show(schedule, occurrence);
  log_line(schedule, rule, schedule_hold_words(hold));
  keep_occurrence(schedule, occurrence, INT64_MAX);
}

static void take_extra(struct schedule *schedule, struct extra *extra, int64_t now) {
  struct state *state = state_of(schedule);
  int64_t paused = state ? agenda_paused_until(state, extra->rule) : 0;
  enum schedule_hold hold = hold_of(schedule);
  if (paused > now) {
    extra->due = paused;
    extras_put(&schedule->extras, extra);
    return;
  }
  notice_wake(schedule, extra->due, now);
  if (hold == HOLD_NONE && !is_late(schedule, extra->due, now)) return show_extra(schedule, extra, now);
  if (hold != HOLD_NONE) log_line(schedule, extra->rule, schedule_hold_words(hold));
  keep_extra(schedule, extra, hold == HOLD_NONE ? settled(schedule, now) : INT64_MAX);
}

static void run_late(struct schedule *schedule, int64_t now) {
  if (schedule->late.kind == LATE_NONE || schedule->late.at > now) return;
  const struct occurrence occurrence = schedule->late.occurrence;
  bool is_extra = schedule->late.kind == LATE_EXTRA;
  if (hold_of(schedule) != HOLD_NONE) {
    schedule->late.at = INT64_MAX;
    return;
  }
  schedule->late.kind = LATE_NONE;
  if (is_extra) show_extra(schedule, &schedule->late.extra, now);
  else if (is_paused(schedule, occurrence.rule->name, now)) record(schedule, &occurrence, AGENDA_PAUSED);
  else show(schedule, &occurrence);
}

// What was held back may come now, if it still may.
static void release_late(struct schedule *schedule, int64_t now) {
  int64_t at = settled(schedule, now);
  if (schedule->late.kind == LATE_OCCURRENCE && !plan_missed(&schedule->late.occurrence, &schedule->plan, at, &at))
    let_go(schedule);
  schedule->late.at = at;
}

// Running.

// Of those of a rule that are over, the newest; the others are not worth a line each, however long the machine slept.
static struct occurrence newest(struct schedule *schedule, struct entry *entry, struct occurrence first, int64_t now) {
  struct occurrence next;
  if (now - first.due <= LATE_MS) return first;
  schedule->plan.start = entry->start;
  int64_t after = now - look_back > first.due ? now - look_back : first.due;
  while (plan_next(entry->rule, &schedule->plan, after, &next, NULL) && next.due <= now) {
    first = next;
    after = next.due;
  }
  return first;
}

static void run_top(struct schedule *schedule, int64_t now) {
  struct entry *entry = &schedule->entries[schedule->heap[0]];
  // While nobody is there an `every` stands still; schedule_on_away says for how long that was.
  bool counts = entry->rule->kind != RULE_EVERY || !schedule->ports.is_away(schedule->ports.context);
  notice_wake(schedule, entry->next.due, now);
  const struct occurrence occurrence = newest(schedule, entry, entry->next, now);
  bool again = entry->done_date == occurrence.date && entry->done_index == occurrence.index;
  // What an `every` counts from moves with each of its firings, whatever becomes of it.
  if (counts) entry->start = occurrence.due;
  advance_top(schedule, occurrence.due);
  if (!counts || again) return;
  entry->done_date = occurrence.date;
  entry->done_index = occurrence.index;
  take(schedule, &occurrence, now);
}

// Sets right what was counted from a future that is none any more. What was dealt with already is known, and does not
// come again.
static void step_back(struct schedule *schedule, int64_t now) {
  for (size_t i = 0; schedule->rules && i < schedule->rules->count; i++) {
    struct entry *entry = &schedule->entries[i];
    if (entry->start > now) entry->start = now;
    if (entry->not_before > now + DATE_DAY + DATE_HOUR) entry->not_before = 0;
  }
  if (schedule->wake > now) schedule->wake = 0;
  plan_all(schedule, now);
  if (schedule->late.kind != LATE_NONE && schedule->late.at != INT64_MAX) release_late(schedule, now);
}

void schedule_run(struct schedule *schedule, int64_t now) {
  if (now < schedule->now - STEP_BACK_MS) step_back(schedule, now);
  schedule->now = now;
  while (schedule->heap_count && due_at(schedule, 0) <= now) run_top(schedule, now);
  while (schedule->extras.count && schedule->extras.items[0].due <= now) {
    struct extra extra = extras_take(&schedule->extras);
    take_extra(schedule, &extra, now);
  }
  run_late(schedule, now);
}

int64_t schedule_due(const struct schedule *schedule) {
  int64_t due = schedule->heap_count ? due_at(schedule, 0) : INT64_MAX;
  if (schedule->extras.count && schedule->extras.items[0].due < due) due = schedule->extras.items[0].due;
  if (schedule->late.kind != LATE_NONE && schedule->late.at < due) due = schedule->late.at;
  return due;
}

// Life.

struct schedule *schedule_create(const struct schedule_ports *ports) {
  struct schedule *schedule = mem_zero(1, sizeof *schedule);
  schedule->ports = *ports;
  return schedule;
}

void schedule_destroy(struct schedule *schedule) {
  if (!schedule) return;
  extras_finish(&schedule->extras);
  extra_finish(&schedule->late.extra);
  free(schedule->entries);
  free(schedule->heap);
  free(schedule);
}

static int by_rule(const void *name, const void *past) { return strcmp(name, ((const struct agenda_past *)past)->rule); }

// The last moment of the day, as the rule's clock shows it.
static int64_t end_of_day(struct schedule *schedule, const struct rule *rule, int64_t moment) {
  const struct zone *zone = plan_zone(rule, &schedule->plan);
  return zone_utc(zone, date_local(date_of(zone_local(zone, moment)) + 1, 0), NULL) - 1;
}

static void load_entry(struct schedule *schedule, struct entry *entry, const struct rule *rule,
                       const struct agenda_past *past, int64_t now) {
  bool counted = past->shown > 0 && past->shown <= now;
  *entry = (struct entry){.rule = rule, .start = counted ? past->shown : now, .done_date = INT32_MIN};
  if (past->declined > 0 && past->declined <= now) entry->not_before = end_of_day(schedule, rule, past->declined);
}

// What a rule that was there before had while no agent ran.
static void catch_up(struct schedule *schedule, struct entry *entry, const struct agenda_past *past, int64_t now) {
  struct occurrence first;
  int64_t after = past->dealt_with > now - look_back ? past->dealt_with : now - look_back;
  if (past->dealt_with == 0 || entry->rule->kind == RULE_EVERY) return;
  if (!plan_entry(schedule, entry, after) || entry->next.due > now) return;
  first = newest(schedule, entry, entry->next, now);
  take(schedule, &first, now);
}

// One that waits goes on waiting if its rule is still there.
static void keep_waiting(struct schedule *schedule) {
  if (schedule->late.kind != LATE_OCCURRENCE) return;
  schedule->late.occurrence.rule = rules_find(schedule->rules, schedule->late.occurrence.rule->name);
  if (!schedule->late.occurrence.rule) schedule->late.kind = LATE_NONE;
}

static void load_entries(struct schedule *schedule, struct state *state, bool first, int64_t now) {
  static const struct agenda_past none = {0};
  struct agenda_past *pasts = NULL;
  size_t count = state ? agenda_pasts(state, &pasts) : 0;
  for (size_t i = 0; i < schedule->rules->count; i++) {
    const struct rule *rule = schedule->rules->items[i];
    const struct agenda_past *past = count ? bsearch(rule->name, pasts, count, sizeof *pasts, by_rule) : NULL;
    load_entry(schedule, &schedule->entries[i], rule, past ? past : &none, now);
    if (first && past) catch_up(schedule, &schedule->entries[i], past, now);
  }
  agenda_free_pasts(pasts, count);
}

void schedule_load(struct schedule *schedule, const struct rules *rules, const struct zone *local, int64_t now) {
  struct state *state = state_of(schedule);
  bool first = !schedule->rules;
  schedule->rules = rules;
  schedule->now = now;
  schedule->plan.local = local;
  schedule->plan.quiet = rules->quiet;
  if (first) schedule->wake = now;
  if (state) agenda_key(state, schedule->plan.key, NULL);
  schedule->entries = mem_resize(schedule->entries, rules->count * sizeof *schedule->entries);
  schedule->heap = mem_resize(schedule->heap, rules->count * sizeof *schedule->heap);
  schedule->heap_count = 0;
  keep_waiting(schedule);
  load_entries(schedule, state, first, now);
  plan_all(schedule, now);
  schedule_refresh(schedule);
}

void schedule_refresh(struct schedule *schedule) {
  struct state *state = state_of(schedule);
  if (!state) return;
  extras_read(&schedule->extras, state);
  if (schedule->late.kind != LATE_EXTRA) return;
  // The one that waits is still in the state, unless somebody called it off or put it off again.
  struct extra late = schedule->late.extra;
  schedule->late.extra = (struct extra){0};
  schedule->late.kind = LATE_NONE;
  for (size_t i = 0; i < schedule->extras.count; i++) {
    struct extra *extra = &schedule->extras.items[i];
    if (extra->due != late.due || !extra_is(extra, &late)) continue;
    schedule->late.extra = *extra;
    schedule->late.kind = LATE_EXTRA;
    memmove(extra, extra + 1, (--schedule->extras.count - i) * sizeof *extra);
    break;
  }
  extra_finish(&late);
}

// What happens around it.

void schedule_on_resume(struct schedule *schedule, int64_t now) {
  schedule->wake = now;
  schedule_run(schedule, now);
}

bool schedule_is_held(const struct schedule *schedule) {
  return schedule->late.kind != LATE_NONE && schedule->late.at == INT64_MAX;
}

void schedule_on_release(struct schedule *schedule, int64_t now) {
  schedule_refresh(schedule);
  if (schedule_is_held(schedule) && hold_of(schedule) == HOLD_NONE) release_late(schedule, now);
  schedule_run(schedule, now);
}

void schedule_on_away(struct schedule *schedule, int64_t away, int64_t now) {
  size_t count = schedule->heap_count;
  schedule->heap_count = 0;
  for (size_t place = 0; place < count; place++) {
    size_t index = schedule->heap[place];
    struct entry *entry = &schedule->entries[index];
    bool counts = entry->rule->kind == RULE_EVERY;
    if (counts) entry->start = entry->start + away < now ? entry->start + away : now;
    if (!counts || plan_entry(schedule, entry, now)) push_planned(schedule, index);
  }
  schedule_run(schedule, now);
}

// The person's answers.

int64_t schedule_snooze(struct schedule *schedule, const struct schedule_card *card, int64_t due) {
  struct state *state = state_of(schedule);
  int64_t end = schedule->rules ? quiet_end(&schedule->plan.quiet, schedule->plan.local, due) : due;
  if (end != INT64_MAX) due = end;
  if (!state) return due;
  if (*card->rule) {
    agenda_update(state, card->key, AGENDA_LATER, NULL);
    agenda_snooze(state, card->rule, due, NULL);
  } else {
    state_add_reminder(state, card->practice, due, card->text, NULL);
  }
  schedule_refresh(schedule);
  return due;
}

void schedule_decline(struct schedule *schedule, const char *rule, const char *key, int64_t now) {
  struct state *state = state_of(schedule);
  struct entry *entry = find_entry(schedule, rule);
  if (!entry) return;
  // What was put off has no record of its own yet.
  if (state) agenda_record(state, rule, key, now, AGENDA_DECLINED, NULL);
  if (state) agenda_update(state, key, AGENDA_DECLINED, NULL);
  if (schedule->late.kind == LATE_OCCURRENCE && schedule->late.occurrence.rule == entry->rule) let_go(schedule);
  entry->not_before = end_of_day(schedule, entry->rule, now);
  replan(schedule, (size_t)(entry - schedule->entries), now);
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
