#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "value.h"

static void yes_and_no_have_three_spellings(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool yes;
  } rows[] = {{"yes", true}, {"no", false}, {"true", true}, {"false", false}, {"on", true}, {"off", false}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    bool yes = !rows[i].yes;
    assert_true(value_yes_no("k", rows[i].text, &yes, NULL));
    assert_int_equal(yes, rows[i].yes);
  }
  struct fault fault;
  bool yes = true;
  assert_false(value_yes_no("holds", "maybe", &yes, &fault));
  assert_string_equal(fault.text, "'holds' needs yes or no, not 'maybe'");
  assert_false(value_yes_no("holds", "", &yes, &fault));
  assert_string_equal(fault.text, "'holds' needs yes or no, and has no value");
  assert_true(yes);
}

static void numbers_are_plain_decimals(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double value;
  } good[] = {{"0", 0},       {"20", 20},       {"-3", -3}, {"0.5", 0.5},
              {"5.45", 5.45}, {"-0.25", -0.25}, {"007", 7}, {"123456789012345", 123456789012345.0}};
  static const char *const bad[] = {"",    "-",   ".",  ".5",  "5.", "1.2.3", "1e3", "0x10",
                                    "nan", "inf", "+1", "--1", " 1", "1 ",    "1,5", "1234567890123456"};
  double value;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    assert_true(value_parse_number(good[i].text, &value));
    assert_true(value == good[i].value);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(value_parse_number(bad[i], &value));
}

static void what_is_out_of_range_is_told_the_range(void **state) {
  (void)state;
  struct fault fault;
  double number;
  int64_t whole;
  assert_false(value_number("pace", "fast", 0, 4, &number, &fault));
  assert_string_equal(fault.text, "'pace' needs a number from 0 to 4, not 'fast'");
  assert_false(value_number("pace", "4.01", 0, 4, &number, &fault));
  assert_string_equal(fault.text, "'pace' needs a number from 0 to 4, not '4.01'");
  assert_false(value_number("pace", "x", -INFINITY, INFINITY, &number, &fault));
  assert_string_equal(fault.text, "'pace' needs a number, not 'x'");
  assert_false(value_whole("minutes", "70", 5, 60, &whole, &fault));
  assert_string_equal(fault.text, "'minutes' needs a whole number from 5 to 60, not '70'");
  assert_false(value_whole("minutes", "7.5", 5, 60, &whole, &fault));
  assert_string_equal(fault.text, "'minutes' needs a whole number from 5 to 60, not '7.5'");
  assert_true(value_whole("minutes", "60", 5, 60, &whole, &fault));
  assert_int_equal(whole, 60);
  assert_false(value_duration("every", "2h", 60, 3600, &whole, &fault));
  assert_string_equal(fault.text, "'every' needs a duration from 1 minute to 1 hour, not '2h'");
  assert_false(value_duration("every", "soon", -INFINITY, INFINITY, &whole, &fault));
  assert_string_equal(fault.text, "'every' needs a duration such as 8m or 1h30m, not 'soon'");
  assert_true(value_duration("every", "1m", 60, 3600, &whole, &fault));
  assert_int_equal(whole, 60000);
}

static void a_word_that_is_not_among_them_gets_the_nearest(void **state) {
  (void)state;
  static const char *const words[] = {"gentle", "moderate", "deep", NULL};
  struct fault fault;
  size_t index = 9;
  assert_true(value_word("intensity", "deep", words, &index, &fault));
  assert_int_equal(index, 2);
  assert_false(value_word("intensity", "gentel", words, &index, &fault));
  assert_string_equal(fault.text, "'intensity' needs gentle, moderate or deep, not 'gentel' (did you mean 'gentle'?)");
  assert_false(value_word("intensity", "xyz", words, &index, &fault));
  assert_string_equal(fault.text, "'intensity' needs gentle, moderate or deep, not 'xyz'");
}

static void a_long_value_is_not_repeated_whole(void **state) {
  (void)state;
  char text[200] = {0};
  memset(text, 'x', sizeof text - 1);
  struct fault fault;
  bool yes;
  assert_false(value_yes_no("k", text, &yes, &fault));
  assert_string_equal(fault.text,
                      "'k' needs yes or no, not 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(yes_and_no_have_three_spellings),
      cmocka_unit_test(numbers_are_plain_decimals),
      cmocka_unit_test(what_is_out_of_range_is_told_the_range),
      cmocka_unit_test(a_word_that_is_not_among_them_gets_the_nearest),
      cmocka_unit_test(a_long_value_is_not_repeated_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
