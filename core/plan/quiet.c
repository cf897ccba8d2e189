// Quiet hours; see quiet.h.
#include "quiet.h"

#include "date.h"

bool quiet_is_set(const struct quiet *quiet) { return quiet->until > quiet->from; }

bool quiet_is_endless(const struct quiet *quiet) { return quiet->until - quiet->from >= DATE_MINUTES; }

bool quiet_covers(const struct quiet *quiet, int64_t local) {
  int minute = date_minute(local);
  return (minute >= quiet->from && minute < quiet->until) || minute + DATE_MINUTES < quiet->until;
}

// The first local time after `local` at which the clock shows this minute of the day, which may be past 24:00.
static int64_t next_showing(int64_t local, int minute) {
  int64_t next = date_local(date_of(local) - 1, minute);
  while (next <= local) next += DATE_DAY;
  return next;
}

// The first moment from `utc` on at which quiet_covers is `quietness`. Each turn reaches either it or the next change
// of the zone, after which the clock shows another time; the bound is for zones that never were.
static int64_t find(const struct quiet *quiet, const struct zone *zone, int64_t utc, bool quietness) {
  for (int changes = 0; changes < 64; changes++) {
    struct zone_span span = zone_span(zone, utc);
    int64_t local = utc + span.offset;
    if (quiet_covers(quiet, local) == quietness) return utc;
    int64_t next = next_showing(local, quietness ? quiet->from : quiet->until) - span.offset;
    if (next < span.until) return next;
    utc = span.until;
  }
  return INT64_MAX;
}

int64_t quiet_end(const struct quiet *quiet, const struct zone *zone, int64_t utc) {
  if (!quiet_is_set(quiet)) return utc;
  return quiet_is_endless(quiet) ? INT64_MAX : find(quiet, zone, utc, false);
}

int64_t quiet_begin(const struct quiet *quiet, const struct zone *zone, int64_t utc) {
  if (!quiet_is_set(quiet)) return INT64_MAX;
  return quiet_is_endless(quiet) ? utc : find(quiet, zone, utc, true);
}
