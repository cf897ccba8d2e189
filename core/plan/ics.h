// Reminders as iCalendar (RFC 5545), for other calendars to read. An `at` on days that a calendar can count, which
// quiet hours leave alone, becomes one event that recurs without end. Everything else (every, random, days of several
// kinds, times that quiet hours move) is written out as the times of the coming days.
#pragma once

#include <stdint.h>

#include "buf.h"
#include "plan.h"
#include "rules.h"

enum { ICS_DAYS = 60 };  // how far what cannot recur is written out

// Appends a whole VCALENDAR. Floating rules have floating times; a rule with a zone brings that zone's VTIMEZONE.
void ics_write(struct buf *out, const struct rules *rules, const struct plan_context *context, int64_t now);

// One content line "NAME:VALUE": folded at 75 bytes, never inside a character, ended by CRLF. With `escape`, the value
// is a text: commas, semicolons, backslashes and line breaks in it are escaped.
void ics_line(struct buf *out, const char *name, const char *value, bool escape);

// Appends the zone's VTIMEZONE with its changes from a year before `now` to ten years after.
void ics_zone(struct buf *out, const struct zone *zone, int64_t now);

enum { ICS_STAMP_MAX = 80 };
const char *ics_stamp(int64_t local, char out[ICS_STAMP_MAX]);  // "20261123T083000"
