// Any bytes at all as an .ini file: what is delivered keeps what ini.h promises, and inih reads each line as it is
// meant.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ini.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition) abort();
}

static bool take(void *context, const struct ini_value *value, struct fault *fault) {
  int *last_line = context;
  size_t length = strlen(value->value);
  require(value->line > *last_line);
  *last_line = value->line;
  require(value->key[0] && strlen(value->key) <= INI_NAME_BYTES && strlen(value->section) <= INI_NAME_BYTES);
  require(length <= INI_LINE_BYTES && text_is_utf8(value->value, length, NULL));
  require(length == 0 || (!strchr(" \t\r\n", value->value[0]) && !strchr(" \t\r\n", value->value[length - 1])));
  require(!strstr(value->value, " ;"));
  return length % 2 == 0 || fault_set(fault, "odd: '%s'", value->value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct buf errors = {0};
  int last_line = 0;
  size_t mistakes = ini_read("a.ini", (const char *)data, size, take, &last_line, &errors);
  require((mistakes == 0) == (errors.len == 0));
  require(text_is_utf8(buf_text(&errors), errors.len, NULL));
  require(!strstr(buf_text(&errors), ": the line cannot be read\n"));
  buf_finish(&errors);
  return 0;
}
