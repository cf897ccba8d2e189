// A small JSON file of tend's own: {"version": 1, KIND: {...}}, replaced whole or not at all.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "fault.h"
#include "paths.h"

// A new reference, also where there is no such file; NULL with a sentence for one that cannot be read, or has an item that is
// not `sound`, which is then left alone.
json_t *shelf_read(enum path_base base, const char *name, const char *kind, bool (*sound)(const json_t *item),
                   struct fault *fault);
bool shelf_write(enum path_base base, const char *name, const json_t *shelf, struct fault *fault);
