// Showing entries of the journal; see entry.h.
#include "entry.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "buf.h"
#include "text.h"

enum { SHORT_ID = 6, FIRST_WORDS = 56 };

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
  return line ? line : "";
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

void entry_print_line(const struct journal_entry *entry) {
  char when[32];
  struct buf words = {0};
  format_time(entry, "%Y-%m-%d %H:%M", when, sizeof when);
  add_first_words(&words, first_text(entry->content));
  printf("%s  %s  %s\n", when, entry->entry + strlen(entry->entry) - SHORT_ID, buf_text(&words));
  buf_finish(&words);
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

void entry_print(const struct journal_entry *entry) {
  char when[64];
  const json_t *content = entry->content;
  const char *title = json_string_value(json_object_get(content, "title"));
  if (title) print_clean("", title);
  format_time(entry, "%A, %d %B %Y, %H:%M", when, sizeof when);
  printf("%s", when);
  const char *practice = json_string_value(json_object_get(content, "practice"));
  if (practice) printf(", %s", practice);
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
}

json_t *entry_json(const struct journal_entry *entry) {
  json_t *row = json_pack("{s:s, s:s, s:I, s:i, s:s}", "id", entry->id, "entry", entry->entry, "created",
                          (json_int_t)entry->created, "zone", entry->zone, "device", entry->device);
  json_object_set(row, "content", entry->content);
  return row;
}
