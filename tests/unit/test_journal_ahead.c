// Very many entries, which are opened on another core: what is visited, and in which order, is the same as with few.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "batch.h"
#include "test_journal_scratch.h"
#include "uuid.h"

enum { COUNT = 4000, LARGE = 2500, LARGE_BYTES = 1 << 20 };

// Entry n is created at NOON + n and says its number; every tenth says "tenth", and one is larger than any batch.
static struct journal *make_many(void) {
  struct journal *journal = open_journal();
  struct fault fault = {{0}};
  struct uuid_maker maker = {0};
  struct journal_batch *batch = journal_batch_create(journal);
  for (int n = 0; n < COUNT; n++) {
    struct journal_entry entry = {.created = NOON + n, .device = "tests"};
    struct buf text = {0};
    buf_format(&text, "%d%s", n, n % 10 ? "" : " tenth");
    for (int i = 0; n == LARGE && i < LARGE_BYTES; i++) buf_add_char(&text, 'x');
    entry.content = json_pack("{s:s, s:i}", "text", buf_text(&text), "n", n);
    uuid_make(&maker, entry.created, entry.id);
    memcpy(entry.entry, entry.id, sizeof entry.entry);
    assert_int_equal(journal_batch_put(batch, &entry, NULL, &fault), JOURNAL_PUT_ADDED);
    json_decref(entry.content);
    buf_finish(&text);
  }
  if (!journal_batch_commit(batch, &fault)) fail_msg("%s", fault.text);
  journal_batch_destroy(batch);
  return journal;
}

struct seen {
  int count, next, step;  // the number that comes next, and how far apart they are
  int stop;               // after so many, where not 0
};

static bool see(void *context, const struct journal_entry *entry) {
  struct seen *seen = context;
  int n = (int)json_integer_value(json_object_get(entry->content, "n"));
  assert_int_equal(entry->created, NOON + n);
  assert_string_equal(entry->device, "tests");
  assert_string_equal(entry->id, entry->entry);
  assert_int_equal(atoi(json_string_value(json_object_get(entry->content, "text"))), n);
  while (seen->next != n && seen->next >= 0 && seen->next < COUNT) seen->next += seen->step;
  assert_int_equal(n, seen->next);
  seen->next += seen->step;
  return ++seen->count != seen->stop;
}

static void assert_seen(struct journal *journal, struct journal_query query, struct seen seen, int count,
                        size_t damaged) {
  struct fault fault = {{0}};
  size_t unreadable = 9;
  if (!journal_each(journal, &query, see, &seen, &unreadable, &fault)) fail_msg("%s", fault.text);
  assert_int_equal(seen.count, count);
  assert_int_equal(unreadable, damaged);
}

static void all_come_in_their_order(void **state) {
  (void)state;
  struct journal *journal = make_many();
  assert_seen(journal, (struct journal_query){0}, (struct seen){0, COUNT - 1, -1, 0}, COUNT, 0);
  assert_seen(journal, (struct journal_query){.oldest_first = true}, (struct seen){0, 0, 1, 0}, COUNT, 0);
  journal_close(journal);
}

static void what_is_looked_for_and_nothing_else(void **state) {
  (void)state;
  struct journal *journal = make_many();
  struct match match = {0};
  match_add(&match, "tenth", 5, false);
  assert_seen(journal, (struct journal_query){.match = &match}, (struct seen){0, COUNT - 10, -10, 0}, COUNT / 10, 0);
  assert_seen(journal, (struct journal_query){.match = &match, .limit = 250}, (struct seen){0, COUNT - 10, -10, 0}, 250,
              0);
  match_finish(&match);
  journal_close(journal);
}

// Also in the middle of what was fetched ahead, and right before and after the large one.
static void a_visitor_may_stop_anywhere(void **state) {
  (void)state;
  struct journal *journal = make_many();
  for (int stop = 995; stop < COUNT; stop += stop < 1010 ? 1 : 131)
    assert_seen(journal, (struct journal_query){0}, (struct seen){0, COUNT - 1, -1, stop}, stop, 0);
  for (int stop = COUNT - LARGE - 2; stop < COUNT - LARGE + 2; stop++)
    assert_seen(journal, (struct journal_query){0}, (struct seen){0, COUNT - 1, -1, stop}, stop, 0);
  journal_close(journal);
}

static void damaged_ones_are_counted_and_the_others_come(void **state) {
  (void)state;
  struct journal *journal = make_many();
  int damaged = meddle("UPDATE revision SET zone = 61 WHERE created % 7 = 0") +
                meddle("UPDATE revision SET nonce = zeroblob(3) WHERE created % 7 = 1") +
                meddle("UPDATE revision SET process = 'nobody' WHERE created % 7 = 2");
  assert_in_range(damaged, COUNT * 3 / 7 - 3, COUNT * 3 / 7 + 3);
  assert_seen(journal, (struct journal_query){0}, (struct seen){0, COUNT - 1, -1, 0}, COUNT - damaged, (size_t)damaged);
  journal_close(journal);
}

static bool write_now_and_then(void *context, const struct journal_entry *entry) {
  void **both = context;
  if (entry->created % 500 == 0) add(both[0], "meanwhile", NOON + COUNT + entry->created);
  ++*(int *)both[1];
  return true;
}

static void a_visitor_may_write(void **state) {
  (void)state;
  struct journal *journal = make_many();
  int count = 0;
  void *both[] = {journal, &count};
  assert_true(journal_each(journal, &(struct journal_query){0}, write_now_and_then, both, NULL, NULL));
  assert_int_equal(count, COUNT);
  journal_close(journal);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(all_come_in_their_order),
      SCRATCH_TEST(what_is_looked_for_and_nothing_else),
      SCRATCH_TEST(a_visitor_may_stop_anywhere),
      SCRATCH_TEST(damaged_ones_are_counted_and_the_others_come),
      SCRATCH_TEST(a_visitor_may_write),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
