// Moments as other programs write them.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "zone.h"

struct moment {
  int64_t created;  // Unix milliseconds, UTC
  int zone;         // minutes east of UTC
};

// Reads the moment that `text` begins with and gives how many bytes it has; 0 where there is none. The date is
// 2024-01-31, 2024/01/31 or 31.01.2024, then come a space or a T, and the time: 9:05, 09:05, 09:05:59, 09:05:59.250,
// each also with AM, PM, am or pm; then Z, +01:00 or +0100, or nothing: then it is a time on the clock of `local`, or without
// one UTC.
size_t moment_read(const char *text, size_t length, const struct zone *local, struct moment *moment);

// The same without an offset, where words follow: of "2024-01-31 09:05 -10 degrees" the last two are a text.
size_t moment_read_clock(const char *text, size_t length, const struct zone *local, struct moment *moment);

// Whether it is in the years from 1 to DATE_YEAR_MAX on the clock of where it was: for such ones dates can be reckoned.
bool moment_is(int64_t created, int zone);

// A day that `text` begins with, 2024-01-31 or as above, as its noon on the clock of `local`. False where there is
// none.
bool moment_read_day(const char *text, const struct zone *local, struct moment *moment);

// A moment with another zone: by IANA name. False where there is no such zone.
bool moment_in_zone(struct moment *moment, const char *name);

// "2024-01-31T09:05:59.250+01:00", without fractions that are none; and on the clock of where it was, "2024-01-31
// 09:05".
void moment_add(struct buf *out, int64_t created, int zone);
void moment_add_minute(struct buf *out, int64_t created, int zone);
