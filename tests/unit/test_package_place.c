#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "paths.h"
#include "place.h"
#include "test_base_scratch.h"

static int in_a_home(void **state) {
  if (scratch_make(state) < 0 || chdir(scratch) < 0) return -1;
  return setenv("XDG_DATA_HOME", scratch, 1) | setenv("XDG_STATE_HOME", scratch, 1);
}

static int begin(void **state) {
  (void)state;
  file_remove_folder("tend");
  return file_make_folder("tend/plugins/pebble", NULL) ? 0 : -1;
}

static bool is_there(const char *path) { return access(path, F_OK) == 0; }

// Nothing lies beside what is installed.
static void expect_no_rest(void) { assert_true(rmdir("tend/plugins") == 0); }

static void a_practice_goes_with_the_version_before_it(void **state) {
  (void)state;
  assert_true(file_make_folder("tend/previous/pebble", NULL));
  assert_true(place_remove("pebble", NULL));
  assert_false(is_there("tend/plugins/pebble") || is_there("tend/previous/pebble"));
  expect_no_rest();
}

static void a_practice_that_is_called_previous_goes_too(void **state) {
  (void)state;
  assert_true(file_make_folder("tend/plugins/previous", NULL) && file_make_folder("tend/previous/previous", NULL));
  assert_true(file_replace("tend/previous/previous/main.lua", "x", 1, NULL));
  assert_true(place_remove("previous", NULL));
  assert_false(is_there("tend/plugins/previous") || is_there("tend/previous/previous"));
  assert_true(is_there("tend/plugins/pebble"));
}

static void a_practice_that_cannot_go_stays_whole(void **state) {
  (void)state;
  struct fault fault;
  // A file where the folder of versions before should be.
  assert_true(file_replace("tend/previous", "x", 1, NULL));
  assert_true(file_replace("tend/plugins/pebble/main.lua", "x", 1, NULL));
  assert_false(place_remove("pebble", &fault));
  assert_non_null(strstr(fault.text, "plugins/pebble could not be removed: Not a directory"));
  assert_true(is_there("tend/plugins/pebble/main.lua"));
  file_remove_folder("tend/plugins/pebble");
  expect_no_rest();
}

static void why_there_is_no_room_to_remove_it_is_said(void **state) {
  (void)state;
  struct fault fault;
  file_remove_folder("tend");
  assert_true(file_replace("tend", "x", 1, NULL));
  assert_false(place_remove("pebble", &fault));
  assert_non_null(strstr(fault.text, "is a file, where a folder is needed"));
  assert_int_equal(unlink("tend"), 0);
}

// Versions, told apart by what their one file says.

static void write_version(const char *folder, const char *text) {
  char *file = path_join(folder, "plugin.ini");
  assert_true(file_make_folder(folder, NULL) && file_replace(file, text, strlen(text), NULL));
  free(file);
}

// NULL: nothing is there.
static void expect_version(const char *folder, const char *text) {
  char *file = path_join(folder, "plugin.ini");
  struct buf found = {0};
  if (!text) assert_false(is_there(folder));
  else assert_true(file_read(file, 100, &found, NULL));
  assert_string_equal(buf_text(&found), text ? text : "");
  buf_finish(&found);
  free(file);
}

static void expect_versions(const char *now, const char *previous) {
  expect_version("tend/plugins/pebble", now);
  expect_version("tend/previous/pebble", previous);
}

// Where place_stage would have put it.
static const char *stage(const char *text) {
  static const char staged[] = "tend/plugins/.new-abcdef/pebble";
  write_version(staged, text);
  return staged;
}

static void each_new_version_pushes_the_one_before_it_back(void **state) {
  (void)state;
  file_remove_folder("tend/plugins/pebble");
  assert_true(place_take(stage("one"), "pebble", NULL));
  expect_versions("one", NULL);
  assert_true(place_take(stage("two"), "pebble", NULL));
  expect_versions("two", "one");
  assert_true(place_take(stage("three"), "pebble", NULL));
  expect_versions("three", "two");
  assert_true(place_swap("pebble", NULL));
  expect_versions("two", "three");
}

static void without_a_version_before_there_is_none_to_go_back_to(void **state) {
  (void)state;
  struct fault fault;
  write_version("tend/plugins/pebble", "one");
  assert_false(place_swap("pebble", &fault));
  assert_non_null(strstr(fault.text, "plugins/pebble could not be put into its place: No such file or directory"));
  expect_versions("one", NULL);
}

static void a_version_that_is_gone_changes_nothing(void **state) {
  (void)state;
  struct fault fault;
  write_version("tend/plugins/pebble", "two");
  write_version("tend/previous/pebble", "one");
  const char *staged = stage("three");
  file_remove_folder(staged);
  assert_false(place_take(staged, "pebble", &fault));
  assert_non_null(strstr(fault.text, "plugins/pebble could not be put into its place"));
  expect_versions("two", "one");
}

static void where_the_one_before_cannot_be_kept_the_new_one_does_not_come(void **state) {
  (void)state;
  struct fault fault;
  write_version("tend/plugins/pebble", "one");
  // A link that leads nowhere: no version that could be set aside, and nothing that a folder takes the place of.
  assert_true(file_make_folder("tend/previous", NULL));
  assert_int_equal(symlink("/nonexistent", "tend/previous/pebble"), 0);
  const char *staged = stage("two");
  assert_false(place_take(staged, "pebble", &fault));
  assert_non_null(strstr(fault.text, "previous/pebble could not be put into its place: Not a directory"));
  expect_version("tend/plugins/pebble", "one");
  expect_version(staged, "two");
}

// What the lock file counts on; the last word of an interrupted change.
static char counted_on[BUNDLE_HASH_SIZE];

static void count_on(const char *text) {
  write_version("counted", text);
  assert_true(bundle_hash_folder("counted", counted_on, NULL));
}

static const char *expected(void *context, const char *name) {
  (void)context;
  return strcmp(name, "pebble") == 0 ? counted_on : NULL;
}

static void what_an_interrupted_change_left_goes_back_or_away(void **state) {
  (void)state;
  static const struct {
    const char *place, *staged, *counted_on, *after;
  } rows[] = {
      {"two", "one", "one", "one"},      // killed after the exchange
      {"one", "two", "one", "one"},      // killed before it
      {NULL, "one", "one", "one"},       // killed while it was removed
      {"two", "one", "two", "two"},      // killed after the lock file was written
      {NULL, "one", "other", NULL},      // nobody counts on it
      {"three", "one", "two", "three"},  // changed by hand: for tend verify to tell
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    begin(state);
    file_remove_folder("tend/plugins/pebble");
    if (rows[i].place) write_version("tend/plugins/pebble", rows[i].place);
    stage(rows[i].staged);
    count_on(rows[i].counted_on);
    assert_true(file_make_folder("tend/git-abcdef", NULL));
    place_sweep(expected, NULL);
    expect_versions(rows[i].after, NULL);
    assert_false(is_there("tend/plugins/.new-abcdef") || is_there("tend/git-abcdef"));
  }
}

static void a_swap_that_the_lock_file_does_not_know_is_undone(void **state) {
  (void)state;
  static const struct {
    const char *place, *previous, *counted_on, *now, *then;
  } rows[] = {
      {"one", "two", "two", "two", "one"}, {NULL, "two", "two", "two", NULL},       {"two", "one", "two", "two", "one"},
      {"two", "two", "two", "two", "two"}, {"one", "two", "three", "one", "two"}, {"one", NULL, "two", "one", NULL},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    begin(state);
    file_remove_folder("tend/plugins/pebble");
    if (rows[i].place) write_version("tend/plugins/pebble", rows[i].place);
    assert_true(file_make_folder("tend/previous", NULL));
    if (rows[i].previous) write_version("tend/previous/pebble", rows[i].previous);
    count_on(rows[i].counted_on);
    place_mend("pebble", counted_on);
    expect_versions(rows[i].now, rows[i].then);
  }
}

static void only_one_changes_something_at_a_time(void **state) {
  (void)state;
  struct fault fault;
  int lock = place_lock(&fault);
  assert_true(lock >= 0);
  assert_int_equal(place_lock(&fault), -1);
  assert_string_equal(fault.text, "another tend is installing something; try again in a moment");
  place_unlock(lock);
  lock = place_lock(&fault);
  assert_true(lock >= 0);
  place_unlock(lock);
  place_unlock(-1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(a_practice_goes_with_the_version_before_it, begin),
      cmocka_unit_test_setup(a_practice_that_is_called_previous_goes_too, begin),
      cmocka_unit_test_setup(a_practice_that_cannot_go_stays_whole, begin),
      cmocka_unit_test_setup(why_there_is_no_room_to_remove_it_is_said, begin),
      cmocka_unit_test_setup(each_new_version_pushes_the_one_before_it_back, begin),
      cmocka_unit_test_setup(without_a_version_before_there_is_none_to_go_back_to, begin),
      cmocka_unit_test_setup(a_version_that_is_gone_changes_nothing, begin),
      cmocka_unit_test_setup(where_the_one_before_cannot_be_kept_the_new_one_does_not_come, begin),
      cmocka_unit_test_setup(what_an_interrupted_change_left_goes_back_or_away, begin),
      cmocka_unit_test_setup(a_swap_that_the_lock_file_does_not_know_is_undone, begin),
      cmocka_unit_test_setup(only_one_changes_something_at_a_time, begin),
  };
  return cmocka_run_group_tests(tests, in_a_home, scratch_remove);
}
