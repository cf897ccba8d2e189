// Small whole-file reading and private writing.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

// Reads a regular file of at most `most` bytes into `out` (appended).
bool file_read(const char *path, size_t most, struct buf *out, struct fault *fault);

// Writes all of it, however many calls that takes; false with errno set. `data` may be NULL where length is 0.
bool file_write_all(int fd, const void *data, size_t length);

// Puts a file with this content into its place, whole or not at all, and has it on the disk before it returns.
bool file_replace(const char *path, const void *data, size_t length, unsigned mode, struct fault *fault);
// Removes a folder with all that is in it; a link goes, and not what it leads to. What cannot be removed stays.
void file_remove_folder(const char *path);

// Creates the folder and its missing parents, each 0700.
bool file_make_folder(const char *path, struct fault *fault);
