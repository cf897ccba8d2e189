// Holds what the journal writes against FORMAT.md, by way of a reader in Python that was made from that page alone.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_journal_scratch.h"

enum { MOST = 128 };

struct book {
  json_t *revisions[MOST];  // as the reader should print them, oldest first
  size_t count;
};

static void expect(struct book *book, struct id id, struct id entry, const char *parent, int64_t created,
                   json_t *content) {
  json_t *parents = json_array();
  if (parent) json_array_append_new(parents, json_string(parent));
  book->revisions[book->count] =
      json_pack("{s:s,s:s,s:o,s:s,s:I,s:i,s:o}", "id", id.text, "entry", entry.text, "parents", parents, "device",
                "tests", "created", (json_int_t)created, "zone", -90, "content", content);
  assert_non_null(book->revisions[book->count++]);
}

static struct id write_entry(struct journal *journal, struct book *book, json_t *content) {
  struct fault fault = {{0}};
  struct id id;
  int64_t now = NOON + (int64_t)book->count;
  if (!journal_add(journal, content, now, -90, id.text, &fault)) fail_msg("%s", fault.text);
  expect(book, id, id, NULL, now, content);
  return id;
}

// Of the first entry, whose moment it keeps.
static struct id write_edit(struct journal *journal, struct book *book, struct id entry, struct id parent,
                            json_t *content) {
  struct fault fault = {{0}};
  struct id id;
  if (!journal_revise(journal, parent.text, content, NOON + (int64_t)book->count, id.text, &fault))
    fail_msg("%s", fault.text);
  expect(book, id, entry, parent.text, NOON, content);
  return id;
}

static json_t *text(const char *words) { return json_pack("{s:s}", "text", words); }

// By when the entry was written, then by id, which is when the revision was made.
static int by_moment(const void *left, const void *right) {
  const json_t *a = *(json_t *const *)left, *b = *(json_t *const *)right;
  json_int_t apart =
      json_integer_value(json_object_get(a, "created")) - json_integer_value(json_object_get(b, "created"));
  return apart ? (apart > 0 ? 1 : -1)
               : strcmp(json_string_value(json_object_get(a, "id")), json_string_value(json_object_get(b, "id")));
}

static void write_book(struct journal *journal, struct book *book) {
  char *long_text = mem_alloc(300001);
  memset(long_text, 'y', 300000);
  long_text[300000] = '\0';
  struct id first =
      write_entry(journal, book, text("gr\xC3\xBC\xC3\x9F \xF0\x9F\x8C\xBF\none\r\n\ttwo \x01 \xE2\x80\xAE"));
  write_entry(journal, book, json_object());
  write_entry(journal, book, text(long_text));
  for (int length = 240; length < 250; length++) write_entry(journal, book, text(long_text + 300000 - length));
  struct id second = write_edit(journal, book, first, first, text("an edit"));
  write_edit(journal, book, first, first, text("another edit of the same"));
  write_edit(journal, book, first, second, text("an edit of the edit"));
  write_entry(
      journal, book,
      json_pack("{s:[s,s],s:n,s:f,s:{s:s%}}", "tags", "a", "b", "mood", "x", 0.1, "fields", "k", "a\0b", (size_t)3));
  free(long_text);
  qsort(book->revisions, book->count, sizeof *book->revisions, by_moment);
}

static char *reader_command(void) {
  char *folder = mem_copy(__FILE__);
  *strrchr(folder, '/') = '\0';
  char *command = mem_format("/usr/bin/python3 -B '%s/../e2e/decrypt_journal.py' '%s' 2>'%s'", folder, at("journal.db"),
                             at("errors"));
  free(folder);
  return command;
}

// Gives the reader's exit status.
static int compare_with_reader(const struct book *book, size_t expected) {
  char *command = reader_command(), *line = NULL;
  size_t room = 0, count = 0;
  FILE *reader = popen(command, "r");
  assert_non_null(reader);
  for (ssize_t length; (length = getline(&line, &room, reader)) > 0; count++) {
    json_t *revision = json_loadb(line, (size_t)length, JSON_ALLOW_NUL, NULL);
    assert_true(count < book->count);
    if (!json_equal(revision, book->revisions[count])) fail_msg("revision %zu: %.200s", count, line);
    json_decref(revision);
  }
  int status = pclose(reader);
  struct buf errors = read_bytes(at("errors"));
  if (count != expected) fail_msg("%zu of %zu revisions: %s", count, expected, buf_text(&errors));
  buf_finish(&errors);
  free(command);
  free(line);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void finish_book(struct book *book) {
  while (book->count > 0) json_decref(book->revisions[--book->count]);
}

static void another_program_reads_every_revision_from_the_page_alone(void **state) {
  (void)state;
  struct book book = {0};
  struct journal *journal = open_journal();
  assert_int_equal(compare_with_reader(&book, 0), 0);
  write_book(journal, &book);
  assert_int_equal(compare_with_reader(&book, book.count), 0);
  journal_close(journal);
  assert_int_equal(compare_with_reader(&book, book.count), 0);
  finish_book(&book);
}

static void another_program_reads_wrapped_keys_too(void **state) {
  (void)state;
  struct book book = {0};
  for (int i = 0; i < 70; i++) {
    struct journal *journal = open_journal();
    write_entry(journal, &book, text("one"));
    if (i == 66) assert_true(journal_each(journal, &(struct journal_query){0}, count_visit, &(int){0}, NULL, NULL));
    journal_close(journal);
  }
  assert_int_equal(count_rows("SELECT count(*) FROM process WHERE kind = 'wrapped'"), 67);
  assert_int_equal(count_rows("SELECT count(*) FROM process WHERE kind = 'sealed'"), 3);
  assert_int_equal(compare_with_reader(&book, book.count), 0);
  finish_book(&book);
}

static void another_program_notices_what_was_changed(void **state) {
  (void)state;
  struct book book = {0};
  struct journal *journal = open_journal();
  for (int i = 0; i < 3; i++) write_entry(journal, &book, text("one"));
  journal_close(journal);
  meddle("UPDATE revision SET device = 'Tests' WHERE row = 3");
  assert_int_equal(compare_with_reader(&book, 2), 1);
  meddle("DELETE FROM slot");
  assert_int_equal(compare_with_reader(&book, 0), 2);
  finish_book(&book);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(another_program_reads_every_revision_from_the_page_alone),
      SCRATCH_TEST(another_program_reads_wrapped_keys_too),
      SCRATCH_TEST(another_program_notices_what_was_changed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
