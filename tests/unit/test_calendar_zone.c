// Our zones against glibc's, which the tests may switch as they like.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "buf.h"
#include "date.h"
#include "file.h"
#include "zone.h"

static const char folder[] = "/usr/share/zoneinfo/";

static int64_t seconds_at(int year) { return date_days(year, 1, 1) * INT64_C(86400); }

static long offset_of(int64_t time) {
  struct tm local;
  time_t value = time;
  assert_non_null(localtime_r(&value, &local));
  return local.tm_gmtoff;
}

static void use(const char *tz) {
  setenv("TZ", tz, 1);
  tzset();
}

static void assert_offset(const struct zone *zone, int64_t time) {
  long ours = (long)(zone_span(zone, time * 1000).offset / 1000), theirs = offset_of(time);
  if (ours != theirs) fail_msg("%s at %lld: %ld, and glibc says %ld", zone_name(zone), (long long)time, ours, theirs);
}

// The first moment that shows `local` on glibc's clock, among the offsets around a change.
static int64_t first_showing(int64_t change, int64_t local, int *count) {
  const int64_t near[] = {change - 1, change, local - 26 * 3600, local + 26 * 3600, change - 90000, change + 90000};
  int64_t first = INT64_MAX, last = INT64_MAX;
  *count = 0;
  for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
    long offset = offset_of(near[i]);
    int64_t time = local - offset;
    if (offset_of(time) != offset || time == first || time == last) continue;
    ++*count;
    last = time;
    if (time < first) first = time;
  }
  return first;
}

static void assert_local(const struct zone *zone, int64_t change, int64_t local) {
  int count;
  int64_t first = first_showing(change, local, &count);
  enum zone_fit fit, expected = count == 0 ? ZONE_GAP : count == 1 ? ZONE_ONCE : ZONE_OVERLAP;
  if (count == 0) first = local - offset_of(change - 1);
  int64_t utc = zone_utc(zone, local * 1000, &fit);
  if (utc != first * 1000 || fit != expected)
    fail_msg("%s, local %lld: %lld (%d), and glibc says %lld (%d)", zone_name(zone), (long long)local,
             (long long)utc / 1000, (int)fit, (long long)first, (int)expected);
}

static void compare_change(const struct zone *zone, int64_t change) {
  for (int64_t beside = -1; beside <= 1; beside++) assert_offset(zone, change + beside);
  if (change < seconds_at(1970)) return;
  int64_t before = change + offset_of(change - 1), after = change + offset_of(change);
  static const int64_t beside[] = {-3600, -1, 0, 1, 60, 1799, 1800, 3599, 3600};
  for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
    assert_local(zone, change, before + beside[i]);
    assert_local(zone, change, after + beside[i]);
  }
}

static size_t compare_changes(const struct zone *zone, int from, int until) {
  size_t changes = 0;
  for (int64_t at = seconds_at(from) * 1000; at < seconds_at(until) * 1000;) {
    struct zone_span span = zone_span(zone, at);
    assert_true(span.from <= at && span.until > at);
    at = span.until;
    if (at < seconds_at(until) * 1000 && ++changes) compare_change(zone, at / 1000);
  }
  return changes;
}

static size_t zones_seen, changes_seen;

static int compare_file(const char *path, const struct stat *info, int type, struct FTW *where) {
  (void)info;
  (void)where;
  struct buf data = {0};
  const char *name = path + strlen(folder);
  if (type != FTW_F || strncmp(name, "right/", 6) == 0 || strncmp(name, "posix/", 6) == 0) return 0;
  if (!file_read(path, ZONE_FILE_MAX, &data, NULL) || strncmp(buf_text(&data), "TZif", 4) != 0) {
    buf_finish(&data);
    return 0;
  }
  struct fault fault = {0};
  struct zone *zone = zone_read(name, data.data, data.len, &fault);
  if (!zone) fail_msg("%s: %s", name, fault.text);
  use(path);
  zones_seen++;
  changes_seen += compare_changes(zone, 1850, 2100);
  for (int64_t time = seconds_at(1900); time < seconds_at(2045); time += 11 * 86400 + 3600) assert_offset(zone, time);
  for (int64_t time = seconds_at(2045); time < seconds_at(2500); time += 83 * 86400 + 3600) assert_offset(zone, time);
  zone_free(zone);
  buf_finish(&data);
  return 0;
}

static void every_zone_of_this_machine_agrees_with_glibc(void **state) {
  (void)state;
  nftw(folder, compare_file, 16, FTW_PHYS);
  print_message("%zu zones, %zu changes\n", zones_seen, changes_seen);
  assert_true(zones_seen > 300);
  assert_true(changes_seen > 10000);
}

static void rules_in_posix_notation_agree_with_glibc(void **state) {
  (void)state;
  static const char *const rules[] = {
      "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0",           "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
      "IST-1GMT0,M10.5.0,M3.5.0/1", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "AEST-10AEDT,J60,J300/3:30",
      "XXX3YYY,59/1,300",           "<+0545>-5:45",                     "IST-2IDT,M3.4.4/26,M10.5.0",
      "EET-2EEST,M4.5.5/0,M10.5.4/24",
  };
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
    use(rules[i]);
    struct zone *zone = zone_load_local(rules[i]);
    assert_string_equal(zone_name(zone), "local");
    compare_changes(zone, 1975, 2100);
    for (int64_t time = seconds_at(1975); time < seconds_at(2100); time += 86400 + 3600) assert_offset(zone, time);
    zone_free(zone);
  }
}

static void what_is_no_rule_is_the_universal_time(void **state) {
  (void)state;
  static const char *const rules[] = {"",
                                      "CE-1",
                                      "CE",
                                      "CET-25",
                                      "CET-1CEST",
                                      "CET-1CEST,M13.5.0,M10.5.0",
                                      "CET-1CEST,M3.5.0",
                                      "CET-1CEST,M3.6.0,M10.5.0",
                                      "<CET-1",
                                      "CET-1CEST,M3.5.0,M10.5.0/168",
                                      "CET-1CEST,J0,J300",
                                      "CET-1CEST,M3.5.0,M10.5.0 ",
                                      "CET-1CEST,366,1",
                                      "Europe/Nowhere",
                                      "../../etc/passwd",
                                      "/etc/passwd",
                                      ":"};
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
    struct zone *zone = zone_load_local(rules[i]);
    struct zone_span span = zone_span(zone, 0);
    assert_string_equal(zone_name(zone), "UTC");
    assert_true(span.from == INT64_MIN && span.until == INT64_MAX && span.offset == 0);
    zone_free(zone);
  }
}

static void a_zone_that_is_not_there_gets_the_nearest_name(void **state) {
  (void)state;
  static const struct {
    const char *name, *sentence;
  } rows[] = {
      {"Europe/Berln", "there is no time zone 'Europe/Berln' (did you mean 'Europe/Berlin'?)"},
      {"America/NewYork", "there is no time zone 'America/NewYork' (did you mean 'America/New_York'?)"},
      {"utc", "there is no time zone 'utc'"},
      {"Middle-earth", "there is no time zone 'Middle-earth'"},
      {"", "there is no time zone ''"},
      {"Europe", "there is no time zone 'Europe'"},
      {"../../../etc/passwd", "there is no time zone '../../../etc/passwd'"},
      {"/etc/localtime", "there is no time zone '/etc/localtime'"},
      {"zone.tab", "there is no time zone 'zone.tab'"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct fault fault;
    assert_null(zone_load(rows[i].name, &fault));
    assert_string_equal(fault.text, rows[i].sentence);
  }
}

static void a_file_that_was_cut_or_changed_is_refused_or_read(void **state) {
  (void)state;
  struct buf data = {0};
  assert_true(file_read("/usr/share/zoneinfo/Europe/Dublin", ZONE_FILE_MAX, &data, NULL));
  for (size_t length = 0; length < data.len; length++) {
    char *part = malloc(length + 1);  // its own allocation, so that a sanitizer sees what is read past its end
    memcpy(part, data.data, length);
    struct fault fault = {0};
    struct zone *zone = zone_read("cut", part, length, &fault);
    assert_null(zone);
    assert_non_null(strstr(fault.text, "the time zone 'cut' cannot be used: "));
    free(part);
  }
  srand(1);
  for (int i = 0; i < 20000; i++) {
    size_t at = (size_t)rand() % data.len;
    char before = data.data[at];
    data.data[at] = (char)rand();
    struct zone *zone = zone_read("changed", data.data, data.len, NULL);
    if (zone) zone_utc(zone, rand() * INT64_C(100000), NULL);
    zone_free(zone);
    data.data[at] = before;
  }
  buf_finish(&data);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_zone_of_this_machine_agrees_with_glibc),
      cmocka_unit_test(rules_in_posix_notation_agree_with_glibc),
      cmocka_unit_test(what_is_no_rule_is_the_universal_time),
      cmocka_unit_test(a_zone_that_is_not_there_gets_the_nearest_name),
      cmocka_unit_test(a_file_that_was_cut_or_changed_is_refused_or_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
