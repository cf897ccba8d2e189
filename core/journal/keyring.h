// The opened keys of the processes that wrote into a journal, by the id of the process, so that each is opened once.
// Keys that cannot be opened are remembered as well. Everything is wiped when it is let go.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "seal.h"
#include "uuid.h"

struct keyring_slot {
  char process[UUID_TEXT_MAX];  // "" where the slot is free
  bool opened;                  // false: tried, and it cannot be opened
  bool sealed;                  // it came sealed, and was not wrapped yet
  unsigned char key[SEAL_KEY];
};

// A zeroed struct is an empty ring.
struct keyring {
  struct keyring_slot *slots;  // a hash table with open addressing
  size_t count, size;          // size is 0 or a power of two
};

struct keyring_slot *keyring_find(const struct keyring *ring, const char *process);  // NULL: never added

// Adds a process that is not there yet; the slot is the caller's to fill, and valid until the next call.
struct keyring_slot *keyring_add(struct keyring *ring, const char *process);
void keyring_finish(struct keyring *ring);
