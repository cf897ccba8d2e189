// jrnl's own export (`jrnl --format json`): a title and a body for each entry, its tags with their @, a star.
//
//   {"entries":[{"title":"...","body":"...","date":"2024-01-31","time":"09:05","tags":["@walk"],"starred":false}],
//    "tags":{"@walk":1}}
#include <string.h>

#include "format.h"
#include "moment.h"
#include "words.h"

struct writer {
  struct export *export;
  json_t *tags;  // how often each
};

static json_t *text_of(struct buf *text) {
  json_t *value = json_stringn(buf_text(text), text->len);
  buf_clear(text);
  return value;
}

static json_t *write_tags(struct writer *writer, const json_t *content) {
  json_t *tags = json_array(), *tag;
  size_t at;
  struct buf text = {0};
  json_array_foreach(json_object_get(content, "tags"), at, tag) {
    if (!json_is_string(tag)) continue;
    buf_format(&text, "@%s", json_string_value(tag));
    json_int_t before = json_integer_value(json_object_get(writer->tags, buf_text(&text)));
    json_object_set_new(writer->tags, buf_text(&text), json_integer(before + 1));
    json_array_append_new(tags, text_of(&text));
  }
  buf_finish(&text);
  return tags;
}

static bool write_entry(void *context, const struct journal_entry *entry) {
  struct writer *writer = context;
  struct buf text = {0};
  const json_t *theirs = json_object_get(json_object_get(entry->content, "foreign"), "jrnl");
  json_t *row = json_object();
  words_add_title(&text, entry->content);
  json_object_set_new(row, "title", text_of(&text));
  words_add_body(&text, entry->content);
  json_object_set_new(row, "body", text_of(&text));
  moment_add_minute(&text, entry->created, entry->zone);
  json_object_set_new(row, "date", json_stringn(text.data, 10));
  json_object_set_new(row, "time", json_string(text.data + 11));
  json_object_set_new(row, "tags", write_tags(writer, entry->content));
  json_object_set_new(row, "starred", json_boolean(json_is_true(json_object_get(theirs, "starred"))));
  export_row(writer->export, row);
  buf_finish(&text);
  return true;
}

static bool write(struct export *export, struct fault *fault) {
  struct writer writer = {export, json_object()};
  sink_add_text(export->sink, "{\"entries\":[");
  bool ok = export_newest(export, write_entry, &writer, fault);
  sink_add_text(export->sink, "\n],\"tags\":");
  export_json(export->sink, writer.tags);
  sink_add_text(export->sink, "}\n");
  json_decref(writer.tags);
  return ok;
}

// Reading.

static json_t *read_tags(const json_t *given) {
  json_t *tags = json_array(), *tag;
  size_t at;
  json_array_foreach(given, at, tag) {
    const char *text = json_string_value(tag);
    if (text && text[text[0] == '@']) json_array_append_new(tags, json_string(text + (text[0] == '@')));
  }
  return tags;
}

static json_t *read_content(const json_t *row) {
  static const char *const ours[] = {"title", "body", "date", "time", "tags", NULL};
  json_t *content = json_object(), *tags = read_tags(json_object_get(row, "tags")), *others = json_copy((json_t *)row);
  const json_t *title = json_object_get(row, "title"), *body = json_object_get(row, "body");
  if (json_string_length(title)) json_object_set(content, "title", (json_t *)title);
  if (json_string_length(body)) json_object_set(content, "text", (json_t *)body);
  if (json_array_size(tags)) json_object_set(content, "tags", tags);
  for (size_t i = 0; ours[i]; i++) json_object_del(others, ours[i]);
  if (json_is_false(json_object_get(others, "starred"))) json_object_del(others, "starred");
  json_decref(tags);
  import_keep(content, "jrnl", others);
  return content;
}

static bool read_moment(const struct import *import, const json_t *row, struct moment *moment) {
  const char *date = json_string_value(json_object_get(row, "date"));
  const char *time = json_string_value(json_object_get(row, "time"));
  struct buf text = {0};
  buf_format(&text, "%s %s", date ? date : "", time ? time : "00:00");
  bool ok = date && moment_read(buf_text(&text), text.len, import->zone, moment) > 0;
  buf_finish(&text);
  return ok;
}

static bool read_row(struct import *import, const json_t *row, size_t number, struct fault *fault) {
  struct moment moment;
  if (!json_is_object(row) || !read_moment(import, row, &moment)) {
    import_bad(import, 0, "entry %zu was left out: it has no \"date\" such as 2024-01-31", number);
    return true;
  }
  json_t *content = read_content(row);
  bool ok = import_entry(import, "jrnl", NULL, moment.created, moment.zone, content, 0, fault);
  json_decref(content);
  return ok;
}

static bool read(struct import *import, struct source *source, struct fault *fault) {
  return import_rows(import, source, "jrnl", read_row, fault);
}

static bool knows(const char *start, size_t length) {
  return *start == '{' && memmem(start, length, "\"entries\"", 9) && memmem(start, length, "\"body\"", 6);
}

const struct format format_jrnl = {.name = "jrnl", .write = write, .read = read, .knows = knows};
