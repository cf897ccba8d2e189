// The front matter of a Markdown file; see front_matter.h.
#include "front_matter.h"

#include <string.h>

#include "buf.h"

struct line {
  const char *text;
  size_t length;  // without the end of the line
};

// The line at *at, which then is the next one. False at the end.
static bool next_line(const char **at, const char *end, struct line *line) {
  if (*at >= end) return false;
  const char *newline = memchr(*at, '\n', (size_t)(end - *at));
  line->text = *at;
  line->length = (size_t)((newline ? newline : end) - *at);
  if (line->length && line->text[line->length - 1] == '\r') line->length--;
  *at = newline ? newline + 1 : end;
  return true;
}

static bool is_dashes(const struct line *line) { return line->length == 3 && memcmp(line->text, "---", 3) == 0; }

static struct line trimmed(const char *text, size_t length) {
  while (length && (*text == ' ' || *text == '\t')) text++, length--;
  while (length && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
  return (struct line){text, length};
}

// The bytes of the key that a line begins with; 0 where it begins with none.
static size_t key_length(const struct line *line) {
  size_t length = 0;
  while (length < line->length && line->text[length] != ':' && line->text[length] != ' ' && line->text[length] != '\t')
    length++;
  bool ends = length < line->length && line->text[length] == ':' &&
              (length + 1 == line->length || line->text[length + 1] == ' ' || line->text[length + 1] == '\t');
  return ends && line->text[0] != '-' && line->text[0] != '#' ? length : 0;
}

static json_t *read_value(struct line value) {
  json_t *read = json_loadb(value.text, value.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  if (read) return read;
  struct buf text = {0};
  bool quoted = value.length >= 2 && value.text[0] == '\'' && value.text[value.length - 1] == '\'';
  for (size_t i = quoted; i + quoted < value.length; i++) {
    buf_add_char(&text, value.text[i]);
    if (quoted && value.text[i] == '\'' && value.text[i + 1] == '\'') i++;  // two stand for one
  }
  read = json_stringn(buf_text(&text), text.len);
  buf_finish(&text);
  return read;
}

// A line below a key: an item of its list, or more of its text.
static void add_below(json_t *keys, const char *key, const struct line *line) {
  struct line rest = trimmed(line->text, line->length);
  json_t *value = json_object_get(keys, key);
  bool item = rest.length && rest.text[0] == '-' && (rest.length == 1 || rest.text[1] == ' ');
  if (item && (json_is_array(value) || json_string_length(value) == 0)) {
    if (!json_is_array(value)) json_object_set_new(keys, key, value = json_array());
    json_array_append_new(value, read_value(trimmed(rest.text + 1, rest.length - 1)));
  } else if (json_is_string(value) && rest.length) {
    json_object_set_new(keys, key,
                        json_sprintf("%s%s%.*s", json_string_value(value), json_string_length(value) ? "\n" : "",
                                     (int)rest.length, rest.text));
  }
}

size_t front_matter_read(const char *page, size_t length, json_t *keys) {
  const char *at = page, *end = page + length;
  struct line line;
  char key[64] = "";
  if (!next_line(&at, end, &line) || !is_dashes(&line)) return 0;
  while (next_line(&at, end, &line) && !is_dashes(&line)) {
    size_t size = key_length(&line);
    if (size == 0 || size >= sizeof key) {
      if (*key) add_below(keys, key, &line);
      continue;
    }
    memcpy(key, line.text, size);
    key[size] = '\0';
    struct line value = trimmed(line.text + size + 1, line.length - size - 1);
    json_object_set_new(keys, key, value.length ? read_value(value) : json_string(""));
  }
  // Without its end it is none.
  if (!is_dashes(&line) || at == page + 4) {
    json_object_clear(keys);
    return 0;
  }
  const char *after = at;
  if (next_line(&after, end, &line) && line.length == 0) at = after;
  return (size_t)(at - page);
}
