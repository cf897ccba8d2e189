// Where things are, in an environment that the test sets. The account's entry is this file's own.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "paths.h"
#include "test_base_scratch.h"

static char *home_of_account;  // NULL: the account is unknown

struct passwd *getpwuid(uid_t uid) {
  static struct passwd entry;
  entry = (struct passwd){.pw_uid = uid, .pw_dir = home_of_account};
  return home_of_account ? &entry : NULL;
}

static int set_up(void **state) {
  static const char *const variables[] = {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
                                          "XDG_RUNTIME_DIR"};
  for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) unsetenv(variables[i]);
  home_of_account = NULL;
  return scratch_make(state);
}

#define PATHS_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, scratch_remove)

static void expect_path(char *path, const char *expected) {
  assert_non_null(path);
  assert_string_equal(path, expected);
  free(path);
}

static void each_base_has_its_folder_below_home(void **state) {
  (void)state;
  setenv("HOME", "/home/sam", 1);
  expect_path(path_of(PATH_CONFIG, "tend.ini", NULL), "/home/sam/.config/tend/tend.ini");
  expect_path(path_of(PATH_DATA, NULL, NULL), "/home/sam/.local/share/tend");
  expect_path(path_of(PATH_STATE, NULL, NULL), "/home/sam/.local/state/tend");
  expect_path(path_of(PATH_RUNTIME, NULL, NULL), "/home/sam/.local/state/tend-run/tend");
}

static void a_variable_is_heard_where_it_is_absolute(void **state) {
  (void)state;
  setenv("HOME", "/home/sam", 1);
  setenv("XDG_DATA_HOME", "/data", 1);
  setenv("XDG_STATE_HOME", "state", 1);
  setenv("XDG_CONFIG_HOME", "", 1);
  expect_path(path_of(PATH_DATA, "x", NULL), "/data/tend/x");
  expect_path(path_of(PATH_STATE, NULL, NULL), "/home/sam/.local/state/tend");
  expect_path(path_of(PATH_CONFIG, NULL, NULL), "/home/sam/.config/tend");
}

static void without_home_the_account_has_one(void **state) {
  (void)state;
  static const char *const homes[] = {NULL, "", "sam"};
  home_of_account = (char *)"/home/account";
  for (size_t i = 0; i < sizeof homes / sizeof *homes; i++) {
    if (homes[i]) setenv("HOME", homes[i], 1);
    expect_path(path_of(PATH_CONFIG, NULL, NULL), "/home/account/.config/tend");
  }
}

static void without_any_home_it_says_what_to_set(void **state) {
  (void)state;
  static const char *const homes[] = {NULL, "", "nowhere"};
  for (size_t i = 0; i < sizeof homes / sizeof *homes; i++) {
    struct fault fault = {{0}};
    home_of_account = (char *)homes[i];
    assert_null(path_of(PATH_STATE, "x", &fault));
    assert_string_equal(fault.text, "no home folder is known: set HOME, or XDG_STATE_HOME, to an absolute path");
    assert_null(path_for_writing(PATH_STATE, "x", NULL));
  }
  setenv("XDG_STATE_HOME", "/state", 1);
  expect_path(path_of(PATH_STATE, NULL, NULL), "/state/tend");
}

static void for_writing_the_folder_is_made_and_private(void **state) {
  (void)state;
  char *wanted = mem_format("%s/new/data/tend", scratch), *folder = path_join(scratch, "new/data");
  struct stat info;
  setenv("XDG_DATA_HOME", folder, 1);
  expect_path(path_for_writing(PATH_DATA, NULL, NULL), wanted);
  assert_int_equal(stat(wanted, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0700);
  free(wanted);
  free(folder);
}

static void where_no_folder_can_be_made_it_says_what_to_set(void **state) {
  (void)state;
  struct fault fault = {{0}};
  setenv("XDG_STATE_HOME", "/dev/null", 1);
  assert_null(path_for_writing(PATH_STATE, "x", &fault));
  assert_non_null(strstr(fault.text, "if it has to stay so, set XDG_STATE_HOME to a folder that can be written"));
}

static void the_folder_of_a_path_is_what_stands_before_its_last_slash(void **state) {
  (void)state;
  static const struct {
    const char *path, *folder;
  } rows[] = {{"a", "."}, {"/a", "/"}, {"a/b", "a"}, {"/a/b/c", "/a/b"}, {"a/", "a"}, {"", "."}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) expect_path(path_folder(rows[i].path), rows[i].folder);
}

static void a_program_is_looked_for_where_a_shell_would(void **state) {
  (void)state;
  char *path = mem_format("/nonexistent::%s", scratch), *here = path_join(scratch, "player");
  setenv("PATH", path, 1);
  assert_false(path_has_program("player"));
  assert_true(file_replace(here, "", 0, NULL));
  assert_false(path_has_program("player") || path_has_program(here));  // it cannot be run
  assert_int_equal(chmod(here, 0700), 0);
  assert_true(path_has_program("player") && path_has_program(here));
  assert_int_equal(chdir(scratch), 0);
  setenv("PATH", ":", 1);
  assert_false(path_has_program("player"));  // the folder one happens to be in is no place for it
  unsetenv("PATH");
  assert_true(path_has_program("sh"));
  assert_int_equal(chdir("/"), 0);
  free(path);
  free(here);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      PATHS_TEST(each_base_has_its_folder_below_home),
      PATHS_TEST(a_variable_is_heard_where_it_is_absolute),
      PATHS_TEST(without_home_the_account_has_one),
      PATHS_TEST(without_any_home_it_says_what_to_set),
      PATHS_TEST(for_writing_the_folder_is_made_and_private),
      PATHS_TEST(where_no_folder_can_be_made_it_says_what_to_set),
      PATHS_TEST(the_folder_of_a_path_is_what_stands_before_its_last_slash),
      PATHS_TEST(a_program_is_looked_for_where_a_shell_would),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
