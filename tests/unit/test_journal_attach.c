#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "db.h"
#include "journal_file.h"
#include "test_journal_scratch.h"

static json_t *attach(struct journal *journal, const char *bytes) {
  struct fault fault;
  json_t *record = journal_attach(journal, bytes, strlen(bytes), "image/png", "sea.png", &fault);
  if (!record) fail_msg("%s", fault.text);
  return record;
}

// An entry with the attachment; takes the reference.
static struct id add_with(struct journal *journal, json_t *record) {
  struct fault fault;
  struct id id;
  json_t *content = json_pack("{s:s, s:[o]}", "text", "with", "attachments", record);
  if (!journal_add(journal, content, NOON, 0, id.text, &fault)) fail_msg("%s", fault.text);
  json_decref(content);
  return id;
}

static void assert_opens(struct journal *journal, const json_t *record, const char *bytes) {
  struct fault fault;
  struct buf out = {0};
  if (!journal_attachment(journal, record, &out, &fault)) fail_msg("%s", fault.text);
  assert_string_equal(buf_text(&out), bytes);
  buf_finish(&out);
}

static const char *path_of_file(const json_t *record) {
  char name[64];
  snprintf(name, sizeof name, "attachments/%s", json_string_value(json_object_get(record, "id")));
  return at(name);
}

static bool is_file(const json_t *record) { return access(path_of_file(record), F_OK) == 0; }

static void delete_and_clear(struct journal *journal, struct id id) {
  struct fault fault;
  if (!journal_delete(journal, id.text, &fault) || !journal_clear(journal, &fault)) fail_msg("%s", fault.text);
}

static void what_is_attached_comes_back_and_is_sealed(void **state) {
  (void)state;
  static const char *const all[] = {"", "x", "a picture of the sea"};
  struct journal *journal = open_journal();
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    json_t *record = attach(journal, all[i]);
    assert_opens(journal, record, all[i]);
    struct buf file = read_bytes(path_of_file(record));
    assert_int_equal(file.len, 24 + 4096 + 16);
    assert_null(all[i][0] && all[i][1] ? memmem(buf_text(&file), file.len, all[i], strlen(all[i])) : NULL);
    buf_finish(&file);
    assert_int_equal(mode_of(path_of_file(record)), 0600);
    json_decref(record);
  }
  assert_int_equal(mode_of(at("attachments")), 0700);
  journal_close(journal);
}

static void the_same_bytes_are_kept_once(void **state) {
  (void)state;
  struct journal *journal = open_journal();  // a new one, without any entry
  json_t *one = attach(journal, "sea"), *two = attach(journal, "sea"), *other = attach(journal, "sea?");
  assert_true(json_equal(one, two));
  assert_false(json_equal(one, other));
  struct id first = add_with(journal, one), second = add_with(journal, json_incref(two));
  delete_and_clear(journal, first);
  assert_opens(journal, two, "sea");
  delete_and_clear(journal, second);
  assert_false(is_file(two));
  assert_true(is_file(other));
  json_decref(two);
  json_decref(other);
  journal_close(journal);
}

static void all_revisions_of_an_entry_hold_it(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  json_t *record = attach(journal, "sea");
  struct id entry = add_with(journal, json_incref(record));
  struct id edit = revise(journal, entry, "without it", NOON + 1);
  assert_opens(journal, record, "sea");
  delete_and_clear(journal, edit);
  assert_false(is_file(record));
  assert_int_equal(count_rows("SELECT count(*) FROM attachment"), 0);
  json_decref(record);
  journal_close(journal);
}

// Another program may have found the same picture there, and not yet added its entry.
static void what_another_program_has_just_attached_stays(void **state) {
  (void)state;
  struct fault fault;
  struct journal *journal = open_journal();
  add(journal, "first", NOON);
  struct id entry = add_with(journal, attach(journal, "sea"));
  struct journal *other = open_journal();
  json_t *record = attach(other, "sea");
  assert_true(journal_delete(journal, entry.text, &fault));
  assert_false(journal_clear(journal, &fault));
  assert_string_equal(fault.text, "another program is using it");
  assert_opens(other, record, "sea");
  add_with(other, json_incref(record));
  journal_close(other);
  assert_true(journal_clear(journal, &fault));
  assert_opens(journal, record, "sea");
  json_decref(record);
  journal_close(journal);
}

static void what_could_not_go_goes_the_next_time(void **state) {
  (void)state;
  struct fault fault;
  struct journal *journal = open_journal();
  json_t *record = attach(journal, "sea");
  struct id entry = add_with(journal, json_incref(record));
  assert_true(journal_delete(journal, entry.text, &fault));  // and killed before the rest
  journal_close(journal);
  assert_true(is_file(record));
  char begun[300];
  snprintf(begun, sizeof begun, "%s.aB3xYz", path_of_file(record));
  write_bytes(begun, "x", 1);
  journal = open_journal();
  delete_and_clear(journal, add(journal, "another", NOON));
  assert_false(is_file(record));
  assert_int_not_equal(access(begun, F_OK), 0);
  json_decref(record);
  journal_close(journal);
}

static void a_file_that_was_meddled_with_is_refused(void **state) {
  (void)state;
  struct fault fault;
  struct buf out = {0};
  struct journal *journal = open_journal();
  add(journal, "first", NOON);
  json_t *one = attach(journal, "sea"), *two = attach(journal, "hill");
  struct buf bytes = read_bytes(path_of_file(two));
  write_bytes(path_of_file(one), bytes.data, bytes.len);  // one in the other's place
  assert_false(journal_attachment(journal, one, &out, &fault));
  assert_non_null(strstr(fault.text, "is damaged and cannot be opened"));
  for (size_t length = 0; length < bytes.len; length += 997) {
    write_bytes(path_of_file(two), bytes.data, length);
    assert_false(journal_attachment(journal, two, &out, &fault));
  }
  assert_int_equal(out.len, 0);
  json_decref(attach(journal, "sea"));  // the same picture again mends it
  assert_opens(journal, one, "sea");
  assert_int_equal(remove(path_of_file(one)), 0);
  assert_false(journal_attachment(journal, one, &out, &fault));
  buf_finish(&bytes);
  json_decref(one);
  json_decref(two);
  journal_close(journal);
}

static void a_record_is_never_a_path(void **state) {
  (void)state;
  static const char *const ids[] = {"../../etc/passwd", "", "0", "00000000000000000000000000000000/",
                                    "0000000000000000000000000000000G", "/0000000000000000000000000000000"};
  struct fault fault;
  struct buf out = {0};
  struct journal *journal = open_journal();
  for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
    char key[65];
    memset(key, '0', 64);
    key[64] = '\0';
    json_t *record = json_pack("{s:s, s:s}", "id", ids[i], "key", key);
    assert_false(journal_attachment(journal, record, &out, &fault));
    assert_false(journal_attach_again(journal, record, "x", 1, &fault));
    add_with(journal, record);
  }
  assert_int_equal(count_rows("SELECT count(*) FROM attachment"), 0);
  journal_close(journal);
}

static void what_is_there_is_not_replaced_by_what_comes_from_elsewhere(void **state) {
  (void)state;
  struct fault fault;
  struct journal *journal = open_journal();
  json_t *record = attach(journal, "sea");
  assert_true(journal_attach_again(journal, record, "sea", 3, &fault));
  assert_false(journal_attach_again(journal, record, "hill", 4, &fault));
  assert_non_null(strstr(fault.text, "left as it is"));
  assert_opens(journal, record, "sea");
  json_decref(record);
  journal_close(journal);
}

static void damage(const json_t *record) {
  struct buf bytes = read_bytes(path_of_file(record));
  bytes.data[100] ^= 1;
  write_bytes(path_of_file(record), bytes.data, bytes.len);
  buf_finish(&bytes);
}

static void one_that_was_damaged_comes_back_from_a_backup(void **state) {
  (void)state;
  struct fault fault;
  struct journal *journal = open_journal();
  add(journal, "first", NOON);
  json_t *record = attach(journal, "sea"), *loose = attach(journal, "hill");
  add_with(journal, json_incref(record));
  json_t *other_key = json_copy(record);
  json_object_set(other_key, "key", json_object_get(loose, "key"));
  assert_false(journal_attach_again(journal, other_key, "sea", 3, &fault));
  assert_opens(journal, record, "sea");
  damage(record);
  damage(loose);
  assert_false(journal_attach_again(journal, other_key, "sea", 3, &fault));
  assert_false(journal_attach_again(journal, loose, "hill", 4, &fault));  // no entry says that it was this one
  if (!journal_attach_again(journal, record, "sea", 3, &fault)) fail_msg("%s", fault.text);
  assert_opens(journal, record, "sea");
  json_decref(other_key);
  json_decref(record);
  json_decref(loose);
  journal_close(journal);
}

static bool is_held(void) {
  int fd = open(at("attachments"), O_RDONLY | O_DIRECTORY);
  bool held = flock(fd, LOCK_EX | LOCK_NB) < 0;
  close(fd);
  return held;
}

// A lock that could not be had alone was lost, and another program could take away what was just attached.
static void the_folder_stays_held_where_it_could_not_be_had_alone(void **state) {
  (void)state;
  struct fault fault;
  struct journal *journal = open_journal(), *other = open_journal();
  struct id entry = add_with(journal, attach(journal, "sea"));
  json_decref(attach(other, "hill"));
  assert_true(journal_delete(journal, entry.text, &fault));
  assert_false(journal_clear(journal, &fault));
  journal_close(other);
  assert_true(is_held());
  assert_true(journal_clear(journal, &fault));
  assert_true(is_held());
  journal_close(journal);
  assert_false(is_held());
}

static int stop_at_files(void *db) {
  for (sqlite3_stmt *each = NULL; (each = sqlite3_next_stmt(db, each));)
    if (sqlite3_stmt_busy(each) && sqlite3_sql(each) && strstr(sqlite3_sql(each), "NOT IN (SELECT id")) return 1;
  return 0;
}

static void where_the_list_of_files_breaks_off_they_stay_marked(void **state) {
  (void)state;
  struct fault fault;
  struct journal *journal = open_journal();
  json_t *record = attach(journal, "sea");
  struct id entry = add_with(journal, json_incref(record));
  assert_true(journal_delete(journal, entry.text, &fault));
  sqlite3_progress_handler(journal->db, 1, stop_at_files, journal->db);
  assert_false(journal_clear(journal, &fault));
  assert_string_equal(fault.text, "interrupted");
  sqlite3_progress_handler(journal->db, 0, NULL, NULL);
  assert_true(is_file(record));
  assert_true(journal_clear(journal, &fault));
  assert_false(is_file(record));
  json_decref(record);
  journal_close(journal);
}

static void a_file_that_cannot_go_is_told_in_a_part_of_a_sentence(void **state) {
  (void)state;
  struct fault fault;
  struct journal *journal = open_journal(), *writer = open_journal();
  struct id entry = add_with(journal, attach(journal, "sea"));
  assert_true(journal_delete(journal, entry.text, &fault));
  assert_true(db_run(writer->db, "BEGIN IMMEDIATE", NULL));
  db_patience(journal->db, false);
  assert_false(journal_clear(journal, &fault));
  assert_string_equal(fault.text, "another program is using it");
  db_end(writer->db);
  journal_close(writer);
  journal_close(journal);
}

static void one_that_is_too_large_is_refused(void **state) {
  (void)state;
  struct fault fault;
  struct journal *journal = open_journal();
  char *bytes = mem_zero(JOURNAL_ATTACHMENT_MAX + 1, 1);
  assert_null(journal_attach(journal, bytes, JOURNAL_ATTACHMENT_MAX + 1, "image/png", "x", &fault));
  assert_string_equal(fault.text, "more than 16 MB in one attachment");
  free(bytes);
  journal_close(journal);
}

static int attach_without_room(int number) {
  (void)number;
  struct journal *journal = journal_open(at("journal.db"), "tests", NULL);
  struct fault fault = {{0}};
  char *bytes = mem_zero(1 << 20, 1);
  fill_disk(1 << 17);
  json_t *record = journal ? journal_attach(journal, bytes, 1 << 20, "image/png", "x", &fault) : NULL;
  bool told = journal && !record && strstr(fault.text, "cannot be written");
  free(bytes);
  journal_close(journal);
  return told ? 0 : 1;
}

static void without_room_nothing_half_stays(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  json_t *record = attach(journal, "sea");
  journal_close(journal);
  assert_int_equal(wait_for(start(attach_without_room, 0)), 0);
  assert_int_equal(remove(path_of_file(record)), 0);
  assert_int_equal(rmdir(at("attachments")), 0);  // so it is empty
  json_decref(record);
}

static void a_journal_without_attachments_is_brought_up_to_date(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  add(journal, "before", NOON);
  journal_close(journal);
  meddle("DROP TABLE mark");
  meddle("DROP TABLE attachment");
  meddle("PRAGMA user_version = 1");
  journal = open_journal();
  delete_and_clear(journal, add_with(journal, attach(journal, "sea")));
  assert_all(journal, "before\n");
  journal_close(journal);
}

static void a_locked_journal_takes_one_too(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  add(journal, "first", NOON);
  assert_true(db_run(journal->db, "UPDATE slot SET kind = 'passphrase', nonce = zeroblob(24), salt = zeroblob(16)", NULL));
  journal_close(journal);
  journal = open_journal();
  assert_true(journal_is_locked(journal));
  json_t *one = attach(journal, "sea"), *two = attach(journal, "sea");
  assert_false(json_equal(one, two));  // nothing in the file tells that it is the same picture
  assert_opens(journal, one, "sea");
  json_decref(one);
  json_decref(two);
  journal_close(journal);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(what_is_attached_comes_back_and_is_sealed),
      SCRATCH_TEST(the_same_bytes_are_kept_once),
      SCRATCH_TEST(all_revisions_of_an_entry_hold_it),
      SCRATCH_TEST(what_another_program_has_just_attached_stays),
      SCRATCH_TEST(what_could_not_go_goes_the_next_time),
      SCRATCH_TEST(a_file_that_was_meddled_with_is_refused),
      SCRATCH_TEST(a_record_is_never_a_path),
      SCRATCH_TEST(what_is_there_is_not_replaced_by_what_comes_from_elsewhere),
      SCRATCH_TEST(one_that_was_damaged_comes_back_from_a_backup),
      SCRATCH_TEST(the_folder_stays_held_where_it_could_not_be_had_alone),
      SCRATCH_TEST(where_the_list_of_files_breaks_off_they_stay_marked),
      SCRATCH_TEST(a_file_that_cannot_go_is_told_in_a_part_of_a_sentence),
      SCRATCH_TEST(one_that_is_too_large_is_refused),
      SCRATCH_TEST(without_room_nothing_half_stays),
      SCRATCH_TEST(a_journal_without_attachments_is_brought_up_to_date),
      SCRATCH_TEST(a_locked_journal_takes_one_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
