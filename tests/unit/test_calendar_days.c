// Days that lie behind.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "date.h"
#include "days.h"

static void what_people_say(void **state) {
  (void)state;
  int32_t today = date_days(2026, 11, 25);  // a Wednesday
  static const struct {
    const char *text;
    int from[3], until[3];
  } rows[] = {
      {"2026-11-23", {2026, 11, 23}, {2026, 11, 24}}, {"2024-02-29", {2024, 2, 29}, {2024, 3, 1}},
      {"2026-12", {2026, 12, 1}, {2027, 1, 1}},       {"2024-02", {2024, 2, 1}, {2024, 3, 1}},
      {"2026", {2026, 1, 1}, {2027, 1, 1}},           {"today", {2026, 11, 25}, {2026, 11, 26}},
      {"Yesterday", {2026, 11, 24}, {2026, 11, 25}},  {"wednesday", {2026, 11, 25}, {2026, 11, 26}},
      {"thu", {2026, 11, 19}, {2026, 11, 20}},        {"TUESDAY", {2026, 11, 24}, {2026, 11, 25}},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct days days;
    struct fault fault;
    if (!days_parse(rows[i].text, today, &days, &fault)) fail_msg("%s", fault.text);
    assert_int_equal(days.from, date_days(rows[i].from[0], rows[i].from[1], rows[i].from[2]));
    assert_int_equal(days.until, date_days(rows[i].until[0], rows[i].until[1], rows[i].until[2]));
  }
}

static void what_is_no_day(void **state) {
  (void)state;
  static const char *const texts[] = {"",       "2026-02-30", "2026-13",  "2026-00",  "26",   "1969",
                                      "2026-1", "2026--1",    "2026/11",  "20261123", "mond", "mo",
                                      "next",   "monday ",    "tomorrow", "-2026"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct days days;
    struct fault fault;
    if (days_parse(texts[i], 0, &days, &fault)) fail_msg("'%s' was taken for a day", texts[i]);
    assert_non_null(strstr(fault.text, texts[i]));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_people_say), cmocka_unit_test(what_is_no_day)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
