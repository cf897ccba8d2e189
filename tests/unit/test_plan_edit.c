#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edit.h"
#include "file.h"
#include "memory.h"
#include "rules.h"

static const struct edit_value values[] = {
    {"practice", "three-breaths"}, {"at", "08:30, 21:00"}, {"text", "A moment;  now? #1"}};

static void a_section_goes_to_the_end(void **state) {
  (void)state;
#define SECTION "[remind a]\npractice = three-breaths\nat = 08:30, 21:00\ntext = A moment;  now? #1\n"
  static const struct {
    const char *before, *after;
  } rows[] = {
      {"", SECTION},
      {"; mine\n", "; mine\n\n" SECTION},
      {"[look]\npace = 2", "[look]\npace = 2\n\n" SECTION},
      {"[look]\npace = 2\n\n", "[look]\npace = 2\n\n\n" SECTION},
      {"[remind b]\r\nat = 1:00\r\n",
       "[remind b]\r\nat = 1:00\r\n\r\n[remind a]\r\npractice = three-breaths\r\nat = 08:30, 21:00\r\n"
       "text = A moment;  now? #1\r\n"},
      {";[remind a]\n", ";[remind a]\n\n" SECTION},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf out = {0};
    assert_true(edit_add(&out, rows[i].before, strlen(rows[i].before), "a", values, 3, NULL));
    assert_string_equal(buf_text(&out), rows[i].after);
    buf_finish(&out);
  }
}

static void a_section_goes_and_the_rest_stays(void **state) {
  (void)state;
  static const struct {
    const char *before, *after;
  } rows[] = {
      {"[remind a]\nat = 1:00\n", ""},
      {"[remind a]", ""},
      {"[remind a]\nat = 1:00\n\n[remind b]\nat = 2:00\n", "[remind b]\nat = 2:00\n"},
      {"[remind b]\nat = 2:00\n\n[remind a]\nat = 1:00\n", "[remind b]\nat = 2:00\n"},
      {"[x]\ny = 1\n\n[remind a]\nat = 1:00\n\n[z]\n", "[x]\ny = 1\n\n[z]\n"},
      {"[x]\ny = 1\n[remind a]\nat = 1:00\n[z]\n", "[x]\ny = 1\n[z]\n"},
      {"[x]\ny = 1\n\n[remind a]\nat = 1:00\n[z]\n", "[x]\ny = 1\n\n[z]\n"},
      {"; top\n\n; above\n[remind a]\n; inside\nat = 1:00 ; why\n\non = sat\n; below\n[z]\n",
       "; top\n\n; above\n; below\n[z]\n"},
      {"  [ remind   a ]  ; x\n at = 1:00\n[remind ab]\nat = 2:00\n", "[remind ab]\nat = 2:00\n"},
      {"[remind a]\nat = 1:00\n[x]\ny = 1\n[remind a]\non = sat\n", "[x]\ny = 1\n"},
      {"[x]\r\n\r\n[remind a]\r\nat = 1:00\r\n", "[x]\r\n"},
      {"\xEF\xBB\xBF[remind a]\nat = 1:00\n[x]\n", "\xEF\xBB\xBF[x]\n"},
      {"[x]\n[remind a]\nat = 1:00\n[broken\nat = 2:00\n", "[x]\n[broken\nat = 2:00\n"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf out = {0};
    assert_true(edit_remove(&out, rows[i].before, strlen(rows[i].before), "a", NULL));
    assert_string_equal(buf_text(&out), rows[i].after);
    buf_finish(&out);
  }
}

static void what_cannot_be_done_is_said(void **state) {
  (void)state;
  struct buf out = {0};
  struct fault fault;
  static const char text[] = "[remind morning]\nat = 1:00\n; [remind noon]\n";
  assert_false(edit_remove(&out, text, strlen(text), "mornin", &fault));
  assert_string_equal(fault.text, "there is no reminder 'mornin' (did you mean 'morning'?)");
  assert_false(edit_remove(&out, text, strlen(text), "noon", &fault));
  assert_string_equal(fault.text, "there is no reminder 'noon'");
  assert_false(edit_add(&out, text, strlen(text), "morning", values, 3, &fault));
  assert_string_equal(fault.text, "there already is a reminder 'morning'");
  static const struct {
    const char *value, *sentence;
  } rows[] = {
      {"a\nb", "'text' has to be one line"},
      {"a ; b", "'text' cannot have ' ;', which begins a comment"},
      {"; b", "'text' cannot have ' ;', which begins a comment"},
      {" a", "'text' cannot begin or end with a space"},
      {"a\t", "'text' cannot begin or end with a space"},
      {"a\xFF", "'text' is not UTF-8 text"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_false(edit_add(&out, text, strlen(text), "noon", &(struct edit_value){"text", rows[i].value}, 1, &fault));
    assert_string_equal(fault.text, rows[i].sentence);
  }
  assert_string_equal(buf_text(&out), "");
}

static void a_name_that_is_taken_gets_a_number(void **state) {
  (void)state;
  static const char text[] = "[remind a]\n[remind a-2]\n[remind a-4]\n";
  char *name = edit_free_name(text, strlen(text), "a");
  assert_string_equal(name, "a-3");
  free(name);
  name = edit_free_name(text, strlen(text), "b");
  assert_string_equal(name, "b");
  free(name);
  name = edit_free_name(text, strlen(text), "a-very-long-name-that-goes-on-and-on-and-on-and-on");
  assert_string_equal(name, "a-very-long-name-that-goes-on-and-on");
  free(name);
}

// Texts that people might have, made of these.
static char *make_text(void) {
  static const char *const lines[] = {
      "\n",          "  \n",          "; a comment\n", "[look]\n",       "pace = 2\n",    "[remind b]\n",
      "at = 1:00\n", "no equals\n",   "[broken\n",     "[remind  c] \n", "\tx = 1 ; y\n", "#[remind a]\n",
      "\r\n",        "at = 2:00\r\n", "[remind]\n",    "; [remind a]\n", "[remind aa]\n", "] [\n"};
  struct buf text = {0};
  for (int i = rand() % 12; i > 0; i--) buf_add_text(&text, lines[(size_t)rand() % (sizeof lines / sizeof *lines)]);
  return buf_take(&text);
}

static void adding_and_removing_leaves_every_other_byte(void **state) {
  (void)state;
  srand(20261123);
  for (int i = 0; i < 20000; i++) {
    char *text = make_text();
    struct buf with = {0}, without = {0}, moved = {0};
    assert_true(edit_add(&with, text, strlen(text), "a", values, 3, NULL));
    assert_memory_equal(with.data, text, strlen(text));
    assert_true(edit_remove(&without, with.data, with.len, "a", NULL));
    assert_string_equal(buf_text(&without), text);
    // With something behind it, too: what was removed is one piece, and what is left is what was there.
    char *behind = make_text();
    buf_format(&moved, "%s[z]\n%s", with.data, behind);
    buf_clear(&without);
    assert_true(edit_remove(&without, moved.data, moved.len, "a", NULL));
    size_t kept = strlen(text) + strlen("[z]\n") + strlen(behind);
    assert_in_range(without.len, kept, kept + 2);
    assert_memory_equal(without.data, text, strlen(text));
    assert_string_equal(without.data + without.len - strlen(behind), behind);
    free(text);
    free(behind);
    buf_finish(&with);
    buf_finish(&without);
    buf_finish(&moved);
  }
}

static void what_was_added_is_read_again(void **state) {
  (void)state;
  struct buf text = {0}, errors = {0};
  struct rules rules;
  assert_true(edit_add(&text, "", 0, "a", values, 3, NULL));
  rules_init(&rules);
  assert_int_equal(rules_read_text(&rules, "t", text.data, text.len, &errors), 0);
  assert_string_equal(rules.items[0]->text, "A moment;  now? #1");
  rules_finish(&rules);
  buf_finish(&text);
  buf_finish(&errors);
}

static void a_file_is_written_whole_and_private(void **state) {
  (void)state;
  char folder[] = "/tmp/tend-edit-XXXXXX";
  struct stat info;
  struct fault fault;
  struct buf text = {0};
  assert_non_null(mkdtemp(folder));
  char *path = mem_format("%s/tend.ini", folder), *link = mem_format("%s/link", folder),
       *gone = mem_format("%s/no/x", folder);
  assert_true(edit_write(path, "one\n", 4, &fault));
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0600);
  assert_int_equal(symlink("tend.ini", link), 0);
  assert_true(edit_write(link, "two\n", 4, &fault));
  assert_int_equal(lstat(link, &info), 0);
  assert_true(S_ISLNK(info.st_mode));
  assert_true(file_read(path, 100, &text, NULL));
  assert_string_equal(buf_text(&text), "two\n");
  assert_false(edit_write(gone, "x", 1, &fault));
  assert_non_null(strstr(fault.text, "/no/x: cannot be written: No such file or directory"));
  assert_int_equal(unlink(link), 0);
  assert_int_equal(unlink(path), 0);
  assert_int_equal(rmdir(folder), 0);  // nothing else was left in it
  free(path);
  free(link);
  free(gone);
  buf_finish(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_section_goes_to_the_end),
      cmocka_unit_test(a_section_goes_and_the_rest_stays),
      cmocka_unit_test(what_cannot_be_done_is_said),
      cmocka_unit_test(a_name_that_is_taken_gets_a_number),
      cmocka_unit_test(adding_and_removing_leaves_every_other_byte),
      cmocka_unit_test(what_was_added_is_read_again),
      cmocka_unit_test(a_file_is_written_whole_and_private),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
