// A list of mistakes; see mistake.h.
#include "mistake.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

void mistake_add(struct buf *errors, const char *format, ...) {
  char line[MISTAKE_MAX];
  va_list args;
  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  text_clean(errors, line, strlen(line), false);
  buf_add_char(errors, '\n');
}
