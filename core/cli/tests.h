// The tests of a practice: transcripts in its folder's tests/, or beside a single file, named after it.
#pragma once

#include "buf.h"
#include "fault.h"
#include "practice.h"

// Where the transcript of this name is kept: FOLDER/tests/NAME.transcript, or tests/FILE.NAME.transcript beside a
// single file. The caller frees it.
char *tests_path(const struct practice *practice, const char *name);

// The paths of all of them, sorted; ends with NULL. The caller frees each and the list.
char **tests_list(const struct practice *practice);

// Writes the file, with its folder. Without `over`, a file that is there already is left alone, and that is a fault.
bool tests_write(const char *path, const struct buf *text, bool over, struct fault *fault);
