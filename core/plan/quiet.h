// Quiet hours: a half-open span of the day, on the clock of the person's machine, in which no reminder comes. Whether a
// moment is quiet is what that clock shows and nothing else, so that an hour that comes twice is quiet twice.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "zone.h"

enum quiet_then { QUIET_DROP, QUIET_DEFER };

struct quiet {
  int from, until;       // minutes of the day, from <= minute < until; past 24:00 when they cross midnight; equal: none
  enum quiet_then then;  // what becomes of a reminder in them
};

bool quiet_is_set(const struct quiet *quiet);
bool quiet_is_endless(const struct quiet *quiet);            // the whole day is quiet
bool quiet_covers(const struct quiet *quiet, int64_t local);
// The first moment from `utc` on that is not quiet: `utc` itself where it is not, INT64_MAX when none ever is.
int64_t quiet_end(const struct quiet *quiet, const struct zone *zone, int64_t utc);

// The first moment from `utc` on that is quiet: `utc` itself where it is, INT64_MAX when none ever is.
int64_t quiet_begin(const struct quiet *quiet, const struct zone *zone, int64_t utc);
