// A file of tend's among the settings of other programs. Its first line holds a sum of the rest, so that it is known
// later whether the person changed it; one that was changed is theirs, and is neither written over nor removed.
#pragma once

#include <stdbool.h>

#include "fault.h"

enum placed { PLACED_NONE, PLACED_OURS, PLACED_THEIRS };

enum placed placed_look(const char *path);  // a link is somebody else's
bool placed_holds(const char *path, const char *text);  // it is ours, with exactly this text

// Writes `text` below its first line, all or nothing; the folders above it are made. The caller has looked before.
bool placed_write(const char *path, const char *text, struct fault *fault);
