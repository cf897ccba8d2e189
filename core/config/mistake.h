// A mistake in something that a person wrote, as one line of a list.
#pragma once

#include "buf.h"

enum { MISTAKE_MAX = 6 * 1024 };  // bytes of one line: a path (at most 4096) and a sentence (at most 1024)

// Appends one line to `errors`, made safe to show: what a stranger's file says ends up in these sentences. A line that
// is longer than MISTAKE_MAX is cut.
void mistake_add(struct buf *errors, const char *format, ...) __attribute__((format(printf, 2, 3)));
