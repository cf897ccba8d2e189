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

static char root[] = "/tmp/tend-place-XXXXXX";

static int in_a_home(void **state) {
  (void)state;
  return mkdtemp(root) && setenv("XDG_DATA_HOME", root, 1) == 0 && chdir(root) == 0 ? 0 : -1;
}

static int without_it(void **state) {
  (void)state;
  file_remove_folder(root);
  return 0;
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(a_practice_goes_with_the_version_before_it, begin),
      cmocka_unit_test_setup(a_practice_that_is_called_previous_goes_too, begin),
      cmocka_unit_test_setup(a_practice_that_cannot_go_stays_whole, begin),
      cmocka_unit_test_setup(why_there_is_no_room_to_remove_it_is_said, begin),
  };
  return cmocka_run_group_tests(tests, in_a_home, without_it);
}
