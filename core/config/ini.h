// Reading .ini files with inih: lines of any length up to 64 KiB and a sentence with file:line for every mistake.
// Indentation has no meaning; a key given twice in one section is a mistake; text must be UTF-8; a BOM and CRLF are
// taken; a comment is a line whose first character is ';' or '#', or what follows " ;". Which names and values are
// right is for the caller to say: see table.h and value.h.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

enum {
  INI_LINE_BYTES = 64 * 1024,  // of one line
  INI_NAME_BYTES = 49,         // of a section's name or a key: inih cuts longer ones
  INI_MISTAKES_LISTED = 50,    // lines in `errors` for one file; the rest is only counted
};

struct ini_value {
  const char *section;   // for instance "plugin" or "remind morning"; "" before the first header
  const char *key;
  const char *value;     // trimmed; may be ""
  int line;              // 1-based
};

// Takes one value; returns false with a sentence that does not repeat the place when it is wrong.
typedef bool ini_take(void *context, const struct ini_value *value, struct fault *fault);

// Reads `length` bytes of `text`, calling `take` for each value in order. Mistakes do not stop the reading: each
// becomes one line "name:line: sentence\n" in `errors`, safe to show. Returns the number of mistakes. `name` is how the
// file is called in messages. The values below a header that is itself a mistake are passed over.
size_t ini_read(const char *name, const char *text, size_t length, ini_take *take, void *context, struct buf *errors);
