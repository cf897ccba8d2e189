#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "memory.h"
#include "settings.h"

static char folder[] = "/tmp/tend-settings-XXXXXX";
static char *path;

static int set_up(void **state) {
  (void)state;
  if (!mkdtemp(folder)) return -1;
  path = mem_format("%s/tend.ini", folder);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  unlink(path);
  free(path);
  return rmdir(folder);
}

static size_t read_text(struct settings *settings, const char *text, struct buf *errors) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
  settings_init(settings);
  return settings_read(settings, path, errors);
}

static void without_a_file_the_defaults_hold(void **state) {
  (void)state;
  struct settings settings;
  struct buf errors = {0};
  settings_init(&settings);
  assert_int_equal(settings_read(&settings, "/nonexistent/tend/tend.ini", &errors), 0);
  assert_int_equal(settings_read(&settings, "/dev/null/tend.ini", &errors), 0);
  assert_null(settings.look.front);
  assert_true(settings.look.pace == 1);
  assert_false(settings.look.reduced_motion);
  assert_true(settings.look.receipt);
  assert_true(settings.care.holds);
  assert_null(settings.care.line);
  assert_false(settings.care.eyes_closed);
  assert_true(settings.sound.on);
  assert_true(settings.sound.volume > 0 && settings.sound.volume <= 1);
  assert_int_equal(settings.values_count, 0);
  assert_string_equal(buf_text(&errors), "");
  settings_finish(&settings);
}

static void every_key_finds_its_place(void **state) {
  (void)state;
  static const char text[] =
      "[look]\nfront = plain\npace = 0.5\nmotion = reduced\nreceipt = no\n"
      "[care]\nholds = no\nline = 116 123, at any hour\neyes = closed\n"
      "[sound]\non = off\nvolume = 0.25\n[journal]\nunlocked = 90m\n"
      "[remind morning]\nat = 08:30\nanything = goes\n[quiet]\nhours = 22:00-07:30\n[agent]\nidle = 10m\n"
      "[practice collecting-walk]\nminutes = 30\nplace = the woods\n"
      "[practice three-breaths]\nminutes = 1\n";
  struct settings settings;
  struct buf errors = {0};
  assert_int_equal(read_text(&settings, text, &errors), 0);
  assert_string_equal(settings.look.front, "plain");
  assert_true(settings.look.pace == 0.5);
  assert_true(settings.look.reduced_motion);
  assert_false(settings.look.receipt);
  assert_false(settings.care.holds);
  assert_string_equal(settings.care.line, "116 123, at any hour");
  assert_true(settings.care.eyes_closed);
  assert_false(settings.sound.on);
  assert_true(settings.sound.volume == 0.25);
  assert_int_equal(settings.journal.unlocked, 90 * 60 * 1000);
  assert_string_equal(settings_for(&settings, "collecting-walk", "minutes")->value, "30");
  assert_int_equal(settings_for(&settings, "collecting-walk", "minutes")->line, 23);
  assert_string_equal(settings_for(&settings, "three-breaths", "minutes")->value, "1");
  assert_null(settings_for(&settings, "three-breaths", "place"));
  assert_null(settings_for(&settings, "another", "minutes"));
  settings_finish(&settings);
  buf_finish(&errors);
}

static void a_mistake_is_named_and_the_default_stays(void **state) {
  (void)state;
  static const struct {
    const char *text, *error;  // the error without its "PATH:"
  } rows[] = {
      {"[look]\npcae = 2\n", "2: unknown key 'pcae' in [look] (did you mean 'pace'?)"},
      {"[look]\npace = fast\n", "2: 'pace' needs a number from 0 to 4, not 'fast'"},
      {"[look]\npace = -1\n", "2: 'pace' needs a number from 0 to 4, not '-1'"},
      {"[look]\nfront = trem\n", "2: 'front' needs term or plain, not 'trem' (did you mean 'term'?)"},
      {"[look]\nmotion = none\n", "2: 'motion' needs full or reduced, not 'none'"},
      {"[look]\nreceipt =\n", "2: 'receipt' needs yes or no, and has no value"},
      {"[care]\nholds = nope\n", "2: 'holds' needs yes or no, not 'nope'"},
      {"[care]\neyes = close\n", "2: 'eyes' needs open or closed, not 'close' (did you mean 'closed'?)"},
      {"[journal]\nunlocked = 2d\n",
       "2: 'unlocked' needs a duration from 1 minute to 24 hours, not '2d'"},
      {"[sound]\nvolume = 11\n", "2: 'volume' needs a number from 0 to 1, not '11'"},
      {"[sonud]\non = no\nvolume = 0\n", "2: unknown section [sonud] (did you mean 'sound'?)"},
      {"[remnd morning]\nat = 1\n", "2: unknown section [remnd morning] (did you mean 'remind'?)"},
      {"[xyzzy]\nat = 1\n", "2: unknown section [xyzzy]"},
      {"pace = 1\n", "1: 'pace' stands before the first section: put it below a line such as [look]"},
      {"[practice]\nminutes = 1\n",
       "2: [practice] does not name a practice: write for instance [practice three-breaths]"},
      {"[practice Three Breaths]\nx = 1\n",
       "2: [practice Three Breaths] does not name a practice: write for instance [practice three-breaths]"},
      {"[look]\npace 1\n",
       "2: 'pace 1' has no '=': write KEY = VALUE, or begin the line with ';' to make it a comment"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct settings settings;
    struct buf errors = {0};
    assert_int_equal(read_text(&settings, rows[i].text, &errors), 1);
    char *wanted = mem_format("%s:%s\n", path, rows[i].error);
    assert_string_equal(buf_text(&errors), wanted);
    assert_true(settings.look.pace == 1 && settings.look.receipt && settings.care.holds && settings.sound.on);
    free(wanted);
    buf_finish(&errors);
    settings_finish(&settings);
  }
}

static void a_file_that_cannot_be_read_is_a_mistake(void **state) {
  (void)state;
  struct settings settings;
  struct buf errors = {0};
  settings_init(&settings);
  assert_int_equal(settings_read(&settings, folder, &errors), 1);
  char *wanted = mem_format("%s: not an ordinary file\n", folder);
  assert_string_equal(buf_text(&errors), wanted);
  free(wanted);
  buf_finish(&errors);
  settings_finish(&settings);
}

static void ten_thousand_reminders_leave_the_rest_as_it_is(void **state) {
  (void)state;
  struct settings settings;
  struct buf text = {0}, errors = {0};
  buf_add_text(&text, "[look]\npace = 2\n");
  for (int i = 0; i < 20000; i++)
    buf_format(&text, "[remind r%d]\npractice = three-breaths\nat = 9:00, 12:00, 15:00\non = mon, tue, wed\n", i);
  assert_in_range(text.len, 1 << 20, SETTINGS_FILE_MAX);
  assert_int_equal(read_text(&settings, buf_text(&text), &errors), 0);
  assert_true(settings.look.pace == 2);
  assert_string_equal(buf_text(&errors), "");
  settings_finish(&settings);
  buf_finish(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_a_file_the_defaults_hold),
      cmocka_unit_test(every_key_finds_its_place),
      cmocka_unit_test(a_mistake_is_named_and_the_default_stays),
      cmocka_unit_test(a_file_that_cannot_be_read_is_a_mistake),
      cmocka_unit_test(ten_thousand_reminders_leave_the_rest_as_it_is),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
