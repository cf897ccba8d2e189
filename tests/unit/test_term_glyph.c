#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "glyph.h"

#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467"
#define FLAG "\U0001F1E9\U0001F1EA"
#define HEART "\u2764\uFE0F"

static void a_glyph_is_what_a_person_sees_as_one_character(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t length;
    int columns;
  } rows[] = {
      {"", 0, 0},
      {"ab", 1, 1},
      {" a", 1, 1},
      {"\n", 1, 0},
      {"\t", 1, 1},
      {"\x7F", 1, 0},
      {"\x01", 1, 0},
      {"\xC3\xA9", 2, 1},                // é in one
      {"e\u0301x", 3, 1},                // é in two
      {"a\u0301\u0323\u0308.", 7, 1},    // three marks
      {"\u0301", 2, 0},                  // a mark without a base
      {"\u4E2D\u6587", 3, 2},            // CJK
      {"\uFF21", 3, 2},                  // full width
      {"\uFF71", 3, 1},                  // half width
      {"\U0001F33F", 4, 2},              // emoji
      {"\U0001F44D\U0001F3FD!", 8, 2},   // with a skin tone
      {FAMILY FAMILY, 18, 2},            // joined
      {FLAG FLAG, 8, 2},
      {"\U0001F1E9x", 4, 1},             // half a flag
      {HEART, 6, 2},                     // emoji by its variation selector
      {"\u2764", 3, 1},
      {"1\uFE0F\u20E3", 7, 2},           // a keycap
      {"a\uFE0F", 4, 1},                 // no emoji, whatever selects it
      {"\u1100\u1161\u11A8\u1100", 9, 2},  // Hangul in parts
      {"\u0915\u094D\u0937", 6, 1},      // a conjunct breaks after the virama in this Unicode version
      {"\u200Bx", 3, 0},
      {"\u28FF", 3, 1},                  // braille
      {"\xFFz", 1, 0},                   // never happens in clean text, and must not hang
      {"e\xFFz", 1, 1},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct glyph glyph = glyph_at(rows[i].text, strlen(rows[i].text));
    if (glyph.length != rows[i].length || glyph.columns != rows[i].columns)
      fail_msg("row %zu: %zu bytes in %d columns, not %zu in %d", i, glyph.length, glyph.columns, rows[i].length,
               rows[i].columns);
  }
}

static void the_last_glyph_is_found_from_the_end(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t length;
  } rows[] = {{"", 0}, {"a", 1}, {"ab", 1}, {"xe\u0301", 3}, {"a\n", 1}, {"\n" FAMILY, 18}, {FAMILY FAMILY, 18},
              {"a" FLAG FLAG, 8}, {FLAG FLAG "\U0001F1E9", 4}, {"\u4E2D\u6587", 3}, {" " HEART, 6}, {HEART " ", 1}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_int_equal(glyph_before(rows[i].text, strlen(rows[i].text)), rows[i].length);
}

// Two letters make a flag, so where each begins depends on the very first.
static void a_long_row_of_flags_is_told_apart_from_either_end(void **state) {
  (void)state;
  char text[4 * 401 + 2] = "";
  for (size_t letters = 1; letters <= 400; letters++) {
    strcat(text, "\U0001F1E9");
    size_t length = strlen(text);
    assert_int_equal(glyph_before(text, length), letters % 2 ? 4 : 8);
    assert_int_equal(glyph_columns(text, length), letters);
  }
}

static void a_mark_upon_mark_is_one_glyph_however_long(void **state) {
  (void)state;
  char text[4096] = "ab";
  for (int i = 0; i < 1000; i++) strcat(text, "\u0301");
  assert_int_equal(glyph_at(text + 1, 2001).length, 2001);
  assert_int_equal(glyph_before(text, 2002), 2001);
  assert_int_equal(glyph_columns(text, 2002), 2);
}

static void lines_break_at_spaces_and_only_inside_words_that_are_too_long(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int width;
    size_t shown, taken;
  } rows[] = {
      {"", 5, 0, 0},
      {"one", 5, 3, 3},
      {"one two", 7, 7, 7},
      {"one two", 6, 3, 4},
      {"one two", 4, 3, 4},
      {"one two", 3, 3, 4},
      {"one two", 2, 2, 2},
      {"one two ", 7, 7, 8},
      {"one  two", 5, 4, 5},       // of two spaces the second is the break
      {"one\ntwo", 9, 3, 4},
      {"\ntwo", 9, 0, 1},
      {" one", 3, 0, 1},
      {"abcdefgh", 3, 3, 3},
      {"ab cdefgh", 4, 2, 3},
      {"\u4E2D\u6587\u5B57", 4, 6, 6},
      {"\u4E2D\u6587\u5B57", 5, 6, 6},    // half a glyph never fits
      {"a\u4E2D\u6587", 2, 1, 1},
      {"\u4E2D", 1, 3, 3},                // nor does a whole one; something must be taken all the same
      {"abce\u0301f", 4, 6, 6},           // a mark stays with its letter
      {"ab \u0301c", 2, 2, 2},            // a space that carries a mark is no place to break
      {"abc", 0, 1, 1},
      {"abc", -3, 1, 1},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t taken = 99, shown = glyph_wrap(rows[i].text, strlen(rows[i].text), rows[i].width, &taken);
    if (shown != rows[i].shown || taken != rows[i].taken)
      fail_msg("row %zu: shown %zu, taken %zu, not %zu and %zu", i, shown, taken, rows[i].shown, rows[i].taken);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_glyph_is_what_a_person_sees_as_one_character),
      cmocka_unit_test(the_last_glyph_is_found_from_the_end),
      cmocka_unit_test(a_long_row_of_flags_is_told_apart_from_either_end),
      cmocka_unit_test(a_mark_upon_mark_is_one_glyph_however_long),
      cmocka_unit_test(lines_break_at_spaces_and_only_inside_words_that_are_too_long),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
