#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "db.h"
#include "test_db_scratch.h"

enum { OURS = 0x746E6400 };

static const char *const steps[] = {"CREATE TABLE note(text TEXT)", "ALTER TABLE note ADD COLUMN mood INTEGER"};

static sqlite3 *open_version(const char *name, int version) {
  struct fault fault = {{0}};
  sqlite3 *db = db_open(at(name), OURS, steps, version, &fault);
  if (!db) fail_msg("%s", fault.text);
  return db;
}

static int ask(sqlite3 *db, const char *sql) {
  struct fault fault = {{0}};
  sqlite3_stmt *statement = db_prepare(db, sql, &fault);
  if (!statement) fail_msg("%s", fault.text);
  assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
  int answer = sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  return answer;
}

static void write_note(sqlite3 *db) {
  struct fault fault = {{0}};
  if (!db_run(db, "INSERT INTO note(text) VALUES('a note')", &fault)) fail_msg("%s", fault.text);
}

// A database as another program leaves it, with the settings in `sql`; `crash` leaves its WAL behind.
static void make_theirs(const char *name, const char *sql, bool crash) {
  pid_t child = fork();
  assert_true(child >= 0);
  if (child > 0) {
    assert_int_equal(wait_for(child), crash ? -SIGKILL : 0);
    return;
  }
  sqlite3 *db;
  int code = sqlite3_open(at(name), &db);
  if (code == SQLITE_OK) code = sqlite3_exec(db, sql, NULL, NULL, NULL);
  if (crash && code == SQLITE_OK) kill(getpid(), SIGKILL);
  sqlite3_close(db);
  _exit(code);
}

static void a_new_file_and_all_beside_it_are_private(void **state) {
  (void)state;
  sqlite3 *db = open_version("new.db", 2);
  write_note(db);
  assert_int_equal(mode_of(at("new.db")), 0600);
  assert_int_equal(mode_of(at("new.db-wal")), 0600);
  assert_int_equal(mode_of(at("new.db-shm")), 0600);
  db_close(db);
  assert_int_equal(count_files(), 1);
}

static void the_settings_hold_at_every_opening(void **state) {
  (void)state;
  for (int opening = 0; opening < 3; opening++) {
    sqlite3 *db = open_version("set.db", 2);
    assert_int_equal(ask(db, "PRAGMA synchronous"), 2);
    assert_int_equal(ask(db, "PRAGMA secure_delete"), 1);
    assert_int_equal(ask(db, "PRAGMA temp_store"), 2);
    assert_int_equal(ask(db, "PRAGMA application_id"), OURS);
    assert_int_equal(ask(db, "PRAGMA user_version"), 2);
    assert_int_equal(ask(db, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    db_close(db);
  }
}

static void a_file_that_others_could_read_is_narrowed(void **state) {
  (void)state;
  db_close(open_version("wide.db", 1));
  assert_int_equal(chmod(at("wide.db"), 0644), 0);
  db_close(open_version("wide.db", 1));
  assert_int_equal(mode_of(at("wide.db")), 0600);
}

static void an_older_file_is_brought_up_to_date(void **state) {
  (void)state;
  sqlite3 *db = open_version("old.db", 1);
  write_note(db);
  db_close(db);
  db = open_version("old.db", 2);
  assert_int_equal(ask(db, "SELECT count(*) FROM note WHERE mood IS NULL"), 1);
  assert_int_equal(ask(db, "PRAGMA user_version"), 2);
  db_close(db);
}

static void a_step_that_fails_leaves_the_older_file(void **state) {
  (void)state;
  static const char *const bad[] = {"CREATE TABLE note(text TEXT)", "ALTER TABLE note ADD COLUMN mood",
                                    "CREATE NONSENSE"};
  struct fault fault = {{0}};
  db_close(open_version("old.db", 1));
  struct buf before = read_bytes(at("old.db"));
  assert_null(db_open(at("old.db"), OURS, bad, 3, &fault));
  assert_non_null(strstr(fault.text, "old.db"));
  assert_unchanged(at("old.db"), &before);
  db_close(open_version("old.db", 2));
}

static void assert_refused(const char *name, const char *because) {
  struct fault fault = {{0}};
  struct buf before = read_bytes(at(name));
  sqlite3 *db = db_open(at(name), OURS, steps, 2, &fault);
  assert_null(db);
  if (strncmp(fault.text, at(name), strlen(at(name))) != 0 || !strstr(fault.text, because)) fail_msg("%s", fault.text);
  assert_unchanged(at(name), &before);
}

static void what_is_not_ours_is_refused_and_left_as_it_is(void **state) {
  (void)state;
  static const struct {
    const char *sql, *because;
    bool crash;
  } rows[] = {
      {"CREATE TABLE theirs(a)", "another program", false},
      {"PRAGMA application_id = 195948557; CREATE TABLE theirs(a)", "another program", false},
      {"PRAGMA application_id = 195948557; PRAGMA journal_mode = WAL; CREATE TABLE theirs(a)", "another program", true},
      {"PRAGMA application_id = 1953391616; PRAGMA user_version = 3; CREATE TABLE future(a)", "newer tend", false},
      {"PRAGMA application_id = 1953391616; CREATE TABLE future(a); PRAGMA journal_mode = WAL; PRAGMA user_version = 3",
       "newer tend", true},
  };
  assert_int_equal(OURS, 1953391616);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char name[16];
    snprintf(name, sizeof name, "%zu.db", i);
    make_theirs(name, rows[i].sql, rows[i].crash);
    char wal_name[24];
    snprintf(wal_name, sizeof wal_name, "%s-wal", name);
    struct buf wal = {0};
    if (rows[i].crash) wal = read_bytes(at(wal_name));
    assert_refused(name, rows[i].because);
    if (rows[i].crash) assert_unchanged(at(wal_name), &wal);
  }
}

static void what_is_no_database_is_refused_and_left_as_it_is(void **state) {
  (void)state;
  static const char magic[200] = "SQLite format 3";
  static const struct {
    const char *name, *bytes;
    size_t length;
  } rows[] = {
      {"text.db", "Dear diary,\n", 12}, {"magic.db", magic, 16},   {"one.db", "S", 1},
      {"zeros.db", magic + 20, 150},    {"header.db", magic, 120},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    write_bytes(at(rows[i].name), rows[i].bytes, rows[i].length);
    assert_refused(rows[i].name, "move it aside");
  }
  assert_int_equal(count_files(), sizeof rows / sizeof *rows);
}

static void a_file_of_ours_with_damage_is_refused_and_left_as_it_is(void **state) {
  (void)state;
  db_close(open_version("hurt.db", 2));
  struct buf bytes = read_bytes(at("hurt.db"));
  memset(bytes.data + 100, 0xA5, bytes.len - 100);
  write_bytes(at("hurt.db"), bytes.data, bytes.len);
  buf_finish(&bytes);
  assert_refused("hurt.db", "is damaged");
}

static void what_is_no_ordinary_file_is_refused(void **state) {
  (void)state;
  struct fault fault = {{0}};
  assert_int_equal(mkdir(at("folder.db"), 0700), 0);
  assert_int_equal(mkfifo(at("fifo.db"), 0600), 0);
  assert_int_equal(symlink(at("nowhere"), at("dangling.db")), 0);
  static const char *const names[] = {"folder.db", "fifo.db", "dangling.db", "missing/new.db"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    assert_null(db_open(at(names[i]), OURS, steps, 1, &fault));
    if (!strstr(fault.text, at(names[i]))) fail_msg("%s", fault.text);
  }
  assert_int_equal(count_files(), 3);
}

static void an_empty_file_is_filled_unless_something_emptied_it(void **state) {
  (void)state;
  write_bytes(at("empty.db"), "", 0);
  db_close(open_version("empty.db", 1));
  write_bytes(at("emptied.db"), "", 0);
  write_bytes(at("emptied.db-wal"), "what was written last", 21);
  struct buf wal = read_bytes(at("emptied.db-wal"));
  assert_refused("emptied.db", "is empty");
  assert_unchanged(at("emptied.db-wal"), &wal);
}

static int open_and_write(int number) {
  (void)number;
  struct fault fault = {{0}};
  sqlite3 *db = db_open(at("race.db"), OURS, steps, 2, &fault);
  bool ok = db && db_run(db, "INSERT INTO note(text) VALUES('a note')", &fault);
  if (!ok) fprintf(stderr, "%s\n", fault.text);
  db_close(db);
  return !ok;
}

static void processes_may_make_the_file_at_the_same_moment(void **state) {
  (void)state;
  enum { ROUNDS = 10, CHILDREN = 4 };
  for (int round = 0; round < ROUNDS; round++) {
    pid_t children[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) children[i] = start(open_and_write, i);
    for (int i = 0; i < CHILDREN; i++) assert_int_equal(wait_for(children[i]), 0);
    sqlite3 *db = open_version("race.db", 2);
    assert_int_equal(ask(db, "SELECT count(*) FROM note"), CHILDREN);
    assert_int_equal(ask(db, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    db_close(db);
    assert_int_equal(remove(at("race.db")), 0);
    assert_int_equal(count_files(), 0);
  }
}

static int read_but_not_write(int number) {
  (void)number;
  struct fault fault = {{0}};
  sqlite3 *db = db_open(at("100% [a]?#.db"), OURS, steps, 2, &fault);
  if (!db) return 1;
  if (ask(db, "SELECT count(*) FROM note") != 1) return 2;
  if (db_run(db, "BEGIN IMMEDIATE; INSERT INTO note(text) VALUES('no'); COMMIT", &fault)) return 3;
  db_end(db);
  if (!strstr(fault.text, "cannot be written")) return 4;
  db_close(db);
  if (db_open(at("new.db"), OURS, steps, 2, &fault)) return 5;
  return strstr(fault.text, "new.db: cannot be made") ? 0 : 6;
}

static void a_file_in_a_read_only_folder_can_be_read(void **state) {
  (void)state;
  sqlite3 *db = open_version("100% [a]?#.db", 2);
  write_note(db);
  db_close(db);
  assert_int_equal(chmod(at("100% [a]?#.db"), 0444), 0);
  assert_int_equal(run_without_writing(read_but_not_write), 0);
}

static int write_past_the_limit(int number) {
  (void)number;
  struct fault fault = {{0}};
  sqlite3 *db = db_open(at("full.db"), OURS, steps, 2, &fault);
  if (!db) return 1;
  fill_disk(64 * 1024);
  for (int i = 0; i < 1000; i++) {
    if (db_run(db, "INSERT INTO note(text) VALUES(hex(randomblob(2000)))", &fault)) continue;
    db_close(db);
    return strstr(fault.text, "full.db: the disk") ? 0 : 2;
  }
  return 3;
}

static void a_full_disk_is_said_and_costs_nothing_written_before(void **state) {
  (void)state;
  sqlite3 *db = open_version("full.db", 2);
  write_note(db);
  db_close(db);
  assert_int_equal(wait_for(start(write_past_the_limit, 0)), 0);
  db = open_version("full.db", 2);
  assert_true(ask(db, "SELECT count(*) FROM note WHERE text = 'a note'") == 1);
  assert_int_equal(ask(db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
  db_close(db);
}

static void another_writer_is_said_in_one_sentence(void **state) {
  (void)state;
  struct fault fault = {{0}};
  sqlite3 *first = open_version("busy.db", 2), *second = open_version("busy.db", 2);
  assert_true(db_run(first, "BEGIN IMMEDIATE", &fault));
  sqlite3_busy_timeout(second, 0);
  assert_false(db_run(second, "BEGIN IMMEDIATE", &fault));
  assert_non_null(strstr(fault.text, "busy.db: another program"));
  db_end(first);
  assert_true(db_run(second, "BEGIN IMMEDIATE", &fault));
  db_end(second);
  db_close(first);
  db_close(second);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(a_new_file_and_all_beside_it_are_private),
      SCRATCH_TEST(the_settings_hold_at_every_opening),
      SCRATCH_TEST(a_file_that_others_could_read_is_narrowed),
      SCRATCH_TEST(an_older_file_is_brought_up_to_date),
      SCRATCH_TEST(a_step_that_fails_leaves_the_older_file),
      SCRATCH_TEST(what_is_not_ours_is_refused_and_left_as_it_is),
      SCRATCH_TEST(what_is_no_database_is_refused_and_left_as_it_is),
      SCRATCH_TEST(a_file_of_ours_with_damage_is_refused_and_left_as_it_is),
      SCRATCH_TEST(what_is_no_ordinary_file_is_refused),
      SCRATCH_TEST(an_empty_file_is_filled_unless_something_emptied_it),
      SCRATCH_TEST(processes_may_make_the_file_at_the_same_moment),
      SCRATCH_TEST(a_file_in_a_read_only_folder_can_be_read),
      SCRATCH_TEST(a_full_disk_is_said_and_costs_nothing_written_before),
      SCRATCH_TEST(another_writer_is_said_in_one_sentence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
