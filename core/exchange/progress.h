// A line on stderr now and then while something takes long, on a terminal only. Each is a line of its own and comes at
// twice the distance of the one before, so that a screen reader is not kept busy.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct progress {
  const char *what;  // "written", "read"; NULL: nothing is ever said
  int64_t started, next;
};

void progress_begin(struct progress *progress, const char *what);
void progress_tick(struct progress *progress, size_t entries);
