// jrnl's journal as it lies on the disk, a text: an entry begins with a line that begins with its moment.
//
//   [2024-01-31 09:05] By the sea. *
//   Gulls, and a red boat. @walk
//
// Older ones have no brackets. The star at the end of a title is jrnl's own, as are words with an @, its tags.
#include <string.h>

#include "format.h"
#include "moment.h"
#include "text.h"
#include "words.h"

static bool write_entry(void *context, const struct journal_entry *entry) {
  struct export *export = context;
  struct buf text = {0};
  const json_t *foreign = json_object_get(json_object_get(entry->content, "foreign"), "jrnl");
  buf_add_char(&text, '[');
  moment_add_minute(&text, entry->created, entry->zone);
  buf_add_text(&text, "] ");
  words_add_title(&text, entry->content);
  buf_add_text(&text, json_is_true(json_object_get(foreign, "starred")) ? " *\n" : "\n");
  words_add_body(&text, entry->content);
  if (text.data[text.len - 1] != '\n') buf_add_char(&text, '\n');
  buf_add_char(&text, '\n');
  sink_add(export->sink, text.data, text.len);
  buf_finish(&text);
  return true;
}

static bool write(struct export *export, struct fault *fault) {
  return export_newest(export, write_entry, export, fault);
}

// Reading.

struct reading {
  struct import *import;
  bool open;            // an entry has begun
  size_t line;          // in which
  struct moment moment;
  bool starred;
  struct buf title, body;
};

// How many bytes of a line are a moment and what belongs to it; 0 where no entry begins.
static size_t read_start(const struct reading *reading, const char *line, size_t length, struct moment *moment) {
  bool bracket = length && line[0] == '[';
  const struct zone *zone = reading->import->zone;
  size_t used =
      bracket ? moment_read(line + 1, length - 1, zone, moment) : moment_read_clock(line, length, zone, moment);
  if (used == 0) return 0;
  used += bracket;
  if (bracket && (used >= length || line[used++] != ']')) return 0;
  if (used < length && line[used] != ' ') return 0;
  return used + (used < length);
}

static bool has_tag(const json_t *tags, const char *text, size_t length) {
  size_t at;
  json_t *tag;
  json_array_foreach(tags, at, tag)
    if (json_string_length(tag) == length && memcmp(json_string_value(tag), text, length) == 0) return true;
  return false;
}

static void add_tags(json_t *content, const struct buf *text) {
  json_t *tags = json_object_get(content, "tags");
  if (!tags) json_object_set_new(content, "tags", tags = json_array());
  for (const char *at = buf_text(text); (at = strchr(at, '@')); at++) {
    size_t length = strcspn(at + 1, " \t\r\n@,;:!?()[]\"'");
    while (length && at[length] == '.') length--;
    if (at > text->data && !strchr(" \t\n(", at[-1])) continue;  // an address
    if (length && !has_tag(tags, at + 1, length)) json_array_append_new(tags, json_stringn(at + 1, length));
  }
  if (json_array_size(tags) == 0) json_object_del(content, "tags");
}

static void trim_end(struct buf *text) {
  while (text->len && strchr("\r\n", text->data[text->len - 1])) buf_drop_end(text, 1);
}

static json_t *content_of(struct reading *reading) {
  json_t *content = json_object();
  trim_end(&reading->body);
  if (reading->title.len) json_object_set_new(content, "title", json_stringn(reading->title.data, reading->title.len));
  if (reading->body.len) json_object_set_new(content, "text", json_stringn(reading->body.data, reading->body.len));
  add_tags(content, &reading->title);
  add_tags(content, &reading->body);
  if (reading->starred) import_keep(content, "jrnl", json_pack("{s:b}", "starred", 1));
  return content;
}

static bool end_entry(struct reading *reading, struct fault *fault) {
  if (!reading->open) return true;
  json_t *content = content_of(reading);
  bool ok = import_entry(reading->import, "jrnl", NULL, reading->moment.created, reading->moment.zone, content,
                         reading->line, fault);
  json_decref(content);
  reading->open = false;
  return ok;
}

static void begin_entry(struct reading *reading, const char *title, size_t length, size_t number) {
  reading->open = true;
  reading->line = number;
  buf_clear(&reading->title);
  buf_clear(&reading->body);
  reading->starred = length && title[length - 1] == '*' && (length == 1 || title[length - 2] == ' ');
  if (reading->starred) length -= length > 1 ? 2 : 1;
  buf_add(&reading->title, title, length);
}

static bool read_line(void *context, const struct buf *line, size_t number, struct fault *fault) {
  struct reading *reading = context;
  struct moment moment;
  size_t bad, start = read_start(reading, buf_text(line), line->len, &moment);
  if (!text_is_utf8(buf_text(line), line->len, &bad) || memchr(buf_text(line), '\0', line->len)) {
    import_bad(reading->import, number, "this line was left out: it is not UTF-8 text");
    return true;
  }
  if (start) {
    bool ok = end_entry(reading, fault);
    reading->moment = moment;
    begin_entry(reading, line->data + start, line->len - start, number);
    return ok;
  }
  if (!reading->open && strspn(buf_text(line), " \t") < line->len)
    import_bad(reading->import, number, "this line was left out: no entry has begun, with its date and time");
  buf_add(&reading->body, buf_text(line), line->len);
  buf_add_char(&reading->body, '\n');
  return true;
}

static bool read(struct import *import, struct source *source, struct fault *fault) {
  struct reading reading = {.import = import};
  bool ok = import_lines(import, source, read_line, &reading, fault) && end_entry(&reading, fault);
  buf_finish(&reading.title);
  buf_finish(&reading.body);
  return ok;
}

static bool knows(const char *start, size_t length) {
  struct moment moment;
  bool bracket = length && start[0] == '[';
  return length > 10 && moment_read(start + bracket, length - bracket, NULL, &moment) > 0;
}

const struct format format_jrnl_text = {.name = "jrnl-text", .write = write, .read = read, .knows = knows};
