// What was put off, and the reminders that practices set: the soonest first, as the state file has them.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state.h"

struct extra {
  char *rule;             // "" for a practice's reminder
  char *practice, *text;  // only of a practice's reminder, else NULL
  int64_t due, id;        // id: of a practice's reminder, else 0
  bool unwritten;         // the state file could not take it yet
};

struct extras {
  struct extra *items;
  size_t count;
};

// Writes what is not written yet, and reads everything anew. What still cannot be written stays.
void extras_read(struct extras *extras, struct state *state);
void extras_finish(struct extras *extras);
struct extra extras_take(struct extras *extras);                  // the soonest; the caller's to extra_finish
void extras_put(struct extras *extras, const struct extra *extra);  // takes it over
// Takes out the one that is `wanted`, with the same due; false where there is none.
bool extras_take_same(struct extras *extras, const struct extra *wanted, struct extra *taken);
bool extras_are_written(const struct extras *extras);
void extra_finish(struct extra *extra);

// Forgets it for good. False where that cannot be written.
bool extra_close(const struct extra *extra, struct state *state, struct fault *fault);
