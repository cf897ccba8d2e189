// A file that is imported, read piece by piece with its lines counted, so that its size does not matter. A byte order
// mark at its beginning is passed over.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

enum {
  SOURCE_LINE_MAX = 32 << 20,    // bytes: a content of 4 MiB fits even where each of its bytes is escaped as six
  SOURCE_WHOLE_MAX = 256 << 20,  // of a file that is read as one
};

struct source;

// `path` may be "-" for stdin. NULL and a sentence.
struct source *source_open(const char *path, struct fault *fault);
struct source *source_of_bytes(const char *name, const void *bytes, size_t length);  // borrowed
void source_close(struct source *source);  // NULL is fine

const char *source_path(const struct source *source);
// At least `least` bytes of what comes, or all of it where there is less; valid until the next call.
size_t source_ahead(struct source *source, size_t least, const char **bytes);

enum source_line {
  SOURCE_LINE,
  SOURCE_TOO_LONG,  // the line was passed over
  SOURCE_END,
};

// The next line without its LF or CR LF into `line`; *number is its own.
enum source_line source_line(struct source *source, struct buf *line, size_t *number);

// The whole of the file, appended. False with a sentence where it is too large.
bool source_all(struct source *source, struct buf *text, struct fault *fault);

// The whole of the file as one JSON object, a new reference; NULL with a sentence, with line and column where it is
// none.
json_t *source_json(struct source *source, struct fault *fault);

// False with a sentence where the file could not be read to its end.
bool source_is_well(const struct source *source, struct fault *fault);
