#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "batch.h"
#include "test_journal_scratch.h"

static enum journal_put_result put_alone(struct journal *journal, const struct journal_entry *revision,
                                         const json_t *parents, struct fault *fault) {
  struct journal_batch *batch = journal_batch_create(journal);
  enum journal_put_result result = journal_batch_put(batch, revision, parents, fault);
  if (!journal_batch_commit(batch, fault)) result = JOURNAL_PUT_FAILED;
  journal_batch_destroy(batch);
  return result;
}

static void an_edit_takes_the_place_of_what_it_replaces(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct id other = add(journal, "other", NOON + 1), first = add(journal, "first", NOON);
  struct id second = revise(journal, first, "second", NOON + 10), third = revise(journal, second, "third", NOON + 5);
  assert_all(journal, "other\nthird\n");  // it stays where it was written
  assert_found(journal, first.text, "third\n");
  assert_found(journal, second.text, "third\n");
  assert_found(journal, third.text, "third\n");
  assert_found(journal, other.text, "other\n");
  assert_int_equal(count_rows("SELECT count(*) FROM revision"), 4);
  assert_int_equal(count_rows("SELECT count(DISTINCT entry) FROM revision"), 2);
  journal_close(journal);
}

static void two_edits_of_one_revision_are_both_there(void **state) {
  (void)state;
  struct journal *one = open_journal();
  struct id first = add(one, "first", NOON);
  revise(one, first, "on the laptop", NOON + 1);
  journal_close(one);
  struct journal *two = open_journal();
  revise(two, first, "in the kitchen", NOON + 2);
  assert_all(two, "in the kitchen\non the laptop\n");
  assert_found(two, first.text, "in the kitchen\non the laptop\n");
  journal_close(two);
}

static void an_edit_of_what_is_not_there_is_refused(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct fault fault = {{0}};
  struct id id;
  json_t *content = json_pack("{s:s}", "text", "lost?");
  static const char *const missing[] = {"", "abcd", "018bcfe5-6800-7abc-8abc-0123456789ab",
                                        "'; DROP TABLE revision; --"};
  for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
    assert_false(journal_revise(journal, missing[i], content, NOON, id.text, &fault));
    assert_non_null(strstr(fault.text, "no entry has the id"));
  }
  json_decref(content);
  journal_close(journal);
}

static void the_same_id_twice_is_one_row(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct fault fault = {{0}};
  struct journal_entry given = {.id = "018bcfe5-6800-7abc-8abc-0123456789ab",
                                .entry = "018bcfe5-6800-7abc-8abc-0123456789ab",
                                .created = NOON,
                                .zone = 90,
                                .device = "elsewhere"};
  json_t *content = given.content = json_pack("{s:s}", "text", "once"), *other = json_pack("{s:s}", "text", "twice");
  for (int try = 0; try < 3; try++) {
    assert_int_equal(put_alone(journal, &given, NULL, &fault), try == 0 ? JOURNAL_PUT_ADDED : JOURNAL_PUT_THERE);
    given.content = other;
    if (try == 1) {
      journal_close(journal);
      journal = open_journal();
    }
  }
  assert_all(journal, "once\n");
  assert_int_equal(count_rows("SELECT count(*) FROM revision"), 1);
  assert_int_equal(count_rows("SELECT count(*) FROM revision WHERE device = 'elsewhere' AND zone = 90"), 1);
  json_decref(content);
  json_decref(other);
  journal_close(journal);
}

static void what_was_made_elsewhere_keeps_its_parents(void **state) {
  (void)state;
  static const char *const ids[] = {"018bcfe5-6800-7abc-8abc-00000000000a", "018bcfe5-6800-7abc-8abc-00000000000b",
                                    "018bcfe5-6800-7abc-8abc-00000000000c", "018bcfe5-6800-7abc-8abc-00000000000d"};
  const struct {
    json_t *parents;
    const char *after;
  } rows[] = {
      {NULL, "0\n"},
      {json_pack("[s]", ids[0]), "1\n"},
      {json_pack("[s]", ids[0]), "2\n1\n"},
      {json_pack("[s, s]", ids[1], ids[2]), "3\n"},
  };
  struct journal *journal = open_journal();
  struct fault fault = {{0}};
  for (int i = 0; i < 4; i++) {
    char text[] = {(char)('0' + i), '\0'};
    struct journal_entry given = {.created = NOON + i, .device = "d", .content = json_pack("{s:s}", "text", text)};
    snprintf(given.id, sizeof given.id, "%s", ids[i]);
    snprintf(given.entry, sizeof given.entry, "%s", ids[0]);
    if (put_alone(journal, &given, rows[i].parents, &fault) != JOURNAL_PUT_ADDED) fail_msg("%s", fault.text);
    json_decref(given.content);
    json_decref(rows[i].parents);
    assert_all(journal, rows[i].after);
    assert_found(journal, ids[0], rows[i].after);
  }
  journal_close(journal);
}

static void what_has_no_proper_id_is_refused(void **state) {
  (void)state;
  static const char good[] = "018bcfe5-6800-7abc-8abc-0123456789ab", bad[] = "018BCFE5-6800-7abc-8abc-0123456789ab";
  static const char *const rows[][3] = {{bad, good, good}, {good, "", good}, {good, good, "\",\""}};
  struct journal *journal = open_journal();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct fault fault = {{0}};
    struct journal_entry given = {.device = "d", .content = json_object()};
    snprintf(given.id, sizeof given.id, "%s", rows[i][0]);
    snprintf(given.entry, sizeof given.entry, "%s", rows[i][1]);
    json_t *parents = json_pack("[s]", rows[i][2]);
    assert_int_equal(put_alone(journal, &given, parents, &fault), JOURNAL_PUT_REFUSED);
    json_decref(parents);
    assert_non_null(strstr(fault.text, "is no id"));
    json_decref(given.content);
  }
  assert_int_equal(count_rows("SELECT count(*) FROM revision"), 0);
  journal_close(journal);
}

static void put(struct journal *journal, const char *id, const char *text) {
  struct journal_entry given = {.created = NOON, .device = "d", .content = json_pack("{s:s}", "text", text)};
  snprintf(given.id, sizeof given.id, "%s", id);
  snprintf(given.entry, sizeof given.entry, "%s", id);
  assert_int_equal(put_alone(journal, &given, NULL, NULL), JOURNAL_PUT_ADDED);
  json_decref(given.content);
}

static void an_entry_is_found_by_a_part_that_only_it_has(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  put(journal, "018bcfe5-6800-7abc-8abc-0123456789ab", "a");
  put(journal, "018bcfe5-6801-7abc-8abc-0000000089ab", "b");
  put(journal, "118bcfe5-6802-7abc-8abc-0000000189ab", "c");
  static const struct {
    const char *part, *text;
  } good[] = {
      {"018bcfe5-6800-7abc-8abc-0123456789ab", "a\n"},
      {"018BCFE5-6800-7ABC-8ABC-0123456789AB", "a\n"},
      {"018bcfe5-6800", "a\n"},
      {"018bcfe5-6801-", "b\n"},
      {"118b", "c\n"},
      {"6789ab", "a\n"},
      {"6789AB", "a\n"},
      {"0089ab", "b\n"},
      {"-0000000189ab", "c\n"},
  };
  static const struct {
    const char *part, *because;
  } bad[] = {
      {"018b", "more than one"},  {"018bcfe5-680", "more than one"},
      {"89ab", "more than one"},  {"89ac", "no entry"},
      {"bcfe5-6800", "no entry"}, {"118", "too short"},
      {"", "too short"},          {"%%%%", "no entry"},
      {"____", "no entry"},       {"018bcfe5-6800-7abc-8abc-0123456789ab0", "no entry"},
      {"118b ", "no entry"},
  };
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_found(journal, good[i].part, good[i].text);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_not_found(journal, bad[i].part, bad[i].because);
  journal_close(journal);
}

static void a_part_of_several_ids_of_one_entry_is_not_ambiguous(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct id first = add(journal, "first", NOON);
  for (int i = 0; i < 3; i++) revise(journal, first, "edit", NOON + i);
  char start[9];
  snprintf(start, sizeof start, "%.8s", first.text);
  assert_found(journal, start, "edit\nedit\nedit\n");
  journal_close(journal);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(an_edit_takes_the_place_of_what_it_replaces),
      SCRATCH_TEST(two_edits_of_one_revision_are_both_there),
      SCRATCH_TEST(an_edit_of_what_is_not_there_is_refused),
      SCRATCH_TEST(the_same_id_twice_is_one_row),
      SCRATCH_TEST(what_was_made_elsewhere_keeps_its_parents),
      SCRATCH_TEST(what_has_no_proper_id_is_refused),
      SCRATCH_TEST(an_entry_is_found_by_a_part_that_only_it_has),
      SCRATCH_TEST(a_part_of_several_ids_of_one_entry_is_not_ambiguous),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
