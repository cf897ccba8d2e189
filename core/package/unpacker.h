// Archives through tend-archive, which is sealed: what comes from it is looked at as if it came from the archive's author.
#pragma once

#include "buf.h"
#include "fault.h"

// Gives each ordinary file of an archive to `take`, which may take its data over (buf_take) and says false, with a sentence,
// to end it. `what` is "practice" or "journal": how much may be in it. False with a sentence.
bool unpacker_read(const char *what, const struct buf *archive,
                   bool (*take)(void *context, const char *name, struct buf *data, struct fault *fault), void *context,
                   struct fault *fault);
