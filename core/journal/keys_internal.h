// The keys of a journal, shared by keys.c (writing and reading) and keys_lock.c (the passphrase).
#pragma once

#include "keyring.h"
#include "keys.h"

enum { SEALED_KEY = SEAL_KEY + crypto_box_SEALBYTES };

// In memory of libsodium's own: locked where the system allows it, left out of core dumps, wiped when freed.
struct secrets {
  unsigned char secret[SLOT_SECRET];
  unsigned char wrapping[SEAL_KEY];  // follows from the secret
  unsigned char own[SEAL_KEY];
  unsigned char found[SLOT_SECRET];  // what was just taken out of a slot or the kernel, and may yet prove wrong
};

struct keys {
  sqlite3 *db;
  struct secrets *secrets;       // NULL until one is needed
  sqlite3_int64 pair;            // the pair whose secret we hold, or 0
  bool given;                    // a passphrase gave it, so it is ours until the end of this process
  unsigned char public[SLOT_PUBLIC];  // of that pair
  char process[UUID_TEXT_MAX];   // our id as a writer, or "" before the first write
  sqlite3_int64 own_pair;        // the pair to which our own key is sealed
  bool stored;                   // our own key is committed
  struct keyring ring;
  size_t sealed;              // how many in the ring came sealed
  sqlite3_stmt *process_row;  // prepared at the first use
};

bool keys_has_secrets(struct keys *keys, struct fault *fault);  // makes keys->secrets
bool keys_is_blob(sqlite3_stmt *statement, int column, int length);

// The pair in use, or *pair = 0 where there is none.
bool keys_find_pair(struct keys *keys, unsigned char public[SLOT_PUBLIC], sqlite3_int64 *pair, struct fault *fault);
bool keys_insert_pair(struct keys *keys, const unsigned char public[SLOT_PUBLIC], sqlite3_int64 *pair,
                      struct fault *fault);
bool keys_insert_open(struct keys *keys, const unsigned char secret[SLOT_SECRET], sqlite3_int64 pair,
                      struct fault *fault);

// Takes secrets->found for the secret of the pair, and wipes it there. False with a sentence where `public` is not the
// public key that follows from it.
bool keys_take(struct keys *keys, sqlite3_int64 pair, const unsigned char public[SLOT_PUBLIC], bool given,
               struct fault *fault);

// The key of a process as for keys_of_process(), *key NULL where there is none that opens. False with a sentence where
// that cannot be told, because the file could not be read.
bool keys_find_key(struct keys *keys, const char *process, const unsigned char **key, struct fault *fault);

// Runs `update` (?1: a process, ?2: a pair, ?3: its wrapped key, ?4: the nonce) with the key wrapped under `wrapping`.
bool keys_store_wrapped(struct keys *keys, sqlite3_stmt *update, const char *process, const unsigned char *key,
                        sqlite3_int64 pair, const unsigned char *wrapping, struct fault *fault);

void keys_forget(struct keys *keys);  // the secret, and all that it opened
