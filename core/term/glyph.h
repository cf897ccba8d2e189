// What a terminal shows in one place: a user-perceived character (a grapheme cluster), and how many columns it takes.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct glyph {
  size_t length;  // bytes; at least 1 where there was text
  int columns;    // 0, 1 or 2; a tab takes 1, and is to be shown as a space
};

// The glyph at the beginning of `text` (valid UTF-8). An empty text gives length 0.
struct glyph glyph_at(const char *text, size_t length);

// The length in bytes of the last glyph of `text`.
size_t glyph_before(const char *text, size_t length);

int glyph_columns(const char *text, size_t length);  // of the whole text; newlines take none

// The first line of `text` that fits `width` columns: *taken is how many bytes it uses up (with the space or newline
// at which it was broken), the result is how many of them are shown. Breaks at spaces where it can. An empty text
// gives 0 and 0.
size_t glyph_wrap(const char *text, size_t length, int width, size_t *taken);
