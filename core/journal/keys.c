// The keys of a journal; see keys.h. How they are stored is written down in FORMAT.md.
#include "keys.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "keys_internal.h"
#include "memory.h"
#include "vault.h"
#include "wrap.h"

// Opening so many takes about 3 ms, as long as the wait for the disk that wrapping them costs.
enum { MANY_SEALED = 64 };

struct keys *keys_create(sqlite3 *db) {
  struct keys *keys = mem_zero(1, sizeof *keys);
  keys->db = db;
  return keys;
}

void keys_destroy(struct keys *keys) {
  if (!keys) return;
  sqlite3_finalize(keys->process_row);
  keyring_finish(&keys->ring);
  sodium_free(keys->secrets);
  free(keys);
}

bool keys_has_secrets(struct keys *keys, struct fault *fault) {
  if (keys->secrets) return true;
  keys->secrets = sodium_malloc(sizeof *keys->secrets);
  return keys->secrets || slot_no_memory(fault);
}

bool keys_is_blob(sqlite3_stmt *statement, int column, int length) {
  return sqlite3_column_type(statement, column) == SQLITE_BLOB && sqlite3_column_bytes(statement, column) == length;
}

static bool damaged(struct keys *keys, struct fault *fault) {
  return fault_set(fault,
                   "%s: its keys are damaged, and it was left as it is: make a copy, then restore it from a backup",
                   sqlite3_db_filename(keys->db, "main"));
}

static bool insert(struct keys *keys, const char *sql, const unsigned char *blob, int length, const char *text,
                   sqlite3_int64 pair, struct fault *fault) {
  sqlite3_stmt *statement = db_prepare(keys->db, sql, fault);
  if (!statement) return false;
  sqlite3_bind_blob(statement, 1, blob, length, SQLITE_STATIC);
  if (text) sqlite3_bind_text(statement, 2, text, -1, SQLITE_STATIC);
  if (pair) sqlite3_bind_int64(statement, 3, pair);
  bool ok = db_finish_step(keys->db, statement, fault);
  sqlite3_finalize(statement);
  return ok;
}

bool keys_insert_pair(struct keys *keys, const unsigned char public[SLOT_PUBLIC], sqlite3_int64 *pair,
                      struct fault *fault) {
  bool ok = insert(keys, "INSERT INTO pair(public) VALUES(?1)", public, SLOT_PUBLIC, NULL, 0, fault);
  *pair = sqlite3_last_insert_rowid(keys->db);
  return ok;
}

bool keys_insert_open(struct keys *keys, const unsigned char secret[SLOT_SECRET], sqlite3_int64 pair,
                      struct fault *fault) {
  static const char sql[] = "INSERT INTO slot(secret, kind, pair) VALUES(?1, ?2, ?3)";
  return insert(keys, sql, secret, SLOT_SECRET, "open", pair, fault);
}

// The first writer makes the pair. Until the person sets a passphrase, its secret lies in an open slot beside it.
static bool make_pair(struct keys *keys, unsigned char public[SLOT_PUBLIC], sqlite3_int64 *pair, struct fault *fault) {
  crypto_box_keypair(public, keys->secrets->found);
  bool ok = keys_insert_pair(keys, public, pair, fault) && keys_insert_open(keys, keys->secrets->found, *pair, fault);
  sodium_memzero(keys->secrets->found, SLOT_SECRET);
  return ok;
}

bool keys_find_pair(struct keys *keys, unsigned char public[SLOT_PUBLIC], sqlite3_int64 *pair, struct fault *fault) {
  sqlite3_stmt *statement = db_prepare(keys->db, "SELECT id, public FROM pair ORDER BY id DESC LIMIT 1", fault);
  if (!statement) return false;
  int code = sqlite3_step(statement);
  bool ok = true;
  if (code == SQLITE_DONE)
    *pair = 0;
  else if (code != SQLITE_ROW)
    ok = db_fault(keys->db, fault);
  else if (!keys_is_blob(statement, 1, SLOT_PUBLIC))
    ok = damaged(keys, fault);
  else {
    *pair = sqlite3_column_int64(statement, 0);
    memcpy(public, sqlite3_column_blob(statement, 1), SLOT_PUBLIC);
  }
  sqlite3_finalize(statement);
  return ok;
}

static bool find_or_make_pair(struct keys *keys, unsigned char public[SLOT_PUBLIC], sqlite3_int64 *pair,
                              struct fault *fault) {
  return keys_has_secrets(keys, fault) && keys_find_pair(keys, public, pair, fault) &&
         (*pair != 0 || make_pair(keys, public, pair, fault));
}

bool keys_begin(struct keys *keys, struct fault *fault) {
  unsigned char public[SLOT_PUBLIC];
  sqlite3_int64 pair = 0;
  if (keys_find_pair(keys, public, &pair, fault) && pair != 0) return true;
  bool ok = db_run(keys->db, "BEGIN IMMEDIATE", fault) && find_or_make_pair(keys, public, &pair, fault) &&
            db_run(keys->db, "COMMIT", fault);
  db_end(keys->db);
  return ok;
}

static bool store_own(struct keys *keys, const unsigned char public[SLOT_PUBLIC], struct fault *fault) {
  unsigned char sealed[SEALED_KEY];
  if (crypto_box_seal(sealed, keys->secrets->own, SEAL_KEY, public) != 0) return damaged(keys, fault);
  // A commit that failed may have reached the disk after all: then the same key is there already.
  static const char sql[] =
      "INSERT INTO process(key, id, pair, kind) VALUES(?1, ?2, ?3, 'sealed') ON CONFLICT DO NOTHING";
  return insert(keys, sql, sealed, sizeof sealed, keys->process, keys->own_pair, fault);
}

// A copy of the file from before a rotation opens the keys of that time, so a process that still runs makes a new one.
bool keys_for_writing(struct keys *keys, struct uuid_maker *uuids, int64_t now, struct keys_writing *writing,
                      struct fault *fault) {
  unsigned char public[SLOT_PUBLIC];
  sqlite3_int64 pair = 0;
  if (!find_or_make_pair(keys, public, &pair, fault)) return false;
  if (!keys->process[0] || (keys->stored && pair != keys->own_pair)) {
    crypto_aead_xchacha20poly1305_ietf_keygen(keys->secrets->own);
    uuid_make(uuids, now, keys->process);
    keys->stored = false;
  }
  keys->own_pair = pair;
  *writing = (struct keys_writing){keys->process, keys->secrets->own};
  return keys->stored || store_own(keys, public, fault);
}

void keys_on_commit(struct keys *keys) { keys->stored = true; }

void keys_forget(struct keys *keys) {
  if (keys->secrets) sodium_memzero(keys->secrets->secret, SLOT_SECRET + SEAL_KEY);
  keys->pair = 0;
  keys->given = false;
  keys->sealed = 0;
  keyring_finish(&keys->ring);
}

bool keys_take(struct keys *keys, sqlite3_int64 pair, const unsigned char public[SLOT_PUBLIC], bool given,
               struct fault *fault) {
  unsigned char follows[SLOT_PUBLIC];
  // A public key that someone put in the place of ours would let them read what is added from then on.
  crypto_scalarmult_base(follows, keys->secrets->found);
  bool ok = memcmp(follows, public, SLOT_PUBLIC) == 0;
  if (ok && pair != keys->pair) {
    keys_forget(keys);
    memcpy(keys->secrets->secret, keys->secrets->found, SLOT_SECRET);
    memcpy(keys->public, public, SLOT_PUBLIC);
    wrap_derive(keys->secrets->wrapping, keys->secrets->secret);
    keys->pair = pair;
  }
  keys->given = ok && given;
  sodium_memzero(keys->secrets->found, SLOT_SECRET);
  return ok || damaged(keys, fault);
}

// In an open slot; or given to us before; or in the kernel, where its time may be over since we last looked.
static enum keys_state look_for_secret(struct keys *keys, sqlite3_stmt *statement, struct fault *fault) {
  sqlite3_int64 pair = sqlite3_column_int64(statement, 0);
  bool open = sqlite3_column_type(statement, 2) != SQLITE_NULL;
  if (!keys_has_secrets(keys, fault)) return KEYS_FAULT;
  if (!keys_is_blob(statement, 1, SLOT_PUBLIC) || (open && !keys_is_blob(statement, 2, SLOT_SECRET))) {
    damaged(keys, fault);
    return KEYS_FAULT;
  }
  const unsigned char *public = sqlite3_column_blob(statement, 1);
  if (!open && keys->given && pair == keys->pair) return KEYS_OPEN;
  if (open) memcpy(keys->secrets->found, sqlite3_column_blob(statement, 2), SLOT_SECRET);
  else if (!vault_fetch(public, keys->secrets->found)) {
    keys_forget(keys);
    return KEYS_LOCKED;
  }
  return keys_take(keys, pair, public, false, fault) ? KEYS_OPEN : KEYS_FAULT;
}

enum keys_state keys_unlock(struct keys *keys, struct fault *fault) {
  static const char sql[] =
      "SELECT pair.id, public, secret FROM pair LEFT JOIN slot ON slot.pair = pair.id AND kind = 'open'"
      " ORDER BY pair.id DESC LIMIT 1";
  sqlite3_stmt *statement = db_prepare(keys->db, sql, fault);
  if (!statement) return KEYS_FAULT;
  int code = sqlite3_step(statement);
  enum keys_state state = KEYS_FAULT;
  if (code == SQLITE_ROW)
    state = look_for_secret(keys, statement, fault);
  else if (code == SQLITE_DONE)
    state = KEYS_NONE;
  else
    db_fault(keys->db, fault);
  sqlite3_finalize(statement);
  return state;
}

static bool open_sealed(const struct keys *keys, struct keyring_slot *slot) {
  return keys_is_blob(keys->process_row, 1, SEALED_KEY) &&
         crypto_box_seal_open(slot->key, sqlite3_column_blob(keys->process_row, 1), SEALED_KEY, keys->public,
                              keys->secrets->secret) == 0;
}

static bool open_wrapped(const struct keys *keys, struct keyring_slot *slot) {
  return keys_is_blob(keys->process_row, 1, WRAP_LENGTH) && keys_is_blob(keys->process_row, 2, SEAL_NONCE) &&
         wrap_open(keys->secrets->wrapping, slot->process, sqlite3_column_blob(keys->process_row, 2),
                   sqlite3_column_blob(keys->process_row, 1), slot->key);
}

// From the row on which process_row stands.
static void fill(struct keys *keys, struct keyring_slot *slot) {
  bool wrapped = sqlite3_column_int(keys->process_row, 0);
  slot->opened = wrapped ? open_wrapped(keys, slot) : open_sealed(keys, slot);
  slot->sealed = slot->opened && !wrapped;
  keys->sealed += slot->sealed;
}

static int step_to(struct keys *keys, const char *process) {
  static const char sql[] = "SELECT kind = 'wrapped', key, nonce FROM process WHERE id = ?1 AND pair = ?2";
  if (!keys->process_row) keys->process_row = db_prepare(keys->db, sql, NULL);
  if (!keys->process_row) return SQLITE_ERROR;
  sqlite3_bind_text(keys->process_row, 1, process, -1, SQLITE_STATIC);
  sqlite3_bind_int64(keys->process_row, 2, keys->pair);
  return sqlite3_step(keys->process_row);
}

// Only what was read is remembered: a key that the disk did not give just now may well open the next time.
bool keys_find_key(struct keys *keys, const char *process, const unsigned char **key, struct fault *fault) {
  *key = NULL;
  if (strlen(process) >= UUID_TEXT_MAX || !process[0] || !keys->pair) return true;
  struct keyring_slot *slot = keyring_find(&keys->ring, process);
  if (!slot) {
    int code = step_to(keys, process);
    bool ok = code == SQLITE_ROW || code == SQLITE_DONE || db_fault(keys->db, fault);
    if (ok) slot = keyring_add(&keys->ring, process);
    if (code == SQLITE_ROW) fill(keys, slot);
    sqlite3_reset(keys->process_row);
    if (!ok) return false;
  }
  if (slot->opened) *key = slot->key;
  return true;
}

// Whatever goes wrong here, damage included, makes the entries of that one process unreadable and no others.
const unsigned char *keys_of_process(struct keys *keys, const char *process) {
  const unsigned char *key;
  keys_find_key(keys, process, &key, NULL);
  return key;
}

bool keys_store_wrapped(struct keys *keys, sqlite3_stmt *update, const char *process, const unsigned char *key,
                        sqlite3_int64 pair, const unsigned char *wrapping, struct fault *fault) {
  unsigned char nonce[SEAL_NONCE], wrapped[WRAP_LENGTH];
  wrap_key(wrapping, process, key, nonce, wrapped);
  sqlite3_bind_text(update, 1, process, -1, SQLITE_STATIC);
  sqlite3_bind_int64(update, 2, pair);
  sqlite3_bind_blob(update, 3, wrapped, sizeof wrapped, SQLITE_STATIC);
  sqlite3_bind_blob(update, 4, nonce, sizeof nonce, SQLITE_STATIC);
  return db_finish_step(keys->db, update, fault);
}

static bool store_all_wrapped(struct keys *keys) {
  static const char sql[] =
      "UPDATE process SET kind = 'wrapped', key = ?3, nonce = ?4"
      " WHERE id = ?1 AND pair = ?2 AND kind = 'sealed'";
  sqlite3_stmt *update = db_prepare(keys->db, sql, NULL);
  bool ok = update != NULL;
  for (size_t i = 0; ok && i < keys->ring.size; i++) {
    const struct keyring_slot *slot = &keys->ring.slots[i];
    if (slot->sealed)
      ok = keys_store_wrapped(keys, update, slot->process, slot->key, keys->pair, keys->secrets->wrapping, NULL);
  }
  sqlite3_finalize(update);
  return ok;
}

static void forget_sealed(struct keys *keys) {
  for (size_t i = 0; i < keys->ring.size; i++) keys->ring.slots[i].sealed = false;
  keys->sealed = 0;
}

// Only where nobody else is writing: a reader must not wait for this, nor be told that it failed.
void keys_settle(struct keys *keys) {
  if (keys->sealed < MANY_SEALED || !sqlite3_get_autocommit(keys->db) || sqlite3_db_readonly(keys->db, "main")) return;
  db_patience(keys->db, false);
  if (db_run(keys->db, "BEGIN IMMEDIATE", NULL) && store_all_wrapped(keys)) db_run(keys->db, "COMMIT", NULL);
  db_end(keys->db);
  db_patience(keys->db, true);
  forget_sealed(keys);
}

bool keys_derive(struct keys *keys, const char *purpose, const unsigned char *hash, size_t length, unsigned char *out,
                 size_t out_length) {
  crypto_generichash_state state;
  if (keys_unlock(keys, NULL) != KEYS_OPEN) return false;
  crypto_generichash_init(&state, keys->secrets->secret, SLOT_SECRET, out_length);
  crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose));
  crypto_generichash_update(&state, hash, length);
  crypto_generichash_final(&state, out, out_length);
  sodium_memzero(&state, sizeof state);
  return true;
}
