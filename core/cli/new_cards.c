// Cards out of what other programs keep; see new_cards.h.
#include "new_cards.h"

#include <string.h>

#include "file.h"
#include "text.h"

enum { FILE_MAX = 4 * 1024 * 1024 };

struct gathering {
  json_t *cards;
  size_t left_out;
};

static void add(struct gathering *gathering, const char *text, size_t length) {
  struct buf clean = {0};
  while (length && strchr(" \t\r\n", text[length - 1])) length--;
  while (length && strchr("\r\n", *text)) text++, length--;
  text_clean(&clean, text, length, true);
  if (clean.len == 0) return buf_finish(&clean);
  bool fits = clean.len <= CARD_BYTES_MAX && json_array_size(gathering->cards) < CARDS_MAX;
  if (fits) json_array_append_new(gathering->cards, json_stringn(clean.data, clean.len));
  gathering->left_out += !fits;
  buf_finish(&clean);
}

// Lines, or what stands between lines that are "%".
static void gather_text(struct gathering *gathering, const char *text, size_t length) {
  const char *end = text + length, *card = text;
  bool fortunes = strncmp(text, "%\n", 2) == 0 || strstr(text, "\n%\n") || strstr(text, "\n%\r\n");
  for (const char *line = text; line < end;) {
    const char *newline = memchr(line, '\n', (size_t)(end - line)), *next = newline ? newline + 1 : end;
    size_t size = (size_t)((newline ? newline : end) - line);
    if (size && line[size - 1] == '\r') size--;
    bool mark = size == 1 && *line == '%';
    if (fortunes && (mark || next == end)) {
      add(gathering, card, (size_t)((mark ? line : end) - card));
      card = next;
    } else if (fortunes && card == line && strncmp(line, "%%", 2) == 0) {
      card = next;  // a note
    } else if (!fortunes && size && line[strspn(line, " \t")] != '#') {
      size_t space = strspn(line, " \t");
      add(gathering, line + space, size - space);
    }
    line = next;
  }
}

// { "title": ..., "text": ... } and { "name": ... } are one card; so is a pair of texts. Everything else is looked into.
static void gather_json(struct gathering *gathering, const json_t *value) {
  const char *key, *title = json_string_value(json_object_get(value, "title"));
  const char *text = json_string_value(json_object_get(value, "text"));
  const json_t *first = json_array_get(value, 0), *second = json_array_get(value, 1);
  json_t *item;
  size_t i;
  if (!text) text = json_string_value(json_object_get(value, "name"));
  if (json_array_size(value) == 2 && json_is_string(first) && json_is_string(second) &&
      json_string_length(first) < json_string_length(second) && strchr(json_string_value(second), ' '))
    title = json_string_value(first), text = json_string_value(second);
  if (text) {
    struct buf card = {0};
    if (title && *title) buf_format(&card, "%s: ", title);
    buf_add_text(&card, text);
    add(gathering, card.data, card.len);
    buf_finish(&card);
    return;
  }
  if (json_is_string(value)) add(gathering, json_string_value(value), json_string_length(value));
  json_array_foreach(value, i, item) gather_json(gathering, item);
  json_object_foreach((json_t *)value, key, item) {
    // A program's settings lie beside its ideas.
    if (json_is_object(item) || json_is_array(item)) gather_json(gathering, item);
  }
}

json_t *cards_read(const char *path, size_t *left_out, struct fault *fault) {
  struct buf text = {0};
  struct gathering gathering = {.cards = json_array()};
  size_t bad;
  bool ok = file_read(path, FILE_MAX, &text, fault);
  const char *start = buf_text(&text);
  size_t length = text.len;
  if (ok && length >= 3 && memcmp(start, "\xEF\xBB\xBF", 3) == 0) start += 3, length -= 3;
  if (ok && !text_is_utf8(start, length, &bad))
    ok = fault_set(fault, "%s:%zu: the line is not UTF-8 text: iconv can change it", path, text_line_at(start, bad));
  json_t *json = ok ? json_loadb(start, length, 0, NULL) : NULL;
  if (ok && json) gather_json(&gathering, json);
  else if (ok) gather_text(&gathering, start, length);
  if (ok && json_array_size(gathering.cards) == 0) ok = fault_set(fault, "%s: there are no cards in it", path);
  *left_out = gathering.left_out;
  json_decref(json);
  buf_finish(&text);
  if (ok) return gathering.cards;
  json_decref(gathering.cards);
  return NULL;
}

void cards_write(const json_t *cards, struct buf *text) {
  size_t i;
  json_t *card;
  bool lines = true;
  json_array_foreach(cards, i, card) lines &= !strchr(json_string_value(card), '\n');
  json_array_foreach(cards, i, card) {
    const char *words = json_string_value(card);
    if (lines && words[strspn(words, " \t")] == '#') buf_add_char(text, '\\');
    // What is a mark in a fortune file is none with a space before it.
    for (bool begins = true; *words; words++) {
      if (!lines && begins && *words == '%') buf_add_char(text, ' ');
      begins = *words == '\n';
      buf_add_char(text, *words);
    }
    buf_add_text(text, lines ? "\n" : "\n%\n");
  }
}
