// Which reminder is next, and what becomes of it when its time has come: shown, held back, let go of. It knows no
// loop, no bus and no clock; the moment comes with every call, in Unix milliseconds, UTC. Whatever is shown was
// recorded before (agenda.h).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agenda.h"
#include "plan.h"
#include "rules.h"

enum schedule_hold { HOLD_NONE, HOLD_LOCKED, HOLD_DISTURB, HOLD_PRACTICE, HOLD_ASLEEP };
const char *schedule_hold_words(enum schedule_hold hold);

// What is shown to the person. Texts are valid for the call only.
struct schedule_card {
  const char *rule;      // "" for a reminder that a practice set
  const char *practice;
  const char *text;      // "" where the person gave none
  const char *key;       // what agenda_update knows it by
};

struct schedule_ports {
  void *context;
  struct state *(*state)(void *context);  // open, or NULL where it cannot be; its owner closes it when it likes
  enum schedule_hold (*hold)(void *context);
  void (*show)(void *context, const struct schedule_card *card);
  void (*log)(void *context, const char *line);  // never with the person's words
  bool (*is_away)(void *context);  // nobody is at the machine: an `every` stands still, until schedule_on_away
};

struct schedule;

struct schedule *schedule_create(const struct schedule_ports *ports);
void schedule_destroy(struct schedule *schedule);  // NULL is fine

// Takes over new rules, from now on; `rules` and `local` (the machine's zone) are borrowed until the next call. The
// first call also looks for what came to nothing while no schedule ran.
void schedule_load(struct schedule *schedule, const struct rules *rules, const struct zone *local, int64_t now);
// What was put off, paused or set by a practice was changed by somebody else.
void schedule_refresh(struct schedule *schedule);

int64_t schedule_due(const struct schedule *schedule);  // when schedule_run is next wanted; INT64_MAX: never
void schedule_run(struct schedule *schedule, int64_t now);

// The machine woke up: what was due meanwhile comes as one card at most, and not at once.
void schedule_on_resume(struct schedule *schedule, int64_t now);
// The name of the rule whose reminder waits, for schedule_on_release (then *at is INT64_MAX) or until the person has
// settled; "" for one that a practice set. NULL where none waits.
const char *schedule_waiting(const struct schedule *schedule, int64_t *at);
bool schedule_is_held(const struct schedule *schedule);  // something waits for schedule_on_release
// What held back may be gone.
void schedule_on_release(struct schedule *schedule, int64_t now);
// Nobody was at the machine for so many ms: `every` does not count them.
void schedule_on_away(struct schedule *schedule, int64_t away, int64_t now);

// Puts a card off until *due, or where that is in quiet hours, until their end, which *due is then. False where that is
// only in memory, because the state file cannot be written; it is tried again.
bool schedule_snooze(struct schedule *schedule, const struct schedule_card *card, int64_t *due);
void schedule_decline(struct schedule *schedule, const char *rule, const char *key,
                      int64_t now);  // no more of it today
void schedule_started(struct schedule *schedule, const char *key);

// The next occurrence of a rule, which is known by its place among the rules, as it is planned now; false when there is
// none.
bool schedule_next(const struct schedule *schedule, size_t rule, struct occurrence *next);
