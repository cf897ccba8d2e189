// A breath as a plan: which phases, how long, how often, with the person's care settings already in it. Pure: times are
// milliseconds from the start of the breath.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

enum { BREATH_PHASES_MAX = 16, BREATH_NAME_MAX = 32, BREATH_HOURS_MAX = 4 };

struct breath_phase {
  char name[BREATH_NAME_MAX];  // "in", "hold", "out", "top-up", or the author's word, clean
  double seconds;
};

struct breath {
  struct breath_phase phases[BREATH_PHASES_MAX];
  size_t phases_count;
  int cycles;
  bool without_holds;  // holds were asked for and left out
};

// How the practice described it: a named pattern, or phases (count 0: the newcomer's 4 in, 6 out).
struct breath_wish {
  const char *pattern;  // NULL: the phases
  struct breath_phase phases[BREATH_PHASES_MAX];
  size_t phases_count;
  int cycles;      // 0: not said
  double minutes;  // 0: not said
};

// False with a phrase for the author when the pattern is unknown or the breath cannot be followed.
bool breath_plan(struct breath *breath, const struct breath_wish *wish, bool holds_allowed, struct fault *fault);

bool breath_has_holds(const struct breath *breath);

// When step n (from 0, counting every phase of every cycle) begins; step breath_steps() is the end. Computed from the
// start and not from the step before, so that nothing adds up.
int64_t breath_step_start(const struct breath *breath, int64_t step);
int64_t breath_steps(const struct breath *breath);
