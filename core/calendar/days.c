// Days that lie behind; see days.h.
#include "days.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "date.h"

static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

enum { SHORT = 3 };

// "2026" or "2026-11"; *month is 0 where none is given.
static bool parse_month(const char *text, int *year, int *month) {
  int used = 0;
  for (const char *at = text; *at; at++)
    if (!isdigit((unsigned char)*at) && !(*at == '-' && at == text + 4)) return false;
  *month = 0;
  if (strlen(text) == 4) sscanf(text, "%4d%n", year, &used);
  else if (strlen(text) == 7) sscanf(text, "%4d-%2d%n", year, month, &used);
  return used && !text[used] && *year >= DATE_YEAR_MIN && *month <= 12 && (*month || !text[4]);
}

static bool parse_weekday(const char *text, int32_t today, int32_t *date) {
  size_t length = strlen(text);
  for (int i = 0; i < 7; i++) {
    if (strncasecmp(text, weekdays[i], length) != 0 || (length != SHORT && length != strlen(weekdays[i]))) continue;
    *date = today - (date_weekday(today) - i + 7) % 7;
    return true;
  }
  return false;
}

static struct days one(int32_t date) { return (struct days){date, date + 1}; }

bool days_parse(const char *text, int32_t today, struct days *days, struct fault *fault) {
  int32_t date;
  int year, month;
  if (date_parse(text, strlen(text), &date) || parse_weekday(text, today, &date)) *days = one(date);
  else if (strcasecmp(text, "today") == 0) *days = one(today);
  else if (strcasecmp(text, "yesterday") == 0) *days = one(today - 1);
  else if (parse_month(text, &year, &month))
    *days =
        (struct days){date_days(year, month ? month : 1, 1),
                      month ? date_days(year, month, date_month_length(year, month) + 1) : date_days(year + 1, 1, 1)};
  else
    return fault_set(fault, "'%.60s' is no day: for instance 2026-11-23, 2026-11, 2026, today, yesterday or monday",
                     text);
  return true;
}
