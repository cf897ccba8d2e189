// What a run is given in words, on the command line or in the head of a transcript: its seed, and what it may do.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "session.h"

bool given_seed(const char *words, uint64_t *seed);  // a whole number

// "all", "none", or permissions such as "journal.add,sound", which *granted then borrows; otherwise it is NULL.
bool given_grant(const char *words, enum session_grant *grant, const char **granted);
