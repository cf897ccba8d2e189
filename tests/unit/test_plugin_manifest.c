#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "manifest.h"
#include "memory.h"

static const char whole[] =
    "[plugin]\n"
    "name = collecting-walk        ; a-z 0-9 -; the folder's name\n"
    "title = A collecting walk\n"
    "title.de = Ein Sammelgang\n"
    "summary = Twenty minutes outside, looking for three small things.\n"
    "summary.pt-BR = Vinte minutos l\xC3\xA1 fora.\n"
    "version = 1.0.0\n"
    "api = 1\n"
    "author = Someone\n"
    "license = CC0-1.0\n"
    "kind = collect                ; breath, senses, create\n"
    "minutes = 20\n"
    "source = https://example.org/walks\n"
    "background = yes\n"
    "\n"
    "[care]\n"
    "intensity = moderate\n"
    "holds = yes\n"
    "cautions = Look up when you cross a street.\n"
    "\n"
    "[permissions]                 ; key = the author's reason\n"
    "journal.add = to keep what you found\n"
    "journal.read = tag:walks to bring back an earlier find\n"
    "\n"
    "[settings]\n"
    "minutes = integer 20 5..60 How long the walk lasts\n"
    "\n"
    "[remind]\n"
    "afternoon = at 15:00 on weekends\n";

static struct practice *read_text(const char *text, size_t *mistakes, struct buf *errors) {
  struct practice *practice = mem_zero(1, sizeof *practice);
  *mistakes = manifest_read(practice, "plugin.ini", text, strlen(text), errors);
  practice_fill(practice);
  return practice;
}

static void a_whole_manifest_is_read(void **state) {
  (void)state;
  struct buf errors = {0};
  size_t mistakes;
  struct practice *practice = read_text(whole, &mistakes, &errors);
  assert_string_equal(buf_text(&errors), "");
  assert_int_equal(mistakes, 0);
  assert_string_equal(practice->name, "collecting-walk");
  assert_string_equal(practice->title, "A collecting walk");
  assert_string_equal(practice->summary, "Twenty minutes outside, looking for three small things.");
  assert_string_equal(practice->version, "1.0.0");
  assert_string_equal(practice->author, "Someone");
  assert_string_equal(practice->license, "CC0-1.0");
  assert_string_equal(practice->source, "https://example.org/walks");
  assert_string_equal(practice->kind, "collect");
  assert_int_equal(practice->minutes, 20);
  assert_string_equal(practice->intensity, "moderate");
  assert_true(practice->holds);
  assert_true(practice->background);
  assert_string_equal(practice->cautions, "Look up when you cross a street.");
  assert_int_equal(practice->permissions_count, 2);
  assert_string_equal(practice_permission(practice, "journal.add")->reason, "to keep what you found");
  assert_null(practice_permission(practice, "journal.add")->scope);
  assert_string_equal(practice_permission(practice, "journal.read")->scope, "tag:walks");
  assert_string_equal(practice_permission(practice, "journal.read")->reason, "to bring back an earlier find");
  assert_int_equal(practice_permission(practice, "journal.read")->line, 23);
  assert_null(practice_permission(practice, "sound"));
  assert_int_equal(practice->settings_count, 1);
  assert_true(practice_setting(practice, "minutes")->most == 60);
  assert_null(practice_setting(practice, "seconds"));
  practice_free(practice);
}

#define REQUIRED \
  "[plugin]\nname = x\ntitle = X\nsummary = X.\nversion = 1\napi = 1\nlicense = MIT\nkind = notice\n"  // lines 1 to 8

static void what_is_left_out_is_gentle_and_may_do_nothing(void **state) {
  (void)state;
  struct buf errors = {0};
  size_t mistakes;
  struct practice *practice = read_text(REQUIRED, &mistakes, &errors);
  assert_int_equal(mistakes, 0);
  assert_string_equal(practice->author, "");
  assert_string_equal(practice->source, "");
  assert_string_equal(practice->intensity, "gentle");
  assert_int_equal(practice->minutes, 0);
  assert_false(practice->holds);
  assert_false(practice->background);
  assert_null(practice->cautions);
  assert_int_equal(practice->permissions_count, 0);
  assert_int_equal(practice->settings_count, 0);
  practice_free(practice);
}

static void the_own_entries_can_be_asked_for(void **state) {
  (void)state;
  struct buf errors = {0};
  size_t mistakes;
  struct practice *practice =
      read_text(REQUIRED "[permissions]\njournal.read = own  to bring back your letters\n", &mistakes, &errors);
  assert_int_equal(mistakes, 0);
  assert_string_equal(practice_permission(practice, "journal.read")->scope, "own");
  assert_string_equal(practice_permission(practice, "journal.read")->reason, "to bring back your letters");
  practice_free(practice);
}

#define SCOPES                                                                     \
  "'journal.read' begins with which entries it reads, 'own' or 'tag:NAME': write " \
  "for instance 'journal.read = own to bring back your earlier letters'"
#define KINDS "breath, senses, create, collect, imagine, write, notice or ground"
#define PERMISSIONS ": there are journal.add, journal.read, notify, sound and remind"

static void each_mistake_is_one_sentence(void **state) {
  (void)state;
  static const struct {
    const char *more, *error;  // what stands after the required lines, and the error without "plugin.ini:"
  } rows[] = {
      {"minuts = 20\n", "9: unknown key 'minuts' in [plugin] (did you mean 'minutes'?)"},
      {"minutes = long\n", "9: 'minutes' needs a whole number from 1 to 1440, not 'long'"},
      {"minutes = 0\n", "9: 'minutes' needs a whole number from 1 to 1440, not '0'"},
      {"background = maybe\n", "9: 'background' needs yes or no, not 'maybe'"},
      {"title.german = X\n", "9: unknown key 'title.german' in [plugin]"},
      {"title. = X\n", "9: unknown key 'title.' in [plugin] (did you mean 'title'?)"},
      {"author.de = X\n", "9: unknown key 'author.de' in [plugin] (did you mean 'author'?)"},
      {"name = y\n", "9: 'name' was already given in line 2 for this section: keep one of the two"},
      {"[care]\nintensity = gentel\n",
       "10: 'intensity' needs gentle, moderate or deep, not 'gentel' (did you mean 'gentle'?)"},
      {"[care]\nholds = some\n", "10: 'holds' needs yes or no, not 'some'"},
      {"[setings]\na = 1\nb = 2\n", "10: unknown section [setings] (did you mean 'settings'?)"},
      {"[permissions]\njournal.ad = x\n",
       "10: there is no permission 'journal.ad' (did you mean 'journal.add'?)" PERMISSIONS},
      {"[permissions]\nnetwork = x\n", "10: there is no permission 'network'" PERMISSIONS},
      {"[permissions]\nnotify =\n",
       "10: 'notify' has no reason: say in a few words what it is for, since the person is asked with them"},
      {"[permissions]\njournal.read = own\n",
       "10: 'journal.read' has no reason: say in a few words what it is for, since the person is asked with them"},
      {"[permissions]\njournal.read =\n", "10: " SCOPES},
      {"[permissions]\njournal.read = to look around\n", "10: " SCOPES},
      {"[permissions]\njournal.read = tag: to look around\n", "10: " SCOPES},
      {"[settings]\nminutes = integer\n",
       "10: the setting 'minutes' has no default: write for instance 'minutes = integer 20 5..60 How long it lasts'"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf errors = {0};
    size_t mistakes;
    char *text = mem_format("%s%s", REQUIRED, rows[i].more), *wanted = mem_format("plugin.ini:%s\n", rows[i].error);
    struct practice *practice = read_text(text, &mistakes, &errors);
    assert_string_equal(buf_text(&errors), wanted);
    assert_int_equal(mistakes, 1);
    practice_free(practice);
    buf_finish(&errors);
    free(text);
    free(wanted);
  }
}

static void a_required_key_with_a_wrong_value_is_one_mistake(void **state) {
  (void)state;
  static const struct {
    const char *line, *wrong, *error;
  } rows[] = {
      {"name = x", "name = Three Breaths",
       "2: 'Three Breaths' cannot be a practice's name: it is small letters, digits and '-', as in 'name = "
       "collecting-walk'"},
      {"name = x", "name =",
       "2: '' cannot be a practice's name: it is small letters, digits and '-', as in 'name = collecting-walk'"},
      {"title = X", "title =", "3: 'title' has no value: write for instance 'title = A collecting walk'"},
      {"title = X", "title = 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 1",
       "3: 'title' has 81 bytes: at most 80 are allowed"},
      {"api = 1", "api = 2", "6: the practice is written for API 2 and this tend speaks API 1: it needs a newer tend"},
      {"api = 1", "api = one", "6: 'api' needs a whole number from 1 to 1000000, not 'one'"},
      {"kind = notice", "kind = breathe", "8: 'kind' needs " KINDS ", not 'breathe' (did you mean 'breath'?)"},
      {"kind = notice", "kind =", "8: 'kind' needs " KINDS ", and has no value"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf errors = {0}, text = {0};
    size_t mistakes;
    const char *at = strstr(REQUIRED, rows[i].line);
    buf_add(&text, REQUIRED, (size_t)(at - REQUIRED));
    buf_format(&text, "%s%s", rows[i].wrong, at + strlen(rows[i].line));
    char *wanted = mem_format("plugin.ini:%s\n", rows[i].error);
    struct practice *practice = read_text(text.data, &mistakes, &errors);
    assert_string_equal(buf_text(&errors), wanted);
    assert_int_equal(mistakes, 1);
    practice_free(practice);
    buf_finish(&errors);
    buf_finish(&text);
    free(wanted);
  }
}

static void each_required_key_is_asked_for(void **state) {
  (void)state;
  struct buf errors = {0};
  size_t mistakes;
  struct practice *practice = read_text("", &mistakes, &errors);
  assert_int_equal(mistakes, 7);
  assert_string_equal(
      buf_text(&errors),
      "plugin.ini: [plugin] has no 'name': add for instance 'name = collecting-walk'\n"
      "plugin.ini: [plugin] has no 'title': add for instance 'title = A collecting walk'\n"
      "plugin.ini: [plugin] has no 'summary': add for instance 'summary = Looking for three small things.'\n"
      "plugin.ini: [plugin] has no 'version': add for instance 'version = 1.0.0'\n"
      "plugin.ini: [plugin] has no 'api': add for instance 'api = 1'\n"
      "plugin.ini: [plugin] has no 'license': add for instance 'license = CC0-1.0'\n"
      "plugin.ini: [plugin] has no 'kind': add for instance 'kind = notice'\n");
  practice_free(practice);
  buf_finish(&errors);
}

static void there_are_at_most_64_settings(void **state) {
  (void)state;
  struct buf errors = {0}, text = {0};
  size_t mistakes;
  buf_add_text(&text, REQUIRED "[settings]\n");
  for (int i = 1; i <= 65; i++) buf_format(&text, "s%d = boolean no\n", i);
  struct practice *practice = read_text(text.data, &mistakes, &errors);
  assert_string_equal(buf_text(&errors), "plugin.ini:74: 's65' is one setting too many: at most 64 are allowed\n");
  assert_int_equal(practice->settings_count, 64);
  practice_free(practice);
  buf_finish(&errors);
  buf_finish(&text);
}

static void the_words_are_those_of_the_persons_language(void **state) {
  (void)state;
  static const struct {
    const char *locale, *title, *summary;
  } rows[] = {
      {"C", NULL, NULL},
      {"de_AT.UTF-8", "Ein Sammelgang", NULL},
      {"pt_BR.UTF-8", NULL, "Vinte minutos l\xC3\xA1 fora."},
      {"pt_PT.UTF-8", NULL, NULL},
      {"d", NULL, NULL},
      {"deu", NULL, NULL},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf errors = {0};
    size_t mistakes;
    setenv("LC_ALL", rows[i].locale, 1);
    struct practice *practice = read_text(whole, &mistakes, &errors);
    assert_int_equal(mistakes, 0);
    assert_string_equal(practice->title, "A collecting walk");
    assert_string_equal(practice->local_title, rows[i].title ? rows[i].title : practice->title);
    assert_string_equal(practice->local_summary, rows[i].summary ? rows[i].summary : practice->summary);
    practice_free(practice);
    buf_finish(&errors);
  }
  unsetenv("LC_ALL");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_whole_manifest_is_read),
      cmocka_unit_test(the_words_are_those_of_the_persons_language),
      cmocka_unit_test(what_is_left_out_is_gentle_and_may_do_nothing),
      cmocka_unit_test(the_own_entries_can_be_asked_for),
      cmocka_unit_test(each_mistake_is_one_sentence),
      cmocka_unit_test(a_required_key_with_a_wrong_value_is_one_mistake),
      cmocka_unit_test(each_required_key_is_asked_for),
      cmocka_unit_test(there_are_at_most_64_settings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
