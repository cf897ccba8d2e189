// POSIX's TZ notation; see zone_rule.h.
#include "zone_rule.h"

#include "date.h"

enum { HOUR = 3600, DAY = 86400, HOURS_MAX = 167 };

struct reader {
  const char *at, *end;
};

static char peek(const struct reader *reader) { return reader->at < reader->end ? *reader->at : '\0'; }

static bool accept(struct reader *reader, char c) {
  if (peek(reader) != c || c == '\0') return false;
  reader->at++;
  return true;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "CEST" or "<+0330>": at least three characters, which nobody needs here.
static bool skip_name(struct reader *reader) {
  const char *begin = reader->at;
  if (!accept(reader, '<')) {
    while (is_letter(peek(reader))) reader->at++;
    return reader->at - begin >= 3;
  }
  while (is_letter(peek(reader)) || is_digit(peek(reader)) || peek(reader) == '+' || peek(reader) == '-') reader->at++;
  return accept(reader, '>') && reader->at - begin >= 5;
}

static bool read_number(struct reader *reader, int least, int most, int *value) {
  if (!is_digit(peek(reader))) return false;
  for (*value = 0; is_digit(peek(reader)); reader->at++) {
    *value = *value * 10 + *reader->at - '0';
    if (*value > most) return false;
  }
  return *value >= least;
}

// "-2:30:15"
static bool read_time(struct reader *reader, int hours_most, int32_t *seconds) {
  int hours, minutes = 0, rest = 0;
  bool negative = accept(reader, '-');
  if (!negative) accept(reader, '+');
  if (!read_number(reader, 0, hours_most, &hours)) return false;
  if (accept(reader, ':') && !read_number(reader, 0, 59, &minutes)) return false;
  if (accept(reader, ':') && !read_number(reader, 0, 59, &rest)) return false;
  *seconds = hours * HOUR + minutes * 60 + rest;
  if (negative) *seconds = -*seconds;
  return true;
}

static bool read_month_day(struct reader *reader, struct zone_rule_day *day) {
  day->kind = ZONE_DAY_MONTH;
  return read_number(reader, 1, 12, &day->month) && accept(reader, '.') && read_number(reader, 1, 5, &day->week) &&
         accept(reader, '.') && read_number(reader, 0, 6, &day->day);
}

static bool read_day(struct reader *reader, struct zone_rule_day *day) {
  bool ok;
  *day = (struct zone_rule_day){.kind = ZONE_DAY_ZERO, .time = 2 * HOUR};
  if (accept(reader, 'M')) {
    ok = read_month_day(reader, day);
  } else if (accept(reader, 'J')) {
    day->kind = ZONE_DAY_JULIAN;
    ok = read_number(reader, 1, 365, &day->day);
  } else {
    ok = read_number(reader, 0, 365, &day->day);
  }
  return ok && (!accept(reader, '/') || read_time(reader, HOURS_MAX, &day->time));
}

// POSIX counts offsets west of Greenwich.
static bool read_offset(struct reader *reader, int32_t *offset) {
  if (!read_time(reader, 24, offset)) return false;
  *offset = -*offset;
  return true;
}

bool zone_rule_parse(const char *text, size_t length, struct zone_rule *rule) {
  struct reader reader = {text, text + length};
  *rule = (struct zone_rule){0};
  if (!skip_name(&reader) || !read_offset(&reader, &rule->offset)) return false;
  if (reader.at == reader.end) return true;
  rule->has_summer = true;
  rule->summer_offset = rule->offset + HOUR;
  if (!skip_name(&reader)) return false;
  if (peek(&reader) != ',' && !read_offset(&reader, &rule->summer_offset)) return false;
  return accept(&reader, ',') && read_day(&reader, &rule->begin) && accept(&reader, ',') &&
         read_day(&reader, &rule->end) && reader.at == reader.end;
}

static int32_t month_day(const struct zone_rule_day *rule, int year) {
  int32_t first = date_days(year, rule->month, 1);
  int weekday = (date_weekday(first) + 1) % 7;  // 0 is Sunday
  int day = (rule->day - weekday + 7) % 7 + (rule->week - 1) * 7;
  while (day >= date_month_length(year, rule->month)) day -= 7;
  return first + day;
}

static int64_t day_in(const struct zone_rule_day *rule, int year) {
  int32_t first = date_days(year, 1, 1), days = first + rule->day;
  if (rule->kind == ZONE_DAY_MONTH) days = month_day(rule, year);
  if (rule->kind == ZONE_DAY_JULIAN) days -= rule->day < 60 || date_month_length(year, 2) == 28;
  return (int64_t)days * DAY + rule->time;
}

struct change {
  int64_t time;
  int32_t offset;  // from then on
};

static void insert(struct change *changes, size_t count, struct change change) {
  size_t at = count;
  for (; at > 0 && changes[at - 1].time > change.time; at--) changes[at] = changes[at - 1];
  changes[at] = change;
}

struct zone_stretch zone_rule_stretch(const struct zone_rule *rule, int64_t time) {
  struct zone_stretch stretch = {INT64_MIN, INT64_MAX, rule->offset};
  if (!rule->has_summer) return stretch;
  // A change may stand at any hour of the week around its day, and so in the year before or after.
  struct change changes[10];
  size_t count = 0;
  int year = date_civil((int32_t)(time / DAY)).year;
  for (int y = year - 2; y <= year + 2; y++) {
    insert(changes, count++, (struct change){day_in(&rule->begin, y) - rule->offset, rule->summer_offset});
    insert(changes, count++, (struct change){day_in(&rule->end, y) - rule->summer_offset, rule->offset});
  }
  for (size_t i = 0; i < count && stretch.until == INT64_MAX; i++) {
    if (changes[i].time > time) {
      stretch.until = changes[i].time;
    } else {
      stretch.from = changes[i].time;
      stretch.offset = changes[i].offset;
    }
  }
  return stretch;
}
