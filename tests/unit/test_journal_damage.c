#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journal_file.h"
#include "test_journal_scratch.h"

// One process wrote "a" and "b", another "c".
static void make_three(void) {
  struct journal *journal = open_journal();
  add(journal, "a", NOON);
  add(journal, "b", NOON + 1);
  journal_close(journal);
  journal = open_journal();
  add(journal, "c", NOON + 2);
  journal_close(journal);
}

static void assert_three(const char *texts, size_t unreadable) {
  struct journal *journal = open_journal();
  assert_listed(journal, &(struct journal_query){0}, texts, unreadable);
  journal_close(journal);
}

#define OF_B " WHERE created = 1700000001"

static void whatever_was_changed_is_noticed_and_the_rest_is_read(void **state) {
  (void)state;
  static const struct {
    const char *sql, *texts;
    size_t unreadable;
  } rows[] = {
      {"UPDATE revision SET created = 1700000005" OF_B, "c\na\n", 1},
      {"UPDATE revision SET zone = 61" OF_B, "c\na\n", 1},
      {"UPDATE revision SET device = 'Tests'" OF_B, "c\na\n", 1},
      {"UPDATE revision SET device = ''" OF_B, "c\na\n", 1},
      {"UPDATE revision SET entry = '018bcfe5-6800-7abc-8abc-0123456789ab'" OF_B, "c\na\n", 1},
      {"UPDATE revision SET id = '018bcfe5-6800-7abc-8abc-0123456789ab'" OF_B, "c\na\n", 1},
      {"UPDATE revision SET id = id || '-and-more-than-fits-into-an-id'" OF_B, "c\na\n", 1},
      {"UPDATE revision SET parents = '[ ]'" OF_B, "c\na\n", 1},
      {"UPDATE revision SET parents = 'no JSON ['" OF_B, "c\na\n", 1},
      {"UPDATE revision SET process = (SELECT process FROM revision WHERE created = 1700000002)" OF_B, "c\na\n", 1},
      {"UPDATE revision SET process = ''" OF_B, "c\na\n", 1},
      {"UPDATE revision SET process = hex(zeroblob(100))" OF_B, "c\na\n", 1},
      {"UPDATE revision SET nonce = zeroblob(24)" OF_B, "c\na\n", 1},
      {"UPDATE revision SET nonce = zeroblob(23)" OF_B, "c\na\n", 1},
      {"UPDATE revision SET sealed = zeroblob(length(sealed))" OF_B, "c\na\n", 1},
      {"UPDATE revision SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) AS BLOB)" OF_B, "c\na\n", 1},
      {"UPDATE revision SET sealed = zeroblob(0)" OF_B, "c\na\n", 1},
      {"UPDATE revision SET (nonce, sealed) = (SELECT nonce, sealed FROM revision WHERE created = 1700000000)" OF_B,
       "c\na\n", 1},
      {"UPDATE process SET key = zeroblob(80) WHERE id = (SELECT process FROM revision" OF_B ")", "c\n", 2},
      {"UPDATE process SET key = zeroblob(48), nonce = zeroblob(24), kind = 'wrapped' WHERE id = (SELECT process FROM "
       "revision" OF_B ")",
       "c\n", 2},
      {"UPDATE process SET kind = 'wrapped' WHERE id = (SELECT process FROM revision" OF_B ")", "c\n", 2},
      {"UPDATE process SET pair = 7 WHERE id = (SELECT process FROM revision" OF_B ")", "c\n", 2},
      {"DELETE FROM process WHERE id = (SELECT process FROM revision" OF_B ")", "c\n", 2},
      {"DELETE FROM process", "", 3},
      {"DELETE FROM revision" OF_B, "c\na\n", 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    make_three();
    assert_true(meddle(rows[i].sql) > 0);
    assert_three(rows[i].texts, rows[i].unreadable);
    assert_int_equal(remove(at("journal.db")), 0);
  }
}

static void a_damaged_entry_says_so_when_it_is_looked_for(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct id id = add(journal, "a", NOON);
  meddle("UPDATE revision SET zone = 61");
  assert_not_found(journal, id.text, "damaged");
  journal_close(journal);
}

static void a_damaged_page_costs_what_lay_on_it_and_no_more(void **state) {
  (void)state;
  enum { ENTRIES = 200 };
  struct journal *journal = open_journal();
  for (int i = 0; i < ENTRIES; i++) add(journal, "a", NOON + i);
  journal_close(journal);
  int page = count_rows(
      "SELECT max(pageno) FROM dbstat WHERE name = 'revision' AND pagetype = 'leaf' AND pageno <"
      " (SELECT max(pageno) FROM dbstat WHERE name = 'revision' AND pagetype = 'leaf')");
  struct buf bytes = read_bytes(at("journal.db"));
  memset(bytes.data + (page - 1) * 4096, 0xA5, 4096);
  write_bytes(at("journal.db"), bytes.data, bytes.len);
  journal = open_journal();
  int visits = 0;
  size_t unreadable = 0;
  struct fault fault = {{0}};
  if (!journal_each(journal, &(struct journal_query){0}, count_visit, &visits, &unreadable, &fault))
    fail_msg("%s", fault.text);
  assert_true(unreadable >= 1 && unreadable <= 20);
  assert_int_equal((size_t)visits + unreadable, ENTRIES);
  journal_close(journal);
  assert_unchanged(at("journal.db"), &bytes);
}

static int visits_in_spite_of(const char *page_query, struct buf *bytes) {
  int page = count_rows(page_query), visits = 0;
  struct fault fault = {{0}};
  *bytes = read_bytes(at("journal.db"));
  memset(bytes->data + (page - 1) * 4096, 0xA5, 4096);
  write_bytes(at("journal.db"), bytes->data, bytes->len);
  struct journal *journal = open_journal();
  assert_false(journal_each(journal, &(struct journal_query){0}, count_visit, &visits, NULL, &fault));
  assert_non_null(strstr(fault.text, "journal.db: is damaged"));
  journal_close(journal);
  return visits;
}

static void damaged_indexes_are_said_and_every_entry_is_read(void **state) {
  (void)state;
  enum { ENTRIES = 200 };
  static const char *const pages[] = {
      "SELECT max(pageno) FROM dbstat WHERE name = 'revision_by_time'",
      "SELECT min(pageno) FROM dbstat WHERE name = 'revision_by_time'",
      "SELECT max(pageno) FROM dbstat WHERE name = 'revision_that_replaces'",
  };
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    struct journal *journal = open_journal();
    for (int entry = 0; entry < ENTRIES; entry++) add(journal, "a", NOON + entry * 7 % ENTRIES / 3);
    journal_close(journal);
    struct buf bytes;
    assert_int_equal(visits_in_spite_of(pages[i], &bytes), ENTRIES);
    assert_unchanged(at("journal.db"), &bytes);
    assert_int_equal(remove(at("journal.db")), 0);
  }
}

static void one_entry_is_found_past_a_damaged_index(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct id ids[20];
  for (int i = 0; i < 20; i++) ids[i] = add(journal, "a", NOON + i);
  revise(journal, ids[3], "b", NOON);
  journal_close(journal);
  struct buf bytes;
  visits_in_spite_of("SELECT max(pageno) FROM dbstat WHERE name = 'revision_that_replaces'", &bytes);
  buf_finish(&bytes);
  journal = open_journal();
  int visits = 0;
  assert_false(journal_find(journal, ids[3].text, count_visit, &visits, NULL));
  assert_int_equal(visits, 2);
  journal_close(journal);
}

static void a_locked_journal_takes_entries_and_shows_none(void **state) {
  (void)state;
  struct fault fault = {{0}};
  int visits = 0;
  make_three();
  meddle("CREATE TABLE away AS SELECT * FROM slot; DELETE FROM slot");
  struct journal *journal = open_journal();
  assert_true(journal_is_locked(journal));
  struct id id = add(journal, "while locked", NOON + 9);
  revise(journal, id, "changed while locked", NOON + 10);
  assert_false(journal_each(journal, &(struct journal_query){0}, count_visit, &visits, NULL, &fault));
  assert_non_null(strstr(fault.text, "locked"));
  assert_not_found(journal, id.text, "locked");
  assert_int_equal(visits, 0);
  journal_close(journal);
  meddle("INSERT INTO slot SELECT * FROM away");
  assert_three("changed while locked\nc\nb\na\n", 0);
}

static int deny_secret(void *context, int action, const char *table, const char *column, const char *database,
                       const char *cause) {
  (void)database;
  (void)cause;
  bool secret = action == SQLITE_READ && strcmp(table, "slot") == 0 && strcmp(column, "secret") == 0;
  *(int *)context += secret;
  return secret ? SQLITE_DENY : SQLITE_OK;
}

static void adding_never_reads_the_secret(void **state) {
  (void)state;
  int reads = 0;
  struct journal *journal = open_journal();
  sqlite3_set_authorizer(journal->db, deny_secret, &reads);
  struct id id = add(journal, "a", NOON);
  add(journal, "b", NOON + 1);
  revise(journal, id, "c", NOON + 2);
  assert_int_equal(reads, 0);
  assert_false(journal_each(journal, &(struct journal_query){0}, count_visit, &reads, NULL, NULL));
  assert_true(reads > 0);
  sqlite3_set_authorizer(journal->db, NULL, NULL);
  assert_all(journal, "b\nc\n");
  journal_close(journal);
}

static void keys_that_do_not_fit_are_said(void **state) {
  (void)state;
  static const char *const bad[] = {
      "UPDATE pair SET public = zeroblob(32)",
      "UPDATE pair SET public = zeroblob(31)",
      "UPDATE slot SET secret = zeroblob(32)",
      "UPDATE slot SET secret = zeroblob(0)",
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct fault fault = {{0}};
    int visits = 0;
    make_three();
    assert_true(meddle(bad[i]) > 0);
    struct journal *journal = open_journal();
    assert_false(journal_each(journal, &(struct journal_query){0}, count_visit, &visits, NULL, &fault));
    assert_non_null(strstr(fault.text, "journal.db: its keys are damaged"));
    assert_false(journal_is_locked(journal));
    journal_close(journal);
    assert_int_equal(remove(at("journal.db")), 0);
  }
}

static void a_journal_of_a_newer_tend_is_refused_and_left_as_it_is(void **state) {
  (void)state;
  struct fault fault = {{0}};
  make_three();
  meddle("PRAGMA user_version = 1000");
  struct buf bytes = read_bytes(at("journal.db"));
  assert_null(journal_open(at("journal.db"), "tests", &fault));
  assert_non_null(strstr(fault.text, "journal.db: a newer tend"));
  assert_unchanged(at("journal.db"), &bytes);
  meddle("PRAGMA user_version = 3");
  assert_three("c\nb\na\n", 0);
}

static int list_but_not_add(int number) {
  (void)number;
  struct fault fault = {{0}};
  size_t unreadable = 0;
  int visits = 0;
  char id[JOURNAL_ID_MAX];
  struct journal *journal = journal_open(at("journal.db"), "tests", &fault);
  if (!journal) return 1;
  if (!journal_each(journal, &(struct journal_query){0}, count_visit, &visits, &unreadable, &fault)) return 2;
  if (visits != 3 || unreadable != 0) return 3;
  json_t *content = json_object();
  if (journal_add(journal, content, NOON, 0, id, &fault) || !strstr(fault.text, "journal.db: cannot be written"))
    return 4;
  json_decref(content);
  journal_close(journal);
  return 0;
}

static void a_journal_in_a_read_only_folder_can_be_read(void **state) {
  (void)state;
  make_three();
  assert_int_equal(chmod(at("journal.db"), 0444), 0);
  assert_int_equal(run_without_writing(list_but_not_add), 0);
}

static int add_until_full(int number) {
  (void)number;
  struct fault fault = {{0}};
  char id[JOURNAL_ID_MAX];
  struct journal *journal = journal_open(at("journal.db"), "tests", &fault);
  if (!journal) return 1;
  fill_disk(200 * 1024);
  json_t *content = json_pack("{s:s}", "text", "before the disk was full");
  int added = 0;
  while (added < 100 && journal_add(journal, content, NOON + added, 0, id, &fault)) added++;
  json_decref(content);
  journal_close(journal);
  return strstr(fault.text, "the disk") ? added : 100;
}

static void a_full_disk_loses_nothing_that_was_acknowledged(void **state) {
  (void)state;
  journal_close(open_journal());
  int added = wait_for(start(add_until_full, 0)), visits = 0;
  assert_true(added > 0 && added < 100);
  struct journal *journal = open_journal();
  size_t unreadable = 9;
  assert_true(journal_each(journal, &(struct journal_query){0}, count_visit, &visits, &unreadable, NULL));
  assert_int_equal(visits, added);
  assert_int_equal(unreadable, 0);
  add(journal, "there is room again", NOON);
  journal_close(journal);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(whatever_was_changed_is_noticed_and_the_rest_is_read),
      SCRATCH_TEST(a_damaged_entry_says_so_when_it_is_looked_for),
      SCRATCH_TEST(a_damaged_page_costs_what_lay_on_it_and_no_more),
      SCRATCH_TEST(damaged_indexes_are_said_and_every_entry_is_read),
      SCRATCH_TEST(one_entry_is_found_past_a_damaged_index),
      SCRATCH_TEST(a_locked_journal_takes_entries_and_shows_none),
      SCRATCH_TEST(adding_never_reads_the_secret),
      SCRATCH_TEST(keys_that_do_not_fit_are_said),
      SCRATCH_TEST(a_journal_of_a_newer_tend_is_refused_and_left_as_it_is),
      SCRATCH_TEST(a_journal_in_a_read_only_folder_can_be_read),
      SCRATCH_TEST(a_full_disk_loses_nothing_that_was_acknowledged),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
