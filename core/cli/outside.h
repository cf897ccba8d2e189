// The person's own editor, where they ask for it.
#pragma once

#include <stdbool.h>

#include "buf.h"
#include "fault.h"

// Hands `text` to $VISUAL or $EDITOR as a file that only its owner can read, under $XDG_RUNTIME_DIR, which lies in
// memory, and takes back what is in the file afterwards; the file is removed on every way out. A signal that is to end
// this program ends the editor, what it had written by then counts, and *signal (0: none) is to be raised when it was
// kept. False with a sentence where the editor could not be run or failed.
bool outside_edit(struct buf *text, int *signal, struct fault *fault);
