// Archives through tend-archive, which is sealed. It reads what strangers made, so what comes from it is looked at as if it
// came from them, and is bounded in size and time here.
#pragma once

#include "buf.h"
#include "fault.h"
#include "practice.h"
#include "unpack_limits.h"

// Takes a file's data over (buf_take), or says false, with a sentence, to end it.
typedef bool unpacker_take(void *context, const char *name, struct buf *data, struct fault *fault);

// Gives each ordinary file of an archive to `take`. False with a sentence.
bool unpacker_read(const struct unpack_limits *limits, const struct buf *archive, unpacker_take *take, void *context,
                   struct fault *fault);
// Appends an archive of these files, a tar in gzip, to `archive`. False with a sentence.
bool unpacker_pack(const struct practice_file *files, size_t count, struct buf *archive, struct fault *fault);
