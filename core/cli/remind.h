// What the uses of `tend remind` share: the rules of tend.ini, what they are planned with, and what the agenda says
// (remind_agenda.c). One file each: remind_list.c, remind_edit.c, remind_hold.c, remind_why.c, remind_simulate.c.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "command.h"
#include "plan.h"
#include "rules.h"
#include "state.h"

struct remind {
  char *path;           // of tend.ini
  struct rules rules;
  struct zone *zone;    // the machine's
  int64_t now;
  uint8_t key[PLAN_KEY_BYTES];  // the one that `random` draws with
  bool unread;          // what is kept of reminders cannot be read, which was said
};

// Reads tend.ini; mistakes in it are printed and hold up nothing. False, and said why, when there is no home to find it
// in.
bool remind_init(struct remind *remind);
void remind_finish(struct remind *remind);  // fine after a remind_init that failed

// What a rule is planned with: an `every` counts from when it last came, if that is known, or from now.
struct plan_context remind_context(const struct remind *remind, const struct rule *rule);

// "Tue 2026-11-24 08:30", on this zone's clock.
enum { REMIND_TIME_MAX = 40 };
const char *remind_time(const struct zone *zone, int64_t utc, char out[REMIND_TIME_MAX]);
json_t *remind_json_time(const struct zone *zone, int64_t utc);  // "2026-11-24T08:30:00+01:00"

// The rule of this name; NULL, and said why with the nearest one, when there is none.
const struct rule *remind_find(const struct remind *remind, const char *name);

// The state as it is, for looking at; NULL where there is none yet, or with a sentence where it cannot be read. The
// caller closes it.
struct state *remind_state(struct fault *fault);

// What the person wants of a rule for now.
struct remind_marks {
  int64_t paused_until;   // 0: it is not paused; INT64_MAX: until resumed
  int64_t snoozed_until;  // 0: it is not put off
};
struct remind_marks remind_marks(const struct remind *remind, const char *rule);
void remind_say_marks(struct buf *out, const struct remind *remind, struct remind_marks marks);  // nothing when none
void remind_json_marks(json_t *row, const struct remind *remind, struct remind_marks marks);

// The next one that comes: after a pause that ends, and without those that were dealt with or skipped beforehand.
bool remind_next(const struct remind *remind, const struct rule *rule, const struct plan_context *context,
                 struct occurrence *next, struct fault *never);

void remind_print_clean(const struct buf *text);  // a line on stdout

// The uses. `arguments` start after the word, and end with NULL.
int remind_list(const struct command *command, char **arguments);
int remind_add(const struct command *command, char **arguments);
int remind_remove(const struct command *command, char **arguments);
int remind_pause(const struct command *command, char **arguments);
int remind_resume(const struct command *command, char **arguments);
int remind_snooze(const struct command *command, char **arguments);
int remind_skip(const struct command *command, char **arguments);
int remind_simulate(const struct command *command, char **arguments);
int remind_why(const struct command *command, char **arguments);
