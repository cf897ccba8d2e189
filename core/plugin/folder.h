// The files of a practice's folder: what is read, what is passed over, what is refused.
//
// Read are plugin.ini, every *.lua and every *.txt (decks), at most FOLDER_DEPTH_MAX folders deep. Passed over are tests/, whatever begins
// with a dot, and other files. Refused are symbolic links, so that nothing outside the folder becomes part of a
// practice; the folder itself may be one. Names of files that are read are letters, digits, '_', '-' and '.'.
#pragma once

#include "practice.h"

enum { FOLDER_DEPTH_MAX = 4 };

struct folder {
  struct practice_file *files;  // without plugin.ini, sorted by name
  size_t count;
  size_t bytes;    // of all of them
  char *manifest;  // the text of plugin.ini, or NULL where there is none
  size_t manifest_length;
};

// Reads into a zeroed folder, which is the caller's to finish even on failure. Every mistake becomes a line in
// `errors`.
bool folder_read(struct folder *folder, const char *path, struct buf *errors);
// Only plugin.ini.
bool folder_read_manifest(struct folder *folder, const char *path, struct buf *errors);
void folder_finish(struct folder *folder);

// Reads one file, which is called `name` in the practice; a folder of one file.
bool folder_read_file(struct folder *folder, const char *path, const char *name, struct buf *errors);
