// Changing tend.ini; see edit.h. Lines are taken as config/ini.c takes them.
#include "edit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "memory.h"
#include "text.h"
#include "value.h"

enum { NAMES_MAX = 512, SECTION_MAX = 64 };

struct line {
  size_t from, until;  // with its newline
  enum { LINE_EMPTY, LINE_COMMENT, LINE_HEADER, LINE_OTHER } kind;
  char section[SECTION_MAX];  // of a header: its name with single spaces; "" for one that is a mistake
};

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static void read_section(struct line *line, const char *at, const char *end) {
  size_t length = 0;
  const char *close = memchr(at, ']', (size_t)(end - at));
  for (at++; close && at < close && length < SECTION_MAX - 1; at++) {
    bool space = is_space(*at);
    if (!space || (length > 0 && line->section[length - 1] != ' ')) line->section[length++] = space ? ' ' : *at;
  }
  if (length > 0 && line->section[length - 1] == ' ') length--;
  line->section[length] = '\0';
}

// Of the byte order mark that some editors begin a file with.
static size_t mark_length(const char *text, size_t length) {
  return length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

static bool next_line(const char *text, size_t length, struct line *line) {
  if (line->until == length) return false;
  *line = (struct line){.from = line->until, .until = length};
  const char *newline = memchr(text + line->from, '\n', length - line->from);
  if (newline) line->until = (size_t)(newline - text) + 1;
  const char *at = text + line->from, *end = text + line->until;
  if (line->from == 0) at += mark_length(text, length);
  while (at < end && is_space(*at)) at++;
  if (at == end) line->kind = LINE_EMPTY;
  else if (*at == ';' || *at == '#') line->kind = LINE_COMMENT;
  else if (*at != '[') line->kind = LINE_OTHER;
  else line->kind = LINE_HEADER, read_section(line, at, end);
  return true;
}

static const char *reminder_of(const struct line *line) {
  bool is_one = line->kind == LINE_HEADER && strncmp(line->section, "remind ", 7) == 0;
  return is_one ? line->section + 7 : NULL;
}

static bool is_there(const char *text, size_t length, const char *name) {
  for (struct line line = {0}; next_line(text, length, &line);)
    if (reminder_of(&line) && strcmp(reminder_of(&line), name) == 0) return true;
  return false;
}

char *edit_free_name(const char *text, size_t length, const char *wanted) {
  char *name = mem_format("%.*s", EDIT_NAME_MAX, wanted);
  for (int number = 2; is_there(text, length, name); number++) {
    free(name);
    name = mem_format("%.*s-%d", EDIT_NAME_MAX, wanted, number);
  }
  return name;
}

static bool can_stand(const struct edit_value *value, struct fault *fault) {
  const char *text = value->value;
  size_t length = strlen(text);
  bool trimmed = length == 0 || (!is_space(text[0]) && !is_space(text[length - 1]));
  if (!text_is_utf8(text, length, NULL)) return fault_set(fault, "'%s' is not UTF-8 text", value->key);
  if (strpbrk(text, "\r\n\v\f")) return fault_set(fault, "'%s' has to be one line", value->key);
  for (const char *at = text; (at = strchr(at, ';')); at++)
    if (at == text || is_space(at[-1]))
      return fault_set(fault, "'%s' cannot have ' ;', which begins a comment", value->key);
  return trimmed || fault_set(fault, "'%s' cannot begin or end with a space", value->key);
}

static const char *newline_of(const char *text, size_t length) {
  const char *newline = memchr(text, '\n', length);
  return newline && newline > text && newline[-1] == '\r' ? "\r\n" : "\n";
}

bool edit_add(struct buf *out, const char *text, size_t length, const char *name, const struct edit_value *values,
              size_t count, struct fault *fault) {
  if (is_there(text, length, name)) return fault_set(fault, "there already is a reminder '%s'", name);
  for (size_t i = 0; i < count; i++)
    if (!can_stand(&values[i], fault)) return false;
  const char *newline = newline_of(text, length);
  buf_add(out, text, length);
  if (length > 0 && text[length - 1] != '\n') buf_add_text(out, newline);
  if (length > 0) buf_add_text(out, newline);
  buf_format(out, "[remind %s]%s", name, newline);
  for (size_t i = 0; i < count; i++) buf_format(out, "%s = %s%s", values[i].key, values[i].value, newline);
  return true;
}

static bool say_unknown(const char *text, size_t length, const char *name, struct fault *fault) {
  const char *names[NAMES_MAX + 1] = {NULL};
  char hint[VALUE_HINT_MAX];
  size_t count = 0;
  for (struct line line = {0}; count < NAMES_MAX && next_line(text, length, &line);)
    if (reminder_of(&line)) names[count++] = mem_copy(reminder_of(&line));
  fault_set(fault, "there is no reminder '%.60s'%s", name, value_hint(name, names, hint));
  while (count > 0) free((char *)names[--count]);
  return false;
}

// Where the section ends whose header is `line`: behind the last line before the next header that is no comment and not
// empty.
static size_t section_end(const char *text, size_t length, struct line line) {
  size_t end = line.until;
  while (next_line(text, length, &line) && line.kind != LINE_HEADER)
    if (line.kind == LINE_OTHER) end = line.until;
  return end;
}

static bool is_named(const struct line *line, const char *name) {
  return reminder_of(line) && strcmp(reminder_of(line), name) == 0;
}

// With the section goes the empty line above it, or at the beginning the one below, unless what is left would then
// stand together.
bool edit_remove(struct buf *out, const char *text, size_t length, const char *name, struct fault *fault) {
  if (!is_there(text, length, name)) return say_unknown(text, length, name, fault);
  const size_t begin = out->len, none = SIZE_MAX;
  size_t empty = none;  // where in `out` the line above begins, if it is empty
  for (struct line line = {0}; next_line(text, length, &line);) {
    if (!is_named(&line, name)) {
      empty = line.kind == LINE_EMPTY ? out->len : none;
      buf_add(out, text + line.from, line.until - line.from);
      continue;
    }
    if (line.from == 0) buf_add(out, text, mark_length(text, length));
    line.until = section_end(text, length, line);
    struct line below = line;
    bool alone = !next_line(text, length, &below) || below.kind == LINE_EMPTY;
    if (alone && empty != none) buf_drop_end(out, out->len - empty);
    else if (alone && out->len == begin) line.until = below.until;
    empty = none;
  }
  return true;
}

bool edit_write(const char *path, const char *text, size_t length, struct fault *fault) {
  char *target = realpath(path, NULL);  // a link stays one
  bool ok = file_replace(target ? target : path, text, length, fault);
  free(target);
  return ok;
}
