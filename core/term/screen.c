// A screen of cells and the difference between two of them; see screen.h.
#include "screen.h"

#include <stdlib.h>
#include <string.h>

#include "glyph.h"
#include "memory.h"

enum { CELL_BYTES = 15 };  // of one glyph; a longer cluster loses its last parts on the screen, never in the text

struct cell {
  char text[CELL_BYTES + 1];  // "" for the right half of a wide glyph
  struct style style;
};

struct screen {
  enum screen_depth depth;
  int rows, columns;
  struct cell *shown, *wanted;
  bool unknown;                    // what the terminal shows
  int cursor_row, cursor_column;   // wanted; -1: hidden
  int shown_row, shown_column;
  struct style pen;
};

struct screen *screen_create(enum screen_depth depth) {
  struct screen *screen = mem_zero(1, sizeof *screen);
  screen->depth = depth;
  screen_resize(screen, 24, 80);
  return screen;
}

void screen_destroy(struct screen *screen) {
  if (!screen) return;
  free(screen->shown);
  free(screen->wanted);
  free(screen);
}

int screen_rows(const struct screen *screen) { return screen->rows; }

int screen_columns(const struct screen *screen) { return screen->columns; }

void screen_resize(struct screen *screen, int rows, int columns) {
  screen->rows = rows < 1 ? 1 : rows > 1000 ? 1000 : rows;
  screen->columns = columns < 1 ? 1 : columns > 1000 ? 1000 : columns;
  size_t cells = (size_t)screen->rows * (size_t)screen->columns;
  free(screen->shown);
  free(screen->wanted);
  screen->shown = mem_zero(cells, sizeof *screen->shown);
  screen->wanted = mem_zero(cells, sizeof *screen->wanted);
  screen_clear(screen);
  screen_forget(screen);
}

void screen_forget(struct screen *screen) { screen->unknown = true; }

void screen_clear(struct screen *screen) {
  static const struct cell blank = {.text = " "};
  size_t cells = (size_t)screen->rows * (size_t)screen->columns;
  for (size_t i = 0; i < cells; i++) screen->wanted[i] = blank;
  screen->cursor_row = screen->cursor_column = -1;
}

static struct cell *cell_at(struct cell *cells, const struct screen *screen, int row, int column) {
  return &cells[(size_t)row * (size_t)screen->columns + (size_t)column];
}

// As much of a glyph as a cell takes. A joiner at its end would join what stands in the next cell.
static size_t cell_length(const char *text, size_t length) {
  static const char joiner[] = "\xE2\x80\x8D";
  if (length <= CELL_BYTES) return length;
  length = CELL_BYTES;
  while (((unsigned char)text[length] & 0xC0) == 0x80) length--;
  return length > 3 && memcmp(text + length - 3, joiner, 3) == 0 ? length - 3 : length;
}

// Before a cell is written over: what remains of a wide glyph that had one of its halves there is a space.
static void split_wide(struct screen *screen, int row, int column) {
  struct cell *cell = cell_at(screen->wanted, screen, row, column);
  if (!cell->text[0] && column > 0) strcpy(cell[-1].text, " ");
  if (column + 1 < screen->columns && !cell[1].text[0]) strcpy(cell[1].text, " ");
}

static void set_cell(struct screen *screen, int row, int column, const char *text, struct glyph glyph,
                     struct style style) {
  struct cell *cell = cell_at(screen->wanted, screen, row, column);
  for (int i = 0; i < glyph.columns; i++) split_wide(screen, row, column + i);
  *cell = (struct cell){.style = style};
  memcpy(cell->text, *text == '\t' ? " " : text, cell_length(text, glyph.length));
  if (glyph.columns == 2) *cell_at(screen->wanted, screen, row, column + 1) = (struct cell){.style = style};
}

int screen_put(struct screen *screen, int row, int column, const char *text, size_t length, struct style style) {
  for (size_t at = 0; at < length;) {
    struct glyph glyph = glyph_at(text + at, length - at);
    bool fits = row >= 0 && row < screen->rows && column >= 0 && column + glyph.columns <= screen->columns;
    if (fits && glyph.columns > 0) set_cell(screen, row, column, text + at, glyph, style);
    column += glyph.columns;
    at += glyph.length;
  }
  return column;
}

void screen_cursor(struct screen *screen, int row, int column) {
  bool inside = row >= 0 && row < screen->rows && column >= 0 && column < screen->columns;
  screen->cursor_row = inside ? row : -1;
  screen->cursor_column = inside ? column : -1;
}

// Colours.

static unsigned channel(uint32_t colour, int shift) { return colour >> shift & 0xFF; }

static unsigned cube_step(unsigned value) { return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40; }

// The nearest of the eight basic colours, in its bright form where the colour is bright.
static unsigned basic_colour(uint32_t colour) {
  unsigned red = channel(colour, 16), green = channel(colour, 8), blue = channel(colour, 0);
  unsigned most = red > green ? red : green;
  if (blue > most) most = blue;
  unsigned strong = most * 2 / 3 + 1;
  unsigned bits = (red >= strong) | (unsigned)(green >= strong) << 1 | (unsigned)(blue >= strong) << 2;
  return (most > 170 ? 90 : 30) + bits;
}

static void add_colour(const struct screen *screen, uint32_t colour, struct buf *out) {
  unsigned red = channel(colour, 16), green = channel(colour, 8), blue = channel(colour, 0);
  switch (screen->depth) {
    case SCREEN_TRUE: buf_format(out, ";38;2;%u;%u;%u", red, green, blue); break;
    case SCREEN_256:
      buf_format(out, ";38;5;%u", 16 + 36 * cube_step(red) + 6 * cube_step(green) + cube_step(blue));
      break;
    case SCREEN_16: buf_format(out, ";%u", basic_colour(colour)); break;
    case SCREEN_MONO: break;
  }
}

static bool same_style(const struct style *a, const struct style *b) {
  return a->colour == b->colour && a->bold == b->bold && a->dim == b->dim && a->reverse == b->reverse;
}

static void set_pen(struct screen *screen, const struct style *style, struct buf *out) {
  if (same_style(&screen->pen, style)) return;
  buf_add_text(out, "\x1B[0");
  if (style->bold) buf_add_text(out, ";1");
  if (style->dim) buf_add_text(out, ";2");
  if (style->reverse) buf_add_text(out, ";7");
  if (style->colour) add_colour(screen, style->colour, out);
  buf_add_char(out, 'm');
  screen->pen = *style;
}

static bool same_cell(const struct cell *a, const struct cell *b) {
  return strcmp(a->text, b->text) == 0 && same_style(&a->style, &b->style);
}

// Draws the glyph in a cell. *at is the column where the terminal's cursor stands in this row, or -1.
static void flush_cell(struct screen *screen, int row, int column, int *at, struct buf *out) {
  enum { CODE_POINT_BYTES = 4 };
  const struct cell *cell = cell_at(screen->wanted, screen, row, column);
  bool wide = column + 1 < screen->columns && !cell[1].text[0];
  if (column != *at) buf_format(out, "\x1B[%d;%dH", row + 1, column + 1);
  set_pen(screen, &cell->style, out);
  buf_add_text(out, cell->text);
  memcpy(cell_at(screen->shown, screen, row, column), cell, (wide ? 2 : 1) * sizeof *cell);
  // Terminals do not agree on the width of what is joined from several code points.
  *at = strlen(cell->text) > CODE_POINT_BYTES ? -1 : column + (wide ? 2 : 1);
}

// Sends one row's differences.
static void flush_row(struct screen *screen, int row, struct buf *out) {
  enum { GAP = 3 };  // so few equal cells are cheaper sent again than jumped over
  int at = -1;
  for (int column = 0; column < screen->columns; column++) {
    struct cell *shown = cell_at(screen->shown, screen, row, column),
                *wanted = cell_at(screen->wanted, screen, row, column);
    if (same_cell(shown, wanted)) continue;
    // The right half of a wide glyph is drawn with its left half.
    int from = wanted->text[0] ? column : column - 1;
    if (at >= 0 && from > at && from - at <= GAP) from = at;
    for (int each = from; each <= column; each++)
      if (cell_at(screen->wanted, screen, row, each)->text[0]) flush_cell(screen, row, each, &at, out);
  }
}

static void flush_cursor(struct screen *screen, struct buf *out) {
  if (screen->cursor_row >= 0)
    buf_format(out, "\x1B[%d;%dH\x1B[?25h", screen->cursor_row + 1, screen->cursor_column + 1);
  else buf_add_text(out, "\x1B[?25l");
  screen->shown_row = screen->cursor_row;
  screen->shown_column = screen->cursor_column;
}

void screen_flush(struct screen *screen, struct buf *out) {
  static const char begin[] = "\x1B[?2026h", hide[] = "\x1B[?25l", end[] = "\x1B[?2026l";
  size_t start = out->len;
  buf_add_text(out, begin);
  if (screen->cursor_row >= 0 || screen->unknown) buf_add_text(out, hide);
  size_t empty = out->len;
  if (screen->unknown) {
    static const struct cell blank = {.text = " "};
    size_t cells = (size_t)screen->rows * (size_t)screen->columns;
    for (size_t i = 0; i < cells; i++) screen->shown[i] = blank;
    screen->pen = (struct style){0};
    buf_add_text(out, "\x1B[0m\x1B[2J");
    screen->unknown = false;
    screen->shown_row = -2;
  }
  for (int row = 0; row < screen->rows; row++) flush_row(screen, row, out);
  bool moved = screen->cursor_row != screen->shown_row || screen->cursor_column != screen->shown_column;
  if (out->len == empty && !moved) {
    buf_drop_end(out, out->len - start);
    return;
  }
  if (moved || screen->cursor_row >= 0) flush_cursor(screen, out);
  buf_add_text(out, end);
}
