// Text folded for finding.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fold.h"

static void assert_folds(const char *text, const char *folded) {
  struct buf out = {0};
  fold_add(&out, text, strlen(text));
  assert_string_equal(buf_text(&out), folded);
  buf_finish(&out);
}

static void case_accents_and_ways_of_writing_go(void **state) {
  (void)state;
  static const char *const rows[][2] = {
      {"", ""},
      {"Plain ASCII [@Z`{] 09", "plain ascii [@z`{] 09"},
      {"Zoë", "zoe"},
      {"Zoe\u0308", "zoe"},  // the accent written after its letter
      {"STRASSE Straße", "strasse strasse"},
      {"Ærø Łódź", "ærø łodz"},  // these are letters of their own, with no accent to take off but the last
      {"ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"},
      {"ЁЖ ёж еж", "еж еж еж"},
      {"İstanbul", "istanbul"},
      {"ﬁn ½ ①", "fin 1⁄2 1"},
      {"Ｗｉｄｅ", "wide"},
      {"a\u00A0b", "a b"},
      {"so\u00ADft", "soft"},  // where a line may break
      {"हिन्दी", "हिन्दी"},  // vowels are no ornament
      {"한국어", "\u1112\u1161\u11AB\u1100\u116E\u11A8\u110B\u1165"},
      {"שָׁלוֹם", "שלום"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) assert_folds(rows[i][0], rows[i][1]);
}

static void bytes_that_are_no_text_stay(void **state) {
  (void)state;
  assert_folds("A\xFF\x80Z\xC3", "a\xFF\x80z\xC3");
}

// Whatever stands before it, and wherever the steps of the loop end, a letter folds to the same.
static void every_place_is_the_same(void **state) {
  (void)state;
  char text[300];
  for (size_t before = 0; before < 200; before++) {
    struct buf out = {0};
    memset(text, 'A', before);
    memcpy(text + before, "ÉßZ", 6);
    fold_add(&out, text, before + 5);
    assert_int_equal(out.len, before + 4);
    assert_memory_equal(out.data + before, "essz", 4);
    assert_int_equal(strspn(out.data, "a"), before);
    buf_finish(&out);
  }
}

static void every_code_point_has_room_and_is_folded_only_once(void **state) {
  (void)state;
  for (unsigned point = 1; point < 0x110000; point++) {
    char text[4], folded[FOLD_LETTER_MAX];
    size_t length = 0, out;
    if (point >= 0xD800 && point < 0xE000) continue;
    if (point < 0x80) text[length++] = (char)point;
    else if (point < 0x800) text[length++] = (char)(0xC0 | point >> 6);
    else if (point < 0x10000) text[length++] = (char)(0xE0 | point >> 12);
    else text[length++] = (char)(0xF0 | point >> 18), text[length++] = (char)(0x80 | (point >> 12 & 0x3F));
    if (point >= 0x800) text[length++] = (char)(0x80 | (point >> 6 & 0x3F));
    if (point >= 0x80) text[length++] = (char)(0x80 | (point & 0x3F));
    assert_int_equal(fold_letter(text, length, folded, &out), length);
    assert_true(out <= FOLD_LETTER_MAX);
    struct buf again = {0};
    fold_add(&again, folded, out);
    if (again.len != out || (out && memcmp(again.data, folded, out) != 0)) fail_msg("U+%04X folds further", point);
    buf_finish(&again);
  }
}

static void texts_are_compared(void **state) {
  (void)state;
  assert_true(fold_equals("Crème", "CREME"));
  assert_true(fold_equals("", ""));
  assert_false(fold_equals("calm", "calmer"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(case_accents_and_ways_of_writing_go),
      cmocka_unit_test(bytes_that_are_no_text_stay),
      cmocka_unit_test(every_place_is_the_same),
      cmocka_unit_test(every_code_point_has_room_and_is_folded_only_once),
      cmocka_unit_test(texts_are_compared),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
