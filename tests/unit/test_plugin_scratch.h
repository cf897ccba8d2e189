// What lies on disk, for tests in a scratch folder.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"
#include "paths.h"
#include "test_base_scratch.h"

#define MANIFEST(name) \
  "[plugin]\nname = " name "\ntitle = A title\nsummary = X.\nversion = 1\napi = 1\nlicense = MIT\nkind = notice\n"

// Writes a file below the scratch folder, making the folders above it.
static inline void scratch_write_bytes(const char *name, const char *bytes, size_t length) {
  char *path = path_join(scratch, name);
  char *slash = strrchr(path, '/');
  *slash = '\0';
  assert_true(file_make_folder(path, NULL));
  *slash = '/';
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
  free(path);
}

static inline void scratch_write(const char *name, const char *text) { scratch_write_bytes(name, text, strlen(text)); }

static inline void scratch_link(const char *name, const char *target) {
  char *path = path_join(scratch, name);
  assert_int_equal(symlink(target, path), 0);
  free(path);
}

// A sentence as written here, with the scratch folder in place of each '@'.
static inline char *scratch_sentence(const char *text) {
  struct buf out = {0};
  for (; *text; text++) {
    if (*text == '@')
      buf_add_text(&out, scratch);
    else
      buf_add_char(&out, *text);
  }
  return buf_take(&out);
}
