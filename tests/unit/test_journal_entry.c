#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_journal_scratch.h"

static void the_file_and_all_beside_it_are_private(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  add(journal, "one", NOON);
  assert_int_equal(mode_of(at("journal.db")), 0600);
  assert_int_equal(mode_of(at("journal.db-wal")), 0600);
  journal_close(journal);
  assert_int_equal(count_files(), 1);
  journal_close(NULL);
}

static void an_empty_journal_is_not_locked_and_lists_nothing(void **state) {
  (void)state;
  for (int i = 0; i < 2; i++) {
    struct journal *journal = open_journal();
    assert_false(journal_is_locked(journal));
    assert_all(journal, "");
    assert_not_found(journal, "abcd", "no entry");
    journal_close(journal);
  }
}

struct expected {
  json_t *content;
  struct id id;
  int seen;
};

static bool compare_entry(void *context, const struct journal_entry *entry) {
  struct expected *expected = context;
  assert_true(json_equal(entry->content, expected->content));
  char *stored = json_dumps(entry->content, JSON_COMPACT), *given = json_dumps(expected->content, JSON_COMPACT);
  assert_string_equal(stored, given);
  free(stored);
  free(given);
  assert_string_equal(entry->id, expected->id.text);
  assert_string_equal(entry->entry, expected->id.text);
  assert_string_equal(entry->device, "tests");
  assert_int_equal(entry->created, -NOON);
  assert_int_equal(entry->zone, -570);
  expected->seen++;
  return true;
}

static void assert_round_trip(json_t *content) {
  struct fault fault = {{0}};
  struct expected expected = {.content = content};
  struct journal *journal = open_journal();
  if (!journal_add(journal, content, -NOON, -570, expected.id.text, &fault)) fail_msg("%s", fault.text);
  journal_close(journal);
  journal = open_journal();
  assert_true(journal_find(journal, expected.id.text, compare_entry, &expected, &fault));
  assert_int_equal(expected.seen, 1);
  journal_close(journal);
  json_decref(content);
}

static void words_come_back_exactly_as_they_were_given(void **state) {
  (void)state;
  static const char *const texts[] = {
      "",
      " ",
      "  two spaces before, and three after   ",
      "one\ntwo\r\nthree\n\n\n",
      "\ttab, \"quotes\", 'quotes', \\ and \xE2\x80\x9Cthese\xE2\x80\x9D \xE2\x80\x94 and ... and \xE2\x80\xA6",
      "gr\xC3\xBC\xC3\x9F \xF0\x9F\x8C\xBF \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 e\xCC\x81 \xC3\xA9",
      "\x01\x1B[31m\x7F\xC2\x9B \xE2\x80\xAEright to left\xE2\x80\xAC \xEF\xBB\xBF",
      "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xE6\x97\xA5\xE8\xAE\xB0 \xEF\xBF\xBF",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_round_trip(json_pack("{s:s}", "text", texts[i]));
}

static void every_member_comes_back_in_its_order(void **state) {
  (void)state;
  static const char *const objects[] = {
      "{}",
      "{\"z\":1,\"a\":2,\"m\":[true,false,null]}",
      "{\"title\":\"T\",\"text\":\"x\",\"lines\":[\"a\",\"b\"],\"mood\":-2,\"tags\":[\"t\"]}",
      "{\"fields\":{\"k\":\"v\"},\"practice\":\"walk\"}",
      "{\"future\":{\"deep\":[[[[{\"n\":9007199254740993,\"r\":0.1,\"s\":1e300}]]]]}}",
      "{\"nul\":\"a\\u0000b\",\"\":\"no name\"}",
  };
  for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
    assert_round_trip(json_loads(objects[i], JSON_ALLOW_NUL, NULL));
}

static json_t *content_of_length(size_t length) {
  char *text = mem_alloc(length);
  memset(text, 'x', length);
  json_t *content = json_pack("{s:s#}", "t", text, (int)(length - strlen("{\"t\":\"\"}")));
  free(text);
  return content;
}

static void every_length_comes_back_and_is_told_to_within_a_block(void **state) {
  (void)state;
  static const size_t lengths[] = {255, 256, 257, 511, 512, 513, 65536, JOURNAL_CONTENT_MAX};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) assert_round_trip(content_of_length(lengths[i]));
  assert_int_equal(count_rows("SELECT count(*) FROM revision WHERE (length(sealed) - 16) % 256 <> 0"), 0);
  assert_int_equal(count_rows("SELECT count(*) FROM revision WHERE length(sealed) = 16 + 256"), 1);
  assert_int_equal(count_rows("SELECT count(*) FROM revision WHERE length(sealed) = 16 + 512"), 3);
  assert_int_equal(count_rows("SELECT count(*) FROM revision WHERE length(sealed) = 16 + 768"), 2);
}

static void what_is_no_content_is_refused_and_leaves_nothing(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct id id;
  static const char *const bad[] = {"[1]", "\"text\"", "7", "null"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct fault fault = {{0}};
    json_t *content = json_loads(bad[i], JSON_DECODE_ANY, NULL);
    assert_false(journal_add(journal, content, NOON, 0, id.text, &fault));
    assert_non_null(strstr(fault.text, "JSON object"));
    json_decref(content);
  }
  struct fault fault = {{0}};
  json_t *content = content_of_length(JOURNAL_CONTENT_MAX + 1);
  assert_false(journal_add(journal, content, NOON, 0, id.text, &fault));
  assert_non_null(strstr(fault.text, "4194304"));
  json_decref(content);
  assert_int_equal(count_rows("SELECT (SELECT count(*) FROM revision) + (SELECT count(*) FROM process)"), 0);
  add(journal, "after", NOON);
  assert_all(journal, "after\n");
  journal_close(journal);
}

static void the_newest_come_first_and_as_many_as_asked(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  add(journal, "second", NOON + 1);
  add(journal, "fourth", NOON + 3);
  add(journal, "first", NOON);
  add(journal, "third", NOON + 2);
  add(journal, "third too", NOON + 2);
  assert_all(journal, "fourth\nthird too\nthird\nsecond\nfirst\n");
  static const struct {
    struct journal_query query;
    const char *texts;
  } rows[] = {
      {{.limit = 2}, "fourth\nthird too\n"},
      {{.limit = 9}, "fourth\nthird too\nthird\nsecond\nfirst\n"},
      {{.since = NOON + 2}, "fourth\nthird too\nthird\n"},
      {{.until = NOON + 2}, "second\nfirst\n"},
      {{.since = NOON + 1, .until = NOON + 2}, "second\n"},
      {{.since = NOON + 4}, ""},
      {{.since = NOON + 1, .limit = 1}, "fourth\n"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) assert_listed(journal, &rows[i].query, rows[i].texts, 0);
  journal_close(journal);
}

static void entries_are_chosen_by_practice_and_tag(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  static const char *const contents[] = {
      "{\"text\":\"a\",\"practice\":\"walk\",\"tags\":[\"sky\",\"rain\"]}",
      "{\"text\":\"b\",\"practice\":\"walking\",\"tags\":[\"skyline\"]}",
      "{\"text\":\"c\",\"practice\":7,\"tags\":\"sky\"}",
      "{\"text\":\"d\",\"tags\":[7,null,\"sky\"]}",
      "{\"text\":\"e\",\"practice\":\"walk\"}",
  };
  for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
    struct id id;
    json_t *content = json_loads(contents[i], 0, NULL);
    assert_true(journal_add(journal, content, NOON + (int64_t)i, 0, id.text, NULL));
    json_decref(content);
  }
  assert_listed(journal, &(struct journal_query){.practice = "walk"}, "e\na\n", 0);
  assert_listed(journal, &(struct journal_query){.tags[0] = "sky"}, "d\na\n", 0);
  assert_listed(journal, &(struct journal_query){.practice = "walk", .tags[0] = "sky"}, "a\n", 0);
  assert_listed(journal, &(struct journal_query){.practice = "walk", .limit = 1}, "e\n", 0);
  assert_listed(journal, &(struct journal_query){.practice = "Walk"}, "", 0);
  journal_close(journal);
}

static bool stop_at_once(void *context, const struct journal_entry *entry) {
  count_visit(context, entry);
  return false;
}

struct writing_visitor {
  struct journal *journal;
  int visits;
};

static bool add_another(void *context, const struct journal_entry *entry) {
  struct writing_visitor *visitor = context;
  add(visitor->journal, "from the visit", entry->created + 100);
  visitor->visits++;
  return true;
}

static void a_visitor_may_stop_and_may_write(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct fault fault = {{0}};
  int visits = 0;
  for (int i = 0; i < 3; i++) add(journal, "one", NOON);
  assert_true(journal_each(journal, &(struct journal_query){0}, stop_at_once, &visits, NULL, &fault));
  assert_int_equal(visits, 1);
  struct writing_visitor visitor = {journal, 0};
  if (!journal_each(journal, &(struct journal_query){0}, add_another, &visitor, NULL, &fault))
    fail_msg("%s", fault.text);
  assert_int_equal(visitor.visits, 3);
  assert_listed(journal, &(struct journal_query){.since = NOON + 1}, "from the visit\nfrom the visit\nfrom the visit\n",
                0);
  journal_close(journal);
}

static void a_clock_that_goes_back_changes_neither_times_nor_order(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct id before = add(journal, "before", NOON + 5000), after = add(journal, "after", NOON);
  assert_true(strcmp(before.text, after.text) < 0);
  assert_all(journal, "before\nafter\n");
  assert_int_equal(count_rows("SELECT count(*) FROM revision WHERE created = 1700000000"), 1);
  journal_close(journal);
}

static void a_long_name_of_a_device_is_cut_at_a_character(void **state) {
  (void)state;
  static const char name[] = "0123456789012345678901234567890123456789012345678901234567890\xF0\x9F\x8C\xBF";
  struct journal *journal = journal_open(at("journal.db"), name, NULL);
  add(journal, "one", NOON);
  assert_int_equal(count_rows("SELECT length(CAST(device AS BLOB)) FROM revision"), 61);
  assert_all(journal, "one\n");
  journal_close(journal);
}

static void nothing_that_was_written_can_be_found_in_the_file(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct fault fault = {{0}};
  struct id id;
  json_t *content = json_pack("{s:s,s:s,s:[s],s:s}", "title", "CANARY", "text", "a CANARY sang", "tags", "CANARY",
                              "practice", "CANARY");
  assert_true(journal_add(journal, content, NOON, 0, id.text, &fault));
  json_decref(content);
  struct buf wal = read_bytes(at("journal.db-wal"));
  assert_true(wal.len > 0);
  assert_null(memmem(wal.data, wal.len, "CANARY", 6));
  buf_finish(&wal);
  journal_close(journal);
  struct buf bytes = read_bytes(at("journal.db"));
  assert_null(memmem(bytes.data, bytes.len, "CANARY", 6));
  buf_finish(&bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(the_file_and_all_beside_it_are_private),
      SCRATCH_TEST(an_empty_journal_is_not_locked_and_lists_nothing),
      SCRATCH_TEST(words_come_back_exactly_as_they_were_given),
      SCRATCH_TEST(every_member_comes_back_in_its_order),
      SCRATCH_TEST(every_length_comes_back_and_is_told_to_within_a_block),
      SCRATCH_TEST(what_is_no_content_is_refused_and_leaves_nothing),
      SCRATCH_TEST(the_newest_come_first_and_as_many_as_asked),
      SCRATCH_TEST(entries_are_chosen_by_practice_and_tag),
      SCRATCH_TEST(a_visitor_may_stop_and_may_write),
      SCRATCH_TEST(a_clock_that_goes_back_changes_neither_times_nor_order),
      SCRATCH_TEST(a_long_name_of_a_device_is_cut_at_a_character),
      SCRATCH_TEST(nothing_that_was_written_can_be_found_in_the_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
