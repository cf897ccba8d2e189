#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "picture.h"

static void a_picture_is_known_by_its_first_bytes(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t length;
    const char *type;
  } rows[] = {
      {"\xFF\xD8\xFF\xE0", 4, "image/jpeg"},          {"\x89PNG\r\n\x1A\n", 8, "image/png"},
      {"GIF89a", 6, "image/gif"},                       {"RIFF\1\0\0\0WEBPVP8 ", 16, "image/webp"},
      {"\0\0\0\x18" "ftypheic", 12, "image/heic"},    {"\0\0\0\x18" "ftypavif", 12, "image/avif"},
      {"RIFF\1\0\0\0WAVEfmt ", 16, NULL},             {"\0\0\0\x18" "ftypmp42", 12, NULL},
      {"%PDF-1.7", 8, NULL},                            {"\xFF\xD8", 2, NULL},
      {"", 0, NULL},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const struct picture *picture = picture_of(rows[i].bytes, rows[i].length);
    if (!rows[i].type) assert_null(picture);
    else assert_string_equal(picture->type, rows[i].type);
    if (picture) assert_string_equal(picture_of_type(picture->type)->type, picture->type);
  }
  assert_null(picture_of_type("text/html"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_picture_is_known_by_its_first_bytes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
