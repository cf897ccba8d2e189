#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memory.h"

static int told;

static void tell(void) { assert_int_equal(write(told, "given back\n", 11), 11); }

static void want_too_much(int out) {
  told = out;
  dup2(out, STDERR_FILENO);
  mem_before_end(tell);
  mem_zero(SIZE_MAX, SIZE_MAX);
  _exit(0);
}

static void the_terminal_is_given_back_before_the_end(void **state) {
  (void)state;
#ifdef TEND_SANITIZED
  skip();  // the sanitizer ends the process itself
#endif
  int ends[2], status;
  char seen[128] = {0};
  assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
  pid_t child = fork();
  if (child == 0) want_too_much(ends[1]);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
  assert_true(read(ends[0], seen, sizeof seen - 1) > 0);
  assert_string_equal(seen, "given back\ntend: out of memory\n");
  close(ends[0]);
  close(ends[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_terminal_is_given_back_before_the_end)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
