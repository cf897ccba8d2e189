#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "catalogue.h"
#include "test_plugin_scratch.h"

// What is bundled with the build is in the catalogue, too; no bundled practice has such a name.
static const char *const own[] = {"zz-both", "zz-mine", "zz-three", NULL};

static int set_up(void **state) {
  if (scratch_make(state) != 0) return -1;
  setenv("XDG_CONFIG_HOME", scratch, 1);
  setenv("XDG_DATA_HOME", scratch, 1);
  scratch_write("tend/scripts/zz-mine.lua", "-- Mine\n");
  scratch_write("tend/scripts/zz-both.lua", "-- The own one\n");
  scratch_write("tend/scripts/Not A Name.lua", "");
  scratch_write("tend/scripts/notes.txt", "");
  scratch_write("tend/scripts/.lua", "");
  scratch_write("tend/scripts/zz-folder.lua/x", "");
  scratch_write("tend/plugins/zz-both/plugin.ini", MANIFEST("zz-both"));
  scratch_write("tend/plugins/zz-both/main.lua", "");
  scratch_write("tend/plugins/.hidden/main.lua", "");
  scratch_write("tend/plugins/zz-file", "");
  scratch_write("elsewhere/plugin.ini", MANIFEST("zz-three"));
  scratch_write("elsewhere/main.lua", "");
  scratch_link("tend/plugins/zz-three", "../../elsewhere");
  return 0;
}

static const struct catalogue_item *find(const struct catalogue *catalogue, const char *name) {
  for (size_t i = 0; i < catalogue->count; i++)
    if (strcmp(catalogue->items[i].name, name) == 0) return &catalogue->items[i];
  return NULL;
}

static void names_are_sorted_and_what_has_none_is_skipped(void **state) {
  (void)state;
  struct catalogue catalogue;
  catalogue_init(&catalogue);
  size_t ours = 0;
  for (size_t i = 0; i < catalogue.count; i++) {
    if (i > 0) assert_true(strcmp(catalogue.items[i - 1].name, catalogue.items[i].name) < 0);
    if (strncmp(catalogue.items[i].name, "zz-", 3) == 0) assert_string_equal(catalogue.items[i].name, own[ours++]);
    if (strncmp(catalogue.items[i].path, scratch, strlen(scratch)) == 0)
      assert_true(strncmp(catalogue.items[i].name, "zz-", 3) == 0);
  }
  assert_int_equal(ours, 3);
  catalogue_finish(&catalogue);
  assert_int_equal(catalogue.count, 0);
}

static void an_own_script_hides_an_installed_plugin(void **state) {
  (void)state;
  struct catalogue catalogue;
  struct buf errors = {0};
  catalogue_init(&catalogue);
  assert_int_equal(find(&catalogue, "zz-both")->origin, PRACTICE_OWN);
  assert_int_equal(find(&catalogue, "zz-three")->origin, PRACTICE_INSTALLED);
  struct practice *practice = catalogue_load(&catalogue, "zz-both", &errors);
  assert_string_equal(practice->title, "The own one");
  assert_int_equal(practice->origin, PRACTICE_OWN);
  practice_free(practice);
  practice = catalogue_load(&catalogue, "zz-three", &errors);
  assert_string_equal(practice->name, "zz-three");
  practice_free(practice);
  assert_string_equal(buf_text(&errors), "");
  catalogue_finish(&catalogue);
}

static void a_path_is_taken_as_one(void **state) {
  (void)state;
  struct catalogue catalogue;
  struct buf errors = {0};
  catalogue_init(&catalogue);
  char *path = path_join(scratch, "tend/plugins/zz-both/");
  struct practice *practice = catalogue_load(&catalogue, path, &errors);
  assert_int_equal(practice->origin, PRACTICE_PATH);
  assert_string_equal(practice->title, "A title");
  practice_free(practice);
  free(path);
  assert_int_equal(chdir(scratch), 0);
  scratch_write("here.lua", "-- Here\n");
  practice = catalogue_load(&catalogue, "here.lua", &errors);
  assert_string_equal(practice->title, "Here");
  practice_free(practice);
  assert_int_equal(chdir("/"), 0);
  assert_string_equal(buf_text(&errors), "");
  catalogue_finish(&catalogue);
}

static void what_is_not_there_gets_the_nearest_name(void **state) {
  (void)state;
  static const struct {
    const char *named, *error;
  } rows[] = {
      {"zz-tree",
       "there is no practice called 'zz-tree' (did you mean 'zz-three'?); 'tend list' shows what can be run\n"},
      {"zz-mine.lua",
       "there is no practice called 'zz-mine.lua' (did you mean 'zz-mine'?); 'tend list' shows what can be run\n"},
      {"qqqqqqqqq", "there is no practice called 'qqqqqqqqq'; 'tend list' shows what can be run\n"},
      {"", "there is no practice called ''; 'tend list' shows what can be run\n"},
      {"a\x1B[2Jb", "there is no practice called 'a[2Jb'; 'tend list' shows what can be run\n"},
      {"./nowhere", "./nowhere: there is no such file or folder\n"},
  };
  struct catalogue catalogue;
  catalogue_init(&catalogue);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf errors = {0};
    assert_null(catalogue_load(&catalogue, rows[i].named, &errors));
    assert_string_equal(buf_text(&errors), rows[i].error);
    buf_finish(&errors);
  }
  catalogue_finish(&catalogue);
}

// What is bundled, and nothing else.
static void look_without_folders(struct catalogue *catalogue) {
  setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
  setenv("XDG_DATA_HOME", "/nonexistent", 1);
  catalogue_init(catalogue);
}

static void folders_that_are_missing_are_empty(void **state) {
  (void)state;
  struct catalogue catalogue;
  look_without_folders(&catalogue);
  for (size_t i = 0; i < catalogue.count; i++) assert_int_equal(catalogue.items[i].origin, PRACTICE_BUNDLED);
  catalogue_finish(&catalogue);
}

static void every_bundled_practice_is_whole(void **state) {
  (void)state;
  struct catalogue catalogue;
  struct buf errors = {0};
  look_without_folders(&catalogue);
  assert_true(catalogue.count >= 12);
  for (size_t i = 0; i < catalogue.count; i++) {
    struct practice *practice = catalogue_load(&catalogue, catalogue.items[i].name, &errors);
    assert_string_equal(buf_text(&errors), "");
    assert_non_null(practice);
    practice_free(practice);
  }
  catalogue_finish(&catalogue);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_sorted_and_what_has_none_is_skipped),
      cmocka_unit_test(an_own_script_hides_an_installed_plugin),
      cmocka_unit_test(a_path_is_taken_as_one),
      cmocka_unit_test(what_is_not_there_gets_the_nearest_name),
      cmocka_unit_test(folders_that_are_missing_are_empty),
      cmocka_unit_test(every_bundled_practice_is_whole),
  };
  return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
