// Days that lie behind, as people say them.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"

struct days {
  int32_t from, until;  // dates, see date.h; `until` is not one of them
};

// "2026-11-23", "2026-11" and "2026" for a whole month or year, "today", "yesterday", and "monday" or "mon" for the
// last one, which is today where today is one. False with a sentence.
bool days_parse(const char *text, int32_t today, struct days *days, struct fault *fault);
