// A scratch folder for each test, or for the tests of a file.
#pragma once

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"

static char *scratch;

static inline int scratch_make(void **state) {
  (void)state;
  scratch = mem_copy("/tmp/tend-unit-XXXXXX");
  umask(022);  // so that what is private is so by intent
  return mkdtemp(scratch) ? 0 : -1;
}

static inline int scratch_remove(void **state) {
  (void)state;
  chmod(scratch, 0700);
  file_remove_folder(scratch);
  int left = access(scratch, F_OK);
  free(scratch);
  return left == 0 ? -1 : 0;
}

#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)
