#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>

#include "db.h"
#include "journal_file.h"
#include "memory.h"
#include "test_journal_scratch.h"

enum { ENTRIES = 120, KEPT = 5, ROUNDS = 3, NONCE = 24, START = 48 };

// What of each revision must be nowhere once it is deleted: bytes that nothing else has.
struct trace {
  unsigned char nonce[NONCE], sealed[START];
};

static unsigned draw(uint64_t *seed, unsigned below) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(*seed >> 33) % below;
}

static const char *words(uint64_t *seed) {
  static char text[901];
  size_t length = 10 + draw(seed, 890);
  for (size_t i = 0; i < length; i++) text[i] = (char)('a' + draw(seed, 26));
  text[length] = '\0';
  return text;
}

// Each in a process of its own as far as the journal can tell, as people write.
static struct id write_one(uint64_t *seed, int number) {
  struct journal *journal = open_journal();
  struct id id = add(journal, words(seed), NOON + number);
  if (draw(seed, 4) == 0) revise(journal, id, words(seed), NOON + number);
  journal_close(journal);
  return id;
}

static size_t traces_of(struct journal *journal, struct id id, struct trace *traces) {
  sqlite3_stmt *rows = db_prepare(journal->db, "SELECT nonce, sealed FROM revision WHERE entry = ?1", NULL);
  sqlite3_bind_text(rows, 1, id.text, -1, SQLITE_STATIC);
  size_t count = 0;
  for (; sqlite3_step(rows) == SQLITE_ROW; count++) {
    memcpy(traces[count].nonce, sqlite3_column_blob(rows, 0), NONCE);
    memcpy(traces[count].sealed, sqlite3_column_blob(rows, 1), START);
  }
  sqlite3_finalize(rows);
  return count;
}

static bool is_on_disk(const void *bytes, size_t length) {
  return file_holds("journal.db", bytes, length) || file_holds("journal.db-wal", bytes, length);
}

static void delete_it(struct journal *journal, struct id id) {
  struct fault fault;
  if (!journal_delete(journal, id.text, &fault) || !journal_clear(journal, &fault)) fail_msg("%s", fault.text);
}

static void assert_gone(const struct trace *traces, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (is_on_disk(traces[i].nonce, NONCE) || is_on_disk(traces[i].sealed, START)) fail_msg("a deleted entry stayed");
}

// SQLite moves rows between pages as they go, and a copy can stay in a gap that nobody clears.
static void nothing_stays_of_small_entries_deleted_in_any_order(void **state) {
  (void)state;
  for (uint64_t round = 0; round < ROUNDS; round++) {
    uint64_t seed = round;
    struct id ids[ENTRIES];
    static struct trace traces[ENTRIES * 2];
    size_t gone = 0;
    struct journal *journal = open_journal();
    for (int i = 0; i < ENTRIES; i++) ids[i] = write_one(&seed, i);
    for (unsigned left = ENTRIES; left > KEPT; left--) {
      unsigned pick = draw(&seed, left);
      gone += traces_of(journal, ids[pick], traces + gone);
      delete_it(journal, ids[pick]);
      ids[pick] = ids[left - 1];
      size_t recent = gone < 20 ? gone : 20;
      assert_gone(traces + gone - recent, recent);
    }
    assert_true(gone > ENTRIES - KEPT);
    assert_gone(traces, gone);
    assert_true(traces_of(journal, ids[0], traces) > 0 && is_on_disk(traces[0].sealed, START));
    int visits = 0;
    assert_true(journal_each(journal, &(struct journal_query){0}, count_visit, &visits, NULL, NULL));
    assert_int_equal(visits, KEPT);
    journal_close(journal);
    assert_int_equal(remove(at("journal.db")), 0);
  }
}

static void a_reader_holds_it_back_only_as_long_as_it_reads(void **state) {
  (void)state;
  uint64_t seed = 1;
  struct fault fault;
  struct trace trace[2];
  struct id id = write_one(&seed, 0);
  struct journal *reader = open_journal(), *journal = open_journal();
  db_patience(journal->db, false);
  assert_int_equal(traces_of(journal, id, trace) > 0, 1);
  assert_true(db_run(reader->db, "BEGIN", NULL));
  assert_true(db_run(reader->db, "SELECT count(*) FROM revision", NULL));
  assert_true(journal_delete(journal, id.text, &fault));
  assert_false(journal_clear(journal, &fault));
  assert_string_equal(fault.text, "another program is using it");
  assert_true(is_on_disk(trace->sealed, START));
  assert_true(db_run(reader->db, "COMMIT", NULL));
  assert_true(journal_clear(journal, &fault));
  assert_false(is_on_disk(trace->sealed, START));
  journal_close(reader);
  journal_close(journal);
}

static int marks(void) { return count_rows("SELECT count(*) FROM mark WHERE what = 'clear'"); }

static struct id large;

static int delete_and_die(int number) {
  (void)number;
  struct journal *journal = journal_open(at("journal.db"), "tests", NULL);
  if (journal && journal_delete(journal, large.text, NULL)) raise(SIGKILL);
  return 1;
}

static void what_a_kill_left_behind_goes_with_the_next_reading(void **state) {
  (void)state;
  enum { LONG = 100000 };
  struct trace trace[1];
  char *text = memset(mem_zero(LONG + 1, 1), 'x', LONG);
  struct journal *journal = open_journal();
  add(journal, "stays", NOON);
  large = add(journal, text, NOON);
  free(text);
  assert_int_equal(traces_of(journal, large, trace), 1);
  journal_close(journal);
  assert_int_equal(marks(), 0);
  int status;
  assert_int_equal(waitpid(start(delete_and_die, 0), &status, 0) > 0 && WIFSIGNALED(status), 1);
  assert_int_equal(marks(), 1);
  assert_true(count_rows("SELECT freelist_count FROM pragma_freelist_count") > 0);
  journal = open_journal();
  journal_clear_rest(journal);
  assert_false(is_on_disk(trace->sealed, START));
  assert_int_equal(count_rows("SELECT freelist_count FROM pragma_freelist_count"), 0);
  assert_int_equal(marks(), 0);
  int visits = 0;
  assert_true(journal_each(journal, &(struct journal_query){0}, count_visit, &visits, NULL, NULL));
  assert_int_equal(visits, 1);
  journal_close(journal);
}

// While somebody reads, nobody waits for it.
static void what_cannot_be_cleared_now_is_cleared_later(void **state) {
  (void)state;
  uint64_t seed = 1;
  struct id id = write_one(&seed, 0);
  struct journal *reader = open_journal(), *journal = open_journal();
  assert_true(db_run(reader->db, "BEGIN", NULL) && db_run(reader->db, "SELECT count(*) FROM revision", NULL));
  assert_true(journal_delete(journal, id.text, NULL));
  journal_clear_rest(journal);
  assert_int_equal(marks(), 1);
  assert_true(db_run(reader->db, "COMMIT", NULL));
  journal_clear_rest(journal);
  assert_int_equal(marks(), 0);
  journal_close(reader);
  journal_close(journal);
}

static void a_key_that_was_replaced_is_to_go_as_well(void **state) {
  (void)state;
  char code[JOURNAL_CODE_MAX];
  struct fault fault;
  struct journal *journal = open_journal();
  add(journal, "a", NOON);
  assert_true(journal_set_passphrase(journal, "p", 1, code, &fault));
  assert_int_equal(marks(), 1);
  assert_true(journal_clear(journal, &fault));
  assert_int_equal(marks(), 0);
  assert_true(journal_remove_passphrase(journal, &fault));
  assert_int_equal(marks(), 1);
  journal_close(journal);
}

// The file cannot be built anew then, and the rest of it is worth more than what was deleted.
static void with_a_damaged_page_the_entry_goes_and_the_rest_stays(void **state) {
  (void)state;
  enum { MANY = 200 };
  struct fault fault;
  struct id ids[MANY];
  struct trace trace[1];
  struct journal *journal = open_journal();
  for (int i = 0; i < MANY; i++) ids[i] = add(journal, "a", NOON + i);
  journal_close(journal);
  int page = count_rows("SELECT max(pageno) FROM dbstat WHERE name = 'revision' AND pagetype = 'leaf' AND pageno <"
                        " (SELECT max(pageno) FROM dbstat WHERE name = 'revision' AND pagetype = 'leaf')");
  struct buf bytes = read_bytes(at("journal.db"));
  memset(bytes.data + (page - 1) * 4096, 0xA5, 4096);
  write_bytes(at("journal.db"), bytes.data, bytes.len);
  buf_finish(&bytes);
  journal = open_journal();
  assert_int_equal(traces_of(journal, ids[0], trace), 1);
  assert_true(journal_delete(journal, ids[0].text, &fault));
  assert_false(journal_clear(journal, &fault));
  assert_non_null(strstr(fault.text, "malformed"));
  assert_false(is_on_disk(trace->sealed, START));
  int visits = 0;
  size_t unreadable = 0;
  assert_true(journal_each(journal, &(struct journal_query){0}, count_visit, &visits, &unreadable, NULL));
  assert_int_equal((size_t)visits + unreadable, MANY - 1);
  journal_close(journal);
}

static int clear_without_room(int number) {
  (void)number;
  struct fault fault = {{0}};
  fill_disk(40960);
  struct journal *journal = journal_open(at("journal.db"), "tests", NULL);
  bool told = journal && !journal_clear(journal, &fault) && fault.text[0];
  journal_close(journal);
  return told ? 0 : 1;
}

static void without_room_on_the_disk_all_stays_as_it_was(void **state) {
  (void)state;
  uint64_t seed = 1;
  for (int i = 0; i < ENTRIES; i++) write_one(&seed, i);
  assert_int_equal(wait_for(start(clear_without_room, 0)), 0);
  assert_int_equal(count_rows("SELECT count(DISTINCT entry) FROM revision"), ENTRIES);
  assert_int_equal(count_rows("SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

static void what_does_not_go_is_not_told_as_deleted(void **state) {
  (void)state;
  struct fault fault;
  struct journal *journal = open_journal();
  struct id id = add(journal, "kept", NOON);
  meddle("UPDATE revision SET entry = '0192f0c0-0000-7000-8000-000000000002'");  // as an older tend took it in
  assert_false(journal_delete(journal, id.text, &fault));
  assert_non_null(strstr(fault.text, "nothing was found to delete"));
  journal_close(journal);
  assert_int_equal(count_rows("SELECT count(*) FROM revision"), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(nothing_stays_of_small_entries_deleted_in_any_order),
      SCRATCH_TEST(a_reader_holds_it_back_only_as_long_as_it_reads),
      SCRATCH_TEST(what_a_kill_left_behind_goes_with_the_next_reading),
      SCRATCH_TEST(what_cannot_be_cleared_now_is_cleared_later),
      SCRATCH_TEST(a_key_that_was_replaced_is_to_go_as_well),
      SCRATCH_TEST(with_a_damaged_page_the_entry_goes_and_the_rest_stays),
      SCRATCH_TEST(what_does_not_go_is_not_told_as_deleted),
      SCRATCH_TEST(without_room_on_the_disk_all_stays_as_it_was),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
