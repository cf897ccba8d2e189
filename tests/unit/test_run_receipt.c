#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "receipt.h"

static void expect_words(const struct receipt *receipt, const char *words) {
  struct buf out = {0};
  receipt_say(&out, receipt);
  assert_string_equal(out.data, words);
  buf_finish(&out);
}

static void it_is_one_short_paragraph(void **state) {
  (void)state;
  expect_words(&(struct receipt){.lines = 1, .memory = 114881, .cpu = 2112},
               "What it did: it asked nothing and wrote nothing. It showed 1 line and used 0.1 MB of memory and 2.1 ms "
               "of computing.");
  expect_words(&(struct receipt){.asked = 1, .wrote = 2, .lines = 24, .memory = 1100000, .cpu = 12000},
               "What it did: it asked 1 question and added 2 entries to your journal. It showed 24 lines and used 1.1 "
               "MB of memory and 12.0 ms of computing.");
  expect_words(&(struct receipt){.asked = 3, .read = 1, .notified = 2, .reminders = 1, .cpu = 500},
               "What it did: it asked 3 questions, was given 1 entry of your journal, showed 2 notices and set 1 "
               "reminder. It showed 0 lines and used 0.5 ms of computing.");
}

static void it_names_what_was_refused(void **state) {
  (void)state;
  struct receipt receipt = {.lines = 2, .cpu = 1000, .over = 1};
  receipt.refused[WIRE_JOURNAL_ADD] = 4;
  receipt.refused[WIRE_SOUND] = 1;
  expect_words(&receipt,
               "What it did: it asked nothing and wrote nothing. It was refused journal.add and sound. Some of its "
               "calls came to nothing at a limit. It showed 2 lines and used 1.0 ms of computing.");
  json_t *json = receipt_json(&receipt);
  char *text = json_dumps(json, JSON_COMPACT);
  assert_string_equal(text, "{\"asked\":0,\"wrote\":0,\"read\":0,\"notified\":0,\"reminders\":0,\"refused\":"
                            "{\"journal.add\":4,\"sound\":1},\"over_limit\":1,\"lines\":2,\"memory_bytes\":0,"
                            "\"cpu_us\":1000}");
  free(text);
  json_decref(json);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_is_one_short_paragraph),
      cmocka_unit_test(it_names_what_was_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
