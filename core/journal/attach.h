// The bookkeeping of attachments, for the files of this layer; adding and opening them is in journal.h. The table
// `attachment` says which revision names which file, so that a file can go with the last entry that has it.
#pragma once

#include "journal.h"

enum { ATTACH_ID = 32 };  // hexadecimal digits

// Inside the caller's transaction: notes what the content of a revision names (with "" for the revision: it is going,
// unless another one names it); marks what an entry names as going.
bool attach_note(struct journal *journal, const char *revision, const json_t *content, struct fault *fault);
bool attach_let_go(struct journal *journal, const char *entry, struct fault *fault);

// Removes the files of what is going and is named by nothing else. False with the reason as a part of a sentence; it
// stays marked then.
bool attach_clear(struct journal *journal, struct fault *fault);
