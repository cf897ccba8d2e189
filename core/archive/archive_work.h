// The two things that tend-archive does. Each talks on descriptor 0 until it is done.
#pragma once

#include "frame.h"

enum {
  UNPACK_FILES_MAX = 512,             // files in a practice, of any kind
  UNPACK_ENTRIES_MAX = 2048,          // with folders
  UNPACK_BYTES_MAX = 8 * 1024 * 1024, // of all of them
};

// Sends every file of the archive in `archive`, then the end; or what is wrong with it.
void unpack(const struct buf *archive);
// Receives files up to the end, and sends them back as one archive: a tar in gzip that depends on them alone.
void pack(void);
