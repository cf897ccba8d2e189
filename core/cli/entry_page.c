// An entry as a page; see entry_page.h.
#include "entry_page.h"

#include <string.h>

enum part_kind { PART_TEXT, PART_LIST, PART_WORDS };

static const struct part {
  const char *heading, *member;
  enum part_kind kind;
} parts[] = {{"Title", "title", PART_TEXT},
             {"Text", "text", PART_TEXT},
             {"Lines", "lines", PART_LIST},
             {"Mood", "mood", PART_TEXT},
             {"Tags", "tags", PART_WORDS}};

enum { PARTS = sizeof parts / sizeof *parts };

// Bytes of a line, without its newline; *next is the line after it.
static size_t line_at(const char *text, const char *end, const char **next) {
  const char *newline = memchr(text, '\n', (size_t)(end - text));
  *next = newline ? newline + 1 : end;
  return (size_t)((newline ? newline : end) - text);
}

// The part whose heading a line is, with `equals` signs before it; NULL where it is none.
static const struct part *heading_in(const char *line, size_t length, size_t *equals) {
  for (*equals = 0; *equals < length && line[*equals] == '=';) ++*equals;
  if (*equals < 2 || *equals >= length || line[*equals] != ' ') return NULL;
  const char *word = line + *equals + 1;
  size_t size = length - *equals - 1;
  for (size_t i = 0; i < PARTS; i++)
    if (strlen(parts[i].heading) == size && memcmp(parts[i].heading, word, size) == 0) return &parts[i];
  return NULL;
}

// Writing.

static void add_text(struct buf *out, const char *text, size_t length) {
  const char *end = text + length, *next;
  size_t equals;
  for (; text < end; text = next) {
    size_t size = line_at(text, end, &next);
    if (heading_in(text, size, &equals)) buf_add_char(out, '=');
    buf_add(out, text, (size_t)(next - text));
  }
}

static const char *separators_of(enum part_kind kind) { return kind == PART_WORDS ? ",\n" : "\n"; }

// What has a backslash before it where it is part of an item.
static bool is_special(char letter, enum part_kind kind) {
  return letter && (letter == '\\' || strchr(separators_of(kind), letter));
}

static bool is_blank(char letter) { return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n'; }

static void add_item(struct buf *out, const char *text, size_t length, enum part_kind kind) {
  struct buf item = {0};
  for (size_t i = 0; i < length; i++) {
    if (is_special(text[i], kind)) buf_add_char(&item, '\\');
    buf_add_char(&item, text[i]);
  }
  add_text(out, buf_text(&item), item.len);
  buf_finish(&item);
}

static void add_list(struct buf *out, const json_t *list, enum part_kind kind) {
  size_t at;
  json_t *each;
  json_array_foreach(list, at, each) {
    if (at) buf_add_text(out, kind == PART_WORDS ? ", " : "\n");
    add_item(out, json_string_value(each), json_string_length(each), kind);
  }
}

static bool is_there(const json_t *content, const struct part *part) {
  const json_t *value = json_object_get(content, part->member);
  return part->kind == PART_TEXT ? json_is_string(value) : json_array_size(value) > 0;
}

static bool is_plain(const json_t *content) {
  for (size_t i = 0; i < PARTS; i++)
    if (is_there(content, &parts[i]) != (strcmp(parts[i].member, "text") == 0)) return false;
  return true;
}

void entry_page_write(struct buf *out, const json_t *content, bool headings) {
  if (is_plain(content) && !headings) {
    const json_t *text = json_object_get(content, "text");
    buf_add(out, json_string_value(text), json_string_length(text));
    return;
  }
  for (size_t i = 0; i < PARTS; i++) {
    const struct part *part = &parts[i];
    const json_t *value = json_object_get(content, part->member);
    if (!is_there(content, part) && !headings) continue;
    buf_format(out, "== %s\n", part->heading);
    if (part->kind != PART_TEXT) add_list(out, value, part->kind);
    else if (json_is_string(value)) add_text(out, json_string_value(value), json_string_length(value));
    buf_add_char(out, '\n');
  }
}

// Reading.

static void end_item(json_t *list, struct buf *item, enum part_kind kind) {
  const char *text = buf_text(item);
  size_t from = 0, until = item->len;
  while (kind == PART_WORDS && from < until && is_blank(text[from])) from++;
  while (kind == PART_WORDS && until > from && is_blank(text[until - 1])) until--;
  if (kind == PART_LIST || until > from) json_array_append_new(list, json_stringn(text + from, until - from));
  buf_clear(item);
}

static json_t *read_list(const char *text, size_t length, enum part_kind kind) {
  const char *separators = separators_of(kind);
  json_t *list = json_array();
  struct buf item = {0};
  for (size_t i = 0; i < length; i++) {
    bool escaped = text[i] == '\\' && i + 1 < length && is_special(text[i + 1], kind);
    if (escaped) buf_add_char(&item, text[++i]);
    else if (strchr(separators, text[i])) end_item(list, &item, kind);
    else buf_add_char(&item, text[i]);
  }
  if (length) end_item(list, &item, kind);
  buf_finish(&item);
  return list;
}

static json_t *read_part(const struct part *part, const struct buf *text) {
  switch (part->kind) {
    case PART_TEXT: return json_stringn(buf_text(text), text->len);
    case PART_LIST:
    case PART_WORDS: return read_list(buf_text(text), text->len, part->kind);
  }
  return NULL;
}

static void end_part(json_t *content, const struct part *part, struct buf *text) {
  if (text->len && text->data[text->len - 1] == '\n') buf_drop_end(text, 1);
  json_t *value = text->len ? read_part(part, text) : NULL, *before = json_object_get(content, part->member);
  // Under the same heading twice: both stay.
  if (value && json_is_string(before))
    json_object_set_new(content, part->member,
                        json_sprintf("%s\n%s", json_string_value(before), json_string_value(value)));
  else if (value && json_array_size(before)) json_array_extend(before, value);
  else if (value && (json_is_string(value) || json_array_size(value))) json_object_set(content, part->member, value);
  json_decref(value);
  buf_clear(text);
}

static json_t *read_headings(const char *page, size_t length, const json_t *before) {
  json_t *content = json_copy((json_t *)before);
  struct buf text = {0};
  const struct part *part = &parts[1];  // what stands before every heading is text
  const char *end = page + length, *next;
  size_t equals;
  for (size_t i = 0; i < PARTS; i++) json_object_del(content, parts[i].member);
  for (; page < end; page = next) {
    size_t size = line_at(page, end, &next);
    const struct part *heading = heading_in(page, size, &equals);
    if (heading && equals == 2) {
      end_part(content, part, &text);
      part = heading;
      continue;
    }
    size_t escaped = heading != NULL;
    buf_add(&text, page + escaped, (size_t)(next - page) - escaped);
  }
  end_part(content, part, &text);
  buf_finish(&text);
  return content;
}

json_t *entry_page_read(const char *page, size_t length, const json_t *before, bool headings) {
  if (headings || !is_plain(before)) return read_headings(page, length, before);
  json_t *content = json_copy((json_t *)before);
  if (length) json_object_set_new(content, "text", json_stringn(page, length));
  else json_object_del(content, "text");
  return content;
}

bool entry_page_is_empty(const json_t *content) {
  for (size_t i = 0; i < PARTS; i++)
    if (is_there(content, &parts[i])) return false;
  return json_array_size(json_object_get(content, "attachments")) == 0;
}
