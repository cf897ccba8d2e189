// Reading .ini files with inih: lines of any length up to 64 KiB, an error for every mistake with file:line, and the nearest right
// name. Indentation has no meaning; a key given twice in one section is a mistake; text must be UTF-8; a BOM and CRLF are
// taken; a comment is a line whose first character is ';' or '#', or what follows " ;".
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

struct ini_value {
  const char *section;   // for instance "plugin" or "remind morning"; "" before the first header
  const char *key;
  const char *value;     // trimmed; may be ""
  int line;              // 1-based
};

// Takes one value; returns false with a sentence that does not repeat the place when it is wrong.
typedef bool ini_take(void *context, const struct ini_value *value, struct fault *fault);

// Reads `length` bytes of `text`, calling `take` for each value in order. Mistakes do not stop the reading: each becomes one
// line "name:line: sentence\n" in `errors`. Returns the number of mistakes. `name` is how the file is called in messages.
size_t ini_read(const char *name, const char *text, size_t length, ini_take *take, void *context, struct buf *errors);
