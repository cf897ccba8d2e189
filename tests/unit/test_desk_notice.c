#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "notice.h"

// Takes the text out of a buffer into one that stays, for the assertions.
static const char *said(struct buf *buf) {
  static char text[512];
  snprintf(text, sizeof text, "%s", buf_text(buf));
  buf_finish(buf);
  return text;
}

static void words_fit_what_the_server_can_do(void **state) {
  (void)state;
  const unsigned text = NOTIFIER_READY | NOTIFIER_TEXT, markup = text | NOTIFIER_MARKUP;
  static const char *const hearts = "<3 & <b>";
  const struct {
    unsigned can;
    struct notice notice;
    const char *title, *text;
  } rows[] = {
      {markup, {.title = "A & B", .text = hearts}, "A & B", "&lt;3 &amp; &lt;b&gt;"},
      {text, {.title = "A & B", .text = hearts}, "A & B", "<3 & <b>"},
      {NOTIFIER_READY, {.title = "A", .text = "one\ntwo"}, "A: one two", ""},
      {NOTIFIER_READY | NOTIFIER_MARKUP, {.title = "A", .text = "<b>"}, "A: <b>", ""},
      {NOTIFIER_READY, {.title = "A"}, "A", ""},
      {markup, {.title = "A"}, "A", ""},
      {text, {.title = "one\ntwo", .text = "one\ntwo"}, "one two", "one\ntwo"},
      {text, {.title = "\x1B[1mred", .text = "\xE2\x80\xAE" "right\xFF"}, "[1mred", "right"},
      {markup, {.title = "", .text = "&amp;"}, "", "&amp;amp;"},
      {text, {.title = "a\xEF\xBF\xBF" "b\xEF\xB7\x90", .text = "\xF0\x9F\xBF\xBE" "c\xC3\xBC"}, "ab", "c\xC3\xBC"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf out = {0};
    notice_title(&out, &rows[i].notice, rows[i].can);
    assert_string_equal(said(&out), rows[i].title);
    notice_text(&out, &rows[i].notice, rows[i].can);
    assert_string_equal(said(&out), rows[i].text);
  }
}

static void a_button_has_a_label(void **state) {
  (void)state;
  static const struct {
    const char *label, *shown;
  } rows[] = {{"Start", "Start"}, {"Not\ntoday", "Not today"}, {"", "-"}, {"\x07", "-"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf out = {0};
    notice_label(&out, rows[i].label);
    assert_string_equal(said(&out), rows[i].shown);
  }
}

static void capabilities_are_known_by_name(void **state) {
  (void)state;
  assert_int_equal(notice_can("actions"), NOTIFIER_ACTIONS);
  assert_int_equal(notice_can("inline-reply"), NOTIFIER_REPLY);
  assert_int_equal(notice_can("body"), NOTIFIER_TEXT);
  assert_int_equal(notice_can("body-markup"), NOTIFIER_MARKUP);
  assert_int_equal(notice_can("body-hyperlinks"), 0);
  assert_int_equal(notice_can(""), 0);
}

static void a_copy_stands_on_its_own(void **state) {
  (void)state;
  char title[] = "one", key[] = "start", label[] = "Start";
  const struct notice_action action = {key, label};
  const struct notice notice = {.title = title, .actions = &action, .actions_count = 1, .timeout_ms = 7};
  struct notice *copy = notice_copy(&notice);
  title[0] = key[0] = label[0] = 'x';
  assert_string_equal(copy->title, "one");
  assert_string_equal(copy->actions[0].key, "start");
  assert_string_equal(copy->actions[0].label, "Start");
  assert_null(copy->text);
  assert_null(copy->reply);
  assert_int_equal(copy->timeout_ms, 7);
  notice_free(copy);
  notice_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_fit_what_the_server_can_do),
      cmocka_unit_test(a_button_has_a_label),
      cmocka_unit_test(capabilities_are_known_by_name),
      cmocka_unit_test(a_copy_stands_on_its_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
