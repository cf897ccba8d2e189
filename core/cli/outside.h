// The person's own editor and viewer, where they ask for them.
#pragma once

#include <stdbool.h>

#include "buf.h"
#include "fault.h"

// Hands `text` to $VISUAL or $EDITOR as a file that only its owner can read, under $XDG_RUNTIME_DIR, which lies in
// memory, and takes back what is in the file afterwards; the file is removed on every way out. A signal that is to end
// this program ends the editor, what it had written by then counts, and *signal (0: none) is to be raised when it was
// kept. False with a sentence where the editor could not be run or failed; what it had written counts then, too.
bool outside_edit(struct buf *text, int *signal, struct fault *fault);

struct outside_file {
  const char *ending;  // of its name; the name itself is not given away
  struct buf bytes;
};

// Shows files with $TEND_VIEWER, or with xdg-open, one after the other, as copies in such a folder. They are removed when
// the viewer has ended and, on a terminal, the person has pressed Enter. *signal as above.
bool outside_view(const struct outside_file *files, size_t count, int *signal, struct fault *fault);
