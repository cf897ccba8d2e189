// The keys of a journal: the key pair, its secret while the journal is open, the key under which this process writes,
// and the keys of the others that wrote. Writing needs the public key only.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "seal.h"
#include "uuid.h"

struct keys;

struct keys *keys_create(sqlite3 *db);  // `db` is borrowed; touches nothing in it
void keys_destroy(struct keys *keys);   // NULL is fine; wipes every key

// The key under which this process writes.
struct keys_writing {
  const char *process;  // its id
  const unsigned char *key;
};

// Makes the key at the first call and stores it, sealed to the public key (the pair too, where the journal has none
// yet), as part of the caller's open transaction. Once that is committed the caller says so, and no later call touches
// the file.
bool keys_for_writing(struct keys *keys, struct uuid_maker *uuids, int64_t now, struct keys_writing *writing,
                      struct fault *fault);
void keys_on_commit(struct keys *keys);

enum keys_state {
  KEYS_NONE,    // nobody wrote yet, so there is nothing to open
  KEYS_OPEN,    // the secret key is at hand
  KEYS_LOCKED,  // it is in no slot that we can open
  KEYS_FAULT,   // the file could not be read, or its keys do not fit each other
};

// Looks for the secret key, and keeps it in locked memory until keys_destroy().
enum keys_state keys_unlock(struct keys *keys, struct fault *fault);

// The key of a process that wrote here, or NULL where it cannot be opened. Valid until the next call.
const unsigned char *keys_of_process(struct keys *keys, const char *process);

// Where many sealed keys were opened, wraps them, so that the next reading is quicker. Nothing is lost where that
// cannot be done just now.
void keys_settle(struct keys *keys);
