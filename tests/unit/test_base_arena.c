// Memory that goes together.
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arena.h"

static void what_it_gives_is_zeroed_aligned_and_apart(void **state) {
  (void)state;
  enum { COUNT = 3000 };
  static unsigned char *places[COUNT];
  struct arena arena = {0};
  for (size_t i = 0; i < COUNT; i++) {
    size_t size = i * 7 % 500;
    places[i] = arena_zero(&arena, size);
    assert_int_equal((uintptr_t)places[i] % alignof(max_align_t), 0);
    for (size_t k = 0; k < size; k++) {
      assert_int_equal(places[i][k], 0);
      places[i][k] = (unsigned char)i;
    }
  }
  for (size_t i = 0; i < COUNT; i++)
    for (size_t k = 0; k < i * 7 % 500; k++) assert_int_equal(places[i][k], (unsigned char)i);
  arena_finish(&arena);
}

static void something_large_has_room_and_so_has_what_follows(void **state) {
  (void)state;
  enum { LARGE = 1 << 20 };
  struct arena arena = {0};
  unsigned char *small = arena_zero(&arena, 1), *large = arena_zero(&arena, LARGE), *next = arena_zero(&arena, 1);
  *small = *next = large[0] = large[LARGE - 1] = 1;
  arena_finish(&arena);
  assert_null(arena.newest);
  *(unsigned char *)arena_zero(&arena, 1) = 1;  // it can be used again
  arena_finish(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_it_gives_is_zeroed_aligned_and_apart),
      cmocka_unit_test(something_large_has_room_and_so_has_what_follows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
