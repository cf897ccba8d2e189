#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "state.h"
#include "test_db_scratch.h"

static struct state *open_state(const char *path) {
  struct fault fault = {{0}};
  struct state *state = state_open(path, &fault);
  if (!state) fail_msg("%s", fault.text);
  return state;
}

static void assert_kept(struct state *store, const char *practice, const char *key, const char *value) {
  char *kept = state_recall(store, practice, key);
  if (!value)
    assert_null(kept);
  else {
    assert_non_null(kept);
    assert_string_equal(kept, value);
  }
  free(kept);
}

static void the_file_is_private(void **state) {
  (void)state;
  state_close(open_state(at("state.db")));
  assert_int_equal(mode_of(at("state.db")), 0600);
  state_close(NULL);
}

static void each_practice_has_its_own_keys(void **state) {
  (void)state;
  struct fault fault;
  struct state *store = open_state(at("state.db"));
  assert_true(
      state_remember(store, "walk", "seen", "[\"gr\xC3\xBC\xC3\x9F\xE2\x80\xA6\",\"\xF0\x9F\x8C\xBF\"]", &fault));
  assert_true(state_remember(store, "sit", "seen", "1", &fault));
  assert_true(state_remember(store, "sit", "seen", "2", &fault));
  assert_true(state_remember(store, "sit", "", "\"no name\"", &fault));
  state_close(store);
  store = open_state(at("state.db"));
  assert_kept(store, "walk", "seen", "[\"gr\xC3\xBC\xC3\x9F\xE2\x80\xA6\",\"\xF0\x9F\x8C\xBF\"]");
  assert_kept(store, "sit", "seen", "2");
  assert_kept(store, "sit", "", "\"no name\"");
  assert_kept(store, "rest", "seen", NULL);
  assert_true(state_remember(store, "sit", "seen", NULL, &fault));
  assert_true(state_remember(store, "sit", "never", NULL, &fault));
  assert_kept(store, "sit", "seen", NULL);
  assert_kept(store, "walk", "seen", "[\"gr\xC3\xBC\xC3\x9F\xE2\x80\xA6\",\"\xF0\x9F\x8C\xBF\"]");
  state_close(store);
}

static char *text_of(size_t length) {
  char *text = mem_alloc(length + 1);
  memset(text, 'x', length);
  text[length] = '\0';
  return text;
}

static void a_practice_keeps_so_many_bytes_and_no_more(void **state) {
  (void)state;
  struct fault fault;
  struct state *store = open_state(":memory:");
  char *full = text_of(STATE_STORE_MAX - 3), *over = text_of(STATE_STORE_MAX - 2);
  assert_false(state_remember(store, "walk", "key", over, &fault));
  assert_non_null(strstr(fault.text, "walk already keeps 0 bytes"));
  assert_kept(store, "walk", "key", NULL);
  assert_true(state_remember(store, "walk", "key", full, &fault));
  assert_true(state_remember(store, "walk", "key", full, &fault));
  assert_false(state_remember(store, "walk", "a", "", &fault));
  assert_non_null(strstr(fault.text, "65536"));
  assert_true(state_remember(store, "sit", "a", "", &fault));
  assert_kept(store, "walk", "key", full);
  assert_true(state_remember(store, "walk", "key", "1", &fault));
  assert_true(state_remember(store, "walk", "a", "\xF0\x9F\x8C\xBF", &fault));
  free(full);
  full = text_of(STATE_STORE_MAX - 4 - 5 - 1);
  assert_true(state_remember(store, "walk", "b", full, &fault));
  assert_false(state_remember(store, "walk", "c", "", &fault));
  state_close(store);
  free(full);
  free(over);
}

static void a_grant_is_for_one_content_and_one_permission(void **state) {
  (void)state;
  struct fault fault;
  struct state *store = open_state(at("state.db"));
  assert_int_equal(state_grant(store, "walk", "h1", "journal.add"), STATE_GRANT_UNASKED);
  assert_true(state_set_grant(store, "walk", "h1", "journal.add", STATE_GRANT_YES, &fault));
  assert_true(state_set_grant(store, "walk", "h1", "journal.read", STATE_GRANT_YES, &fault));
  assert_true(state_set_grant(store, "walk", "h1", "journal.read", STATE_GRANT_NO, &fault));
  assert_true(state_set_grant(store, "sit", "h1", "journal.add", STATE_GRANT_YES, &fault));
  state_close(store);
  store = open_state(at("state.db"));
  static const struct {
    const char *practice, *hash, *permission;
    enum state_grant grant;
  } rows[] = {
      {"walk", "h1", "journal.add", STATE_GRANT_YES},     {"walk", "h1", "journal.read", STATE_GRANT_NO},
      {"walk", "h2", "journal.add", STATE_GRANT_UNASKED}, {"walk", "h1", "notify", STATE_GRANT_UNASKED},
      {"rest", "h1", "journal.add", STATE_GRANT_UNASKED},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_int_equal(state_grant(store, rows[i].practice, rows[i].hash, rows[i].permission), rows[i].grant);
  assert_true(state_set_grant(store, "walk", "h1", "journal.read", STATE_GRANT_UNASKED, &fault));
  assert_int_equal(state_grant(store, "walk", "h1", "journal.read"), STATE_GRANT_UNASKED);
  assert_true(state_revoke(store, "walk", &fault));
  assert_int_equal(state_grant(store, "walk", "h1", "journal.add"), STATE_GRANT_UNASKED);
  assert_int_equal(state_grant(store, "sit", "h1", "journal.add"), STATE_GRANT_YES);
  state_close(store);
}

static void a_caution_is_shown_once(void **state) {
  (void)state;
  struct state *store = open_state(at("state.db"));
  assert_true(state_caution_first(store, "breath", "stop when dizzy"));
  assert_false(state_caution_first(store, "breath", "stop when dizzy"));
  assert_true(state_caution_first(store, "breath", "stop when dizzy or faint"));
  assert_true(state_caution_first(store, "hold", "stop when dizzy"));
  state_close(store);
  store = open_state(at("state.db"));
  assert_false(state_caution_first(store, "breath", "stop when dizzy"));
  state_close(store);
}

static void ten_reminders_may_wait_and_the_soonest_comes_first(void **state) {
  (void)state;
  struct fault fault;
  struct state_reminder *due;
  struct state *store = open_state(at("state.db"));
  for (int i = 0; i < STATE_REMINDERS_MAX; i++)
    assert_true(state_add_reminder(store, "walk", 1000 - i, "Go on?", &fault) > 0);
  assert_int_equal(state_add_reminder(store, "walk", 5, "One more", &fault), -1);
  assert_non_null(strstr(fault.text, "walk already has 10 reminders"));
  int64_t other = state_add_reminder(store, "sit", 995, "Weiter \xF0\x9F\x8C\xBF", &fault);
  assert_true(other > 0);
  state_close(store);
  store = open_state(at("state.db"));
  assert_int_equal(state_reminders(store, 990, &due), 0);
  state_free_reminders(due, 0);
  size_t count = state_reminders(store, 995, &due);
  assert_int_equal(count, 6);
  for (size_t i = 0; i + 1 < count; i++) assert_true(due[i].due <= due[i + 1].due);
  assert_int_equal(due[5].id, other);
  assert_string_equal(due[5].practice, "sit");
  assert_string_equal(due[5].text, "Weiter \xF0\x9F\x8C\xBF");
  assert_true(state_close_reminder(store, due[0].id, &fault));
  assert_false(state_close_reminder(store, due[0].id, &fault));
  assert_non_null(strstr(fault.text, "no reminder"));
  state_free_reminders(due, count);
  int64_t again = state_add_reminder(store, "walk", 5, "One more", &fault);
  assert_true(again > other);
  state_close(store);
}

static int remember_one(int number) {
  char key[16];
  struct state *store = state_open(at("state.db"), NULL);
  if (!store) return 1;
  for (int i = 0; i < 20; i++) {
    snprintf(key, sizeof key, "%d.%d", number, i);
    if (!state_remember(store, "walk", key, "1", NULL)) return 2;
  }
  state_close(store);
  return 0;
}

static void processes_may_write_at_once(void **state) {
  (void)state;
  pid_t children[3];
  for (int i = 0; i < 3; i++) children[i] = start(remember_one, i);
  for (int i = 0; i < 3; i++) assert_int_equal(wait_for(children[i]), 0);
  struct state *store = open_state(at("state.db"));
  for (int i = 0; i < 60; i++) {
    char key[16];
    snprintf(key, sizeof key, "%d.%d", i / 20, i % 20);
    assert_kept(store, "walk", key, "1");
  }
  state_close(store);
}

static void what_was_kept_under_a_bare_name_moves_to_the_practice_that_it_was(void **state) {
  (void)state;
  struct fault fault;
  struct state *store = open_state(at("state.db"));
  static const char *const cards[] = {"a", "b"};
  assert_true(state_remember(store, "walk", "place", "\"park\"", &fault));
  assert_true(state_remember(store, "walk", "mood", "1", &fault));
  assert_true(state_remember(store, "sit", "place", "\"chair\"", &fault));
  assert_true(state_remember(store, "own/walk", "mood", "2", &fault));
  assert_true(state_set_grant(store, "walk", "hash", "sound", STATE_GRANT_YES, &fault));
  assert_true(state_caution_first(store, "walk", "careful"));
  int first = state_draw(store, "walk", "deck", cards, 2, 7, &fault);
  for (int twice = 0; twice < 2; twice++) {
    assert_true(state_adopt(store, "walk", "own/walk", &fault));
    assert_kept(store, "own/walk", "place", "\"park\"");
    assert_kept(store, "own/walk", "mood", "2");  // what it has already is not replaced
    assert_kept(store, "walk", "place", NULL);
    assert_kept(store, "sit", "place", "\"chair\"");
    assert_int_equal(state_grant(store, "own/walk", "hash", "sound"), STATE_GRANT_YES);
    assert_int_equal(state_grant(store, "walk", "hash", "sound"), STATE_GRANT_UNASKED);
    assert_false(state_caution_first(store, "own/walk", "careful"));
  }
  assert_int_equal(state_draw(store, "own/walk", "deck", cards, 2, 7, &fault), 1 - first);
  state_close(store);
}

static void what_was_forgotten_is_as_if_it_had_never_been_there(void **state) {
  (void)state;
  struct fault fault;
  struct state *store = open_state(at("state.db"));
  static const char *const cards[] = {"a", "b"};
  for (int twice = 0; twice < 2; twice++) {
    const char *practice = twice ? "sit" : "walk";
    assert_true(state_remember(store, practice, "place", "\"park\"", &fault));
    assert_true(state_set_grant(store, practice, "hash", "sound", STATE_GRANT_YES, &fault));
    assert_true(state_caution_first(store, practice, "careful"));
  }
  int first = state_draw(store, "walk", "deck", cards, 2, 7, &fault);
  assert_true(state_forget(store, "walk", &fault));
  assert_kept(store, "walk", "place", NULL);
  assert_int_equal(state_grant(store, "walk", "hash", "sound"), STATE_GRANT_UNASKED);
  assert_true(state_caution_first(store, "walk", "careful"));
  assert_int_equal(state_draw(store, "walk", "deck", cards, 2, 7, &fault), first);
  assert_kept(store, "sit", "place", "\"park\"");
  assert_int_equal(state_grant(store, "sit", "hash", "sound"), STATE_GRANT_YES);
  assert_false(state_caution_first(store, "sit", "careful"));
  state_close(store);
}

static void a_decision_about_other_files_is_known_as_such(void **state) {
  (void)state;
  struct fault fault;
  struct state *store = open_state(at("state.db"));
  assert_false(state_granted_before(store, "walk", "new", NULL));
  assert_true(state_set_grant(store, "walk", "old", "sound", STATE_GRANT_NO, &fault));
  assert_true(state_granted_before(store, "walk", "new", NULL));
  assert_true(state_granted_before(store, "walk", "new", "sound"));
  assert_false(state_granted_before(store, "walk", "new", "notify"));
  assert_false(state_granted_before(store, "walk", "old", NULL));
  assert_false(state_granted_before(store, "sit", "new", NULL));
  state_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(the_file_is_private),
      SCRATCH_TEST(each_practice_has_its_own_keys),
      SCRATCH_TEST(a_practice_keeps_so_many_bytes_and_no_more),
      SCRATCH_TEST(a_grant_is_for_one_content_and_one_permission),
      SCRATCH_TEST(a_caution_is_shown_once),
      SCRATCH_TEST(ten_reminders_may_wait_and_the_soonest_comes_first),
      SCRATCH_TEST(processes_may_write_at_once),
      SCRATCH_TEST(what_was_kept_under_a_bare_name_moves_to_the_practice_that_it_was),
      SCRATCH_TEST(what_was_forgotten_is_as_if_it_had_never_been_there),
      SCRATCH_TEST(a_decision_about_other_files_is_known_as_such),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
