// Stderr is a terminal of this test's own, and time is moved by moving the start.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "progress.h"

enum { LOOKS = 256, HOUR = 3600 * 1000, LONG = 100 * HOUR };

static int terminal, before;

static int with_a_terminal(void **state) {
  (void)state;
  terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0 || grantpt(terminal) < 0 || unlockpt(terminal) < 0) return -1;
  int end = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
  before = dup(STDERR_FILENO);
  int result = dup2(end, STDERR_FILENO);
  close(end);
  return result < 0 ? -1 : 0;
}

static int without_it(void **state) {
  (void)state;
  dup2(before, STDERR_FILENO);
  close(before);
  close(terminal);
  return 0;
}

// What has come on the terminal since the last call.
static void expect_said(const char *expected) {
  char said[256] = "";
  size_t length = 0;
  struct pollfd waiting = {.fd = terminal, .events = POLLIN};
  while (poll(&waiting, 1, 0) > 0 && length < sizeof said - 1) {
    ssize_t some = read(terminal, said + length, sizeof said - 1 - length);
    if (some <= 0) break;
    length += (size_t)some;
  }
  assert_string_equal(said, expected);
}

static void what_is_quick_says_nothing(void **state) {
  (void)state;
  struct progress progress;
  progress_begin(&progress, "written");
  progress.started += HOUR;  // however slow this machine is
  for (size_t i = 1; i <= 4 * LOOKS; i++) progress_tick(&progress, i);
  expect_said("");
}

static void a_line_comes_once_and_the_next_one_later(void **state) {
  (void)state;
  struct progress progress;
  progress_begin(&progress, "read");
  progress.started -= LONG;
  for (size_t i = 1; i < LOOKS; i++) progress_tick(&progress, i);
  expect_said("");
  progress_tick(&progress, LOOKS);
  expect_said("256 entries read so far.\r\n");
  assert_in_range(progress.next, LONG + HOUR, 2 * (int64_t)LONG + HOUR);
  for (size_t i = LOOKS + 1; i <= 3 * LOOKS; i++) progress_tick(&progress, i);
  expect_said("");
  progress.started -= LONG + LONG / 2;
  progress_tick(&progress, 4 * LOOKS);
  expect_said("1024 entries read so far.\r\n");
}

static void a_file_is_told_nothing(void **state) {
  (void)state;
  struct progress progress;
  int file = open("/dev/null", O_WRONLY | O_CLOEXEC), kept = dup(STDERR_FILENO);
  dup2(file, STDERR_FILENO);
  progress_begin(&progress, "read");
  dup2(kept, STDERR_FILENO);
  progress.started -= LONG;
  progress_tick(&progress, LOOKS);
  expect_said("");
  close(file);
  close(kept);
}

#define TERMINAL_TEST(test) cmocka_unit_test_setup_teardown(test, with_a_terminal, without_it)

int main(void) {
  const struct CMUnitTest tests[] = {
      TERMINAL_TEST(what_is_quick_says_nothing),
      TERMINAL_TEST(a_line_comes_once_and_the_next_one_later),
      TERMINAL_TEST(a_file_is_told_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
