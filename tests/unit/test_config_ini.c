#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "ini.h"
#include "memory.h"

// What was read, one "[section] key=<value> @line" for each value.
static bool note(void *context, const struct ini_value *value, struct fault *fault) {
  (void)fault;
  buf_format(context, "[%s] %s=<%s> @%d\n", value->section, value->key, value->value, value->line);
  return true;
}

static size_t read_bytes(const char *text, size_t length, struct buf *values, struct buf *errors) {
  buf_clear(values);
  buf_clear(errors);
  return ini_read("a.ini", text, length, note, values, errors);
}

static size_t count_lines(const struct buf *text) {
  size_t lines = 0;
  for (const char *at = buf_text(text); (at = strchr(at, '\n')); at++) lines++;
  return lines;
}

static void what_is_right_is_read_as_it_stands(void **state) {
  (void)state;
  static const struct {
    const char *text, *values;
  } rows[] = {
      {"", ""},
      {"\n\n  \n", ""},
      {"; a\n# b\n   ; c\n\t# d", ""},
      {"a = b", "[] a=<b> @1\n"},
      {"[s]\na=b\n", "[s] a=<b> @2\n"},
      {"[remind morning]\na = b", "[remind morning] a=<b> @2\n"},
      {"[ remind \t morning ]\na = b", "[remind morning] a=<b> @2\n"},
      {"[s] ; why\na = b", "[s] a=<b> @2\n"},
      {"  [s]  \n   a   =   b   \n", "[s] a=<b> @2\n"},
      {"[s]\na = 1\n    b = 2\n\tc = 3\n", "[s] a=<1> @2\n[s] b=<2> @3\n[s] c=<3> @4\n"},
      {"\xEF\xBB\xBF[s]\r\na = b\r\n", "[s] a=<b> @2\n"},
      {"a =\nb = \nc = ; nothing\n", "[] a=<> @1\n[] b=<> @2\n[] c=<> @3\n"},
      {"a = b ; comment\n", "[] a=<b> @1\n"},
      {"a = b\t; comment ; more\n", "[] a=<b> @1\n"},
      {"a = b;c # d\n", "[] a=<b;c # d> @1\n"},
      {"a =;b\n", "[] a=<;b> @1\n"},
      {"a = #b\n", "[] a=<#b> @1\n"},
      {"a = b = c : d\n", "[] a=<b = c : d> @1\n"},
      {"a = [b]\n", "[] a=<[b]> @1\n"},
      {"a = |b|\n", "[] a=<|b|> @1\n"},
      {"a = 'b  c'\n", "[] a=<'b  c'> @1\n"},
      {"a = \"b\"\n", "[] a=<\"b\"> @1\n"},
      {"a b = c\n", "[] a b=<c> @1\n"},
      {"journal.add = gr\xC3\xBC\xC3\x9F\n", "[] journal.add=<gr\xC3\xBC\xC3\x9F> @1\n"},
      {"[s]\na = 1\n[t]\na = 2\n", "[s] a=<1> @2\n[t] a=<2> @4\n"},
      {"[s]\na = 1\n[t]\n[s]\nb = 2\n", "[s] a=<1> @2\n[s] b=<2> @5\n"},
      {"a = b\\\nc = d\n", "[] a=<b\\> @1\n[] c=<d> @2\n"},
      {"1234567890123456789012345678901234567890123456789 = x",
       "[] 1234567890123456789012345678901234567890123456789=<x> @1\n"},
  };
  struct buf values = {0}, errors = {0};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_int_equal(read_bytes(rows[i].text, strlen(rows[i].text), &values, &errors), 0);
    assert_string_equal(buf_text(&values), rows[i].values);
    assert_string_equal(buf_text(&errors), "");
  }
  buf_finish(&values);
  buf_finish(&errors);
}

#define TEXT(literal) literal, sizeof literal - 1

static void what_is_wrong_is_said_with_its_line(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t length;
    const char *values, *errors;
  } rows[] = {
      {TEXT("a = 1\nminutes 20\nb = 2\n"), "[] a=<1> @1\n[] b=<2> @3\n",
       "a.ini:2: 'minutes 20' has no '=': write KEY = VALUE, or begin the line with ';' to make it a comment\n"},
      {TEXT("minutes ; = 20\n"), "",
       "a.ini:1: 'minutes' has no '=': write KEY = VALUE, or begin the line with ';' to make it a comment\n"},
      {TEXT("at: 08:30\n"), "",
       "a.ini:1: 'at: 08:30' has no '=': write KEY = VALUE, or begin the line with ';' to make it a comment\n"},
      {TEXT("at: 08:30 = x\n"), "", "a.ini:1: the key 'at: 08:30' has a ':', which no key has: write KEY = VALUE\n"},
      {TEXT(" = 20\n"), "", "a.ini:1: there is no key before '=': write KEY = VALUE\n"},
      {TEXT("[s]\n[t\na = 1\n[u]\nb = 2\n"), "[u] b=<2> @5\n",
       "a.ini:2: the section header '[t' is not closed: it ends with ']'\n"},
      {TEXT("[s ; x]\na = 1"), "", "a.ini:1: the section header '[s' is not closed: it ends with ']'\n"},
      {TEXT("[s] a = 1\nb = 2"), "",
       "a.ini:1: there is text after the section header '[s]': put it on a line of its own\n"},
      {TEXT("[a]b]\n"), "", "a.ini:1: there is text after the section header '[a]': put it on a line of its own\n"},
      {TEXT("[]\n[  ]\na = 1"), "",
       "a.ini:1: the section header has no name between '[' and ']'\n"
       "a.ini:2: the section header has no name between '[' and ']'\n"},
      {TEXT("[s]\na = 1\n\na = 2\nb = 3\n"), "[s] a=<1> @2\n[s] b=<3> @5\n",
       "a.ini:4: 'a' was already given in line 2 for this section: keep one of the two\n"},
      {TEXT("[s]\na = 1\n[t]\n[s]\na = 2\n"), "[s] a=<1> @2\n",
       "a.ini:5: 'a' was already given in line 2 for this section: keep one of the two\n"},
      {TEXT("a = 1\0 2\nb = 3\n"), "[] b=<3> @2\n", "a.ini:1: there is a NUL byte in the line: is this a text file?\n"},
      {TEXT("\0\n"), "", "a.ini:1: there is a NUL byte in the line: is this a text file?\n"},
      {TEXT("b = 3\na = gr\xFC\xDF\n"), "[] b=<3> @1\n",
       "a.ini:2: the line is not UTF-8 text: save the file as UTF-8\n"},
      {TEXT("; gr\xFC\xDF\n"), "", "a.ini:1: the line is not UTF-8 text: save the file as UTF-8\n"},
      {TEXT("\xEF\xBB\xBF\xEF\xBB\xBF[s]\n \xEF\xBB\xBFx = 1\n"), "",
       "a.ini:1: the line begins with an invisible byte order mark (U+FEFF): delete it\n"
       "a.ini:2: the line begins with an invisible byte order mark (U+FEFF): delete it\n"},
      {TEXT("a\x1B[2J\xE2\x80\xAE\n"), "",
       "a.ini:1: 'a[2J' has no '=': write KEY = VALUE, or begin the line with ';' to make it a comment\n"},
      {TEXT("12345678901234567890123456789012345678901234567890 = x"), "",
       "a.ini:1: the key '12345678901234567890123456789012345678901234567890...' has more than 49 bytes\n"},
      {TEXT("[12345678901234567890123456789012345678901234567890]\na = x"), "",
       "a.ini:1: the section's name has more than 49 bytes\n"},
  };
  struct buf values = {0}, errors = {0};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t mistakes = read_bytes(rows[i].text, rows[i].length, &values, &errors);
    assert_string_equal(buf_text(&errors), rows[i].errors);
    assert_string_equal(buf_text(&values), rows[i].values);
    assert_int_equal(mistakes, count_lines(&errors));
  }
  buf_finish(&values);
  buf_finish(&errors);
}

static bool refuse(void *context, const struct ini_value *value, struct fault *fault) {
  (void)context;
  return strcmp(value->key, "bad") != 0 || fault_set(fault, "'%s' is not wanted", value->value);
}

static void what_the_caller_refuses_gets_its_line(void **state) {
  (void)state;
  static const char text[] = "[s]\ngood = 1\nbad = x\n\n[t]\nbad = y";
  struct buf errors = {0};
  assert_int_equal(ini_read("/etc/b.ini", text, strlen(text), refuse, NULL, &errors), 2);
  assert_string_equal(buf_text(&errors), "/etc/b.ini:3: 'x' is not wanted\n/etc/b.ini:6: 'y' is not wanted\n");
  buf_finish(&errors);
}

static void a_long_list_of_mistakes_is_counted_and_cut(void **state) {
  (void)state;
  struct buf text = {0}, errors = {0}, values = {0};
  for (int i = 0; i < 1000; i++) buf_add_text(&text, "nonsense\n");
  assert_int_equal(read_bytes(text.data, text.len, &values, &errors), 1000);
  assert_int_equal(count_lines(&errors), INI_MISTAKES_LISTED + 1);
  assert_non_null(strstr(errors.data, "a.ini: 950 more mistakes are not listed\n"));
  buf_finish(&text);
  buf_finish(&errors);
  buf_finish(&values);
}

struct expected {
  const char *text;
  size_t length;
  int count;
};

static bool compare(void *context, const struct ini_value *value, struct fault *fault) {
  (void)fault;
  struct expected *expected = context;
  assert_int_equal(strlen(value->value), expected->length);
  assert_memory_equal(value->value, expected->text, expected->length);
  expected->count++;
  return true;
}

static void a_value_of_sixty_kilobytes_comes_through_byte_for_byte(void **state) {
  (void)state;
  static const char *const fillings[] = {"x",      "word ",  " ;x;;;#", "        #        ", "\xF0\x9F\x8C\xBF",
                                         "\t|\t|", "a # b\t"};
  for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
    struct buf value = {0}, line = {0}, errors = {0};
    buf_add_char(&value, '<');
    while (value.len < 60 * 1024) buf_add_text(&value, fillings[i]);
    buf_add_char(&value, '>');
    // What stands after " ;" would be a comment.
    for (char *at = value.data; (at = strstr(at, " ;"));) *at = '_';
    buf_format(&line, "k = %s\n", value.data);
    struct expected expected = {value.data, value.len, 0};
    assert_int_equal(ini_read("a.ini", line.data, line.len, compare, &expected, &errors), 0);
    assert_int_equal(expected.count, 1);
    buf_finish(&value);
    buf_finish(&line);
    buf_finish(&errors);
  }
}

static void a_line_may_have_64_kib_and_no_byte_more(void **state) {
  (void)state;
  struct buf text = {0}, values = {0}, errors = {0};
  buf_add_text(&text, "k=");
  while (text.len < INI_LINE_BYTES) buf_add_char(&text, 'x');
  assert_int_equal(read_bytes(text.data, text.len, &values, &errors), 0);
  buf_add_text(&text, "x\nafter = y");
  assert_int_equal(read_bytes(text.data, text.len, &values, &errors), 1);
  assert_string_equal(buf_text(&errors), "a.ini:1: the line has 65537 bytes: at most 65536 are allowed\n");
  assert_string_equal(buf_text(&values), "[] after=<y> @2\n");
  buf_finish(&text);
  buf_finish(&values);
  buf_finish(&errors);
}

// A reader as simple as the rules are, to hold the other one against.
static char *strip(char *text) {
  static const char space[] = " \t\r\v\f";
  text += strspn(text, space);
  size_t length = strlen(text);
  while (length && strchr(space, text[length - 1])) text[--length] = '\0';
  return text;
}

static void cut_comment(char *line) {
  for (size_t i = 0; line[i]; i++)
    if (line[i] == ';' && (i == 0 || strchr(" \t\r\v\f", line[i - 1]))) line[i] = '\0';
  if (line[0] == '#') line[0] = '\0';
}

static void read_simply(const char *text, struct buf *values) {
  char *copy = mem_copy(text), *rest = copy;
  const char *section = "";
  for (int number = 1; rest; number++) {
    char *line = strip(strsep(&rest, "\n"));
    cut_comment(line);
    line = strip(line);
    char *equals = strchr(line, '=');
    if (line[0] == '[') {
      line[strlen(line) - 1] = '\0';
      section = strip(line + 1);
    } else if (equals) {
      *equals = '\0';
      char *key = strip(line), *value = strip(equals + 1);
      buf_format(values, "[%s] %s=<%s> @%d\n", section, key, value, number);
    }
  }
  free(copy);
}

static uint32_t random_state;

static uint32_t random_below(uint32_t limit) {
  random_state = random_state * 1664525u + 1013904223u;
  return (random_state >> 8) % limit;
}

static void add_random_value(struct buf *text) {
  static const char *const pieces[] = {
      " ", "  ", "\t", ";", ";;", "#", "word", "gr\xC3\xBC\xC3\x9F", "\xE2\x80\x94", "\xF0\x9F\x8C\xBF", "=", ":",
      "[", "]", "|", "\\", "\"", "'", "\xC2\xA0", "\xC2\x85", "\r", "\v", "a", "%s"};
  enum { PIECES = sizeof pieces / sizeof *pieces };
  uint32_t count = random_below(8) ? random_below(30) : random_below(1500);
  uint32_t only = random_below(6) ? PIECES : random_below(PIECES);  // now and then one piece, over and over
  for (uint32_t i = 0; i < count; i++) buf_add_text(text, pieces[only < PIECES && i > 0 ? only : random_below(PIECES)]);
}

static void add_random_line(struct buf *text, int number) {
  static const char *const indents[] = {"", " ", "\t", "      "};
  static const char *const ends[] = {"\n", "\r\n", " \n", "\n\n"};
  buf_add_text(text, indents[random_below(4)]);
  if (random_below(10) == 0)
    buf_format(text, "[section %d]", number);
  else if (random_below(10) == 0)
    buf_format(text, "%s comment = %d", random_below(2) ? ";" : "#", number);
  else {
    buf_format(text, "key%d%s=", number, random_below(2) ? " " : "");
    add_random_value(text);
  }
  buf_add_text(text, ends[random_below(4)]);
}

static void any_value_reads_as_a_simple_reader_reads_it(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed <= 3000; seed++) {
    struct buf text = {0}, values = {0}, errors = {0}, wanted = {0};
    random_state = seed;
    for (int line = 0; line < 8; line++) add_random_line(&text, line);
    read_simply(text.data, &wanted);
    size_t mistakes = read_bytes(text.data, text.len, &values, &errors);
    if (mistakes || strcmp(buf_text(&values), buf_text(&wanted)) != 0)
      print_error("seed %u: %s\n", seed, buf_text(&errors));
    assert_string_equal(buf_text(&values), buf_text(&wanted));
    assert_int_equal(mistakes, 0);
    buf_finish(&text);
    buf_finish(&values);
    buf_finish(&errors);
    buf_finish(&wanted);
  }
}

static void the_locale_makes_no_difference(void **state) {
  (void)state;
  static const char *const locales[] = {"C.UTF-8", "de_DE.ISO-8859-1", "en_US.UTF-8"};
  size_t tried = 0;
  for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
    if (!setlocale(LC_ALL, locales[i])) continue;  // this machine may not have it
    any_value_reads_as_a_simple_reader_reads_it(state);
    tried++;
  }
  setlocale(LC_ALL, "C");
  print_message("%zu of %zu locales are there\n", tried, sizeof locales / sizeof *locales);
  if (!tried) skip();
}

static void bytes_without_sense_are_mistakes_and_nothing_worse(void **state) {
  (void)state;
  struct buf values = {0}, errors = {0};
  for (uint32_t seed = 1; seed <= 3000; seed++) {
    static const char alphabet[] = "[]=;#: \t\r\n\n|ab\xC3\xBC\xEF\xBB\xBF";  // with its NUL
    char bytes[300];
    random_state = seed;
    size_t length = random_below(sizeof bytes);
    for (size_t i = 0; i < length; i++) bytes[i] = alphabet[random_below(sizeof alphabet)];
    char *exact = mem_copy_n(bytes, length);  // so that a read past the end is seen
    size_t mistakes = read_bytes(exact, length, &values, &errors);
    assert_true(mistakes > INI_MISTAKES_LISTED || mistakes == count_lines(&errors));
    assert_null(strstr(buf_text(&errors), "cannot be read"));
    free(exact);
  }
  buf_finish(&values);
  buf_finish(&errors);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_right_is_read_as_it_stands),
      cmocka_unit_test(what_is_wrong_is_said_with_its_line),
      cmocka_unit_test(what_the_caller_refuses_gets_its_line),
      cmocka_unit_test(a_long_list_of_mistakes_is_counted_and_cut),
      cmocka_unit_test(a_value_of_sixty_kilobytes_comes_through_byte_for_byte),
      cmocka_unit_test(a_line_may_have_64_kib_and_no_byte_more),
      cmocka_unit_test(any_value_reads_as_a_simple_reader_reads_it),
      cmocka_unit_test(the_locale_makes_no_difference),
      cmocka_unit_test(bytes_without_sense_are_mistakes_and_nothing_worse),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
