// Small whole-file reading and private writing.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

// Reads a regular file of at most `most` bytes into `out` (appended).
bool file_read(const char *path, size_t most, struct buf *out, struct fault *fault);

// Creates the folder and its missing parents, each 0700.
bool file_make_folder(const char *path, struct fault *fault);
