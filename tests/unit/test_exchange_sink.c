#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "paths.h"
#include "sink.h"
#include "test_base_sync.h"

static void an_export_is_on_the_disk_with_its_name(void **state) {
  (void)state;
  char folder[] = "/tmp/tend-sink-XXXXXX";
  assert_non_null(mkdtemp(folder));
  char *path = path_join(folder, "export");
  for (int force = 0; force < 2; force++) {
    synced_count = 0;
    struct sink *sink = sink_open(path, force, NULL);
    assert_non_null(sink);
    sink_add_text(sink, "words");
    assert_false(was_synced(folder));
    assert_true(sink_finish(sink, NULL));
    assert_true(was_synced(folder));
  }
  file_remove_folder(folder);
  free(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(an_export_is_on_the_disk_with_its_name)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
