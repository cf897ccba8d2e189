// Rotating the key pair: killed at any moment, with other writers, without room on the disk. The statics of keys_lock.c
// are used so that the slow part, Argon2id, is paid for once and the kills strike the part that writes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../core/journal/vault.h"

// The kernel's keyring, which may refuse.
static bool keyring_refuses;

static bool drop(const unsigned char public[SLOT_PUBLIC], bool *had, struct fault *fault) {
  return keyring_refuses ? fault_set(fault, "the keyring refuses") : vault_drop(public, had, fault);
}

#define vault_drop drop
#include "../../core/journal/keys_lock.c"
#include "journal_file.h"
#include "test_journal_scratch.h"

enum { ROUNDS = 200, ENTRIES = 12, SYNTHETIC = 1500, WRITERS = 2 };

static struct next next;
static struct slot changed;

static int prepare_next(void **state) {
  (void)state;
  char code[SLOT_CODE_PRINTED];
  struct fault fault;
  return sodium_init() >= 0 && prepare(&next, "one", 3, code, &fault) &&
                 slot_wrap(&changed, "passphrase", next.public, next.secret, "two", 3, &fault)
             ? 0
             : -1;
}

// Entries by a process each, and keys of many more processes, so that a rotation takes several batches.
static void make_journal(void) {
  for (int i = 0; i < ENTRIES; i++) {
    struct journal *journal = open_journal();
    add(journal, "kept", NOON + i);
    journal_close(journal);
  }
  unsigned char public[SLOT_PUBLIC], key[SEAL_KEY], sealed[SEALED_KEY];
  sqlite3_int64 pair = 0;
  char id[UUID_TEXT_MAX];
  struct journal *journal = open_journal();
  assert_true(keys_find_pair(journal->keys, public, &pair, NULL));
  assert_true(db_run(journal->db, "BEGIN IMMEDIATE", NULL));
  sqlite3_stmt *row =
      db_prepare(journal->db, "INSERT INTO process(id, pair, kind, key) VALUES(?1, ?2, 'sealed', ?3)", NULL);
  for (int i = 0; i < SYNTHETIC; i++) {
    uuid_make(&journal->uuids, NOON + i, id);
    randombytes_buf(key, sizeof key);
    assert_int_equal(crypto_box_seal(sealed, key, sizeof key, public), 0);
    sqlite3_bind_text(row, 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(row, 2, pair);
    sqlite3_bind_blob(row, 3, sealed, sizeof sealed, SQLITE_STATIC);
    assert_true(db_finish_step(journal->db, row, NULL));
  }
  sqlite3_finalize(row);
  assert_true(db_run(journal->db, "COMMIT", NULL));
  journal_close(journal);
}

static bool give_secret(struct journal *journal) {
  unsigned char public[SLOT_PUBLIC];
  sqlite3_int64 pair = 0;
  if (!keys_has_secrets(journal->keys, NULL) || !keys_find_pair(journal->keys, public, &pair, NULL)) return false;
  memcpy(journal->keys->secrets->found, next.secret, SLOT_SECRET);
  return keys_take(journal->keys, pair, public, true, NULL);
}

// What `tend journal passphrase set` does once its slots are made. The pair is taken anew each time.
static int set_it(int number) {
  (void)number;
  struct fault fault = {{0}};
  struct journal *journal = journal_open(at("journal.db"), "tests", &fault);
  struct keys *keys = journal ? journal->keys : NULL;
  if (!journal || keys_unlock(keys, &fault) != KEYS_OPEN) return 2;
  bool ok = wrap_in_batches(keys, &fault) && in_transaction(keys, &next, &fault);
  if (ok) db_clear(keys->db, NULL);
  journal_close(journal);
  return ok ? 0 : 1;
}

static int change_it(int number) {
  (void)number;
  struct journal *journal = journal_open(at("journal.db"), "tests", NULL);
  if (!journal || !give_secret(journal)) return 2;
  bool ok = replace_at_once(journal->keys, &changed, NULL);
  journal_close(journal);
  return ok ? 0 : 1;
}

static int remove_it(int number) {
  (void)number;
  struct journal *journal = journal_open(at("journal.db"), "tests", NULL);
  if (!journal || !give_secret(journal)) return 2;
  bool ok = replace_at_once(journal->keys, NULL, NULL);
  journal_close(journal);
  return ok ? 0 : 1;
}

// Everything can be read with the one secret that counts, and the slots are those of one state or the other.
static void assert_whole(int entries) {
  struct journal *journal = open_journal();
  bool locked = keys_has_passphrase(journal->keys);
  int open = count_rows("SELECT count(*) FROM slot WHERE kind = 'open'");
  int wrapped = count_rows("SELECT count(*) FROM slot WHERE kind <> 'open'");
  assert_int_equal(open, locked ? 0 : 1);
  assert_int_equal(wrapped, locked ? 2 : 0);
  assert_int_equal(count_rows("SELECT count(*) FROM pair"), 1);
  assert_int_equal(count_rows("SELECT count(*) FROM process WHERE pair <> (SELECT id FROM pair)"), 0);
  if (locked) assert_true(give_secret(journal));
  int visits = 0;
  size_t unreadable = 9;
  struct fault fault = {{0}};
  if (!journal_each(journal, &(struct journal_query){0}, count_visit, &visits, &unreadable, &fault))
    fail_msg("%s", fault.text);
  assert_int_equal(unreadable, 0);
  assert_int_equal(visits, entries);
  journal_close(journal);
}

static void it_may_be_killed_at_any_moment(void **state) {
  (void)state;
  int (*const acts[])(int) = {set_it, change_it, remove_it};
  int entries = ENTRIES, killed = 0;
  make_journal();
  for (int round = 0; round < ROUNDS; round++) {
    struct journal *journal = open_journal();
    bool locked = keys_has_passphrase(journal->keys);
    journal_close(journal);
    int (*act)(int) = locked ? acts[1 + round % 2] : acts[0];
    pid_t child = start(act, round);
    usleep((useconds_t)randombytes_uniform(locked ? 15000 : 120000));
    kill(child, SIGKILL);
    killed += wait_for(child) == -SIGKILL;
    journal = open_journal();
    add(journal, "after", NOON + 1000 + round);
    journal_close(journal);
    assert_whole(++entries);
  }
  assert_true(killed > 0);
  assert_int_equal(count_rows("SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

static int add_some(int number) {
  struct journal *journal = journal_open(at("journal.db"), "tests", NULL);
  char id[JOURNAL_ID_MAX];
  json_t *content = json_pack("{s:s}", "text", "meanwhile");
  bool ok = journal != NULL;
  for (int i = 0; ok && i < 100; i++) ok = journal_add(journal, content, NOON + number * 1000 + i, 0, id, NULL);
  journal_close(journal);
  return ok ? 0 : 1;
}

static void two_may_write_all_the_while(void **state) {
  (void)state;
  pid_t writers[WRITERS];
  make_journal();
  for (int i = 0; i < WRITERS; i++) writers[i] = start(add_some, i);
  for (int i = 0; i < 4; i++) {
    assert_int_equal(wait_for(start(set_it, i)), 0);
    assert_int_equal(wait_for(start(change_it, i)), 0);
    assert_int_equal(wait_for(start(remove_it, i)), 0);
  }
  for (int i = 0; i < WRITERS; i++) assert_int_equal(wait_for(writers[i]), 0);
  assert_int_equal(wait_for(start(set_it, 0)), 0);
  assert_whole(ENTRIES + WRITERS * 100);
}

// What was added after the rotation by a process that began before it is not opened by the key of before.
static void a_process_that_goes_on_makes_a_new_key(void **state) {
  (void)state;
  make_journal();
  struct journal *journal = open_journal();
  add(journal, "before", NOON + 100);
  assert_int_equal(wait_for(start(set_it, 0)), 0);
  add(journal, "after", NOON + 101);
  add(journal, "after", NOON + 102);
  assert_true(journal_is_locked(journal));
  journal_close(journal);
  assert_int_equal(count_rows("SELECT count(DISTINCT process) FROM revision WHERE created >= 1700000100"), 2);
  assert_whole(ENTRIES + 3);
}

static int refuse_keys(void *context, int action, const char *table, const char *column, const char *file,
                       const char *trigger) {
  (void)context, (void)file, (void)trigger;
  bool is_key = action == SQLITE_READ && strcmp(table, "process") == 0 && strcmp(column, "key") == 0;
  return is_key ? SQLITE_DENY : SQLITE_OK;
}

// A key that the disk does not give is not one that does not open: with the pair of before its entries would go.
static void keys_that_cannot_be_read_just_now_are_not_left_behind(void **state) {
  (void)state;
  for (int was_read = 0; was_read < 2; was_read++) {
    struct fault fault = {{0}};
    struct journal *writer = open_journal(), *journal = open_journal();
    add(writer, "kept", NOON);
    if (was_read) assert_all(journal, "kept\nkept\nkept\n");
    assert_int_equal(keys_unlock(journal->keys, NULL), KEYS_OPEN);
    add(writer, "kept", NOON);
    keyring_finish(&journal->keys->ring);
    sqlite3_set_authorizer(journal->db, refuse_keys, NULL);
    assert_false(wrap_in_batches(journal->keys, &fault));
    assert_false(in_transaction(journal->keys, &next, &fault));
    assert_non_null(strstr(fault.text, "journal.db: "));
    sqlite3_set_authorizer(journal->db, NULL, NULL);
    assert_listed(journal, &(struct journal_query){0}, was_read ? "kept\nkept\nkept\nkept\n" : "kept\nkept\n", 0);
    journal_close(journal);
    journal_close(writer);
  }
  assert_int_equal(wait_for(start(set_it, 0)), 0);
  assert_whole(4);
}

static void get_open_secret(unsigned char secret[SLOT_SECRET]) {
  struct journal *journal = open_journal();
  sqlite3_stmt *row = db_prepare(journal->db, "SELECT secret FROM slot WHERE kind = 'open'", NULL);
  assert_int_equal(sqlite3_step(row), SQLITE_ROW);
  memcpy(secret, sqlite3_column_blob(row, 0), SLOT_SECRET);
  sqlite3_finalize(row);
  journal_close(journal);
}

static void the_secret_of_before_is_nowhere_in_the_file(void **state) {
  (void)state;
  unsigned char secret[SLOT_SECRET];
  make_journal();
  for (int i = 0; i < 20; i++) {
    get_open_secret(secret);
    assert_true(file_holds("journal.db", secret, SLOT_SECRET));
    assert_int_equal(wait_for(start(set_it, i)), 0);
    assert_false(file_holds("journal.db", secret, SLOT_SECRET) || file_holds("journal.db-wal", secret, SLOT_SECRET));
    assert_int_equal(wait_for(start(remove_it, i)), 0);
  }
}

static rlim_t room;

static int set_without_room(int number) {
  fill_disk(room);
  return set_it(number);
}

static void without_room_on_the_disk_all_stays_as_it_was(void **state) {
  (void)state;
  struct stat info;
  int failed = 0;
  make_journal();
  assert_int_equal(stat(at("journal.db"), &info), 0);
  // First hardly any room for the log, then ever more, until it fits.
  for (room = 4096; room < (rlim_t)info.st_size * 8; room += room / 2) {
    int status = wait_for(start(set_without_room, 0));
    assert_whole(ENTRIES);
    if (status == 0) break;
    failed++;
  }
  assert_true(failed > 0);
  assert_int_equal(count_rows("SELECT count(*) FROM slot WHERE kind = 'recovery'"), 1);
}

static struct journal *open_with_slots(void) {
  struct journal *journal = open_journal();
  add(journal, "kept", NOON);
  assert_int_equal(wait_for(start(set_it, 0)), 0);
  return journal;
}

static void assert_says(struct journal *journal, enum slot_answer answer, const char *because) {
  struct fault fault = {{0}};
  assert_int_equal(keys_open_with(journal->keys, "one", 3, &fault), answer);
  if (!strstr(fault.text, because)) fail_msg("%s", fault.text);
}

static int stop_at_slots(void *db) {
  for (sqlite3_stmt *each = NULL; (each = sqlite3_next_stmt(db, each));)
    if (sqlite3_stmt_busy(each) && sqlite3_sql(each) && strstr(sqlite3_sql(each), "FROM slot WHERE pair")) return 1;
  return 0;
}

static void damage_is_not_told_as_a_wrong_passphrase(void **state) {
  (void)state;
  struct journal *journal = open_with_slots();
  sqlite3_progress_handler(journal->db, 1, stop_at_slots, journal->db);
  assert_says(journal, SLOT_FAULT, "journal.db: ");
  sqlite3_progress_handler(journal->db, 0, NULL, NULL);
  meddle("UPDATE slot SET salt = x'00' WHERE kind = 'passphrase'");
  assert_says(journal, SLOT_FAULT, "the slot of the journal's passphrase is damaged");
  journal_close(journal);
}

static void where_the_keyring_keeps_its_key_the_passphrase_stays(void **state) {
  (void)state;
  struct fault fault = {{0}};
  struct journal *journal = open_with_slots();
  assert_true(give_secret(journal));
  keyring_refuses = true;
  assert_false(keys_remove_passphrase(journal->keys, &fault));
  keyring_refuses = false;
  assert_string_equal(fault.text, "the keyring refuses");
  assert_true(keys_has_passphrase(journal->keys));
  assert_true(keys_remove_passphrase(journal->keys, &fault));
  journal_close(journal);
  assert_whole(1);
}

static void a_slot_that_asks_for_too_much_is_refused(void **state) {
  (void)state;
  static const struct {
    int64_t operations, memory;
  } bad[] = {{0, 1 << 20}, {-1, 1 << 20}, {65, 1 << 20}, {3, 1}, {3, -1}, {3, INT64_MAX}, {INT64_MAX, 1 << 28}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct fault fault = {{0}};
    unsigned char secret[SLOT_SECRET];
    struct slot slot = next.passphrase;
    slot.operations = bad[i].operations;
    slot.memory = bad[i].memory;
    assert_int_equal(slot_open(&slot, next.public, "one", 3, secret, &fault), SLOT_FAULT);
    assert_non_null(strstr(fault.text, "damaged"));
  }
}

static void a_code_is_read_however_it_is_typed(void **state) {
  (void)state;
  char printed[SLOT_CODE_PRINTED], code[SLOT_CODE];
  slot_make_code(printed);
  assert_int_equal(strlen(printed), SLOT_CODE_PRINTED - 1);
  assert_true(slot_normalize(printed, strlen(printed), code));
  static const char typed[] = "o1l i-abcd efgh jkmn pqrs tvwx yz23 4567";
  assert_true(slot_normalize(typed, strlen(typed), code));
  assert_memory_equal(code, "0111ABCDEFGHJKMNPQRSTVWXYZ234567", SLOT_CODE);
  static const char *const bad[] = {"", "ABCD", "0111ABCDEFGHJKMNPQRSTVWXYZ2345678",
                                    "U111ABCDEFGHJKMNPQRSTVWXYZ234567"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(slot_normalize(bad[i], strlen(bad[i]), code));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(it_may_be_killed_at_any_moment),
      SCRATCH_TEST(two_may_write_all_the_while),
      SCRATCH_TEST(a_process_that_goes_on_makes_a_new_key),
      SCRATCH_TEST(keys_that_cannot_be_read_just_now_are_not_left_behind),
      SCRATCH_TEST(the_secret_of_before_is_nowhere_in_the_file),
      SCRATCH_TEST(without_room_on_the_disk_all_stays_as_it_was),
      SCRATCH_TEST(damage_is_not_told_as_a_wrong_passphrase),
      SCRATCH_TEST(where_the_keyring_keeps_its_key_the_passphrase_stays),
      cmocka_unit_test(a_slot_that_asks_for_too_much_is_refused),
      cmocka_unit_test(a_code_is_read_however_it_is_typed),
  };
  return cmocka_run_group_tests(tests, prepare_next, NULL);
}
