#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "duration.h"
#include "text.h"

static void utf8_is_told_from_what_is_not(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool ok;
    size_t bad;
  } rows[] = {
      {"", true, 0},
      {"plain", true, 0},
      {"gr\xC3\xBC\xC3\x9F", true, 0},
      {"\xF0\x9F\x8C\xBF", true, 0},
      {"a\xFF", false, 1},
      {"ab\xC0\x80", false, 2},
      {"\xED\xA0\x80", false, 0},
      {"\xF4\x90\x80\x80", false, 0},
      {"x\xE2\x82", false, 1},
      {"\xE0\x80\xAF", false, 0},
      {"\x80", false, 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t bad = 99;
    assert_int_equal(text_is_utf8(rows[i].text, strlen(rows[i].text), &bad), rows[i].ok);
    if (!rows[i].ok) assert_int_equal(bad, rows[i].bad);
  }
}

static void what_could_move_the_cursor_is_left_out(void **state) {
  (void)state;
  static const struct {
    const char *text, *line, *lines;
  } rows[] = {
      {"one\ntwo", "one two", "one\ntwo"},
      {"\x1B[2Jred\x07", "[2Jred", "[2Jred"},
      {"a\xE2\x80\xAE" "b\xE2\x81\xA6" "c", "abc", "abc"},
      {"a\xC2\x9B" "31m", "a31m", "a31m"},
      {"bad\xFF" "byte", "badbyte", "badbyte"},
      {"tab\there", "tab here", "tab here"},
      {"\xF0\x9F\x8C\xBF ok", "\xF0\x9F\x8C\xBF ok", "\xF0\x9F\x8C\xBF ok"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf out = {0};
    text_clean(&out, rows[i].text, strlen(rows[i].text), false);
    assert_string_equal(buf_text(&out), rows[i].line);
    buf_clear(&out);
    text_clean(&out, rows[i].text, strlen(rows[i].text), true);
    assert_string_equal(buf_text(&out), rows[i].lines);
    buf_finish(&out);
  }
}

static void the_nearest_word_is_found_and_far_ones_are_not(void **state) {
  (void)state;
  static const char *const words[] = {"say", "ask", "breathe", "journal", "within", "choose", NULL};
  static const struct {
    const char *word, *nearest;
  } rows[] = {{"breath", "breathe"}, {"witin", "within"}, {"chose", "choose"}, {"jurnal", "journal"},
              {"sya", "say"},        {"xyzzy", NULL},     {"", NULL},          {"askk", "ask"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const char *nearest = text_nearest(rows[i].word, words);
    if (!rows[i].nearest) assert_null(nearest);
    else assert_string_equal(nearest, rows[i].nearest);
  }
}

static void durations_are_read_as_people_write_them(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int64_t ms;
  } good[] = {{"4s", 4000},   {"8m", 480000}, {"1h30m", 5400000}, {"1.5h", 5400000},
              {"5.45", 5450}, {"0", 0},       {"2d", 172800000}};
  static const char *const bad[] = {"",    "s",    "4x",  "1m1m", "1s1m", "-4s", "1h30",
                                    "1e3", "0x10", "nan", "400d", " 4s",  "4 s", "."};
  int64_t ms;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    assert_true(duration_parse(good[i].text, &ms));
    assert_int_equal(ms, good[i].ms);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(duration_parse(bad[i], &ms));
}

static void durations_are_said_in_whole_words(void **state) {
  (void)state;
  static const struct {
    int64_t ms;
    const char *words;
  } rows[] = {{4000, "4 seconds"},
              {1000, "1 second"},
              {5450, "5.45 seconds"},
              {90000, "1 minute 30 seconds"},
              {3600000, "1 hour"},
              {47 * 3600000, "47 hours"},
              {48 * 3600000, "2 days"},
              {31 * 86400000LL, "31 days"},
              {(49 * 3600 + 60) * 1000LL, "2 days 1 hour 1 minute"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char words[64];
    duration_words(rows[i].ms, words, sizeof words);
    assert_string_equal(words, rows[i].words);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(utf8_is_told_from_what_is_not),
      cmocka_unit_test(what_could_move_the_cursor_is_left_out),
      cmocka_unit_test(the_nearest_word_is_found_and_far_ones_are_not),
      cmocka_unit_test(durations_are_read_as_people_write_them),
      cmocka_unit_test(durations_are_said_in_whole_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
