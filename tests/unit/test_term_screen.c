// The bytes that a screen sends are given to a small terminal written here; what it shows must be what was drawn.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "glyph.h"
#include "screen.h"

enum { ROWS = 7, COLUMNS = 23, GLYPH_MOST = 40 };

static const char *const depth_names[] = {"mono", "16", "256", "true"};

struct place {
  char text[GLYPH_MOST], pen[40];  // "" for the right half of a wide glyph
};

struct terminal {
  struct place places[ROWS][COLUMNS];
  int row, column;
  char pen[40];
  bool cursor, synchronised, unsure;  // unsure: after a cluster of whose width terminals do not agree
};

static void terminal_clear(struct terminal *terminal) {
  for (int row = 0; row < ROWS; row++)
    for (int column = 0; column < COLUMNS; column++)
      terminal->places[row][column] = (struct place){.text = " ", .pen = "0"};
}

// Writing over half of a wide glyph leaves a space in the other half.
static void split(struct place *row, int column) {
  if (column > 0 && !row[column].text[0]) strcpy(row[column - 1].text, " ");
  if (column + 1 < COLUMNS && !row[column + 1].text[0]) strcpy(row[column + 1].text, " ");
}

static void place_glyph(struct place *row, int column, const char *text, struct glyph glyph, const char *pen) {
  for (int i = 0; i < glyph.columns; i++) split(row, column + i);
  for (int i = 0; i < glyph.columns; i++) {
    struct place *place = &row[column + i];
    snprintf(place->text, sizeof place->text, "%.*s", i == 0 ? (int)glyph.length : 0, text);
    snprintf(place->pen, sizeof place->pen, "%s", pen);
  }
}

static size_t terminal_print(struct terminal *terminal, const char *bytes, size_t length) {
  struct glyph glyph = glyph_at(bytes, length);
  assert_true(glyph.columns > 0 && glyph.length < GLYPH_MOST);
  assert_true((unsigned char)bytes[0] >= 0x20 && bytes[0] != 0x7F);
  assert_false(terminal->unsure);
  assert_true(terminal->column + glyph.columns <= COLUMNS);
  place_glyph(terminal->places[terminal->row], terminal->column, bytes, glyph, terminal->pen);
  terminal->column += glyph.columns;
  terminal->unsure = glyph.length > 4;
  return glyph.length;
}

static size_t terminal_sequence(struct terminal *terminal, const char *bytes, size_t length) {
  static const struct {
    const char *bytes;
    int cursor, synchronised;  // -1: as it is
  } modes[] = {{"\x1B[?25h", 1, -1}, {"\x1B[?25l", 0, -1}, {"\x1B[?2026h", -1, 1}, {"\x1B[?2026l", -1, 0}};
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
    if (length >= strlen(modes[i].bytes) && memcmp(bytes, modes[i].bytes, strlen(modes[i].bytes)) == 0) {
      if (modes[i].cursor >= 0) terminal->cursor = modes[i].cursor;
      if (modes[i].synchronised >= 0) terminal->synchronised = modes[i].synchronised;
      return strlen(modes[i].bytes);
    }
  if (length >= 4 && memcmp(bytes, "\x1B[2J", 4) == 0) {
    terminal_clear(terminal);
    return 4;
  }
  int row, column, used = 0;
  if (sscanf(bytes, "\x1B[%d;%dH%n", &row, &column, &used) == 2 && used) {
    assert_in_range(row, 1, ROWS);
    assert_in_range(column, 1, COLUMNS);
    terminal->row = row - 1;
    terminal->column = column - 1;
    terminal->unsure = false;
    return (size_t)used;
  }
  size_t end = strspn(bytes + 2, "0123456789;") + 2;
  if (bytes[end] != 'm' || end - 2 >= sizeof terminal->pen) fail_msg("no terminal knows ESC %.12s", bytes + 1);
  snprintf(terminal->pen, sizeof terminal->pen, "%.*s", (int)end - 2, bytes + 2);
  return end + 1;
}

static void terminal_take(struct terminal *terminal, const struct buf *bytes) {
  for (size_t at = 0; at < bytes->len;) {
    if (bytes->data[at] == '\x1B') at += terminal_sequence(terminal, bytes->data + at, bytes->len - at);
    else at += terminal_print(terminal, bytes->data + at, bytes->len - at);
  }
  assert_false(terminal->synchronised);
}

// What was drawn, kept apart from the screen's own cells.
struct drawing {
  struct place places[ROWS][COLUMNS];
};

static const struct style styles[] = {{0}, {.bold = true}, {.dim = true}, {.reverse = true}, {.colour = 0x8FB8DE},
                                      {.colour = 0xD8A657, .bold = true}, {.colour = 1}};
static const char *const pens[4][7] = {
    {"0", "0;1", "0;2", "0;7", "0", "0;1", "0"},
    {"0", "0;1", "0;2", "0;7", "0;96", "0;1;93", "0;34"},
    {"0", "0;1", "0;2", "0;7", "0;38;5;110", "0;1;38;5;179", "0;38;5;16"},
    {"0", "0;1", "0;2", "0;7", "0;38;2;143;184;222", "0;1;38;2;216;166;87", "0;38;2;0;0;1"},
};

static void assert_shown(const struct terminal *terminal, const struct drawing *drawing) {
  for (int row = 0; row < ROWS; row++)
    for (int column = 0; column < COLUMNS; column++) {
      const struct place *shown = &terminal->places[row][column], *wanted = &drawing->places[row][column];
      bool blank = strcmp(wanted->text, " ") == 0 && strcmp(shown->text, " ") == 0;
      if (strcmp(shown->text, wanted->text) != 0 || (!blank && strcmp(shown->pen, wanted->pen) != 0))
        fail_msg("at %d,%d: '%s' in %s, not '%s' in %s", row, column, shown->text, shown->pen, wanted->text,
                 wanted->pen);
    }
}

static unsigned next_random(uint32_t *random, unsigned below) {
  *random = *random * 1664525 + 1013904223;
  return (*random >> 10) % below;
}

// Draws one of many things at a random place, on the screen and on the drawing.
static void draw_something(struct screen *screen, struct drawing *drawing, int depth, uint32_t *random) {
  static const char *const glyphs[] = {"a",
                                       "b",
                                       " ",
                                       "\u4E2D",
                                       "\U0001F33F",
                                       "e\u0301",
                                       "\u28FF",
                                       "\u2764\uFE0F",
                                       "\U0001F1E9\U0001F1EA",
                                       "\U0001F468\u200D\U0001F469"};
  unsigned style = next_random(random, 7), count = next_random(random, 9) + 1;
  int row = (int)next_random(random, ROWS), column = (int)next_random(random, COLUMNS + 6) - 3;
  for (; count > 0; count--) {
    const char *text = glyphs[next_random(random, sizeof glyphs / sizeof *glyphs)];
    size_t length = strlen(text);
    int columns = glyph_columns(text, length);
    assert_int_equal(screen_put(screen, row, column, text, length, styles[style]), column + columns);
    if (column >= 0 && column + columns <= COLUMNS)
      place_glyph(drawing->places[row], column, text, (struct glyph){length, columns}, pens[depth][style]);
    column += columns;
  }
}

static void what_is_sent_makes_the_picture_whatever_was_there_before(void **state) {
  (void)state;
  for (int depth = SCREEN_MONO; depth <= SCREEN_TRUE; depth++) {
    struct screen *screen = screen_create((enum screen_depth)depth);
    struct terminal terminal = {.pen = "0"};
    uint32_t random = (uint32_t)depth + 1;
    screen_resize(screen, ROWS, COLUMNS);
    for (int frame = 0; frame < 4000; frame++) {
      struct drawing drawing;
      struct buf bytes = {0};
      static const struct place blank = {.text = " ", .pen = "0"};
      // Often little changes from one frame to the next: the same random picture, with something more.
      uint32_t same = (uint32_t)(frame / 5) * 77 + 1;
      screen_clear(screen);
      for (int i = 0; i < ROWS * COLUMNS; i++) drawing.places[i / COLUMNS][i % COLUMNS] = blank;
      for (int i = 0; i < 6; i++) draw_something(screen, &drawing, depth, &same);
      for (unsigned i = next_random(&random, 4); i > 0; i--) draw_something(screen, &drawing, depth, &random);
      bool cursor = next_random(&random, 2);
      int row = (int)next_random(&random, ROWS), column = (int)next_random(&random, COLUMNS);
      if (cursor) screen_cursor(screen, row, column);
      if (next_random(&random, 50) == 0) {
        // Someone else had the terminal meanwhile.
        strcpy(terminal.places[2][2].text, "?");
        strcpy(terminal.pen, "0;41");
        screen_forget(screen);
      }
      screen_flush(screen, &bytes);
      terminal_take(&terminal, &bytes);
      assert_shown(&terminal, &drawing);
      assert_int_equal(terminal.cursor, cursor);
      if (cursor) assert_true(terminal.row == row && terminal.column == column);
      size_t length = bytes.len;
      screen_flush(screen, &bytes);
      if (bytes.len != length)
        fail_msg("%s, frame %d: something was sent though nothing changed", depth_names[depth], frame);
      buf_finish(&bytes);
    }
    screen_destroy(screen);
  }
}

static const char *flushed(struct screen *screen, struct buf *bytes) {
  buf_clear(bytes);
  screen_flush(screen, bytes);
  return buf_text(bytes);
}

static void only_what_differs_is_sent(void **state) {
  (void)state;
  struct screen *screen = screen_create(SCREEN_TRUE);
  struct buf bytes = {0};
  assert_string_equal(flushed(screen, &bytes), "\x1B[?2026h\x1B[?25l\x1B[0m\x1B[2J\x1B[?25l\x1B[?2026l");
  assert_string_equal(flushed(screen, &bytes), "");
  screen_put(screen, 2, 4, "calm", 4, styles[0]);
  assert_string_equal(flushed(screen, &bytes), "\x1B[?2026h\x1B[3;5Hcalm\x1B[?2026l");
  screen_put(screen, 2, 4, "calm", 4, styles[0]);
  assert_string_equal(flushed(screen, &bytes), "");
  screen_put(screen, 2, 4, "corn", 4, styles[0]);
  assert_string_equal(flushed(screen, &bytes), "\x1B[?2026h\x1B[3;6Horn\x1B[?2026l");
  screen_put(screen, 2, 5, "a", 1, styles[4]);
  assert_string_equal(flushed(screen, &bytes), "\x1B[?2026h\x1B[3;6H\x1B[0;38;2;143;184;222ma\x1B[?2026l");
  screen_put(screen, 2, 5, "b", 1, styles[4]);
  assert_string_equal(flushed(screen, &bytes), "\x1B[?2026h\x1B[3;6Hb\x1B[?2026l");
  screen_cursor(screen, 0, 0);
  assert_string_equal(flushed(screen, &bytes), "\x1B[?2026h\x1B[?25l\x1B[1;1H\x1B[?25h\x1B[?2026l");
  screen_cursor(screen, 0, 0);
  assert_string_equal(flushed(screen, &bytes), "");
  buf_finish(&bytes);
  screen_destroy(screen);
}

static void what_lies_outside_is_left_out(void **state) {
  (void)state;
  struct screen *screen = screen_create(SCREEN_TRUE);
  struct buf bytes = {0};
  screen_resize(screen, 2, 3);
  flushed(screen, &bytes);
  assert_int_equal(screen_put(screen, -1, 0, "abc", 3, styles[0]), 3);
  assert_int_equal(screen_put(screen, 2, 0, "abc", 3, styles[0]), 3);
  assert_int_equal(screen_put(screen, 0, 3, "abc", 3, styles[0]), 6);
  assert_int_equal(screen_put(screen, 0, 2, "\u4E2D", 3, styles[0]), 4);
  assert_int_equal(screen_put(screen, 0, -1, "\u4E2D", 3, styles[0]), 1);
  screen_cursor(screen, 0, 3);
  assert_string_equal(flushed(screen, &bytes), "");
  assert_int_equal(screen_put(screen, 1, -1, "abcdef", 6, styles[0]), 5);
  assert_string_equal(flushed(screen, &bytes), "\x1B[?2026h\x1B[2;1Hbcd\x1B[?2026l");
  screen_resize(screen, -5, 100000);
  assert_int_equal(screen_rows(screen), 1);
  assert_int_equal(screen_columns(screen), 1000);
  buf_finish(&bytes);
  screen_destroy(screen);
}

static void nothing_that_controls_a_terminal_gets_through(void **state) {
  (void)state;
  static const char *const texts[] = {
      "a\x1B"
      "b",
      "a\x07"
      "b",
      "a\xC2\x9B"
      "b",
      "a\u202E"
      "b",
      "a\x7F"
      "b",
      "a\nb",
      "a\u2066"
      "b",
      "a\r"
      "b"};
  struct screen *screen = screen_create(SCREEN_MONO);
  struct buf bytes = {0};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    screen_resize(screen, 1, 10);
    flushed(screen, &bytes);
    screen_put(screen, 0, 0, texts[i], strlen(texts[i]), styles[0]);
    assert_string_equal(flushed(screen, &bytes), "\x1B[?2026h\x1B[1;1Hab\x1B[?2026l");
  }
  screen_clear(screen);
  screen_put(screen, 0, 0, "a\tb", 3, styles[0]);
  assert_string_equal(flushed(screen, &bytes), "\x1B[?2026h\x1B[1;2H b\x1B[?2026l");
  buf_finish(&bytes);
  screen_destroy(screen);
}

// A cluster that is too long for a cell loses its last parts, and never ends with a joiner that would pull in what follows.
static void a_very_long_cluster_is_cut_between_its_parts(void **state) {
  (void)state;
  static const struct {
    const char *text, *shown;
  } rows[] = {
      {"\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466", "\U0001F468\u200D\U0001F469"},
      {"e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct screen *screen = screen_create(SCREEN_MONO);
    struct buf bytes = {0};
    char wanted[64];
    flushed(screen, &bytes);
    screen_put(screen, 0, 0, rows[i].text, strlen(rows[i].text), styles[0]);
    snprintf(wanted, sizeof wanted, "\x1B[?2026h\x1B[1;1H%s\x1B[?2026l", rows[i].shown);
    assert_string_equal(flushed(screen, &bytes), wanted);
    buf_finish(&bytes);
    screen_destroy(screen);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_sent_makes_the_picture_whatever_was_there_before),
      cmocka_unit_test(only_what_differs_is_sent),
      cmocka_unit_test(what_lies_outside_is_left_out),
      cmocka_unit_test(nothing_that_controls_a_terminal_gets_through),
      cmocka_unit_test(a_very_long_cluster_is_cut_between_its_parts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
