// Which reminder is next, and what becomes of it; see schedule.h.
#include "schedule.h"

#include <stdlib.h>
#include <string.h>

#include "extras.h"
#include "memory.h"
#include "turns.h"

enum {
  LATE_MS = 120000,      // so late, an occurrence was not merely served by a busy machine: it was missed
  STEP_BACK_MS = 60000,  // a clock that was set back by less is not worth planning anew
  RETRY_MS = 600000,     // when a state file that cannot be written is tried again
};

struct schedule {
  struct schedule_ports ports;
  const struct rules *rules;
  struct turns turns;
  struct extras extras;
  // One at most waits for what holds it back, or for the person to have settled after a wake.
  struct {
    enum { LATE_NONE, LATE_OCCURRENCE, LATE_EXTRA } kind;
    struct occurrence occurrence;
    struct extra extra;
    int64_t at;  // INT64_MAX: for schedule_on_release
  } late;
  int64_t wake, now;  // the last resume, and the last moment that was heard of
  int64_t retry;      // when what could not be written is tried again
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
  if (extra->unwritten || (state && extra_close(extra, state, &fault))) {
    log_line(schedule, extra->rule, what);
    return true;
  }
  log_line(schedule, extra->rule, fault.text);
  return false;
}

static void show_extra(struct schedule *schedule, struct extra *extra, int64_t now) {
  const struct turn *turn = *extra->rule ? turns_find(&schedule->turns, extra->rule) : NULL;
  if (!close_extra(schedule, extra, "shown")) {
    extra->due = now + RETRY_MS;
    extras_put(&schedule->extras, extra);
    return;
  }
  char *key = mem_format("%s/later/%lld", extra->rule, (long long)extra->due);
  struct schedule_card card = {extra->rule, extra->practice, extra->text, key};
  if (turn) card = (struct schedule_card){extra->rule, turn->rule->practice, turn->rule->text, key};
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
  int64_t at = schedule->wake + plan_wake_delay(&schedule->turns.plan, schedule->wake);
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
  const struct plan_context *plan = &schedule->turns.plan;
  if (plan_missed(occurrence, plan, settled(schedule, now), &at)) keep_occurrence(schedule, occurrence, at);
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
  struct extra extra = schedule->late.extra;
  bool is_extra = schedule->late.kind == LATE_EXTRA;
  if (hold_of(schedule) != HOLD_NONE) {
    schedule->late.at = INT64_MAX;
    return;
  }
  schedule->late.kind = LATE_NONE;
  schedule->late.extra = (struct extra){0};
  if (is_extra) show_extra(schedule, &extra, now);
  else if (is_paused(schedule, occurrence.rule->name, now)) record(schedule, &occurrence, AGENDA_PAUSED);
  else show(schedule, &occurrence);
}

// What was held back may come now, if it still may.
static void release_late(struct schedule *schedule, int64_t now) {
  int64_t at = settled(schedule, now);
  const struct plan_context *plan = &schedule->turns.plan;
  if (schedule->late.kind == LATE_OCCURRENCE && !plan_missed(&schedule->late.occurrence, plan, at, &at))
    let_go(schedule);
  schedule->late.at = at;
}

// Running.

static void run_first(struct schedule *schedule, int64_t now) {
  struct turn *turn = turns_first(&schedule->turns);
  // While nobody is there an `every` stands still; schedule_on_away says for how long that was.
  bool counts = turn->rule->kind != RULE_EVERY || !schedule->ports.is_away(schedule->ports.context);
  struct occurrence occurrence = turn->next;
  notice_wake(schedule, occurrence.due, now);
  if (now - occurrence.due > LATE_MS) occurrence = turns_newest(&schedule->turns, turn, occurrence, now);
  bool again = turn->done_date == occurrence.date && turn->done_index == occurrence.index;
  // What an `every` counts from moves with each of its firings, whatever becomes of it.
  if (counts) turn->start = occurrence.due;
  turns_advance(&schedule->turns, occurrence.due);
  if (!counts || again) return;
  turn->done_date = occurrence.date;
  turn->done_index = occurrence.index;
  take(schedule, &occurrence, now);
}

static void step_back(struct schedule *schedule, int64_t now) {
  if (schedule->wake > now) schedule->wake = 0;
  turns_step_back(&schedule->turns, now);
  if (schedule->late.kind != LATE_NONE && schedule->late.at != INT64_MAX) release_late(schedule, now);
}

void schedule_run(struct schedule *schedule, int64_t now) {
  if (now < schedule->now - STEP_BACK_MS) step_back(schedule, now);
  schedule->now = now;
  while (turns_due(&schedule->turns) <= now) run_first(schedule, now);
  while (schedule->extras.count && schedule->extras.items[0].due <= now) {
    struct extra extra = extras_take(&schedule->extras);
    take_extra(schedule, &extra, now);
  }
  run_late(schedule, now);
  if (extras_are_written(&schedule->extras) || schedule->retry > now) return;
  schedule->retry = now + RETRY_MS;
  schedule_refresh(schedule);
}

int64_t schedule_due(const struct schedule *schedule) {
  int64_t due = turns_due(&schedule->turns);
  if (schedule->extras.count && schedule->extras.items[0].due < due) due = schedule->extras.items[0].due;
  if (schedule->late.kind != LATE_NONE && schedule->late.at < due) due = schedule->late.at;
  if (schedule->retry < due && !extras_are_written(&schedule->extras)) due = schedule->retry;
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
  turns_finish(&schedule->turns);
  free(schedule);
}

// One that waits goes on waiting if its rule is still there.
static void keep_waiting(struct schedule *schedule) {
  if (schedule->late.kind != LATE_OCCURRENCE) return;
  schedule->late.occurrence.rule = rules_find(schedule->rules, schedule->late.occurrence.rule->name);
  if (!schedule->late.occurrence.rule) schedule->late.kind = LATE_NONE;
}

// What rules that were there before had while no agent ran.
static void catch_up(struct schedule *schedule, const struct agenda_past *pasts, size_t count, int64_t now) {
  struct occurrence occurrence;
  for (size_t i = 0; i < schedule->turns.count; i++) {
    const struct turn *turn = &schedule->turns.items[i];
    const struct agenda_past *past = agenda_find_past(pasts, count, turn->rule->name);
    if (past && turns_missed(&schedule->turns, turn, past, now, &occurrence)) take(schedule, &occurrence, now);
  }
}

void schedule_load(struct schedule *schedule, const struct rules *rules, const struct zone *local, int64_t now) {
  struct state *state = state_of(schedule);
  struct agenda_past *pasts = NULL;
  size_t count = state ? agenda_pasts(state, &pasts) : 0;
  bool first = !schedule->rules;
  schedule->rules = rules;
  schedule->now = now;
  schedule->turns.plan.local = local;
  schedule->turns.plan.quiet = rules->quiet;
  if (first) schedule->wake = now;
  if (state) agenda_key(state, schedule->turns.plan.key, NULL);
  keep_waiting(schedule);
  turns_load(&schedule->turns, rules, pasts, count, now);
  if (first) catch_up(schedule, pasts, count, now);
  agenda_free_pasts(pasts, count);
  schedule_refresh(schedule);
}

void schedule_refresh(struct schedule *schedule) {
  struct state *state = state_of(schedule);
  if (!state) return;
  extras_read(&schedule->extras, state);
  if (schedule->late.kind != LATE_EXTRA || schedule->late.extra.unwritten) return;
  // The one that waits is still in the state, unless somebody called it off or put it off again.
  struct extra late = schedule->late.extra;
  schedule->late.extra = (struct extra){0};
  bool stays = extras_take_same(&schedule->extras, &late, &schedule->late.extra);
  schedule->late.kind = stays ? LATE_EXTRA : LATE_NONE;
  extra_finish(&late);
}

// What happens around it.

void schedule_on_resume(struct schedule *schedule, int64_t now) {
  schedule->wake = now;
  schedule_run(schedule, now);
}

const char *schedule_waiting(const struct schedule *schedule, int64_t *at) {
  *at = schedule->late.at;
  if (schedule->late.kind == LATE_NONE) return NULL;
  return schedule->late.kind == LATE_EXTRA ? schedule->late.extra.rule : schedule->late.occurrence.rule->name;
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
  turns_shift(&schedule->turns, away, now);
  schedule_run(schedule, now);
}

// The person's answers.

bool schedule_snooze(struct schedule *schedule, const struct schedule_card *card, int64_t *due) {
  struct state *state = state_of(schedule);
  int64_t end = schedule->rules ? quiet_end(&schedule->turns.plan.quiet, schedule->turns.plan.local, *due) : *due;
  if (end != INT64_MAX) *due = end;
  struct extra extra = {.rule = mem_copy(card->rule), .due = *due, .unwritten = true};
  if (state && *card->rule) agenda_update(state, card->key, AGENDA_LATER, NULL);
  if (!*card->rule) extra.practice = mem_copy(card->practice), extra.text = mem_copy(card->text);
  extras_put(&schedule->extras, &extra);
  schedule->retry = schedule->now + RETRY_MS;
  schedule_refresh(schedule);
  return extras_are_written(&schedule->extras);
}

void schedule_decline(struct schedule *schedule, const char *rule, const char *key, int64_t now) {
  struct state *state = state_of(schedule);
  struct turn *turn = turns_find(&schedule->turns, rule);
  if (!turn) return;
  // What was put off has no record of its own yet.
  if (state) agenda_record(state, rule, key, now, AGENDA_DECLINED, NULL);
  if (state) agenda_update(state, key, AGENDA_DECLINED, NULL);
  if (schedule->late.kind == LATE_OCCURRENCE && schedule->late.occurrence.rule == turn->rule) let_go(schedule);
  turns_decline(&schedule->turns, turn, now);
}

void schedule_started(struct schedule *schedule, const char *key) {
  struct state *state = state_of(schedule);
  if (state) agenda_update(state, key, AGENDA_STARTED, NULL);
}

bool schedule_next(const struct schedule *schedule, size_t rule, struct occurrence *next) {
  const struct turn *turn = &schedule->turns.items[rule];
  if (turn->is_planned) *next = turn->next;
  return turn->is_planned;
}
