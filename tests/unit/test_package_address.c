#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "address.h"

static void an_address_has_its_parts(void **state) {
  (void)state;
  const struct {
    const char *text, *place, *revision, *subfolder;
  } rows[] = {
      {"https://a.example/x", "https://a.example/x", NULL, NULL},
      {"https://a.example/x@v1", "https://a.example/x", "v1", NULL},
      {"https://a.example/x#walks/one", "https://a.example/x", NULL, "walks/one"},
      {"https://a.example/x@v1#walks", "https://a.example/x", "v1", "walks"},
      {"https://me@a.example/x", "https://me@a.example/x", NULL, NULL},
      {"ssh://git@a.example/x@main", "ssh://git@a.example/x", "main", NULL},
      {"git@a.example:x", "git@a.example:x", NULL, NULL},
      {"git@a.example:x@v1#y", "git@a.example:x", "v1", "y"},
      {"git://a.example/x@0123456789abcdef", "git://a.example/x", "0123456789abcdef", NULL},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct address source;
    assert_true(address_parse(&source, rows[i].text, NULL));
    assert_int_equal(source.kind, ADDRESS_GIT);
    assert_string_equal(source.place, rows[i].place);
    assert_string_equal(source.revision ? source.revision : "", rows[i].revision ? rows[i].revision : "");
    assert_string_equal(source.subfolder ? source.subfolder : "", rows[i].subfolder ? rows[i].subfolder : "");
    char *words = address_words(&source);
    assert_string_equal(words, rows[i].text);
    free(words);
    address_finish(&source);
  }
}

static void what_runs_a_program_is_no_address(void **state) {
  (void)state;
  const char *const texts[] = {"ext::sh -c x", "--upload-pack=x", "-x@y:z", "https://a.example/x@--output=y", "fd::1", "", "a b",
                               "/nonexistent", "x::y@z"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct address source;
    struct fault fault = {{0}};
    assert_false(address_parse(&source, texts[i], &fault));
    assert_true(fault.text[0]);
    address_finish(&source);
  }
}

static bool add(struct bundle *bundle, const char *name, const char *text) {
  struct buf data = {0};
  buf_add_text(&data, text);
  return bundle_add(bundle, name, &data, NULL);
}

static void names_lead_nowhere(void **state) {
  (void)state;
  const char *const bad[] = {"", "/a", "..", "../a", "a/../b", "a//b", "a/", ".", "a/.", "-a", "a b", "a\\b", "a\nb", "\xC3\xA9", ".git/x",
                             "a/.git", "a:b", "1/2/3/4/5/6/7/8"};
  struct bundle bundle = {0};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(add(&bundle, bad[i], "x"));
  assert_int_equal(bundle.count, 0);
  const char *const good[] = {"a", "./b", ".luarc.json", "lib/a-b_c.lua", "1/2/3/4/5/6/7", ".gitignore", "..a"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_true(add(&bundle, good[i], "x"));
  assert_string_equal(bundle.files[1].name, "b");
  bundle_finish(&bundle);
}

static bool closes(const char *const *names) {
  struct bundle bundle = {0};
  for (size_t i = 0; names[i]; i++) assert_true(add(&bundle, names[i], names[i]));
  bool ok = bundle_close(&bundle, NULL);
  bundle_finish(&bundle);
  return ok;
}

static void what_would_meet_on_another_disk_is_refused(void **state) {
  (void)state;
  assert_true(closes((const char *const[]){"plugin.ini", "main.lua", "lib/a.lua", "lib/b.lua", NULL}));
  assert_true(closes((const char *const[]){"x-1.0/plugin.ini", "x-1.0/main.lua", NULL}));
  assert_false(closes((const char *const[]){"plugin.ini", "plugin.ini", NULL}));
  assert_false(closes((const char *const[]){"plugin.ini", "Plugin.ini", NULL}));
  assert_false(closes((const char *const[]){"plugin.ini", "lib", "lib/a", NULL}));
  assert_false(closes((const char *const[]){"plugin.ini", "LIB", "lib/a", NULL}));
  assert_false(closes((const char *const[]){"main.lua", NULL}));
  assert_false(closes((const char *const[]){"x/plugin.ini", "y/main.lua", NULL}));
}

static void the_hash_is_of_names_and_bytes_and_not_of_their_order(void **state) {
  (void)state;
  struct bundle one = {0}, two = {0}, three = {0};
  char hashes[3][BUNDLE_HASH_SIZE];
  assert_true(add(&one, "plugin.ini", "a") && add(&one, "b", "c") && bundle_close(&one, NULL));
  assert_true(add(&two, "x/b", "c") && add(&two, "x/plugin.ini", "a") && bundle_close(&two, NULL));
  assert_true(add(&three, "plugin.ini", "ab") && add(&three, "b", "") && bundle_close(&three, NULL));
  bundle_hash(&one, hashes[0]);
  bundle_hash(&two, hashes[1]);
  bundle_hash(&three, hashes[2]);
  assert_string_equal(hashes[0], hashes[1]);
  assert_string_not_equal(hashes[0], hashes[2]);
  bundle_finish(&one);
  bundle_finish(&two);
  bundle_finish(&three);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_address_has_its_parts),
      cmocka_unit_test(what_runs_a_program_is_no_address),
      cmocka_unit_test(names_lead_nowhere),
      cmocka_unit_test(what_would_meet_on_another_disk_is_refused),
      cmocka_unit_test(the_hash_is_of_names_and_bytes_and_not_of_their_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
