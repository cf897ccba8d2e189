// The part of somebody who does anything: answers, skips, is silent, is grounded and leaves, as a seed has it.
#pragma once

#include "rehearsal.h"

struct rehearsal_random {
  uint64_t state;
  int lines;  // of a page that are still to come
  struct rehearsal_part part;
};

// Must not be moved afterwards. Sets the seed of `how`, and sometimes refuses permissions or turns holds off.
void rehearsal_randomize(struct rehearsal_random *random, uint64_t seed, struct rehearsal *how);
