#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "setting.h"

static bool read_line(struct practice_setting *setting, const char *key, const char *text, struct fault *fault) {
  struct ini_value value = {"settings", key, text, 7};
  fault->text[0] = '\0';
  return setting_read(setting, &value, fault);
}

static void each_type_is_read(void **state) {
  (void)state;
  static const struct {
    const char *text;
    enum setting_type type;
    const char *initial;
    double least, most;
    const char *help;
  } rows[] = {
      {"integer 20 5..60 How long the walk lasts", SETTING_INTEGER, "20", 5, 60, "How long the walk lasts"},
      {"integer -3 -5..5", SETTING_INTEGER, "-3", -5, 5, ""},
      {"integer 20 How long", SETTING_INTEGER, "20", -INFINITY, INFINITY, "How long"},
      {"integer 20", SETTING_INTEGER, "20", -INFINITY, INFINITY, ""},
      {"integer 3 5 at most", SETTING_INTEGER, "3", -INFINITY, INFINITY, "5 at most"},
      {"integer   20 \t 5..60   How  long", SETTING_INTEGER, "20", 5, 60, "How  long"},
      {"number 1 0.5..2 How fast", SETTING_NUMBER, "1", 0.5, 2, "How fast"},
      {"number 5.45 ...or so", SETTING_NUMBER, "5.45", -INFINITY, INFINITY, "...or so"},
      {"boolean no Whether you write afterwards", SETTING_BOOLEAN, "no", -INFINITY, INFINITY,
       "Whether you write afterwards"},
      {"boolean on 1..2", SETTING_BOOLEAN, "on", -INFINITY, INFINITY, "1..2"},
      {"text \"the woods\" Where you like to go", SETTING_TEXT, "the woods", -INFINITY, INFINITY,
       "Where you like to go"},
      {"text woods Where", SETTING_TEXT, "woods", -INFINITY, INFINITY, "Where"},
      {"text \"\" Where", SETTING_TEXT, "", -INFINITY, INFINITY, "Where"},
      {"text \"\"", SETTING_TEXT, "", -INFINITY, INFINITY, ""},
      {"text gr\xC3\xBCn Farbe", SETTING_TEXT, "gr\xC3\xBCn", -INFINITY, INFINITY, "Farbe"},
      {"duration 8m 1m..1h How long", SETTING_DURATION, "8m", 60, 3600, "How long"},
      {"duration 1h30m", SETTING_DURATION, "1h30m", -INFINITY, INFINITY, ""},
      {"choice extended extended|box|coherent Which breath", SETTING_CHOICE, "extended", -INFINITY, INFINITY,
       "Which breath"},
      {"choice only only", SETTING_CHOICE, "only", -INFINITY, INFINITY, ""},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct practice_setting setting = {0};
    struct fault fault;
    bool ok = read_line(&setting, "minutes", rows[i].text, &fault);
    assert_string_equal(fault.text, "");
    assert_true(ok);
    assert_string_equal(setting.key, "minutes");
    assert_int_equal(setting.type, rows[i].type);
    assert_string_equal(setting.initial, rows[i].initial);
    assert_true(setting.least == rows[i].least && setting.most == rows[i].most);
    assert_string_equal(setting.help, rows[i].help);
    assert_int_equal(setting.line, 7);
    assert_int_equal(setting.choices != NULL, rows[i].type == SETTING_CHOICE);
    setting_finish(&setting);
  }
}

static void what_is_no_setting_is_told_what_would_be(void **state) {
  (void)state;
  static const struct {
    const char *key, *text, *error;
  } rows[] = {
      {"k", "",
       "the setting 'k' has no value: it begins with integer, number, boolean, text, choice or duration"},
      {"k", "interger 20",
       "the setting 'k' cannot be of type 'interger' (did you mean 'integer'?): "
       "it begins with integer, number, boolean, text, choice or duration"},
      {"k", "integer", "the setting 'k' has no default: write for instance 'k = integer 20 5..60 How long it lasts'"},
      {"k", "integer ten", "the default is not one that the setting takes: 'k' needs a whole number, not 'ten'"},
      {"k", "integer 2.5", "the default is not one that the setting takes: 'k' needs a whole number, not '2.5'"},
      {"k", "integer 70 5..60 x",
       "the default is not one that the setting takes: 'k' needs a whole number from 5 to 60, not '70'"},
      {"k", "integer 7 60..5 x",
       "the setting 'k' has a range that ends before it begins: write for instance 'k = integer 20 5..60 How long it "
       "lasts'"},
      {"k", "integer 7 5.. x",
       "the setting 'k' has a range that is not two values with '..' between them: "
       "write for instance 'k = integer 20 5..60 How long it lasts'"},
      {"k", "integer 7 5...60 x",
       "the setting 'k' has a range that is not two values with '..' between them: "
       "write for instance 'k = integer 20 5..60 How long it lasts'"},
      {"k", "duration 8m 1..1x x",
       "the setting 'k' has a range that is not two values with '..' between them: "
       "write for instance 'k = duration 8m 1m..1h How long you look'"},
      {"k", "duration 2h 1m..1h x",
       "the default is not one that the setting takes: 'k' needs a duration from 1 minute to 1 hour, not '2h'"},
      {"k", "boolean perhaps", "the default is not one that the setting takes: 'k' needs yes or no, not 'perhaps'"},
      {"k", "text \"the woods",
       "the setting 'k' has a text without its closing quote: "
       "write for instance 'k = text \"the woods\" Where you like to go'"},
      {"k", "text \"the\"woods\"",
       "the setting 'k' has a text without its closing quote: "
       "write for instance 'k = text \"the woods\" Where you like to go'"},
      {"k", "choice box",
       "the setting 'k' has no list of choices with '|' between them: "
       "write for instance 'k = choice box box|coherent Which breath it follows'"},
      {"k", "choice a a||b",
       "the setting 'k' has no list of choices with '|' between them: "
       "write for instance 'k = choice box box|coherent Which breath it follows'"},
      {"k", "choice bx box|coherent",
       "the default is not one that the setting takes: 'k' needs box or coherent, not 'bx' (did you mean 'box'?)"},
      {"1k", "integer 1", "the setting '1k' cannot have this name: it is letters, digits, '_' and '-', a letter first"},
      {"a b", "integer 1",
       "the setting 'a b' cannot have this name: it is letters, digits, '_' and '-', a letter first"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct practice_setting setting = {0};
    struct fault fault;
    assert_false(read_line(&setting, rows[i].key, rows[i].text, &fault));
    assert_string_equal(fault.text, rows[i].error);
    setting_finish(&setting);
  }
}

static void a_value_is_checked_against_type_and_range(void **state) {
  (void)state;
  static const struct {
    const char *setting, *value, *error;
  } rows[] = {
      {"integer 20 5..60", "5", ""},
      {"integer 20 5..60", "60", ""},
      {"integer 20 5..60", "61", "'k' needs a whole number from 5 to 60, not '61'"},
      {"integer 20 5..60", "", "'k' needs a whole number from 5 to 60, and has no value"},
      {"integer 20", "-1000", ""},
      {"number 1 0.5..2", "0.75", ""},
      {"number 1 0.5..2", "nan", "'k' needs a number from 0.5 to 2, not 'nan'"},
      {"boolean no", "yes", ""},
      {"boolean no", "2", "'k' needs yes or no, not '2'"},
      {"text woods", "", ""},
      {"text woods", "by the sea", ""},
      {"duration 8m 1m..1h", "90", ""},
      {"duration 8m 1m..1h", "59s", "'k' needs a duration from 1 minute to 1 hour, not '59s'"},
      {"choice a a|b", "b", ""},
      {"choice box box|coherent", "coherant", "'k' needs box or coherent, not 'coherant' (did you mean 'coherent'?)"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct practice_setting setting = {0};
    struct fault fault;
    assert_true(read_line(&setting, "k", rows[i].setting, &fault));
    assert_int_equal(setting_check(&setting, rows[i].value, &fault), rows[i].error[0] == '\0');
    assert_string_equal(fault.text, rows[i].error);
    setting_finish(&setting);
  }
}

static void a_text_has_at_most_500_bytes(void **state) {
  (void)state;
  struct practice_setting setting = {0};
  struct fault fault;
  char text[SETTING_TEXT_MAX + 2] = {0};
  assert_true(read_line(&setting, "k", "text x", &fault));
  memset(text, 'x', SETTING_TEXT_MAX);
  assert_true(setting_check(&setting, text, &fault));
  text[SETTING_TEXT_MAX] = 'x';
  assert_false(setting_check(&setting, text, &fault));
  assert_string_equal(fault.text, "'k' has 501 bytes: at most 500 are allowed");
  setting_finish(&setting);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_type_is_read),
      cmocka_unit_test(what_is_no_setting_is_told_what_would_be),
      cmocka_unit_test(a_value_is_checked_against_type_and_range),
      cmocka_unit_test(a_text_has_at_most_500_bytes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
