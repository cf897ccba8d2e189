// The passphrase of a journal: the slots that hold its secret key, and rotating the key pair; see keys.h and FORMAT.md.
#include <string.h>
#include <time.h>

#include "clearing.h"
#include "db.h"
#include "keys_internal.h"
#include "monotonic.h"
#include "vault.h"
#include "wrap.h"

enum { BATCH = 1000 };  // sealed keys in one transaction: some 40 ms, for which other writers wait

static bool step_with(struct keys *keys, const char *sql, sqlite3_int64 number, struct fault *fault) {
  sqlite3_stmt *statement = db_prepare(keys->db, sql, fault);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, number);
  bool ok = db_finish_step(keys->db, statement, fault);
  sqlite3_finalize(statement);
  return ok;
}

bool keys_has_passphrase(struct keys *keys) {
  static const char sql[] = "SELECT 1 FROM slot WHERE kind = 'passphrase' AND pair = (SELECT max(id) FROM pair)";
  sqlite3_stmt *statement = db_prepare(keys->db, sql, NULL);
  bool has = statement && sqlite3_step(statement) == SQLITE_ROW;
  sqlite3_finalize(statement);
  return has;
}

// The slot on which `statement` stands: salt, nonce, secret, operations, memory.
static bool read_slot(sqlite3_stmt *statement, struct slot *slot) {
  if (!keys_is_blob(statement, 0, SLOT_SALT) || !keys_is_blob(statement, 1, SLOT_NONCE) ||
      !keys_is_blob(statement, 2, SLOT_WRAPPED))
    return false;
  memcpy(slot->salt, sqlite3_column_blob(statement, 0), SLOT_SALT);
  memcpy(slot->nonce, sqlite3_column_blob(statement, 1), SLOT_NONCE);
  memcpy(slot->wrapped, sqlite3_column_blob(statement, 2), SLOT_WRAPPED);
  slot->operations = sqlite3_column_int64(statement, 3);
  slot->memory = sqlite3_column_int64(statement, 4);
  return true;
}

static enum slot_answer try_slots(struct keys *keys, sqlite3_int64 pair, const unsigned char public[SLOT_PUBLIC],
                                  struct slot slot, const char *text, size_t length, struct fault *fault) {
  static const char sql[] = "SELECT salt, nonce, secret, operations, memory FROM slot WHERE pair = ?1 AND kind = ?2";
  enum slot_answer answer = SLOT_WRONG;
  int code = SQLITE_DONE;
  bool damaged = false;
  sqlite3_stmt *statement = db_prepare(keys->db, sql, fault);
  if (!statement) return SLOT_FAULT;
  sqlite3_bind_int64(statement, 1, pair);
  sqlite3_bind_text(statement, 2, slot.kind, -1, SQLITE_STATIC);
  while (answer == SLOT_WRONG && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    damaged = !read_slot(statement, &slot);
    if (!damaged) answer = slot_open(&slot, public, text, length, keys->secrets->found, fault);
  }
  // Damage is no wrong passphrase: whoever has the right one must not be told to try again.
  if (code != SQLITE_ROW && code != SQLITE_DONE) answer = SLOT_FAULT, db_fault(keys->db, fault);
  else if (damaged) answer = slot_damaged(slot.kind, fault);
  sqlite3_finalize(statement);
  return answer;
}

enum slot_answer keys_open_with(struct keys *keys, const char *text, size_t length, struct fault *fault) {
  unsigned char public[SLOT_PUBLIC];
  char code[SLOT_CODE];
  sqlite3_int64 pair = 0;
  if (!keys_has_secrets(keys, fault) || !keys_find_pair(keys, public, &pair, fault)) return SLOT_FAULT;
  enum slot_answer answer = SLOT_WRONG;
  if (slot_normalize(text, length, code))
    answer = try_slots(keys, pair, public, (struct slot){.kind = "recovery"}, code, sizeof code, fault);
  sodium_memzero(code, sizeof code);
  if (answer == SLOT_WRONG)
    answer = try_slots(keys, pair, public, (struct slot){.kind = "passphrase"}, text, length, fault);
  if (answer == SLOT_OPEN && !keys_take(keys, pair, public, true, fault)) answer = SLOT_FAULT;
  return answer;
}

static bool insert_slot(struct keys *keys, sqlite3_int64 pair, const struct slot *slot, struct fault *fault) {
  static const char sql[] =
      "INSERT INTO slot(pair, kind, secret, nonce, salt, operations, memory)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
  sqlite3_stmt *statement = db_prepare(keys->db, sql, fault);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, pair);
  sqlite3_bind_text(statement, 2, slot->kind, -1, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 3, slot->wrapped, SLOT_WRAPPED, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 4, slot->nonce, SLOT_NONCE, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 5, slot->salt, SLOT_SALT, SQLITE_STATIC);
  sqlite3_bind_int64(statement, 6, slot->operations);
  sqlite3_bind_int64(statement, 7, slot->memory);
  bool ok = db_finish_step(keys->db, statement, fault);
  sqlite3_finalize(statement);
  return ok;
}

// The pair to come. Its memory is sodium_malloc()'s.
struct next {
  unsigned char secret[SLOT_SECRET], wrapping[SEAL_KEY];
  unsigned char public[SLOT_PUBLIC];
  sqlite3_int64 pair;
  struct slot passphrase, recovery;
};

// Takes about two seconds, in which nothing is locked and anyone may write.
static bool prepare(struct next *next, const char *text, size_t length, char code[SLOT_CODE_PRINTED],
                    struct fault *fault) {
  char bare[SLOT_CODE];
  crypto_box_keypair(next->public, next->secret);
  wrap_derive(next->wrapping, next->secret);
  slot_make_code(code);
  slot_normalize(code, strlen(code), bare);
  bool ok = slot_wrap(&next->passphrase, "passphrase", next->public, next->secret, text, length, fault) &&
            slot_wrap(&next->recovery, "recovery", next->public, next->secret, bare, sizeof bare, fault);
  sodium_memzero(bare, sizeof bare);
  return ok;
}

// Wraps under `wrapping` the keys that `list` (?1: the pair we hold, ?2: an id to begin after, ?3: how many at most)
// gives, and hands them to `pair`; *last becomes the id of the last one. Gives how many there were, or -1. A key that
// was read and does not open stays as it is: its entries could not be read before either. One that cannot be read now
// ends it all, since its entries would be lost with the pair of before.
static int rewrap(struct keys *keys, const char *list, char last[UUID_TEXT_MAX], sqlite3_int64 pair,
                  const unsigned char *wrapping, struct fault *fault) {
  static const char sql[] = "UPDATE process SET pair = ?2, kind = 'wrapped', key = ?3, nonce = ?4 WHERE id = ?1";
  int count = 0, code = SQLITE_DONE;
  bool ok = true;
  sqlite3_stmt *rows = db_prepare(keys->db, list, fault), *update = rows ? db_prepare(keys->db, sql, fault) : NULL;
  if (rows) sqlite3_bind_int64(rows, 1, keys->pair);
  if (rows && sqlite3_bind_parameter_count(rows) > 1) {
    sqlite3_bind_text(rows, 2, last, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(rows, 3, BATCH);
  }
  while (ok && update && (code = sqlite3_step(rows)) == SQLITE_ROW) {
    const char *id = (const char *)sqlite3_column_text(rows, 0);
    if (!id || strlen(id) >= UUID_TEXT_MAX) continue;
    memcpy(last, id, strlen(id) + 1);
    count++;
    const unsigned char *key;
    ok = keys_find_key(keys, last, &key, fault) &&
         (!key || keys_store_wrapped(keys, update, last, key, pair, wrapping, fault));
  }
  if (ok && code != SQLITE_DONE) ok = db_fault(keys->db, fault);
  ok = ok && update;
  sqlite3_finalize(rows);
  sqlite3_finalize(update);
  return ok ? count : -1;
}

// As long as the batch took: whoever waits to write looks again every tenth of a second, and must find us away.
static void pause_since(int64_t start) {
  int64_t took = monotonic_ms() - start + 1;
  nanosleep(&(struct timespec){took / 1000, took % 1000 * 1000000}, NULL);
}

// Opening a sealed key takes fifty times as long as a wrapped one. So all are wrapped beforehand under the pair that
// they have, some at a time; where we are killed in between, the journal is as good as before.
static bool wrap_in_batches(struct keys *keys, struct fault *fault) {
  static const char list[] =
      "SELECT id FROM process WHERE pair = ?1 AND kind = 'sealed' AND id > ?2 ORDER BY id LIMIT ?3";
  char last[UUID_TEXT_MAX] = "";
  int count = BATCH;
  while (count == BATCH) {
    int64_t start = monotonic_ms();
    if (!db_run(keys->db, "BEGIN IMMEDIATE", fault)) return false;
    count = rewrap(keys, list, last, keys->pair, keys->secrets->wrapping, fault);
    bool ok = count >= 0 && db_run(keys->db, "COMMIT", fault);
    db_end(keys->db);
    if (!ok) return false;
    if (count == BATCH) pause_since(start);
  }
  return true;
}

// In one transaction, so that there is no moment at which some entries belong to one pair and some to the other.
static bool rotate(struct keys *keys, struct next *next, struct fault *fault) {
  static const char list[] = "SELECT id FROM process WHERE pair = ?1";
  char last[UUID_TEXT_MAX] = "";
  if (keys_has_passphrase(keys)) return fault_set(fault, "the journal has a passphrase by now: nothing was changed");
  enum keys_state state = keys_unlock(keys, fault);
  if (state == KEYS_FAULT) return false;
  if (state == KEYS_LOCKED) return fault_set(fault, "the journal is locked, so its keys cannot be changed");
  if (state == KEYS_NONE) keys_forget(keys);
  return keys_insert_pair(keys, next->public, &next->pair, fault) &&
         (!keys->pair || rewrap(keys, list, last, next->pair, next->wrapping, fault) >= 0) &&
         insert_slot(keys, next->pair, &next->passphrase, fault) &&
         insert_slot(keys, next->pair, &next->recovery, fault) &&
         step_with(keys, "DELETE FROM slot WHERE pair <> ?1", next->pair, fault) &&
         step_with(keys, "DELETE FROM pair WHERE id <> ?1", next->pair, fault);
}

static bool in_transaction(struct keys *keys, struct next *next, struct fault *fault) {
  bool ok = db_run(keys->db, "BEGIN IMMEDIATE", fault) && rotate(keys, next, fault) &&
            clearing_is_due(keys->db, fault) && db_run(keys->db, "COMMIT", fault);
  db_end(keys->db);
  keys_forget(keys);
  return ok;
}

bool keys_set_passphrase(struct keys *keys, const char *text, size_t length, char code[SLOT_CODE_PRINTED],
                         struct fault *fault) {
  if (keys_has_passphrase(keys)) return fault_set(fault, "the journal has a passphrase already: change it instead");
  enum keys_state state = keys_unlock(keys, fault);
  if (state == KEYS_FAULT || !keys_has_secrets(keys, fault)) return false;
  struct next *next = sodium_malloc(sizeof *next);
  if (!next) return slot_no_memory(fault);
  sodium_memzero(next, sizeof *next);
  bool ok = prepare(next, text, length, code, fault) && (state != KEYS_OPEN || wrap_in_batches(keys, fault)) &&
            in_transaction(keys, next, fault);
  if (ok) {
    memcpy(keys->secrets->found, next->secret, SLOT_SECRET);
    ok = keys_take(keys, next->pair, next->public, true, fault);
  } else {
    sodium_memzero(code, SLOT_CODE_PRINTED);
  }
  sodium_free(next);
  return ok;
}

// Replaces the slots of one kind, or all of them by an open one where `slot` is NULL.
static bool replace(struct keys *keys, const struct slot *slot, struct fault *fault) {
  unsigned char public[SLOT_PUBLIC];
  sqlite3_int64 pair = 0;
  if (!keys_find_pair(keys, public, &pair, fault)) return false;
  if (pair != keys->pair)
    return fault_set(fault, "the journal's keys were changed meanwhile: nothing was changed here");
  if (!slot)
    return step_with(keys, "DELETE FROM slot WHERE pair = ?1", pair, fault) &&
           keys_insert_open(keys, keys->secrets->secret, pair, fault);
  return step_with(keys, "DELETE FROM slot WHERE pair = ?1 AND kind = 'passphrase'", pair, fault) &&
         insert_slot(keys, pair, slot, fault);
}

static bool replace_at_once(struct keys *keys, const struct slot *slot, struct fault *fault) {
  bool ok = db_run(keys->db, "BEGIN IMMEDIATE", fault) && replace(keys, slot, fault) &&
            clearing_is_due(keys->db, fault) && db_run(keys->db, "COMMIT", fault);
  db_end(keys->db);
  return ok;
}

static bool was_given(const struct keys *keys, struct fault *fault) {
  return (keys->pair && keys->given) || fault_set(fault, "this needs the passphrase or the recovery code first");
}

bool keys_change_passphrase(struct keys *keys, const char *text, size_t length, struct fault *fault) {
  struct slot slot;
  return was_given(keys, fault) &&
         slot_wrap(&slot, "passphrase", keys->public, keys->secrets->secret, text, length, fault) &&
         replace_at_once(keys, &slot, fault);
}

bool keys_remove_passphrase(struct keys *keys, struct fault *fault) {
  // First what can fail without harm: where the kernel keeps its key, the passphrase stays too.
  return was_given(keys, fault) && vault_drop(keys->public, NULL, fault) && replace_at_once(keys, NULL, fault);
}

bool keys_stay_open(struct keys *keys, unsigned seconds, struct fault *fault) {
  return was_given(keys, fault) && vault_keep(keys->public, keys->secrets->secret, seconds, fault);
}

bool keys_lock(struct keys *keys, bool *had, struct fault *fault) {
  unsigned char public[SLOT_PUBLIC];
  sqlite3_int64 pair = 0;
  *had = false;
  if (!keys_find_pair(keys, public, &pair, fault)) return false;
  keys_forget(keys);
  return pair == 0 || vault_drop(public, had, fault);
}
