// How tend and tend-archive hand files to each other over their socket: frames of a head and two byte strings, in the
// machine's own byte order, since both are of one build.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

enum {
  FRAME_NAME_MAX = 255,                // bytes
  FRAME_DATA_MAX = 16 * 1024 * 1024,   // bytes of a file
  FRAME_ARCHIVE_MAX = 96 * 1024 * 1024,  // bytes of an archive; tend-archive has to hold it in what memory it is given
};

enum frame_kind {
  FRAME_FILE = 1,  // name and content
  FRAME_END,       // no more files
  FRAME_ARCHIVE,   // a whole archive
  FRAME_REFUSED,   // a sentence on why it is not read, without its end
};

#define FRAME_PATIENT INT64_MAX  // waits as long as it takes, and without poll, which the sealed end may not call

struct frame {
  enum frame_kind kind;
  char name[FRAME_NAME_MAX + 1];
  struct buf data;  // the caller's to finish
};

bool frame_send(int fd, enum frame_kind kind, const char *name, const void *data, size_t length);
// Waits for one, until monotonic_ms() says `until`. False at the end, when it is too late, or where it is none.
bool frame_receive(int fd, struct frame *frame, int64_t until);
