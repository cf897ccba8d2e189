// Checks a practice without running it: a sealed tend-host reads it (scripts/prelude/review.lua).
#pragma once

#include <stdbool.h>

#include "fault.h"
#include "practice.h"

struct review_finding {  // all borrowed for the call
  const char *file;      // "main.lua", as in the practice; "plugin.ini"
  int line, column;      // from 1; the column counts bytes
  const char *severity;  // "error" or "warning"
  const char *text;      // a sentence without its end, one line
};

// Calls `visit` for each thing found, in the order of files and lines. False with a sentence where the host could not be
// started or sealed, or did not come to an end.
bool review_practice(const struct practice *practice, void (*visit)(void *context, const struct review_finding *finding),
                     void *context, struct fault *fault);
