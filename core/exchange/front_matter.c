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

static json_t *read_text(struct line value) {
  struct buf text = {0};
  bool quoted = value.length >= 2 && value.text[0] == '\'' && value.text[value.length - 1] == '\'';
  for (size_t i = quoted; i + quoted < value.length; i++) {
    buf_add_char(&text, value.text[i]);
    if (quoted && value.text[i] == '\'' && value.text[i + 1] == '\'') i++;  // two stand for one
  }
  json_t *read = json_stringn(buf_text(&text), text.len);
  buf_finish(&text);
  return read;
}

// JSON, where it may stand for itself: as it is for any key, and for one that holds texts only what is a text.
static json_t *read_json(struct line value, bool is_text) {
  json_t *read = json_loadb(value.text, value.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  if (!is_text || json_is_string(read)) return read;
  json_decref(read);
  return NULL;
}

static json_t *read_item(struct line value, bool is_text) {
  json_t *read = read_json(value, is_text);
  return read ? read : read_text(value);
}

// The bytes of the item that a list goes on with: up to a comma that is in no quotes and no brackets of its own.
static size_t item_length(const char *text, size_t length) {
  char quote = length && (*text == '"' || *text == '\'') ? *text : '\0';
  int depth = 0;
  size_t at = quote ? 1 : 0;
  for (; at < length && (quote || depth || text[at] != ','); at++) {
    bool escaped = quote && at + 1 < length &&
                   (quote == '"' ? text[at] == '\\' : text[at] == quote && text[at + 1] == quote);
    if (escaped) at++;
    else if (quote && text[at] == quote) quote = '\0';
    else if (!quote) depth += (strchr("[{", text[at]) != NULL) - (depth && strchr("]}", text[at]));
  }
  return at;
}

static json_t *read_list(struct line value, bool is_text) {
  json_t *list = json_array();
  struct line rest = trimmed(value.text + 1, value.length - 2);
  while (rest.length) {
    size_t length = item_length(rest.text, rest.length);
    struct line item = trimmed(rest.text, length);
    if (item.length) json_array_append_new(list, read_item(item, is_text));
    if (length < rest.length) length++;
    rest = trimmed(rest.text + length, rest.length - length);
  }
  return list;
}

static json_t *read_value(struct line value, bool is_text) {
  if (value.length == 4 && memcmp(value.text, "null", 4) == 0) return json_null();
  json_t *read = read_json(value, is_text);
  if (read) return read;
  bool is_list = value.length >= 2 && value.text[0] == '[' && value.text[value.length - 1] == ']';
  return is_list ? read_list(value, is_text) : read_text(value);
}

static bool is_among(const char *const *names, const char *name) {
  while (*names && strcmp(*names, name) != 0) names++;
  return *names != NULL;
}

// A line below a key: an item of its list, or more of its text.
static void add_below(json_t *keys, const char *key, bool is_text, const struct line *line) {
  struct line rest = trimmed(line->text, line->length);
  json_t *value = json_object_get(keys, key);
  bool item = rest.length && rest.text[0] == '-' && (rest.length == 1 || rest.text[1] == ' ');
  if (item && (json_is_array(value) || json_string_length(value) == 0)) {
    if (!json_is_array(value)) json_object_set_new(keys, key, value = json_array());
    json_array_append_new(value, read_item(trimmed(rest.text + 1, rest.length - 1), is_text));
  } else if (json_is_string(value) && rest.length) {
    json_object_set_new(keys, key,
                        json_sprintf("%s%s%.*s", json_string_value(value), json_string_length(value) ? "\n" : "",
                                     (int)rest.length, rest.text));
  }
}

size_t front_matter_read(const char *page, size_t length, const char *const *texts, json_t *keys) {
  const char *at = page, *end = page + length;
  struct line line;
  char key[64] = "";
  if (!next_line(&at, end, &line) || !is_dashes(&line)) return 0;
  while (next_line(&at, end, &line) && !is_dashes(&line)) {
    size_t size = key_length(&line);
    if (size == 0 || size >= sizeof key) {
      if (*key) add_below(keys, key, is_among(texts, key), &line);
      continue;
    }
    memcpy(key, line.text, size);
    key[size] = '\0';
    struct line value = trimmed(line.text + size + 1, line.length - size - 1);
    json_object_set_new(keys, key, value.length ? read_value(value, is_among(texts, key)) : json_string(""));
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
