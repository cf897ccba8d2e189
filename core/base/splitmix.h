// Numbers that are drawn evenly and are the same for the same seed; nothing secret may hang on them.
#pragma once

#include <stdint.h>

// The next number; `state` begins with the seed.
uint64_t splitmix_next(uint64_t *state);
