// Grapheme clusters and their widths, by utf8proc; see glyph.h.
#include "glyph.h"

#include <stdint.h>
#include <utf8proc.h>

static int columns_of(utf8proc_int32_t code_point) {
  int width = utf8proc_charwidth(code_point);
  return code_point == '\t' ? 1 : width < 0 ? 0 : width;
}

// What the variation selector U+FE0F makes an emoji.
static bool can_be_emoji(utf8proc_int32_t code_point) {
  bool keycap = code_point == '#' || code_point == '*' || (code_point >= '0' && code_point <= '9');
  return keycap || utf8proc_get_property(code_point)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool is_regional(utf8proc_int32_t code_point) { return code_point >= 0x1F1E6 && code_point <= 0x1F1FF; }

struct glyph glyph_at(const char *text, size_t length) {
  const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
  // Most text is ASCII, where one byte is one column unless a combining mark follows.
  if (length == 0) return (struct glyph){0, 0};
  if (bytes[0] < 0x80 && (length == 1 || bytes[1] < 0x80)) return (struct glyph){1, columns_of(bytes[0])};
  struct glyph glyph = {0, 0};
  utf8proc_int32_t state = 0, before = 0, code_point;
  while (glyph.length < length) {
    utf8proc_ssize_t size =
        utf8proc_iterate(bytes + glyph.length, (utf8proc_ssize_t)(length - glyph.length), &code_point);
    if (size <= 0) return glyph.length ? glyph : (struct glyph){1, 0};
    if (glyph.length && utf8proc_grapheme_break_stateful(before, code_point, &state)) break;
    int columns = columns_of(code_point);
    // Joined emoji share two columns; so do the two letters of a flag.
    if (code_point == 0xFE0F && can_be_emoji(before)) columns = 2;
    if (is_regional(code_point) && is_regional(before)) columns = 2;
    if (columns > glyph.columns) glyph.columns = columns;
    glyph.length += (size_t)size;
    before = code_point;
  }
  return glyph;
}

// A cluster may be long, and where it begins can only be told from the left. An ASCII byte begins one, save behind a
// few rare signs; so the walk starts at the second ASCII byte back.
size_t glyph_before(const char *text, size_t length) {
  size_t start = length;
  for (int found = 0; start > 0 && found < 2;) found += (unsigned char)text[--start] < 0x80;
  for (size_t at = start; at < length;) {
    size_t size = glyph_at(text + at, length - at).length;
    if (at + size >= length) return length - at;
    at += size;
  }
  return 0;
}

int glyph_columns(const char *text, size_t length) {
  int columns = 0;
  for (size_t at = 0; at < length;) {
    struct glyph glyph = glyph_at(text + at, length - at);
    columns += glyph.columns;
    at += glyph.length;
  }
  return columns;
}

size_t glyph_wrap(const char *text, size_t length, int width, size_t *taken) {
  size_t at = 0, space = SIZE_MAX;
  int columns = 0;
  while (at < length && text[at] != '\n') {
    struct glyph glyph = glyph_at(text + at, length - at);
    if (columns + glyph.columns > width && at > 0) break;
    if (text[at] == ' ' && glyph.length == 1) space = at;
    columns += glyph.columns;
    at += glyph.length;
  }
  bool at_space = at < length && text[at] == ' ' && glyph_at(text + at, length - at).length == 1;
  if (at == length || text[at] == '\n' || at_space) {
    *taken = at < length ? at + 1 : at;
    return at;
  }
  if (space == SIZE_MAX) return *taken = at;
  *taken = space + 1;
  return space;
}
