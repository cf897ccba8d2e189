// A time zone, read from a TZif file (RFC 9636, versions 1 to 4). glibc knows one zone a process, by tzset; reminders
// may have one each, so this is our own reader. A zone never changes once it was loaded. Times are Unix milliseconds in
// UTC; a local time is milliseconds since 1970-01-01 00:00 on that zone's clock. Defined for the years 1 to 9999.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

struct zone;

enum { ZONE_FILE_MAX = 256 * 1024, ZONE_OFFSET_MAX = 26 * 3600 };  // bytes; seconds either side of UTC

// By IANA name, for instance "Europe/Berlin", from /usr/share/zoneinfo. "UTC" is always there. NULL and a sentence,
// with the nearest name, when it cannot be had.
struct zone *zone_load(const char *name, struct fault *fault);

// The machine's own: what `tz` says (the value of $TZ: a name, or a POSIX rule such as CET-1CEST,M3.5.0,M10.5.0/3), or
// /etc/localtime where it is NULL. UTC when neither can be read. Never NULL.
struct zone *zone_load_local(const char *tz);

// From the bytes of a TZif file, which may be anything. NULL and a sentence when it is none, or counts leap seconds.
struct zone *zone_read(const char *name, const void *data, size_t length, struct fault *fault);

void zone_free(struct zone *zone);  // NULL is fine

// The IANA name; for the machine's own zone where no name is known, "local".
const char *zone_name(const struct zone *zone);

// A stretch of time with one offset: from <= t < until. The first begins at INT64_MIN, the last ends at INT64_MAX.
struct zone_span {
  int64_t from, until;  // Unix ms, UTC
  int64_t offset;       // ms east of UTC: local = utc + offset
};
struct zone_span zone_span(const struct zone *zone, int64_t utc);

int64_t zone_local(const struct zone *zone, int64_t utc);

enum zone_fit {
  ZONE_ONCE,     // the local time happens once
  ZONE_GAP,      // it is passed over: the answer is later by the length of the gap
  ZONE_OVERLAP,  // it happens twice: the answer is the first
};
int64_t zone_utc(const struct zone *zone, int64_t local, enum zone_fit *fit);  // `fit` may be NULL
