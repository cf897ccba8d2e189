// What became of reminders: which occurrences were dealt with, what is put off, and what is paused. An occurrence is
// known by its key (see plan.h); it is recorded before anything is shown, so that it is shown at most once whatever
// happens in between. Times are Unix milliseconds, UTC.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "state.h"

enum { AGENDA_DAYS = 60, AGENDA_KEY_BYTES = 16 };  // how long what was dealt with is remembered

enum agenda_outcome {
  AGENDA_SHOWN,
  AGENDA_STARTED,
  AGENDA_LATER,    // put off by the person
  AGENDA_DECLINED, // "not today"
  AGENDA_MISSED,   // the machine was asleep or off
  AGENDA_HELD,     // something held it back until it was too late
  AGENDA_PAUSED,
  AGENDA_SKIPPED,  // by the person, beforehand
};
const char *agenda_outcome_words(enum agenda_outcome outcome);

enum agenda_recorded { AGENDA_FAILED = -1, AGENDA_KNOWN = 0, AGENDA_NEW = 1 };

// Notes an occurrence, durably. AGENDA_KNOWN when the key was there already: then nothing changes, and nothing may be
// shown.
enum agenda_recorded agenda_record(struct state *state, const char *rule, const char *key, int64_t due,
                                   enum agenda_outcome outcome, struct fault *fault);
// What became of it later.
bool agenda_update(struct state *state, const char *key, enum agenda_outcome outcome, struct fault *fault);
bool agenda_is_known(struct state *state, const char *key);

// When the rule was last shown, or 0.
int64_t agenda_last_shown(struct state *state, const char *rule);

// What is known of each rule that ever had an occurrence here: when the last one was due that was dealt with in any way, that
// was shown, that was declined; 0 where there is none. One look for all rules, sorted by their names' bytes.
struct agenda_past {
  char *rule;
  int64_t dealt_with, shown, declined;
};
size_t agenda_pasts(struct state *state, struct agenda_past **pasts);  // the caller frees with agenda_free_pasts
// That of one rule; NULL where it never had an occurrence.
const struct agenda_past *agenda_find_past(const struct agenda_past *pasts, size_t count, const char *rule);
void agenda_free_pasts(struct agenda_past *pasts, size_t count);

// What was recorded of a rule since a time, oldest first; `each` returns false to stop.
typedef bool agenda_each(void *context, const char *key, int64_t due, enum agenda_outcome outcome);
void agenda_visit(struct state *state, const char *rule, int64_t since, agenda_each *each, void *context);

// Pauses: of one rule, or of all ("" as rule). INT64_MAX: until resumed.
bool agenda_pause(struct state *state, const char *rule, int64_t until, struct fault *fault);
bool agenda_resume(struct state *state, const char *rule, struct fault *fault);
int64_t agenda_paused_until(struct state *state, const char *rule);  // 0: it is not; counts the pause of all

// What was put off. A rule has at most one.
struct agenda_snooze {
  char *rule;
  int64_t due;
};
bool agenda_snooze(struct state *state, const char *rule, int64_t due, struct fault *fault);
bool agenda_unsnooze(struct state *state, const char *rule, struct fault *fault);
size_t agenda_snoozes(struct state *state, struct agenda_snooze **snoozes);  // soonest first; agenda_free_snoozes
void agenda_free_snoozes(struct agenda_snooze *snoozes, size_t count);

// The key with which random times are drawn; made at the first call.
bool agenda_key(struct state *state, uint8_t key[AGENDA_KEY_BYTES], struct fault *fault);
