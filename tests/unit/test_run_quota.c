#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "quota.h"

static void every_limit_s_sentence_names_its_value(void **state) {
  (void)state;
  static const int64_t units[] = {1, 1 << 10, 1 << 20};
  static const char *const names[] = {"", " KiB", " MiB"};
  for (int kind = 0; kind < QUOTA_KINDS; kind++) {
    const struct quota_limit *limit = &quota_limits[kind];
    size_t unit = limit->most % units[2] == 0 ? 2 : limit->most % units[1] == 0 && kind != QUOTA_OPEN ? 1 : 0;
    char value[48];
    snprintf(value, sizeof value, " %lld%s", (long long)(limit->most / units[unit]), names[unit]);
    if (!strstr(limit->sentence, value)) fail_msg("'%s' does not name%s", limit->sentence, value);
  }
}

static void what_was_spent_comes_back_with_time(void **state) {
  (void)state;
  struct quota quota = {0};
  assert_true(quota_spend(&quota, QUOTA_REQUESTS, 2000, 0));
  assert_false(quota_spend(&quota, QUOTA_REQUESTS, 1, 0));
  assert_false(quota_spend(&quota, QUOTA_REQUESTS, 1, 4));
  assert_true(quota_spend(&quota, QUOTA_REQUESTS, 1, 6));
  assert_false(quota_spend(&quota, QUOTA_REQUESTS, 1, 6));
  assert_false(quota_spend(&quota, QUOTA_REQUESTS, 2001, 1000000));  // never more than all of it
  assert_true(quota_spend(&quota, QUOTA_REQUESTS, 2000, 1000000));
}

static void what_is_refused_is_not_spent(void **state) {
  (void)state;
  struct quota quota = {0};
  assert_false(quota_spend(&quota, QUOTA_BYTES, (8 << 20) + 1, 0));
  assert_true(quota_spend(&quota, QUOTA_BYTES, 8 << 20, 0));
}

static void entries_do_not_come_back(void **state) {
  (void)state;
  struct quota quota = {0};
  for (int i = 0; i < 100; i++) assert_true(quota_spend(&quota, QUOTA_ENTRIES, 1, i));
  assert_false(quota_spend(&quota, QUOTA_ENTRIES, 1, INT64_C(86400) * 1000));
}

static void no_hour_has_more_than_six_notices(void **state) {
  (void)state;
  struct quota quota = {0};
  enum { MINUTE = 60000 };
  int64_t shown[1000];
  size_t count = 0;
  for (int64_t t = 0; t < INT64_C(600) * MINUTE; t += 7 * MINUTE)
    if (quota_spend(&quota, QUOTA_NOTICES, 1, t)) shown[count++] = t;
  assert_int_equal(count, 59);  // 6 of every 9 tries in 63 minutes
  for (size_t i = 6; i < count; i++) assert_true(shown[i] - shown[i - 6] >= QUOTA_HOUR_MS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_limit_s_sentence_names_its_value), cmocka_unit_test(what_was_spent_comes_back_with_time),
      cmocka_unit_test(what_is_refused_is_not_spent),           cmocka_unit_test(entries_do_not_come_back),
      cmocka_unit_test(no_hour_has_more_than_six_notices),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
