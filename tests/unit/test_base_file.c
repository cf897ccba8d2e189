#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "paths.h"
#include "test_base_sync.h"

static char folder[] = "/tmp/tend-file-XXXXXX";

static int in_a_folder(void **state) {
  (void)state;
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int without_it(void **state) {
  (void)state;
  file_remove_folder(folder);
  return 0;
}

static int begin(void **state) {
  (void)state;
  synced_count = 0;
  return 0;
}

static size_t names_in(const char *path) {
  size_t count = 0;
  DIR *entries = opendir(path);
  for (struct dirent *entry; (entry = readdir(entries));) count += entry->d_name[0] != '.';
  closedir(entries);
  return count;
}

static void a_file_is_replaced_whole_and_is_on_the_disk_with_its_name(void **state) {
  (void)state;
  struct stat info;
  struct buf text = {0};
  char *path = path_join(folder, "one");
  assert_true(file_replace(path, "first and long", 14, NULL));
  assert_true(file_replace(path, "second", 6, NULL));
  assert_true(file_read(path, 100, &text, NULL));
  assert_string_equal(buf_text(&text), "second");
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 07777, 0600);
  assert_int_equal(names_in(folder), 1);
  assert_true(was_synced(folder));
  buf_finish(&text);
  free(path);
}

static void what_cannot_be_replaced_is_said_and_leaves_nothing(void **state) {
  (void)state;
  struct fault fault;
  assert_int_equal(mkdir("taken", 0700), 0);
  size_t before = names_in(folder);
  assert_false(file_replace("taken", "x", 1, &fault));
  assert_string_equal(fault.text, "taken: cannot be written: Is a directory");
  assert_int_equal(names_in(folder), before);
  assert_false(file_replace("gone/file", "x", 1, &fault));
  assert_string_equal(fault.text, "gone/file: cannot be written: No such file or directory");
  assert_false(was_synced(folder));
}

static void a_name_is_synced_in_its_folder(void **state) {
  (void)state;
  assert_true(file_sync_name("plain"));
  assert_true(was_synced(folder));
  assert_true(file_sync_name("/tmp"));
  assert_true(was_synced("/"));
  assert_false(file_sync_name("gone/file"));
}

static void folders_are_synced_with_those_below(void **state) {
  (void)state;
  assert_true(file_make_folder("a/b", NULL) && file_make_folder("elsewhere", NULL));
  assert_int_equal(symlink("../elsewhere", "a/link"), 0);
  assert_true(file_sync_folders("a"));
  assert_true(was_synced("a") && was_synced("a/b"));
  assert_false(was_synced("elsewhere"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(a_file_is_replaced_whole_and_is_on_the_disk_with_its_name, begin),
      cmocka_unit_test_setup(what_cannot_be_replaced_is_said_and_leaves_nothing, begin),
      cmocka_unit_test_setup(a_name_is_synced_in_its_folder, begin),
      cmocka_unit_test_setup(folders_are_synced_with_those_below, begin),
  };
  return cmocka_run_group_tests(tests, in_a_folder, without_it);
}
