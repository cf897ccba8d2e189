// Small whole-file reading and private writing.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

// Reads a regular file of at most `most` bytes into `out` (appended).
bool file_read(const char *path, size_t most, struct buf *out, struct fault *fault);

// Writes all of it, however many calls that takes, and waits where there is no room; false with errno set. `data` may be
// NULL where length is 0.
bool file_write_all(int fd, const void *data, size_t length);

// Puts a file with this content, 0600, into its place, whole or not at all, and has it on the disk before it returns. A
// link is replaced, and not what it leads to.
bool file_replace(const char *path, const void *data, size_t length, struct fault *fault);
// Has the name of a file on the disk, once it was given or changed; what is in the file is its writer's to fsync. False with
// errno set.
bool file_sync_name(const char *path);
bool file_sync_folders(const char *path);  // a folder's names, and those of all folders below it

// Removes a folder with all that is in it; a link goes, and not what it leads to. What cannot be removed stays.
void file_remove_folder(const char *path);

// Creates the folder and its missing parents, each 0700.
bool file_make_folder(const char *path, struct fault *fault);
