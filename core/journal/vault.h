// The kernel's user keyring, where an unlocked journal's secret key lies until its time is over: in the kernel's
// memory, never on a disk, for the processes of this person only.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "slot.h"

// Keeps the secret of the pair with this public key for so many seconds; one that was kept before is replaced. False
// with a sentence where this system keeps no keys (some containers).
bool vault_keep(const unsigned char public[SLOT_PUBLIC], const unsigned char secret[SLOT_SECRET], unsigned seconds,
                struct fault *fault);

// True with the secret while it is kept.
bool vault_fetch(const unsigned char public[SLOT_PUBLIC], unsigned char secret[SLOT_SECRET]);

// Drops it at once; *had (may be NULL) tells whether there was one. False with a sentence where it is still there.
bool vault_drop(const unsigned char public[SLOT_PUBLIC], bool *had, struct fault *fault);
