// Grapheme clusters and their widths, by utf8proc; see glyph.h.
#include "glyph.h"

#include <stdint.h>
#include <utf8proc.h>

static int columns_of(utf8proc_int32_t code_point) {
  int width = utf8proc_charwidth(code_point);
  return width < 0 ? 0 : width;
}

struct glyph glyph_at(const char *text, size_t length) {
  const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
  // Most text is ASCII, where one byte is one column unless a combining mark follows.
  if (length == 0) return (struct glyph){0, 0};
  if (bytes[0] < 0x80 && (length == 1 || bytes[1] < 0x80)) return (struct glyph){1, bytes[0] >= 0x20 && bytes[0] != 0x7F};
  struct glyph glyph = {0, 0};
  utf8proc_int32_t state = 0, before = 0, code_point;
  while (glyph.length < length) {
    utf8proc_ssize_t size = utf8proc_iterate(bytes + glyph.length, (utf8proc_ssize_t)(length - glyph.length), &code_point);
    if (size <= 0) return glyph.length ? glyph : (struct glyph){1, 0};
    if (glyph.length && utf8proc_grapheme_break_stateful(before, code_point, &state)) break;
    int columns = columns_of(code_point);
    // An emoji variation selector makes its base two columns wide; joined emoji share two.
    if (code_point == 0xFE0F && glyph.columns == 1) columns = 2;
    if (columns > glyph.columns) glyph.columns = columns;
    glyph.length += (size_t)size;
    before = code_point;
  }
  return glyph;
}

// A cluster has no bound to the left that is cheap to find, so its line is walked from the start of the word before it.
size_t glyph_before(const char *text, size_t length) {
  enum { LOOK_BACK = 128 };
  size_t start = length > LOOK_BACK ? length - LOOK_BACK : 0;
  while (start > 0 && ((unsigned char)text[start] & 0xC0) == 0x80) start--;
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
    if (text[at] == ' ') space = at;
    columns += glyph.columns;
    at += glyph.length;
  }
  if (at == length || text[at] == '\n' || text[at] == ' ') {
    *taken = at < length ? at + 1 : at;
    return at;
  }
  if (space == SIZE_MAX) return *taken = at;
  *taken = space + 1;
  return space;
}
