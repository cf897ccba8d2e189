// Civil dates and times of day; see date.h.
#include "date.h"

#include <stdio.h>
#include <string.h>

static int64_t floor_divide(int64_t value, int64_t by) { return value / by - (value % by < 0); }

// Years run from March here, so that the day that comes and goes is the last one of its year. 146,097 days are 400
// years.
int32_t date_days(int year, int month, int day) {
  int64_t shifted = month > 2 ? year : year - 1;
  int64_t era = floor_divide(shifted, 400), of_era = shifted - era * 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return (int32_t)(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468);
}

struct date date_civil(int32_t days) {
  int64_t shifted = (int64_t)days + 719468, era = floor_divide(shifted, 146097), of_era = shifted - era * 146097;
  int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
  int day = (int)(of_year - (153 * month + 2) / 5 + 1), civil = (int)(month < 10 ? month + 3 : month - 9);
  return (struct date){(int)(year + era * 400 + (civil <= 2)), civil, day};
}

// 1970-01-01 was a Thursday.
int date_weekday(int32_t days) { return (int)(((int64_t)days % 7 + 10) % 7); }

int date_month_length(int year, int month) {
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : lengths[month - 1];
}

int32_t date_of(int64_t local) { return (int32_t)floor_divide(local, DATE_DAY); }

int date_minute(int64_t local) { return (int)((local - date_of(local) * DATE_DAY) / DATE_MINUTE); }

int64_t date_local(int32_t days, int minute) { return days * DATE_DAY + minute * DATE_MINUTE; }

// Exactly `count` digits.
static bool read_digits(const char *text, size_t count, int *value) {
  *value = 0;
  for (size_t i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    *value = *value * 10 + text[i] - '0';
  }
  return count > 0;
}

bool date_parse(const char *text, size_t length, int32_t *days) {
  int year, month, day;
  if (length != 10 || text[4] != '-' || text[7] != '-') return false;
  if (!read_digits(text, 4, &year) || !read_digits(text + 5, 2, &month) || !read_digits(text + 8, 2, &day))
    return false;
  if (year < DATE_YEAR_MIN || month < 1 || month > 12 || day < 1 || day > date_month_length(year, month)) return false;
  *days = date_days(year, month, day);
  return true;
}

bool date_parse_minute(const char *text, size_t length, int *minute) {
  int hour, rest;
  if (length != 4 && length != 5) return false;
  if (text[length - 3] != ':' || !read_digits(text, length - 3, &hour) || !read_digits(text + length - 2, 2, &rest))
    return false;
  if (hour > 23 || rest > 59) return false;
  *minute = hour * 60 + rest;
  return true;
}

bool date_parse_hours(const char *text, int *from, int *until) {
  const char *dash = strchr(text, '-');
  if (!dash) return false;
  size_t first = (size_t)(dash - text);
  while (first && text[first - 1] == ' ') first--;
  const char *second = dash + 1 + strspn(dash + 1, " ");
  int begin, end = DATE_MINUTES;
  if (!date_parse_minute(text, first, &begin)) return false;
  if (strcmp(second, "24:00") != 0 && !date_parse_minute(second, strlen(second), &end)) return false;
  if (end == begin) return false;
  *from = begin;
  *until = end > begin ? end : end + DATE_MINUTES;
  return true;
}

const char *date_text(int32_t days, char out[DATE_TEXT_MAX]) {
  struct date date = date_civil(days);
  snprintf(out, DATE_TEXT_MAX, "%04d-%02d-%02d", date.year, date.month, date.day);
  return out;
}

const char *date_minute_text(int minute, char out[DATE_TEXT_MAX]) {
  int shown = minute > DATE_MINUTES ? minute - DATE_MINUTES : minute;
  snprintf(out, DATE_TEXT_MAX, "%02d:%02d", shown / 60, shown % 60);
  return out;
}

const char *date_weekday_text(int32_t days) {
  static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  return names[date_weekday(days)];
}

const char *date_ordinal(int day) {
  static const char *const endings[] = {"th", "st", "nd", "rd"};
  return endings[day % 10 > 3 || day / 10 == 1 ? 0 : day % 10];
}
