// Changing tend.ini for the person, who wrote it with comments and in an order of their own: what is not meant stays as
// it is, byte for byte. The first two are pure, from a text to a text.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

struct edit_value {
  const char *key, *value;
};

// Appends to `out` the text with a [remind NAME] at its end, after an empty line. False with a sentence when there
// already is one of that name, or when a value cannot stand in a line (a line break, " ;", space around it).
bool edit_add(struct buf *out, const char *text, size_t length, const char *name, const struct edit_value *values,
              size_t count, struct fault *fault);

// Appends to `out` the text without [remind NAME]: from its header to the last of its keys. Comments above the header,
// and those that follow its keys, stay. False with a sentence that names the nearest one when there is none of that
// name.
bool edit_remove(struct buf *out, const char *text, size_t length, const char *name, struct fault *fault);

enum { EDIT_NAME_MAX = 36 };  // bytes: with [remind ] and a number it stays within INI_NAME_BYTES
// A name for a section that is not there yet: `wanted` up to so many bytes, or that and -2, and so on. The caller frees
// it.
char *edit_free_name(const char *text, size_t length, const char *wanted);

// Writes the file as a whole or not at all: to a new file beside it, 0600 and on the disk, which then takes its place.
// A link stays a link. The folder has to exist.
bool edit_write(const char *path, const char *text, size_t length, struct fault *fault);
