// Showing entries of the journal; see entry.h.
#include "entry.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "buf.h"
#include "common.h"
#include "text.h"

enum { SHORT_ID = 6, FIRST_WORDS = 50, CONTEXT = 28 };  // a line has 79 columns at most

const char *entry_short_id(const char *id) {
  size_t length = strlen(id);
  return id + (length > SHORT_ID ? length - SHORT_ID : 0);
}

static bool is_blank(char letter) { return letter == ' ' || letter == '\n' || letter == '\t'; }

// When it was written, on the clock of where it was written.
static void format_time(const struct journal_entry *entry, const char *format, char *out, size_t size) {
  time_t seconds = (time_t)(entry->created / 1000 + entry->zone * 60);
  struct tm then;
  gmtime_r(&seconds, &then);
  strftime(out, size, format, &then);
}

static const char *first_text(const json_t *content) {
  static const char *const names[] = {"title", "text"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *text = json_string_value(json_object_get(content, names[i]));
    if (text && *text) return text;
  }
  const char *line = json_string_value(json_array_get(json_object_get(content, "lines"), 0));
  if (line) return line;
  return json_array_size(json_object_get(content, "attachments")) ? "(a photo)" : "";
}

// At most FIRST_WORDS characters of the first line.
static void add_first_words(struct buf *out, const char *text) {
  struct buf clean = {0};
  text_clean(&clean, text, strcspn(text, "\n"), false);
  size_t at = 0;
  unsigned ignored;
  for (int i = 0; i < FIRST_WORDS && at < clean.len; i++) at += text_decode(clean.data + at, clean.len - at, &ignored);
  buf_add(out, buf_text(&clean), at);
  if (at < clean.len) buf_add_text(out, "...");
  buf_finish(&clean);
}

static void print_start(const struct journal_entry *entry) {
  char when[32];
  format_time(entry, "%Y-%m-%d %H:%M", when, sizeof when);
  printf("%s  %s  ", when, entry_short_id(entry->entry));
}

void entry_print_line(const struct journal_entry *entry) {
  struct buf words = {0};
  add_first_words(&words, first_text(entry->content));
  print_start(entry);
  printf("%s\n", buf_text(&words));
  buf_finish(&words);
}

// What was looked for, where it stands.

struct found {
  const struct match *match;
  bool styled;
  const char *text;  // the text of the entry in which it stands first
  struct match_place place;
};

// True when a place was printed.
static bool print_marked(const struct found *found, const char *text) {
  struct match_place place;
  bool any = false;
  while (*text && match_find(found->match, text, strlen(text), &place)) {
    size_t length = place.end - place.start;
    printf("%.*s%s%.*s%s", (int)place.start, text, found->styled ? "\x1b[1m" : "", (int)length, text + place.start,
           found->styled ? "\x1b[0m" : "");
    text += place.end;
    any = true;
  }
  printf("%s\n", text);
  return any;
}

// The first string in a value in which something stands.
static bool seek(struct found *found, const json_t *value) {
  size_t at;
  const char *key;
  json_t *each;
  if (json_is_string(value)) {
    found->text = json_string_value(value);
    return match_find(found->match, found->text, json_string_length(value), &found->place);
  }
  json_array_foreach(value, at, each) if (seek(found, each)) return true;
  json_object_foreach((json_t *)value, key, each) if (seek(found, each)) return true;
  return false;
}

// `place` and the words around it, about CONTEXT bytes on either side.
static struct match_place widen(const char *text, struct match_place place) {
  size_t length = strlen(text), start = place.start, end = place.end;
  while (start > 0 && (place.start - start < CONTEXT || !is_blank(text[start - 1])) &&
         place.start - start < 2 * CONTEXT)
    start--;
  while (end < length && (end - place.end < CONTEXT || !is_blank(text[end])) && end - place.end < 2 * CONTEXT) end++;
  while (start < place.start && ((unsigned char)text[start] & 0xC0) == 0x80) start++;
  while (end > place.end && ((unsigned char)text[end] & 0xC0) == 0x80) end--;
  return (struct match_place){start, end};
}

static void print_around(const struct found *found) {
  struct match_place around = widen(found->text, found->place);
  struct buf clean = {0};
  text_clean(&clean, found->text + around.start, around.end - around.start, false);
  if (found->text[around.end]) buf_add_text(&clean, "...");
  printf("    %s", around.start ? "..." : "");
  print_marked(found, buf_text(&clean));
  buf_finish(&clean);
}

void entry_print_found(const struct journal_entry *entry, const struct match *match, bool styled) {
  struct found found = {match, styled, NULL, {0, 0}};
  struct buf words = {0};
  add_first_words(&words, first_text(entry->content));
  print_start(entry);
  bool shown = print_marked(&found, buf_text(&words));
  buf_finish(&words);
  for (size_t i = 0; !shown && match_members[i]; i++)
    if ((shown = seek(&found, json_object_get(entry->content, match_members[i])))) print_around(&found);
}

static void print_clean(const char *before, const char *text) {
  struct buf clean = {0};
  text_clean(&clean, text, strlen(text), true);
  size_t length = clean.len;
  printf("%s%s%s", before, buf_text(&clean), length && clean.data[length - 1] == '\n' ? "" : "\n");
  buf_finish(&clean);
}

// What was kept of a practice that broke off: each answer below its question.
static void print_answers(const json_t *asked, const json_t *lines) {
  size_t i;
  json_t *line;
  json_array_foreach(lines, i, line) {
    const char *question = json_string_value(json_array_get(asked, i));
    if (question) print_clean(i ? "\n" : "", question);
    if (json_is_string(line)) print_clean("  ", json_string_value(line));
  }
}

static void print_value(const char *name, const json_t *value, const char *before) {
  if (json_is_string(value)) {
    printf("%s", before);
    print_clean(name, json_string_value(value));
  } else if (json_is_array(value)) {
    size_t i;
    json_t *item;
    json_array_foreach(value, i, item) if (json_is_string(item)) print_clean("  - ", json_string_value(item));
  }
}

void entry_print_revision(const struct journal_entry *entry, bool newest) {
  char when[32];
  const struct journal_entry changed = {.created = journal_changed(entry), .zone = entry->zone};
  format_time(&changed, "%Y-%m-%d %H:%M", when, sizeof when);
  printf("%s-- %s, %s\n", newest ? "" : "\n", when, newest ? "as it is now" : "as it was");
}

static void print_attachments(const struct journal_entry *entry) {
  size_t i;
  json_t *record, *attachments = json_object_get(entry->content, "attachments");
  if (!json_is_array(attachments) || json_array_size(attachments) == 0) return;
  printf("\nphotos ('tend journal show %s --open' opens them):\n", entry_short_id(entry->entry));
  json_array_foreach(attachments, i, record) {
    const char *name = json_string_value(json_object_get(record, "name"));
    print_clean("  - ", name && *name ? name : "without a name");
  }
}

void entry_print(const struct journal_entry *entry) {
  char when[64];
  const json_t *content = entry->content;
  const char *title = json_string_value(json_object_get(content, "title"));
  if (title) print_clean("", title);
  format_time(entry, "%A, %d %B %Y, %H:%M", when, sizeof when);
  printf("%s", when);
  const char *practice = json_string_value(json_object_get(content, "practice"));
  if (practice) fputs(", ", stdout);
  if (practice) print_clean_line(practice);
  printf("\n\n");
  const char *text = json_string_value(json_object_get(content, "text"));
  if (text) print_clean("", text);
  const json_t *asked = json_object_get(json_object_get(content, "fields"), "asked");
  if (json_is_array(asked)) print_answers(asked, json_object_get(content, "lines"));
  else print_value("", json_object_get(content, "lines"), "");
  print_value("mood: ", json_object_get(content, "mood"), "\n");
  const json_t *tags = json_object_get(content, "tags");
  if (json_array_size(tags)) printf("\ntags:\n");
  print_value("", tags, "");
  print_attachments(entry);
}

json_t *entry_json(const struct journal_entry *entry) {
  json_t *row = json_pack("{s:s, s:s, s:I, s:i, s:s}", "id", entry->id, "entry", entry->entry, "created",
                          (json_int_t)entry->created, "zone", entry->zone, "device", entry->device);
  json_object_set(row, "content", entry->content);
  return row;
}
