// A time zone as iCalendar says it: one observance for each pair of offsets, with the dates of its changes.
#include <stdio.h>
#include <stdlib.h>

#include "date.h"
#include "ics.h"

enum { CHANGES_MAX = 64, DAYS_BEFORE = 366, DAYS_AFTER = 3653 };

struct change {
  int64_t utc, before, after;  // ms; offsets east of UTC
  bool told;
};

static size_t find_changes(const struct zone *zone, int64_t now, struct change changes[CHANGES_MAX]) {
  struct zone_span span = zone_span(zone, now - DAYS_BEFORE * DATE_DAY);
  size_t count = 0;
  int64_t begin = span.from == INT64_MIN ? -span.offset : span.from;
  changes[count++] = (struct change){begin, span.offset, span.offset, false};  // what holds at first
  while (count < CHANGES_MAX && span.until < now + DAYS_AFTER * DATE_DAY) {
    struct zone_span next = zone_span(zone, span.until);
    if (next.offset != span.offset) changes[count++] = (struct change){next.from, span.offset, next.offset, false};
    span = next;
  }
  return count;
}

static void offset_line(struct buf *out, const char *name, int64_t offset) {
  char text[32];
  long seconds = labs((long)(offset / 1000));
  snprintf(text, sizeof text, "%c%02ld%02ld", offset < 0 ? '-' : '+', seconds / 3600, seconds / 60 % 60);
  if (seconds % 60) snprintf(text + 5, sizeof text - 5, "%02ld", seconds % 60);
  ics_line(out, name, text, false);
}

// The change, and all later ones between the same two offsets. Their times are on the clock as it was just before.
static void write_observance(struct buf *out, struct change *changes, size_t count) {
  const char *kind = changes->after > changes->before ? "DAYLIGHT" : "STANDARD";
  char text[ICS_STAMP_MAX];
  struct buf more = {0};
  for (size_t i = 1; i < count; i++) {
    if (changes[i].before != changes->before || changes[i].after != changes->after) continue;
    buf_format(&more, "%s%s", more.len ? "," : "", ics_stamp(changes[i].utc + changes[i].before, text));
    changes[i].told = true;
  }
  ics_line(out, "BEGIN", kind, false);
  ics_line(out, "DTSTART", ics_stamp(changes->utc + changes->before, text), false);
  if (more.len) ics_line(out, "RDATE", buf_text(&more), false);
  offset_line(out, "TZOFFSETFROM", changes->before);
  offset_line(out, "TZOFFSETTO", changes->after);
  ics_line(out, "END", kind, false);
  buf_finish(&more);
}

void ics_zone(struct buf *out, const struct zone *zone, int64_t now) {
  struct change changes[CHANGES_MAX];
  size_t count = find_changes(zone, now, changes);
  ics_line(out, "BEGIN", "VTIMEZONE", false);
  ics_line(out, "TZID", zone_name(zone), false);
  for (size_t i = 0; i < count; i++)
    if (!changes[i].told) write_observance(out, changes + i, count - i);
  ics_line(out, "END", "VTIMEZONE", false);
}
