// Moments as other programs write them; see moment.h.
#include "moment.h"

#include <ctype.h>
#include <string.h>

#include "date.h"

struct reader {
  const char *at, *end;
};

static bool is_digit(const struct reader *reader, size_t ahead) {
  return reader->at + ahead < reader->end && reader->at[ahead] >= '0' && reader->at[ahead] <= '9';
}

// A number of `least` to `most` digits.
static bool take_number(struct reader *reader, int least, int most, int *number) {
  int digits = 0;
  for (*number = 0; digits < most && is_digit(reader, 0); digits++) *number = *number * 10 + (*reader->at++ - '0');
  return digits >= least;
}

static bool take(struct reader *reader, char letter) {
  if (reader->at >= reader->end || *reader->at != letter) return false;
  reader->at++;
  return true;
}

static bool is_date(int year, int month, int day) {
  return year >= 1 && year <= DATE_YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
         day <= date_month_length(year, month);
}

static bool take_date(struct reader *reader, int32_t *date) {
  int first, month, last;
  bool year_first = is_digit(reader, 2);
  if (!take_number(reader, year_first ? 4 : 1, year_first ? 4 : 2, &first)) return false;
  char separator = reader->at < reader->end ? *reader->at : '\0';
  if (separator != '.' && (!year_first || (separator != '-' && separator != '/'))) return false;
  reader->at++;
  if (!take_number(reader, 1, 2, &month) || !take(reader, separator)) return false;
  if (!take_number(reader, year_first ? 1 : 4, year_first ? 2 : 4, &last)) return false;
  int year = year_first ? first : last, day = year_first ? last : first;
  *date = is_date(year, month, day) ? date_days(year, month, day) : 0;
  return is_date(year, month, day);
}

// The beginning of a word is no half of a day.
static bool take_word(struct reader *reader, const char *word) {
  size_t length = strlen(word), left = (size_t)(reader->end - reader->at);
  if (left < length || memcmp(reader->at, word, length) != 0) return false;
  if (left > length && (isalpha((unsigned char)reader->at[length]) || reader->at[length] & 0x80)) return false;
  reader->at += length;
  return true;
}

// AM and PM: noon is 12 PM, midnight 12 AM. "Am" is a word of some language, and belongs to the text.
static void take_half(struct reader *reader, int *hour) {
  struct reader ahead = *reader;
  take(&ahead, ' ');
  bool before = take_word(&ahead, "AM") || take_word(&ahead, "am");
  bool after = !before && (take_word(&ahead, "PM") || take_word(&ahead, "pm"));
  if ((!before && !after) || *hour < 1 || *hour > 12) return;
  *hour = *hour % 12 + (after ? 12 : 0);
  *reader = ahead;
}

// Milliseconds since midnight.
static bool take_time(struct reader *reader, int64_t *time) {
  int hour, minute, second = 0, digit, thousandths = 0;
  if (!take_number(reader, 1, 2, &hour) || !take(reader, ':') || !take_number(reader, 2, 2, &minute)) return false;
  if (take(reader, ':') && !take_number(reader, 2, 2, &second)) return false;
  if (take(reader, '.'))
    for (int weight = 100; take_number(reader, 1, 1, &digit); weight /= 10) thousandths += digit * weight;
  take_half(reader, &hour);
  if (hour > 23 || minute > 59 || second > 60) return false;
  *time = ((hour * INT64_C(60) + minute) * 60 + second) * 1000 + thousandths;
  return true;
}

// Minutes east of UTC. False where none is given.
static bool take_offset(struct reader *reader, int *offset) {
  struct reader ahead = *reader;
  int hours, minutes;
  *offset = 0;
  if (take(reader, 'Z')) return true;
  take(&ahead, ' ');
  bool west = ahead.at < ahead.end && *ahead.at == '-';
  if (!take(&ahead, '+') && !take(&ahead, '-')) return false;
  if (!take_number(&ahead, 2, 2, &hours)) return false;
  take(&ahead, ':');
  if (!take_number(&ahead, 2, 2, &minutes) || hours > 26 || minutes > 59) return false;
  *offset = (hours * 60 + minutes) * (west ? -1 : 1);
  reader->at = ahead.at;
  return true;
}

static void set_local(struct moment *moment, int64_t there, const struct zone *local) {
  moment->created = local ? zone_utc(local, there, NULL) : there;
  moment->zone = local ? (int)(zone_span(local, moment->created).offset / DATE_MINUTE) : 0;
}

static size_t read_moment(const char *text, size_t length, const struct zone *local, bool has_offset,
                          struct moment *moment) {
  struct reader reader = {text, text + length};
  int32_t date;
  int64_t time;
  if (!take_date(&reader, &date) || !(take(&reader, ' ') || take(&reader, 'T')) || !take_time(&reader, &time)) return 0;
  int64_t there = date_local(date, 0) + time;
  if (has_offset && take_offset(&reader, &moment->zone)) moment->created = there - moment->zone * DATE_MINUTE;
  else set_local(moment, there, local);
  return (size_t)(reader.at - text);
}

size_t moment_read(const char *text, size_t length, const struct zone *local, struct moment *moment) {
  return read_moment(text, length, local, true, moment);
}

size_t moment_read_clock(const char *text, size_t length, const struct zone *local, struct moment *moment) {
  return read_moment(text, length, local, false, moment);
}

bool moment_is(int64_t created, int zone) {
  int64_t east = zone * DATE_MINUTE;
  return created >= date_local(date_days(1, 1, 1), 0) - east &&
         created < date_local(date_days(DATE_YEAR_MAX + 1, 1, 1), 0) - east;
}

bool moment_read_day(const char *text, const struct zone *local, struct moment *moment) {
  struct reader reader = {text, text + strlen(text)};
  int32_t date;
  if (!take_date(&reader, &date) || is_digit(&reader, 0)) return false;
  set_local(moment, date_local(date, 12 * 60), local);
  return true;
}

bool moment_in_zone(struct moment *moment, const char *name) {
  struct zone *zone = zone_load(name, NULL);
  if (!zone) return false;
  moment->zone = (int)(zone_span(zone, moment->created).offset / DATE_MINUTE);
  zone_free(zone);
  return true;
}

void moment_add_minute(struct buf *out, int64_t created, int zone) {
  char day[DATE_TEXT_MAX], time[DATE_TEXT_MAX];
  int64_t local = created + zone * DATE_MINUTE;
  buf_format(out, "%s %s", date_text(date_of(local), day), date_minute_text(date_minute(local), time));
}

void moment_add(struct buf *out, int64_t created, int zone) {
  size_t start = out->len;
  int64_t in_minute = ((created + zone * DATE_MINUTE) % DATE_MINUTE + DATE_MINUTE) % DATE_MINUTE;
  moment_add_minute(out, created, zone);
  out->data[start + strcspn(out->data + start, " ")] = 'T';
  buf_format(out, ":%02d", (int)(in_minute / 1000));
  if (in_minute % 1000) buf_format(out, ".%03d", (int)(in_minute % 1000));
  int minutes = zone < 0 ? -zone : zone;
  if (zone == 0) buf_add_char(out, 'Z');
  else buf_format(out, "%c%02d:%02d", zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
}
