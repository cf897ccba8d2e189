#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "practice.h"
#include "test_plugin_scratch.h"

static struct practice *load(const char *name, struct buf *errors) {
  char *path = path_join(scratch, name);
  struct practice *practice = practice_load(path, PRACTICE_INSTALLED, errors);
  free(path);
  return practice;
}

static struct practice *load_well(const char *name) {
  struct buf errors = {0};
  struct practice *practice = load(name, &errors);
  assert_string_equal(buf_text(&errors), "");
  assert_non_null(practice);
  return practice;
}

static void refuse(const char *name, const char *sentences) {
  struct buf errors = {0};
  assert_null(load(name, &errors));
  char *wanted = scratch_sentence(sentences);
  assert_string_equal(buf_text(&errors), wanted);
  free(wanted);
  buf_finish(&errors);
}

static void write_practice(const char *name) {
  char *manifest = mem_format("%s/plugin.ini", name), *program = mem_format("%s/main.lua", name);
  char *text = mem_format(MANIFEST("%s"), name);
  scratch_write(manifest, text);
  scratch_write(program, "say \"hello\"\n");
  free(manifest);
  free(program);
  free(text);
}

static void a_folder_is_read_with_its_files_in_order(void **state) {
  (void)state;
  write_practice("walk");
  scratch_write("walk/lib/deep/er/still/cards.lua", "return {}\n");
  scratch_write("walk/about.lua", "-- gr\xC3\xBC\xC3\x9F\n");
  scratch_write("walk/README.md", "not \xFF read");
  scratch_write("walk/tests/one.lua", "\x1B");
  scratch_write("walk/.types/tend.lua", "\x1B");
  scratch_write("walk/.luarc.json", "{}");
  scratch_write("walk/lib/tests/kept.lua", "");
  struct practice *practice = load_well("walk");
  static const char *const names[] = {"about.lua", "lib/deep/er/still/cards.lua", "lib/tests/kept.lua", "main.lua"};
  assert_int_equal(practice->files_count, 4);
  for (size_t i = 0; i < 4; i++) assert_string_equal(practice->files[i].name, names[i]);
  assert_int_equal(practice->main, 3);
  assert_string_equal(practice->files[3].text, "say \"hello\"\n");
  assert_int_equal(practice->files[3].length, 12);
  assert_string_equal(practice->files[2].text, "");
  assert_string_equal(practice->name, "walk");
  assert_string_equal(practice->title, "A title");
  assert_int_equal(practice->origin, PRACTICE_INSTALLED);
  assert_int_equal(strlen(practice->hash), 64);
  practice_free(practice);
}

static void the_hash_is_of_what_is_read_and_nothing_else(void **state) {
  (void)state;
  write_practice("hashed");
  struct practice *practice = load_well("hashed");
  // Computed elsewhere from the description in practice.h: the grants that people gave depend on it.
  assert_string_equal(practice->hash, "3c67661ff5c8a40ff6591b5486aeeed5aa623fa6189cce41deb1729e22ed2929");
  char first[65];
  strcpy(first, practice->hash);
  practice_free(practice);
  scratch_write("hashed/README.md", "anything");
  scratch_write("hashed/tests/one.transcript", "anything");
  practice = load_well("hashed");
  assert_string_equal(practice->hash, first);
  practice_free(practice);
  scratch_write("hashed/plugin.ini", MANIFEST("hashed") "[permissions]\nsound = to chime\n");
  practice = load_well("hashed");
  assert_string_not_equal(practice->hash, first);
  practice_free(practice);
  write_practice("hashed");
  scratch_write("hashed/more.lua", "");
  practice = load_well("hashed");
  assert_string_not_equal(practice->hash, first);
  practice_free(practice);
}

static void a_folder_is_called_what_its_path_ends_in(void **state) {
  (void)state;
  write_practice("called");
  scratch_write("linked/plugin.ini", MANIFEST("by-link"));
  scratch_write("linked/main.lua", "");
  scratch_link("by-link", "linked");
  static const char *const paths[] = {"called",        "called/",  "called//", "called/.",
                                      "called/lib/..", "./called", "by-link",  "by-link/"};
  scratch_write("called/lib/x.lua", "");
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) practice_free(load_well(paths[i]));
  refuse("linked",
         "@/linked/plugin.ini:2: the name is 'by-link' and the folder is called 'linked': make them the same\n");
}

static void what_is_no_practice_is_told_why(void **state) {
  (void)state;
  scratch_write("empty/notes.txt", "x");
  scratch_write("no-main/plugin.ini", MANIFEST("no-main"));
  scratch_write("no-main/other.lua", "");
  scratch_write("no-manifest/main.lua", "");
  scratch_write("words.txt", "x");
  refuse("nowhere", "@/nowhere: there is no such file or folder\n");
  refuse("empty", "@/empty: the folder holds no practice: it needs a plugin.ini and a main.lua\n");
  refuse("no-main", "@/no-main: there is no main.lua, with which a practice begins\n");
  refuse("no-manifest",
         "@/no-manifest: there is no plugin.ini, which says what the practice is; plugins/README.md shows one\n");
  refuse("words.txt", "@/words.txt: not a practice: that is a file whose name ends in .lua, or a folder\n");
  refuse("words.txt/x", "@/words.txt/x: cannot be opened: Not a directory\n");
}

static void what_reaches_out_of_the_folder_is_refused(void **state) {
  (void)state;
  write_practice("reaching");
  scratch_write("elsewhere/lib.lua", "");
  scratch_link("reaching/lib.lua", "../elsewhere/lib.lua");
  refuse("reaching", "@/reaching/lib.lua: a symbolic link is not read in a practice: put the file itself there\n");
  write_practice("reaching-folder");
  scratch_link("reaching-folder/lib", "../elsewhere");
  refuse("reaching-folder",
         "@/reaching-folder/lib: a symbolic link is not read in a practice: put the file itself there\n");
  write_practice("dangling");
  scratch_link("dangling/x", "nowhere");
  refuse("dangling", "@/dangling/x: a symbolic link is not read in a practice: put the file itself there\n");
  scratch_write("reaching-ini/main.lua", "");
  scratch_link("reaching-ini/plugin.ini", "/etc/passwd");
  refuse("reaching-ini",
         "@/reaching-ini/plugin.ini: a symbolic link is not read in a practice: put the file itself there\n");
}

static void a_source_that_is_no_text_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t length;
    const char *error;
  } rows[] = {
      {"\x1BLua", 4, "@/odd/lib.lua: this is compiled Lua, which is not run: put the source text there\n"},
      {"-- a\n-- \xFF\n", 10, "@/odd/lib.lua:2: the line is not UTF-8 text: save the file as UTF-8\n"},
      {"a\nb\n\0\n", 6, "@/odd/lib.lua:3: there is a NUL byte in the line: is this a text file?\n"},
  };
  write_practice("odd");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    scratch_write_bytes("odd/lib.lua", rows[i].bytes, rows[i].length);
    refuse("odd", rows[i].error);
  }
}

static void odd_things_in_a_folder_are_named(void **state) {
  (void)state;
  write_practice("fifo");
  char *path = path_join(scratch, "fifo/pipe.lua");
  assert_int_equal(mkfifo(path, 0600), 0);
  free(path);
  refuse("fifo", "@/fifo/pipe.lua: not an ordinary file\n");
  write_practice("named");
  scratch_write("named/my cards.lua", "");
  refuse("named",
         "@/named/my cards.lua: a file's name and its folders' are letters, digits, '_', '-' and '.': rename it\n");
  write_practice("deep");
  scratch_write("deep/1/2/3/4/5/x.lua", "");
  refuse("deep", "@/deep/1/2/3/4/5: a practice's folders go at most 4 deep\n");
  write_practice("folder");
  scratch_write("folder/main.lua.d/x.lua", "");
  practice_free(load_well("folder"));
}

static void a_file_that_may_not_be_read_is_named(void **state) {
  (void)state;
  if (geteuid() == 0) skip();
  write_practice("closed");
  scratch_write("closed/lib.lua", "");
  char *path = path_join(scratch, "closed/lib.lua");
  assert_int_equal(chmod(path, 0), 0);
  free(path);
  refuse("closed", "@/closed/lib.lua: cannot be opened: Permission denied\n");
}

static void every_mistake_of_a_folder_is_told_at_once(void **state) {
  (void)state;
  scratch_write("many/plugin.ini", MANIFEST("many") "minuts = 3\n");
  scratch_write("many/main.lua", "\x1B");
  refuse("many",
         "@/many/main.lua: this is compiled Lua, which is not run: put the source text there\n"
         "@/many/plugin.ini:9: unknown key 'minuts' in [plugin] (did you mean 'minutes'?)\n");
}

static void files_and_bytes_have_their_limits(void **state) {
  (void)state;
  write_practice("count");
  for (int i = 1; i < PRACTICE_FILES_MAX; i++) {
    char *name = mem_format("count/f%02d.lua", i);
    scratch_write(name, "");
    free(name);
  }
  practice_free(load_well("count"));
  scratch_write("count/one-more.lua", "");
  struct buf errors = {0};
  assert_null(load("count", &errors));
  assert_non_null(strstr(errors.data, ".lua: one file too many: a practice has at most 64\n"));
  buf_finish(&errors);

  write_practice("bytes");
  char *half = mem_alloc(PRACTICE_SOURCE_MAX / 2);
  memset(half, '\n', PRACTICE_SOURCE_MAX / 2);
  scratch_write_bytes("bytes/a.lua", half, PRACTICE_SOURCE_MAX / 2);
  scratch_write_bytes("bytes/b.lua", half, PRACTICE_SOURCE_MAX / 2 - 12);  // main.lua has 12
  practice_free(load_well("bytes"));
  scratch_write_bytes("bytes/b.lua", half, PRACTICE_SOURCE_MAX / 2 - 11);
  assert_null(load("bytes", &errors));
  assert_non_null(
      strstr(errors.data, ".lua: too much: the files of a practice have at most 524288 bytes in all\n"));
  buf_finish(&errors);
  free(half);
}

static void a_single_file_needs_no_manifest(void **state) {
  (void)state;
  static const struct {
    const char *text, *title;
  } rows[] = {
      {"-- Three small things\nsay \"x\"\n", "Three small things"},
      {"--   spaced \t\r\nsay \"x\"\n", "spaced"},
      {"--- Documented\n", "Documented"},
      {"-- no newline", "no newline"},
      {"say \"x\"\n-- later\n", "my-walk"},
      {"--\nsay \"x\"\n", "my-walk"},
      {"--[[ long ]]\n", "my-walk"},
      {"---@diagnostic disable\n", "my-walk"},
      {"- 1\n", "my-walk"},
      {"", "my-walk"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    scratch_write("my-walk.lua", rows[i].text);
    struct practice *practice = load_well("my-walk.lua");
    assert_string_equal(practice->title, rows[i].title);
    assert_string_equal(practice->name, "my-walk");
    assert_string_equal(practice->kind, "");
    assert_string_equal(practice->intensity, "gentle");
    assert_int_equal(practice->files_count, 1);
    assert_int_equal(practice->main, 0);
    assert_string_equal(practice->files[0].name, "my-walk.lua");
    assert_string_equal(practice->files[0].text, rows[i].text);
    practice_free(practice);
  }
}

static void a_single_file_may_write_and_not_read(void **state) {
  (void)state;
  scratch_write("alone.lua", "");
  struct practice *practice = load_well("alone.lua");
  static const char *const may[] = {"journal.add", "notify", "remind", "sound"};
  for (size_t i = 0; i < sizeof may / sizeof *may; i++) assert_non_null(practice_permission(practice, may[i]));
  assert_null(practice_permission(practice, "journal.read"));
  assert_int_equal(practice->permissions_count, 4);
  practice_free(practice);
}

static void a_single_file_that_is_odd_is_refused(void **state) {
  (void)state;
  scratch_write("odd.lua", "\x1BLua");
  refuse("odd.lua", "@/odd.lua: this is compiled Lua, which is not run: put the source text there\n");
  scratch_write("new\nline.lua", "");
  refuse("new\nline.lua",
         "@/new line.lua: the file's name is too long or has characters that cannot be shown: rename it\n");
  scratch_write("Mein Gang.lua", "");
  practice_free(load_well("Mein Gang.lua"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_folder_is_read_with_its_files_in_order),
      cmocka_unit_test(the_hash_is_of_what_is_read_and_nothing_else),
      cmocka_unit_test(a_folder_is_called_what_its_path_ends_in),
      cmocka_unit_test(what_is_no_practice_is_told_why),
      cmocka_unit_test(what_reaches_out_of_the_folder_is_refused),
      cmocka_unit_test(a_source_that_is_no_text_is_refused),
      cmocka_unit_test(odd_things_in_a_folder_are_named),
      cmocka_unit_test(a_file_that_may_not_be_read_is_named),
      cmocka_unit_test(every_mistake_of_a_folder_is_told_at_once),
      cmocka_unit_test(files_and_bytes_have_their_limits),
      cmocka_unit_test(a_single_file_needs_no_manifest),
      cmocka_unit_test(a_single_file_may_write_and_not_read),
      cmocka_unit_test(a_single_file_that_is_odd_is_refused),
  };
  return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
