// The terminal front end on a terminal of its own, with a clock that moves when told to.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pty.h>

#include "test_ends_lines.h"

static struct clock *machine;
static int terminal;

static int set_up(void **state) {
  (void)state;
  static const struct front_look look;
  int slave;
  if (openpty(&terminal, &slave, NULL, NULL, NULL) < 0) return -1;
  machine = clock_virtual(0);
  lines = (struct lines){.in = slave, .typing = terminal, .out = dup(slave)};
  lines.front = front_term(slave, slave, machine, &look);
  if (!lines.front) return -1;
  lines.front->listener = &listener;
  return 0;
}

static int tear_down(void **state) {
  char bytes[65536];
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  while (read(terminal, bytes, sizeof bytes) > 0) {
  }
  int result = close_lines(state);
  machine->class->destroy(machine);
  return result;
}

// A key, and the moment after which an Esc stands for itself.
static void press(const char *key) {
  type(key);
  machine->class->advance(machine, machine->class->steady(machine) + 1000);
  pump();
}

static void whoever_leaves_from_the_menu_leaves_no_standing_time_behind(void **state) {
  (void)state;
  static const struct front_listener below = {
      .on_leave = on_leave, .on_ground = on_ground, .on_pause = on_pause, .on_skip = on_skip};
  press("\x1B");
  press("4");
  expect_done("pause\nleave\n");
  lines.front->listener = &below;  // the practice that grounding had interrupted
  press("\x1B");
  press("1");
  expect_done("pause\ngo on\n");
}

static void what_was_erased_is_told_apart_from_what_cannot_be_told(void **state) {
  (void)state;
  static const char *const expected[] = {"", "ab", "a", ""};
  static const char *const keys[] = {"", "ab", "\x7F", "\x7F"};
  assert_null(lines.front->class->unfinished(lines.front));
  ask_line("Name?");
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    press(keys[i]);
    char *so_far = lines.front->class->unfinished(lines.front);
    assert_string_equal(so_far, expected[i]);
    free(so_far);
  }
}

static void what_a_page_cannot_hold_is_said(void **state) {
  (void)state;
  enum { MANY = 500 * 1024 };
  struct buf paste = {0}, picture = {0};
  buf_add_text(&paste, "\x1B[200~");
  while (paste.len < MANY) buf_add_text(&paste, "words and ");
  buf_add_text(&paste, "\x1B[201~");
  ask_page("Page?");
  type_bytes(paste.data, paste.len);
  lines.front->class->paint(lines.front, &picture);
  buf_add_char(&picture, '\0');
  assert_non_null(strstr(picture.data, "This page is full."));
  buf_finish(&picture);
  buf_finish(&paste);
}

#define TERM_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TERM_TEST(whoever_leaves_from_the_menu_leaves_no_standing_time_behind),
      TERM_TEST(what_was_erased_is_told_apart_from_what_cannot_be_told),
      TERM_TEST(what_a_page_cannot_hold_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
