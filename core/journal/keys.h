// The keys of a journal: the key pair, its secret while the journal is open, the key under which this process writes,
// and the keys of the others that wrote. Writing needs the public key only.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "seal.h"
#include "slot.h"
#include "uuid.h"

struct keys;

struct keys *keys_create(sqlite3 *db);  // `db` is borrowed; touches nothing in it. sodium_init() comes first
void keys_destroy(struct keys *keys);   // NULL is fine; wipes every key

// The key under which this process writes.
struct keys_writing {
  const char *process;  // its id
  const unsigned char *key;
};

// Makes the key at the first call and stores it, sealed to the public key (the pair too, where the journal has none
// yet), as part of the caller's open transaction. Once that is committed the caller says so, and no later call writes
// again unless the pair was rotated.
bool keys_for_writing(struct keys *keys, struct uuid_maker *uuids, int64_t now, struct keys_writing *writing,
                      struct fault *fault);
void keys_on_commit(struct keys *keys);

enum keys_state {
  KEYS_NONE,    // nobody wrote yet, so there is nothing to open
  KEYS_OPEN,    // the secret key is at hand
  KEYS_LOCKED,  // it is in no slot that we can open
  KEYS_FAULT,   // the file could not be read, or its keys do not fit each other
};

// Makes the pair where the journal has none yet, in a transaction of its own.
bool keys_begin(struct keys *keys, struct fault *fault);

// Looks for the secret key, and keeps it in locked memory until keys_destroy(); one that came from the kernel's keyring
// only as long as it is there.
enum keys_state keys_unlock(struct keys *keys, struct fault *fault);

// The key of a process that wrote here, or NULL where it cannot be opened. Valid until the next call.
const unsigned char *keys_of_process(struct keys *keys, const char *process);

// Derives bytes (16 to 64) from the secret, a purpose and a hash: the same ones each time, and for nobody else. False
// where the secret is not at hand.
bool keys_derive(struct keys *keys, const char *purpose, const unsigned char *hash, size_t length, unsigned char *out,
                 size_t out_length);

// Where many sealed keys were opened, wraps them, so that the next reading is quicker. Nothing is lost where that
// cannot be done just now.
void keys_settle(struct keys *keys);

// The passphrase; keys_lock.c. `text` is never kept.

bool keys_has_passphrase(struct keys *keys);

// Opens the secret with the passphrase or the recovery code, for this process.
enum slot_answer keys_open_with(struct keys *keys, const char *text, size_t length, struct fault *fault);

// Rotates the key pair and wraps the new secret under the passphrase and under a recovery code, which is put into
// `code`. The journal must be readable and have no passphrase. Others may write meanwhile. All of it is done, or
// nothing.
bool keys_set_passphrase(struct keys *keys, const char *text, size_t length, char code[SLOT_CODE_PRINTED],
                         struct fault *fault);

// These need a secret that keys_open_with() gave. The recovery code stays as it is when the passphrase changes.
bool keys_change_passphrase(struct keys *keys, const char *text, size_t length, struct fault *fault);
bool keys_remove_passphrase(struct keys *keys, struct fault *fault);

// Puts the secret that we hold into the kernel's keyring for so many seconds, and takes it out again.
bool keys_stay_open(struct keys *keys, unsigned seconds, struct fault *fault);
bool keys_lock(struct keys *keys, bool *had, struct fault *fault);
