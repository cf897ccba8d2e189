// A helper that was taken over says whatever it likes: here it is the test.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/socket.h>

#include "unpacker.c"

static const struct unpack_limits limits = {"", 3, 9, 100, false};
static size_t taken;

static bool take(void *context, const char *name, struct buf *data, struct fault *fault) {
  (void)context, (void)name, (void)data, (void)fault;
  taken++;
  return true;
}

// Whether it is all taken when the helper sends so many files of one length, and the end.
static bool is_taken(size_t files, size_t length, int64_t until, struct fault *fault) {
  int ends[2];
  char text[100] = "";
  taken = 0;
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  for (size_t i = 0; i < files; i++) assert_true(frame_send(ends[1], FRAME_FILE, "file", text, length));
  assert_true(frame_send(ends[1], FRAME_END, "", NULL, 0));
  bool ok = receive_files(ends[0], until, &limits, take, NULL, fault);
  close(ends[0]);
  close(ends[1]);
  return ok;
}

static void no_more_is_taken_than_may_be_in_it(void **state) {
  (void)state;
  static const struct {
    size_t files, length, taken;
    bool ok;
  } rows[] = {{3, 33, 3, true}, {4, 1, 3, false}, {2, 50, 2, true}, {2, 51, 1, false}, {3, 40, 2, false}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct fault fault;
    assert_int_equal(is_taken(rows[i].files, rows[i].length, INT64_MAX - 1, &fault), rows[i].ok);
    assert_int_equal(taken, rows[i].taken);
    if (!rows[i].ok) assert_string_equal(fault.text, "more came out of it than may be in it");
  }
}

static void what_comes_too_late_is_not_waited_for(void **state) {
  (void)state;
  struct fault fault;
  assert_false(is_taken(1, 1, monotonic_ms(), &fault));
  assert_int_equal(taken, 0);
  assert_string_equal(fault.text, "it could not be read to its end");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_more_is_taken_than_may_be_in_it),
      cmocka_unit_test(what_comes_too_late_is_not_waited_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
