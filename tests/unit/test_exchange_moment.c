// Moments as other programs write them, and ids that are made of them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "moment.h"
#include "stable.h"
#include "uuid.h"

static void every_way_of_writing_one(void **state) {
  (void)state;
  // 2024-01-31 09:05 in Berlin is 08:05 UTC.
  static const struct {
    const char *text, *written;
    size_t rest;  // bytes that do not belong to it
  } rows[] = {
      {"2024-01-31 09:05", "2024-01-31T09:05:00+01:00", 0},
      {"2024-01-31T09:05:59", "2024-01-31T09:05:59+01:00", 0},
      {"2024/1/31 9:05 Title", "2024-01-31T09:05:00+01:00", 6},
      {"31.01.2024 09:05]", "2024-01-31T09:05:00+01:00", 1},
      {"2024-01-31 09:05:10 AM", "2024-01-31T09:05:10+01:00", 0},
      {"2024-01-31 01:05PM x", "2024-01-31T13:05:00+01:00", 2},
      {"2024-01-31 12:00 AM", "2024-01-31T00:00:00+01:00", 0},
      {"2024-01-31 12:00 PM", "2024-01-31T12:00:00+01:00", 0},
      {"2024-01-31 01:05 pm. x", "2024-01-31T13:05:00+01:00", 3},
      {"2024-01-31 09:05 Amazing", "2024-01-31T09:05:00+01:00", 8},
      {"2024-01-31 09:05 AMAZING", "2024-01-31T09:05:00+01:00", 8},
      {"2024-01-31 09:05 AM\xC3\x89LIE", "2024-01-31T09:05:00+01:00", 8},
      {"2024-01-31 09:05 Am Meer", "2024-01-31T09:05:00+01:00", 8},
      {"2024-01-31 13:05 AM", "2024-01-31T13:05:00+01:00", 3},
      {"2024-01-31 13:05 Am Abend", "2024-01-31T13:05:00+01:00", 9},
      {"2024-07-31 09:05", "2024-07-31T09:05:00+02:00", 0},
      {"2024-01-31T08:05:59Z", "2024-01-31T08:05:59Z", 0},
      {"2024-01-31T08:05:59.250Z", "2024-01-31T08:05:59.250Z", 0},
      {"2024-01-31T08:05:59.25071-0330", "2024-01-31T08:05:59.250-03:30", 0},
      {"2024-01-31 08:05 +05:45 more", "2024-01-31T08:05:00+05:45", 5},
      {"2024-01-31 08:05 -- more", "2024-01-31T08:05:00+01:00", 8},
      {"1969-12-31T23:59:59.900Z", "1969-12-31T23:59:59.900Z", 0},
      {"2024-02-29 00:00Z", "2024-02-29T00:00:00Z", 0},
  };
  struct zone *berlin = zone_load("Europe/Berlin", NULL);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct moment moment;
    struct buf written = {0};
    size_t length = strlen(rows[i].text), used = moment_read(rows[i].text, length, berlin, &moment);
    if (used != length - rows[i].rest) fail_msg("%s: %zu of %zu bytes", rows[i].text, used, length);
    moment_add(&written, moment.created, moment.zone);
    assert_string_equal(buf_text(&written), rows[i].written);
    buf_finish(&written);
  }
  zone_free(berlin);
}

static void what_is_none(void **state) {
  (void)state;
  static const char *const texts[] = {"",
                                      "2024-01-31",
                                      "2024-01-31 ",
                                      "2024-01-31 9",
                                      "2024-02-30 09:05",
                                      "2024-13-01 09:05",
                                      "01/02/2024 09:05",
                                      "2024-01-31 24:00",
                                      "2024-01-31 09:60",
                                      "24-01-31 09:05",
                                      "2024-01.31 09:05",
                                      "20240131 0905",
                                      "0000-01-01 00:00",
                                      "2024-01-31x09:05"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct moment moment;
    if (moment_read(texts[i], strlen(texts[i]), NULL, &moment)) fail_msg("'%s' was taken for a moment", texts[i]);
  }
}

static void no_byte_past_the_end_is_read(void **state) {
  (void)state;
  static const char whole[] = "2024-01-31 09:05:59.250 PM +01:00";
  for (size_t length = 0; length < sizeof whole; length++) {
    struct moment moment;
    char *piece = malloc(length + !length);
    memcpy(piece, whole, length);
    assert_true(moment_read(piece, length, NULL, &moment) <= length);
    free(piece);
  }
}

static void an_id_is_the_same_for_the_same_only(void **state) {
  (void)state;
  char one[JOURNAL_ID_MAX], other[JOURNAL_ID_MAX];
  assert_true(sodium_init() >= 0);
  json_t *content = json_pack("{s:s, s:s}", "title", "a", "text", "b"),
         *sorted = json_pack("{s:s, s:s}", "text", "b", "title", "a");
  stable_id(one, "jrnl", 1706688300000, content);
  stable_id(other, "jrnl", 1706688300000, sorted);
  assert_string_equal(one, other);
  assert_true(uuid_is_text(one));
  assert_int_equal(one[14], '8');
  assert_memory_equal(one, "018d5e8c-c3e0", 13);
  stable_id(other, "dayone", 1706688300000, content);
  assert_string_not_equal(one, other);
  stable_id(other, "jrnl", 1706688300001, content);
  assert_string_not_equal(one, other);
  json_object_set_new(content, "text", json_string("c"));
  stable_id(other, "jrnl", 1706688300000, content);
  assert_string_not_equal(one, other);
  json_decref(content);
  json_decref(sorted);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_way_of_writing_one),
      cmocka_unit_test(what_is_none),
      cmocka_unit_test(no_byte_past_the_end_is_read),
      cmocka_unit_test(an_id_is_the_same_for_the_same_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
