// Where installed practices lie: $XDG_DATA_HOME/tend/plugins/NAME, and what was there before in previous/NAME beside it.
// One rename decides: a practice is there whole or not at all, whenever the power goes.
#pragma once

#include <stdbool.h>

#include "bundle.h"

// Writes a bundle to a place of its own, as `name`, so that it can be looked at as a practice. The path of that folder is
// the caller's to place_drop and to free; NULL with a sentence.
char *place_stage(const struct bundle *bundle, const char *name, struct fault *fault);
void place_drop(const char *staged);  // what place_take has taken is no longer there, which is fine

bool place_take(const char *staged, const char *name, struct fault *fault);  // the one that was there becomes the previous
bool place_swap(const char *name, struct fault *fault);    // the previous one and the one that is there
bool place_remove(const char *name, struct fault *fault);  // both
char *place_of(const char *name);            // its folder; the caller frees it

bool place_previous_is(const char *name, const char *hash);             // the version before has this hash

// What an interrupted one left half done is undone: the lock file, which is written last, says what is to be there.
// `expected` gives the hash of a name, or NULL.
typedef const char *place_expected(void *context, const char *name);
void place_sweep(place_expected *expected, void *context);
void place_mend(const char *name, const char *hash);

// Held while something is changed, or fetched. A descriptor, or -1 with a sentence where another tend holds it.
int place_lock(struct fault *fault);
void place_unlock(int lock);
