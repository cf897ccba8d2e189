// Civil dates and times of day, as people write them, without any time zone. A date is its number of days since
// 1970-01-01; a time of day is minutes since midnight; a local time is milliseconds since 1970-01-01 00:00 on the clock
// on the wall.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DATE_MINUTES = 24 * 60, DATE_TEXT_MAX = 24, DATE_YEAR_MIN = 1970, DATE_YEAR_MAX = 9999 };

#define DATE_MINUTE INT64_C(60000)    // milliseconds
#define DATE_HOUR INT64_C(3600000)    // milliseconds
#define DATE_DAY INT64_C(86400000)    // milliseconds

struct date {
  int year, month, day;  // 1-based
};

int32_t date_days(int year, int month, int day);  // any year from -9999 to 99999; the day may lie outside the month
struct date date_civil(int32_t days);
int date_weekday(int32_t days);                   // 0 is Monday
int date_month_length(int year, int month);
int32_t date_of(int64_t local);                   // the date of a local time
int date_minute(int64_t local);                   // the minute of the day of a local time
int64_t date_local(int32_t days, int minute);     // the local time of a minute on a date; the minute may be past 24:00

// "2026-11-23", of the years DATE_YEAR_MIN to DATE_YEAR_MAX; false when it is written in another way or there is no
// such day.
bool date_parse(const char *text, size_t length, int32_t *days);

// "08:30" or "8:30", from 00:00 to 23:59.
bool date_parse_minute(const char *text, size_t length, int *minute);

// "22:00-07:30": half-open. `until` may be 24:00; where it is not after `from`, it is on the next day and *until is
// past DATE_MINUTES. False also for a span that ends where it begins.
bool date_parse_hours(const char *text, int *from, int *until);

const char *date_text(int32_t days, char out[DATE_TEXT_MAX]);            // "2026-11-23"
const char *date_minute_text(int minute, char out[DATE_TEXT_MAX]);       // "08:30"; of 32:30 too, on the next day
const char *date_weekday_text(int32_t days);                             // "Mon"
const char *date_ordinal(int day);                                       // of a month: "st", "nd", "rd" or "th"
