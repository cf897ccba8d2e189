// The two things that tend-archive does. Each talks on descriptor 0 until it is done.
#pragma once

#include <string.h>

#include "frame.h"
#include "unpack_limits.h"

// Sends every file of the archive in `archive`, then the end; or what is wrong with it.
void unpack(const struct buf *archive, const struct unpack_limits *limits);
// Receives files up to the end, and sends them back as one archive: a tar in gzip that depends on them alone.
void pack(void);

// Says why it is not done.
static inline void refuse(const char *sentence) { frame_send(0, FRAME_REFUSED, "", sentence, strlen(sentence)); }
