#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journal_file.h"
#include "test_journal_scratch.h"

enum { WRITERS = 4, EACH = 1000, KILLS = 200, PROCESSES = 70 };

static int add_some(int number) {
  struct fault fault = {{0}};
  char id[JOURNAL_ID_MAX];
  struct journal *journal = journal_open(at("journal.db"), "tests", &fault);
  for (int i = 0; journal && i < EACH; i++) {
    json_t *content = json_pack("{s:i}", "n", number * EACH + i);
    bool ok = journal_add(journal, content, NOON + i, 0, id, &fault);
    json_decref(content);
    if (!ok) return 1;
  }
  journal_close(journal);
  return journal ? 0 : 2;
}

static bool tick(void *context, const struct journal_entry *entry) {
  ((int *)context)[json_integer_value(json_object_get(entry->content, "n"))]++;
  return true;
}

static void processes_may_add_and_read_at_the_same_time(void **state) {
  (void)state;
  pid_t children[WRITERS];
  int seen[WRITERS * EACH] = {0};
  size_t unreadable = 9;
  struct fault fault = {{0}};
  for (int i = 0; i < WRITERS; i++) children[i] = start(add_some, i);
  struct journal *journal = open_journal();
  for (int i = 0; i < 20; i++) {
    int visits = 0;
    if (!journal_each(journal, &(struct journal_query){0}, count_visit, &visits, &unreadable, &fault))
      fail_msg("%s", fault.text);
    assert_int_equal(unreadable, 0);
  }
  for (int i = 0; i < WRITERS; i++) assert_int_equal(wait_for(children[i]), 0);
  if (!journal_each(journal, &(struct journal_query){0}, tick, seen, &unreadable, &fault)) fail_msg("%s", fault.text);
  for (int i = 0; i < WRITERS * EACH; i++) assert_int_equal(seen[i], 1);
  assert_int_equal(unreadable, 0);
  assert_int_equal(count_rows("SELECT count(*) FROM pair"), 1);
  assert_int_equal(count_rows("SELECT count(*) FROM process"), WRITERS);
  journal_close(journal);
}

// Stands for another process that makes the key pair and adds the first entry just when the reader asks for the pair.
static int add_meanwhile(void *added, int action, const char *table, const char *column, const char *database,
                         const char *cause) {
  (void)column;
  (void)database;
  (void)cause;
  if (action != SQLITE_READ || strcmp(table, "pair") != 0 || *(bool *)added) return SQLITE_OK;
  *(bool *)added = true;
  struct journal *other = open_journal();
  add(other, "meanwhile", NOON);
  journal_close(other);
  return SQLITE_OK;
}

static void an_entry_that_comes_while_the_keys_are_read_is_seen_whole_or_not_at_all(void **state) {
  (void)state;
  bool added = false;
  struct journal *journal = open_journal();
  sqlite3_set_authorizer(journal->db, add_meanwhile, &added);
  assert_all(journal, "");
  assert_true(added);
  sqlite3_set_authorizer(journal->db, NULL, NULL);
  assert_all(journal, "meanwhile\n");
  journal_close(journal);
}

static int acknowledgements[2];

// Adds until it is killed, and writes the id of each entry to the pipe once it is told that the entry is kept.
static int add_and_acknowledge(int number) {
  char id[JOURNAL_ID_MAX];
  struct journal *journal = journal_open(at("journal.db"), "tests", NULL);
  json_t *content = json_pack("{s:s}", "text", "kept");
  for (int i = 0; journal && i < 1000; i++) {
    if (!journal_add(journal, content, NOON + number * 1000 + i, 0, id, NULL)) return 1;
    if (write(acknowledgements[1], id, sizeof id) != sizeof id) return 2;
  }
  return 3;
}

static size_t take_acknowledgement(struct buf *ids) {
  char id[JOURNAL_ID_MAX];
  ssize_t got = read(acknowledgements[0], id, sizeof id);
  if (got == sizeof id) buf_add(ids, id, sizeof id);
  return got > 0 ? (size_t)got : 0;
}

// Kills a writer some time after it has acknowledged `count` entries, and takes what it acknowledged in the meantime.
static void kill_a_writer(int round, int count, struct buf *ids) {
  assert_int_equal(pipe(acknowledgements), 0);
  pid_t child = start(add_and_acknowledge, round);
  close(acknowledgements[1]);
  while (count-- > 0) assert_int_equal(take_acknowledgement(ids), JOURNAL_ID_MAX);
  usleep((unsigned)(round * 131 % 40) * 50);
  kill(child, SIGKILL);
  assert_int_equal(wait_for(child), -SIGKILL);
  while (take_acknowledgement(ids) > 0) continue;
  close(acknowledgements[0]);
}

static bool collect_id(void *context, const struct journal_entry *entry) {
  buf_add(context, entry->id, sizeof entry->id);
  return true;
}

static int compare_ids(const void *a, const void *b) { return strcmp(a, b); }

static void sort(struct buf *ids) {
  if (ids->len) qsort(ids->data, ids->len / JOURNAL_ID_MAX, JOURNAL_ID_MAX, compare_ids);
}

static void assert_each_is_there_once(struct buf *acknowledged) {
  struct journal *journal = open_journal();
  struct buf stored = {0};
  size_t unreadable = 9;
  assert_true(journal_each(journal, &(struct journal_query){0}, collect_id, &stored, &unreadable, NULL));
  assert_int_equal(unreadable, 0);
  journal_close(journal);
  sort(acknowledged);
  sort(&stored);
  size_t at_stored = 0;
  for (size_t i = 0; i < acknowledged->len; i += JOURNAL_ID_MAX) {
    while (at_stored < stored.len && strcmp(stored.data + at_stored, acknowledged->data + i) < 0)
      at_stored += JOURNAL_ID_MAX;
    assert_true(at_stored < stored.len);
    assert_string_equal(stored.data + at_stored, acknowledged->data + i);
    at_stored += JOURNAL_ID_MAX;
  }
  // Each killed writer may have kept one more entry than it could say.
  assert_true(stored.len <= acknowledged->len + KILLS * JOURNAL_ID_MAX);
  buf_finish(&stored);
}

static void a_writer_may_be_killed_at_any_moment(void **state) {
  (void)state;
  struct buf acknowledged = {0};
  for (int round = 0; round < KILLS; round++) kill_a_writer(round, round % 5, &acknowledged);
  assert_true(acknowledged.len > 0);
  assert_each_is_there_once(&acknowledged);
  assert_int_equal(count_rows("SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
  buf_finish(&acknowledged);
}

// Here each writer is killed while the file itself, its tables or its keys may still be in the making.
static void the_first_writer_may_be_killed_at_any_moment(void **state) {
  (void)state;
  for (int round = 0; round < KILLS; round++) {
    struct buf acknowledged = {0};
    kill_a_writer(round, 0, &acknowledged);
    assert_each_is_there_once(&acknowledged);
    buf_finish(&acknowledged);
    assert_int_equal(remove(at("journal.db")), 0);
    assert_int_equal(count_files(), 0);
  }
}

static void add_from_processes(int count) {
  for (int i = 0; i < count; i++) {
    struct journal *journal = open_journal();
    add(journal, "one", NOON + i);
    journal_close(journal);
  }
}

static void assert_count(struct journal *journal, int count) {
  int visits = 0;
  size_t unreadable = 9;
  struct fault fault = {{0}};
  if (!journal_each(journal, &(struct journal_query){0}, count_visit, &visits, &unreadable, &fault))
    fail_msg("%s", fault.text);
  assert_int_equal(visits, count);
  assert_int_equal(unreadable, 0);
}

static void many_sealed_keys_are_wrapped_and_read_as_before(void **state) {
  (void)state;
  add_from_processes(PROCESSES);
  struct journal *journal = open_journal();
  add(journal, "one", NOON + PROCESSES);
  assert_count(journal, PROCESSES + 1);
  assert_int_equal(count_rows("SELECT count(*) FROM process WHERE kind = 'wrapped' AND length(key) = 48"),
                   PROCESSES + 1);
  add(journal, "after it was wrapped", NOON + PROCESSES + 1);
  assert_count(journal, PROCESSES + 2);
  journal_close(journal);
  add_from_processes(3);
  journal = open_journal();
  assert_count(journal, PROCESSES + 5);
  journal_close(journal);
  assert_int_equal(count_rows("SELECT count(*) FROM process WHERE kind = 'wrapped'"), PROCESSES + 1);
}

static void keys_are_wrapped_only_where_nobody_else_writes(void **state) {
  (void)state;
  sqlite3 *other;
  add_from_processes(PROCESSES);
  assert_int_equal(sqlite3_open(at("journal.db"), &other), SQLITE_OK);
  assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
  struct journal *journal = open_journal();
  assert_count(journal, PROCESSES);
  journal_close(journal);
  assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(other);
  assert_int_equal(count_rows("SELECT count(*) FROM process WHERE kind = 'sealed'"), PROCESSES);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(processes_may_add_and_read_at_the_same_time),
      SCRATCH_TEST(an_entry_that_comes_while_the_keys_are_read_is_seen_whole_or_not_at_all),
      SCRATCH_TEST(a_writer_may_be_killed_at_any_moment),
      SCRATCH_TEST(the_first_writer_may_be_killed_at_any_moment),
      SCRATCH_TEST(many_sealed_keys_are_wrapped_and_read_as_before),
      SCRATCH_TEST(keys_are_wrapped_only_where_nobody_else_writes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
