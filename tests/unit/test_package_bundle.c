#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "file.h"
#include "paths.h"
#include "test_base_sync.h"

static void a_bundle_that_is_written_is_on_the_disk(void **state) {
  (void)state;
  char folder[] = "/tmp/tend-bundle-XXXXXX";
  struct bundle bundle = {0};
  static const char *const names[] = {"plugin.ini", "decks/one/two.txt"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct buf data = {0};
    buf_add_text(&data, "x");
    assert_true(bundle_add(&bundle, names[i], &data, NULL));
  }
  assert_true(bundle_close(&bundle, NULL));
  assert_non_null(mkdtemp(folder));
  char *path = path_join(folder, "practice"), *decks = path_join(path, "decks"), *one = path_join(decks, "one");
  assert_true(bundle_write(&bundle, path, NULL));
  assert_true(was_synced(path) && was_synced(decks) && was_synced(one));
  file_remove_folder(folder);
  bundle_finish(&bundle);
  free(path);
  free(decks);
  free(one);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_bundle_that_is_written_is_on_the_disk)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
