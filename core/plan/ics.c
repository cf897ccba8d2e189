// Reminders as iCalendar; see ics.h.
#include "ics.h"

#include <stdio.h>
#include <string.h>

#include "date.h"
#include "text.h"

enum { FOLD = 75 };  // octets of a line, without CRLF: RFC 5545, 3.1

static void escape_text(struct buf *out, const char *value) {
  for (; *value; value++) {
    if (strchr(",;\\", *value)) buf_add_char(out, '\\');
    if (*value == '\n') buf_add_text(out, "\\n");
    else buf_add_char(out, *value);
  }
}

void ics_line(struct buf *out, const char *name, const char *value, bool escape) {
  struct buf line = {0};
  buf_format(&line, "%s:", name);
  if (escape) escape_text(&line, value);
  else buf_add_text(&line, value);
  size_t used = 0;
  unsigned ignored;
  for (size_t at = 0; at < line.len;) {
    size_t size = text_decode(line.data + at, line.len - at, &ignored);
    if (size == 0) size = 1;
    if (used + size > FOLD) {
      buf_add_text(out, "\r\n ");
      used = 1;
    }
    buf_add(out, line.data + at, size);
    used += size;
    at += size;
  }
  buf_add_text(out, "\r\n");
  buf_finish(&line);
}

static void plain(struct buf *out, const char *line) { buf_format(out, "%s\r\n", line); }

const char *ics_stamp(int64_t local, char out[ICS_STAMP_MAX]) {
  struct date date = date_civil(date_of(local));
  int minute = date_minute(local), second = (int)(local / 1000 % 60);
  snprintf(out, ICS_STAMP_MAX, "%04d%02d%02dT%02d%02d%02d", date.year, date.month, date.day, minute / 60, minute % 60,
           second);
  return out;
}

struct event {
  struct buf *out;
  const struct rule *rule;
  const struct plan_context *context;
  int64_t now;
};

// DTSTART and RDATE, in the clock that the rule goes by.
static void time_line(const struct event *event, const char *name, const char *value) {
  struct buf full = {0};
  buf_add_text(&full, name);
  if (event->rule->zone_name) buf_format(&full, ";TZID=%s", event->rule->zone_name);
  ics_line(event->out, buf_text(&full), value, false);
  buf_finish(&full);
}

static void begin_event(const struct event *event, const char *part, int64_t first) {
  char text[ICS_STAMP_MAX];
  struct buf uid = {0}, utc = {0}, summary = {0};
  const char *words = *event->rule->text ? event->rule->text : event->rule->practice;
  buf_format(&uid, "%s%s@tend.invalid", event->rule->name, part);
  buf_format(&utc, "%sZ", ics_stamp(event->now, text));
  text_clean(&summary, words, strlen(words), false);
  plain(event->out, "BEGIN:VEVENT");
  ics_line(event->out, "UID", buf_text(&uid), false);
  ics_line(event->out, "DTSTAMP", buf_text(&utc), false);
  time_line(event, "DTSTART", ics_stamp(first, text));
  ics_line(event->out, "SUMMARY", buf_text(&summary), true);
  plain(event->out, "TRANSP:TRANSPARENT");
  buf_finish(&uid);
  buf_finish(&utc);
  buf_finish(&summary);
}

static void end_event(const struct event *event) {
  plain(event->out, "BEGIN:VALARM");
  plain(event->out, "ACTION:DISPLAY");
  ics_line(event->out, "DESCRIPTION", event->rule->practice, true);
  plain(event->out, "TRIGGER:PT0S");
  plain(event->out, "END:VALARM");
  plain(event->out, "END:VEVENT");
}

// What recurs.

static void add_weekdays(struct buf *out, uint8_t weekdays) {
  static const char *const names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  const char *separator = "FREQ=WEEKLY;BYDAY=";
  for (int i = 0; i < 7; i++) {
    if (!(weekdays >> i & 1)) continue;
    buf_format(out, "%s%s", separator, names[i]);
    separator = ",";
  }
}

static void add_month_days(struct buf *out, uint32_t month_days) {
  const char *separator = "FREQ=MONTHLY;BYMONTHDAY=";
  for (int i = 0; i < 32; i++) {
    if (!(month_days >> i & 1)) continue;
    buf_format(out, "%s%d", separator, i == 31 ? -1 : i + 1);
    separator = ",";
  }
}

// The days as an RRULE; false when they are of several kinds, or single dates, which it cannot say.
static bool recurrence(const struct rule *rule, struct buf *out) {
  int kinds = (rule->weekdays != 0) + (rule->month_days != 0) + rule->cycles_count;
  if (rule->kind != RULE_AT || rule->dates_count > 0 || kinds != 1) return false;
  if (rule->weekdays == RULE_WHOLE_WEEK) buf_add_text(out, "FREQ=DAILY");
  else if (rule->weekdays) add_weekdays(out, rule->weekdays);
  else if (rule->month_days) add_month_days(out, rule->month_days);
  else if (rule->cycles[0].days % 7 == 0) buf_format(out, "FREQ=WEEKLY;INTERVAL=%d", rule->cycles[0].days / 7);
  else buf_format(out, "FREQ=DAILY;INTERVAL=%d", rule->cycles[0].days);
  return true;
}

static bool quiet_may_touch(const struct event *event) {
  if (!quiet_is_set(&event->context->quiet)) return false;
  if (event->rule->zone) return true;
  for (size_t i = 0; i < event->rule->at_count; i++)
    if (quiet_covers(&event->context->quiet, date_local(0, event->rule->at[i]))) return true;
  return false;
}

static bool write_recurring(const struct event *event) {
  struct buf recurs = {0};
  int32_t today = date_of(zone_local(plan_zone(event->rule, event->context), event->now)), date;
  bool ok = !quiet_may_touch(event) && recurrence(event->rule, &recurs) && rule_next_date(event->rule, today, &date);
  for (size_t i = 0; ok && i < event->rule->at_count; i++) {
    char part[DATE_TEXT_MAX + 1] = "-";
    date_minute_text(event->rule->at[i], part + 1);
    memmove(part + 3, part + 4, 3);  // "-0830"
    begin_event(event, part, date_local(date, event->rule->at[i]));
    ics_line(event->out, "RRULE", buf_text(&recurs), false);
    end_event(event);
  }
  buf_finish(&recurs);
  return ok;
}

// What is written out.

static void write_times(const struct event *event) {
  const struct zone *zone = plan_zone(event->rule, event->context);
  struct plan_walk *walk = plan_walk_create(event->rule, event->context, event->now, false);
  struct occurrence it;
  struct buf times = {0};
  char text[ICS_STAMP_MAX];
  bool any = false;
  while (plan_walk_next(walk, &it) && it.due < event->now + ICS_DAYS * DATE_DAY) {
    int64_t local = zone_local(zone, it.due);
    if (!any) begin_event(event, "", local);
    else buf_format(&times, "%s%s", times.len ? "," : "", ics_stamp(local, text));
    any = true;
  }
  if (times.len) time_line(event, "RDATE", buf_text(&times));
  if (any) end_event(event);
  buf_finish(&times);
  plan_walk_destroy(walk);
}

void ics_write(struct buf *out, const struct rules *rules, const struct plan_context *context, int64_t now) {
  plain(out, "BEGIN:VCALENDAR");
  plain(out, "VERSION:2.0");
  plain(out, "PRODID:-//tend//tend " TEND_VERSION "//EN");
  for (size_t i = 0; i < rules->zones_count; i++) ics_zone(out, rules->zones[i], now);
  for (size_t i = 0; i < rules->count; i++) {
    const struct event event = {out, rules->items[i], context, now};
    if (!write_recurring(&event)) write_times(&event);
  }
  plain(out, "END:VCALENDAR");
}
