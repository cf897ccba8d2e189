#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shape.h"
#include "text.h"

enum { ROWS = 13, COLUMNS = 26 };

static unsigned ones(unsigned bits) {
  unsigned count = 0;
  for (; bits; bits &= bits - 1) count++;
  return count;
}

// The dots of what a fresh screen sends for a shape that has so much room, and this fullness.
static unsigned dots_in(int rows, int columns, double fullness) {
  struct screen *screen = screen_create(SCREEN_MONO);
  struct buf bytes = {0};
  unsigned dots = 0, code_point;
  screen_resize(screen, ROWS, COLUMNS);
  shape_draw(screen, 0, 0, rows, columns, fullness, true);
  screen_flush(screen, &bytes);
  for (size_t at = 0, size; at < bytes.len; at += size) {
    size = text_decode(bytes.data + at, bytes.len - at, &code_point);
    assert_true(size > 0);
    if (code_point >= 0x2800 && code_point <= 0x28FF) dots += ones(code_point & 0xFF);
  }
  buf_finish(&bytes);
  screen_destroy(screen);
  return dots;
}

static unsigned dots_at(double fullness) { return dots_in(ROWS, COLUMNS, fullness); }

static void easing_is_gentle_at_both_ends_and_never_goes_back(void **state) {
  (void)state;
  static const struct {
    double progress, eased;
  } rows[] = {{-1, 0}, {0, 0}, {0.25, 0.146447}, {0.5, 0.5}, {0.75, 0.853553}, {1, 1}, {7, 1}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_true(fabs(shape_ease(rows[i].progress) - rows[i].eased) < 1e-6);
  for (int i = 1; i <= 1000; i++) assert_true(shape_ease(i / 1000.0) > shape_ease((i - 1) / 1000.0));
  assert_true(shape_ease(0.01) < 0.001 && 1 - shape_ease(0.99) < 0.001);
}

static void the_shape_only_grows_as_the_breath_does(void **state) {
  (void)state;
  unsigned before = 0;
  for (int i = 0; i <= 100; i++) {
    unsigned dots = dots_at(i / 100.0);
    assert_true(dots >= before);
    before = dots;
  }
  assert_true(dots_at(0) > 20);  // even a breath that is out leaves something to look at
  // Round: so many dots as a circle that touches the edges has, 26 dots in radius.
  assert_true(fabs(before - 3.14159 * 26 * 26) < 60);
}

static void the_shape_stays_inside_and_is_as_wide_as_high(void **state) {
  (void)state;
  enum { MARGIN = 2 };
  struct screen *screen = screen_create(SCREEN_MONO);
  struct buf bytes = {0};
  screen_resize(screen, ROWS + 2 * MARGIN, COLUMNS + 2 * MARGIN);
  screen_flush(screen, &bytes);
  buf_clear(&bytes);
  shape_draw(screen, MARGIN, MARGIN, ROWS, COLUMNS, 1, true);
  screen_flush(screen, &bytes);
  for (const char *at = bytes.data; (at = strstr(at, "\x1B[")); at += 2) {
    int row = 0, column = 0;
    if (at[2] < '0' || at[2] > '9') continue;
    char *rest;
    row = (int)strtol(at + 2, &rest, 10);
    if (*rest != ';') continue;
    column = (int)strtol(rest + 1, &rest, 10);
    if (*rest != 'H') continue;
    assert_in_range(row, MARGIN + 1, MARGIN + ROWS);
    assert_in_range(column, MARGIN + 1, MARGIN + COLUMNS);
  }
  buf_finish(&bytes);
  screen_destroy(screen);
}

static void without_utf8_it_is_drawn_in_ascii(void **state) {
  (void)state;
  struct screen *screen = screen_create(SCREEN_TRUE);
  struct buf bytes = {0};
  screen_resize(screen, ROWS, COLUMNS);
  shape_draw(screen, 0, 0, ROWS, COLUMNS, 0.7, false);
  screen_flush(screen, &bytes);
  for (size_t i = 0; i < bytes.len; i++) assert_true((unsigned char)bytes.data[i] < 0x80);
  assert_non_null(strchr(bytes.data, '@'));
  assert_non_null(strchr(bytes.data, ':'));
  buf_finish(&bytes);
  screen_destroy(screen);
}

static void it_never_needs_more_room_than_it_is_given(void **state) {
  (void)state;
  static const struct {
    int rows, columns;
  } rooms[] = {{0, 0}, {0, 20}, {10, 0}, {-1, -1}, {1, 1}, {1, 20}, {10, 1}, {3, 6}, {1000, 2000}};
  for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
    for (double fullness = -0.5; fullness < 2; fullness += 0.5) {
      int rows = rooms[i].rows, columns = rooms[i].columns;
      assert_in_range(dots_in(rows, columns, fullness), 0, rows > 0 && columns > 0 ? 8 * rows * columns : 0);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(easing_is_gentle_at_both_ends_and_never_goes_back),
      cmocka_unit_test(the_shape_only_grows_as_the_breath_does),
      cmocka_unit_test(the_shape_stays_inside_and_is_as_wide_as_high),
      cmocka_unit_test(without_utf8_it_is_drawn_in_ascii),
      cmocka_unit_test(it_never_needs_more_room_than_it_is_given),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
