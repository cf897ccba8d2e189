// A keepsake: one page to be read in any browser and printed, with nothing outside of it and no script. Everything
// that a person or a practice wrote is escaped. A calendar of days and two small pictures come first, so the journal
// is gone through twice: for these, and for the entries.
#include <string.h>

#include "date.h"
#include "format.h"
#include "keepsake.h"
#include "keepsake_style.h"
#include "moment.h"
#include "picture.h"

// Writing.

static void add(struct keepsake *keepsake, const char *html) { sink_add_text(keepsake->export->sink, html); }

static void add_words(struct keepsake *keepsake, const json_t *text) {
  keepsake_add_text(keepsake, json_string_value(text), json_string_length(text));
}

// Gathering.

static int32_t day_of(const struct journal_entry *entry) { return date_of(entry->created + entry->zone * DATE_MINUTE); }

static bool gather(void *context, const struct journal_entry *entry) {
  struct keepsake *keepsake = context;
  int32_t day = day_of(entry);
  keepsake_note_day(keepsake, day);
  const json_t *mood = json_object_get(entry->content, "mood");
  if (json_string_length(mood)) keepsake_note_mood(keepsake, day, json_string_value(mood));
  const char *practice = json_string_value(json_object_get(entry->content, "practice"));
  if (practice) keepsake_note_practice(keepsake, practice);
  return true;
}

// The calendar.

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

static void add_month(struct keepsake *keepsake, int year, int month) {
  int32_t first = date_days(year, month, 1);
  int length = date_month_length(year, month), before = date_weekday(first);
  if (!keepsake_has_day_in(keepsake, first, first + length)) return;
  keepsake_format(keepsake, "<table><caption>%s %d</caption><tbody>\n<tr>", months[month - 1], year);
  for (int i = 0; i < before; i++) add(keepsake, "<td></td>");
  for (int day = 1; day <= length; day++) {
    int32_t date = first + day - 1;
    if (day > 1 && date_weekday(date) == 0) add(keepsake, "</tr>\n<tr>");
    if (keepsake_has_day_in(keepsake, date, date + 1))
      keepsake_format(keepsake, "<td><a href=\"#d%d-%02d-%02d\">%d</a></td>", year, month, day, day);
    else keepsake_format(keepsake, "<td>%d</td>", day);
  }
  add(keepsake, "</tr>\n</tbody></table>\n");
}

static void add_calendar(struct keepsake *keepsake) {
  int first = date_civil(keepsake->days[0]).year, last = date_civil(keepsake->days[keepsake->days_count - 1]).year;
  add(keepsake, "<nav aria-labelledby=\"days\">\n<h2 id=\"days\">Days</h2>\n");
  for (int year = first; year <= last; year++) {
    if (!keepsake_has_day_in(keepsake, date_days(year, 1, 1), date_days(year + 1, 1, 1))) continue;
    keepsake_format(keepsake, "<details%s><summary>%d</summary><div class=\"months\">\n", year == last ? " open" : "",
                    year);
    for (int month = 1; month <= 12; month++) add_month(keepsake, year, month);
    add(keepsake, "</div></details>\n");
  }
  add(keepsake, "</nav>\n");
}

// The entries.

static void add_list(struct keepsake *keepsake, const char *tag, const char *class, const json_t *list) {
  size_t at;
  json_t *each;
  if (json_array_size(list) == 0) return;
  keepsake_format(keepsake, "<%s class=\"%s\">", tag, class);
  json_array_foreach(list, at, each) {
    if (!json_is_string(each)) continue;
    add(keepsake, "<li>");
    add_words(keepsake, each);
    add(keepsake, "</li>");
  }
  keepsake_format(keepsake, "</%s>\n", tag);
}

static void add_day(struct keepsake *keepsake, int32_t day) {
  struct date date = date_civil(day);
  static const char *const weekdays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  if (keepsake->open_day) add(keepsake, "</section>\n");
  add(keepsake, "<section");
  if (keepsake_links_day(keepsake, day))
    keepsake_format(keepsake, " id=\"d%d-%02d-%02d\"", date.year, date.month, date.day);
  keepsake_format(keepsake, ">\n<h2>%s, %d %s %d</h2>\n", weekdays[date_weekday(day)], date.day,
                  months[date.month - 1], date.year);
  keepsake->open_day = true;
  keepsake->day = day;
}

static void add_about(struct keepsake *keepsake, const struct journal_entry *entry) {
  struct buf moment = {0};
  const json_t *mood = json_object_get(entry->content, "mood"), *practice = json_object_get(entry->content, "practice");
  moment_add(&moment, entry->created, entry->zone);
  keepsake_format(keepsake, "<p class=\"about\"><time datetime=\"%s\">%.5s</time>", buf_text(&moment),
                  moment.data + 11);
  if (json_string_length(practice)) {
    add(keepsake, " &middot; ");
    add_words(keepsake, practice);
  }
  if (json_string_length(mood)) {
    add(keepsake, " &middot; <span class=\"mood\">");
    add_words(keepsake, mood);
    add(keepsake, "</span>");
  }
  add(keepsake, "</p>\n");
  buf_finish(&moment);
}

// In the page itself, so that it needs no other file. A kind that browsers do not show is told by its name.
static void add_photo(struct keepsake *keepsake, const json_t *record) {
  struct buf bytes = {0};
  const json_t *name = json_object_get(record, "name");
  if (!json_object_get(record, "key")) return;  // somebody else's member of that name
  bool there = journal_attachment(keepsake->export->journal, record, &bytes, NULL);
  const struct picture *picture = there ? picture_of(bytes.data, bytes.len) : NULL;
  if (picture && strcmp(picture->type, "image/heic") != 0) {
    keepsake_format(keepsake, "<img alt=\"");
    add_words(keepsake, name);
    keepsake_format(keepsake, "\" src=\"data:%s;base64,", picture->type);
    export_base64(keepsake->export->sink, &bytes);
    add(keepsake, "\">\n");
  } else {
    add(keepsake, there ? "<p class=\"about\">A picture: " : "<p class=\"about\">A picture that is damaged or gone: ");
    add_words(keepsake, name);
    add(keepsake, "</p>\n");
  }
  keepsake->export->photos += !there;
  if (bytes.data) explicit_bzero(bytes.data, bytes.len);
  buf_finish(&bytes);
}

static bool add_entry(void *context, const struct journal_entry *entry) {
  struct keepsake *keepsake = context;
  const json_t *title = json_object_get(entry->content, "title"), *text = json_object_get(entry->content, "text");
  if (!keepsake->open_day || day_of(entry) != keepsake->day) add_day(keepsake, day_of(entry));
  add(keepsake, "<article>\n");
  if (json_string_length(title)) {
    add(keepsake, "<h3>");
    add_words(keepsake, title);
    add(keepsake, "</h3>\n");
  }
  add_about(keepsake, entry);
  if (json_string_length(text)) {
    add(keepsake, "<div class=\"text\">");
    add_words(keepsake, text);
    add(keepsake, "</div>\n");
  }
  add_list(keepsake, "ul", "lines", json_object_get(entry->content, "lines"));
  const json_t *photos = json_object_get(entry->content, "attachments");
  for (size_t i = 0; i < json_array_size(photos); i++) add_photo(keepsake, json_array_get(photos, i));
  add_list(keepsake, "ul", "tags", json_object_get(entry->content, "tags"));
  add(keepsake, "</article>\n");
  return true;
}

static void add_top(struct keepsake *keepsake) {
  add(keepsake,
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      // Nothing is fetched, and nothing runs, whatever stands in an entry.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "img-src data:\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Journal</title>\n<style>\n");
  add(keepsake, keepsake_style);
  add(keepsake, "</style>\n</head>\n<body>\n<header><h1>Journal</h1>");
  if (keepsake->days_count) {
    struct date first = date_civil(keepsake->days[0]), last = date_civil(keepsake->days[keepsake->days_count - 1]);
    bool same = first.year == last.year && first.month == last.month;
    keepsake_format(keepsake, "<p>%s %d", months[first.month - 1], first.year);
    if (!same) keepsake_format(keepsake, " to %s %d", months[last.month - 1], last.year);
    add(keepsake, "</p>");
  }
  add(keepsake, "</header>\n");
}

static bool write(struct export *export, struct fault *fault) {
  struct keepsake keepsake = {.export = export};
  bool ok = export_newest(export, gather, &keepsake, fault);
  keepsake_settle(&keepsake);
  add_top(&keepsake);
  if (keepsake.days_count) add_calendar(&keepsake);
  keepsake_add_pictures(&keepsake);
  add(&keepsake, "<main>\n");
  export->written = 0;
  if (ok || keepsake.days_count) ok = export_newest(export, add_entry, &keepsake, ok ? fault : NULL) && ok;
  if (keepsake.open_day) add(&keepsake, "</section>\n");
  else add(&keepsake, "<p>Nothing is written here yet.</p>\n");
  add(&keepsake, "</main>\n</body>\n</html>\n");
  keepsake_finish(&keepsake);
  return ok;
}

const struct format format_html = {.name = "html", .write = write, .takes_photos = true};
