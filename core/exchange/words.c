// An entry as a title and a text; see words.h.
#include "words.h"

#include <string.h>

// Other formats have no place for U+0000.
static void add_text(struct buf *out, const json_t *text, const char *after_newline) {
  const char *bytes = json_string_value(text);
  for (size_t i = 0, length = json_string_length(text); i < length; i++) {
    if (bytes[i]) buf_add_char(out, bytes[i]);
    if (bytes[i] == '\n') buf_add_text(out, after_newline);
  }
}

static void add_list(struct buf *out, const json_t *lines) {
  size_t at;
  json_t *line;
  json_array_foreach(lines, at, line) {
    if (!json_is_string(line)) continue;
    if (out->len && out->data[out->len - 1] != '\n') buf_add_char(out, '\n');
    buf_add_text(out, "- ");
    add_text(out, line, "  ");  // what has several lines stays one item
    buf_add_char(out, '\n');
  }
}

static void add_all(struct buf *out, const json_t *content) {
  add_text(out, json_object_get(content, "text"), "");
  add_list(out, json_object_get(content, "lines"));
}

static bool has_title(const json_t *content) { return json_string_length(json_object_get(content, "title")) > 0; }

void words_add_title(struct buf *out, const json_t *content) {
  struct buf all = {0};
  size_t start = out->len;
  if (has_title(content)) add_text(out, json_object_get(content, "title"), "");
  else add_all(&all, content);
  buf_add(out, buf_text(&all), strcspn(buf_text(&all), "\n"));
  // A title of several lines becomes one.
  for (size_t i = start; i < out->len; i++)
    if (out->data[i] == '\n' || out->data[i] == '\r') out->data[i] = ' ';
  buf_finish(&all);
}

void words_add_body(struct buf *out, const json_t *content) {
  struct buf all = {0};
  add_all(&all, content);
  size_t from = has_title(content) ? 0 : strcspn(buf_text(&all), "\n");
  if (!has_title(content) && from < all.len) from++;
  buf_add(out, buf_text(&all) + from, all.len - from);
  buf_finish(&all);
}
