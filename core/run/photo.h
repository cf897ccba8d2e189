// A picture from a file of the person's, on its way into the journal.
#pragma once

#include <jansson.h>

#include "fault.h"
#include "journal.h"

enum { PHOTOS_MAX = 16 };  // in one entry

// Reads the file, as it was typed or dropped into a terminal: with quotation marks, backslashes, "file://" or "~/".
// Gives the record for an entry's `attachments` (a new reference); NULL with a sentence where it is no picture, too
// large, or cannot be read or kept. The file stays where it is.
json_t *photo_take(struct journal *journal, const char *typed, struct fault *fault);

// The same where the text is the exact path.
json_t *photo_take_path(struct journal *journal, const char *path, struct fault *fault);
