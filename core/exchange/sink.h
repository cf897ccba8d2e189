// Where an export goes: a file that only its owner can read, or stdout. The file has its name once it is whole, so a
// broken export leaves nothing behind and never half replaces an older one.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"

struct sink;

// `path` is a file, or NULL or "-" for stdout. A file that is there already is refused, unless `force`. NULL and a sentence.
struct sink *sink_open(const char *path, bool force, struct fault *fault);

// What cannot be written is remembered; sink_is_well() and sink_finish() tell.
void sink_add(struct sink *sink, const void *data, size_t length);
void sink_add_text(struct sink *sink, const char *text);
bool sink_is_well(const struct sink *sink);

// Makes the file durable and gives it its name. Frees the sink either way.
bool sink_finish(struct sink *sink, struct fault *fault);

// Leaves nothing behind (what went to stdout is gone). NULL is fine.
void sink_drop(struct sink *sink);
