// How much of an archive is read: by tend-archive, and by tend, which does not take its word for it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct unpack_limits {
  const char *what;  // as tend-archive is told
  size_t files, entries, bytes;
  bool leaves_out;  // a file that is larger than a frame holds; otherwise that is a reason to refuse the archive
};

extern const struct unpack_limits unpack_practice, unpack_journal;
