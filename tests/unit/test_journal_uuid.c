#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "uuid.h"

static const int64_t noon = 1700000000000;

static void an_id_carries_its_time_and_version(void **state) {
  (void)state;
  static const struct {
    int64_t now;
    const char *start;
  } rows[] = {{1700000000000, "018bcfe5-6800-7"},
              {1, "00000000-0001-7"},
              {0, "00000000-0000-7"},
              {-5, "00000000-0000-7"},
              {INT64_MAX, "7fffffff-ffff-7"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct uuid_maker maker = {0};
    char text[UUID_TEXT_MAX];
    uuid_make(&maker, rows[i].now, text);
    assert_int_equal(strncmp(text, rows[i].start, 15), 0);
    assert_true(uuid_is_text(text));
    assert_non_null(strchr("89ab", text[19]));
  }
}

static void ids_ascend_within_a_millisecond_and_when_the_clock_goes_back(void **state) {
  (void)state;
  struct uuid_maker maker = {0};
  char before[UUID_TEXT_MAX] = "", text[UUID_TEXT_MAX];
  for (int i = 0; i < 20000; i++) {
    int64_t now = i < 10000 ? noon : noon - i;
    uuid_make(&maker, i == 15000 ? noon + 60000 : now, text);
    assert_true(strcmp(before, text) < 0);
    memcpy(before, text, sizeof before);
  }
}

static void two_makers_do_not_make_the_same(void **state) {
  (void)state;
  struct uuid_maker one = {0}, two = {0};
  char first[UUID_TEXT_MAX], second[UUID_TEXT_MAX];
  for (int i = 0; i < 100; i++) {
    uuid_make(&one, noon, first);
    uuid_make(&two, noon, second);
    assert_int_not_equal(strcmp(first + 19, second + 19), 0);
  }
}

static void a_uuid_is_told_from_what_is_none(void **state) {
  (void)state;
  static const char *const bad[] = {"",
                                    "018bcfe5",
                                    "018bcfe5-6800-7abc-8abc-0123456789a",
                                    "018bcfe5-6800-7abc-8abc-0123456789abc",
                                    "018BCFE5-6800-7abc-8abc-0123456789ab",
                                    "018bcfe5_6800-7abc-8abc-0123456789ab",
                                    "018bcfe5-6800-7abc-8abc-0123456789ag",
                                    "018bcfe5-6800-7abc-8abc-01234567\"9ab"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(uuid_is_text(bad[i]));
  assert_true(uuid_is_text("018bcfe5-6800-7abc-8abc-0123456789ab"));
  assert_true(uuid_is_text("00000000-0000-0000-0000-000000000000"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_id_carries_its_time_and_version),
      cmocka_unit_test(ids_ascend_within_a_millisecond_and_when_the_clock_goes_back),
      cmocka_unit_test(two_makers_do_not_make_the_same),
      cmocka_unit_test(a_uuid_is_told_from_what_is_none),
  };
  return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
