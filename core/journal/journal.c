// Opening the journal and adding to it; see journal.h. Adding never needs the secret key.
#include "journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch.h"
#include "db.h"
#include "journal_file.h"
#include "memory.h"
#include "text.h"

enum { APPLICATION_ID = 0x746E646A };  // "tndj"

// FORMAT.md explains each column. The first index is the order of reading; the second finds the few revisions that
// replace others without a look at the many that do not.
static const char *const steps[] = {
    "CREATE TABLE pair(id INTEGER PRIMARY KEY, public BLOB NOT NULL) STRICT;"
    "CREATE TABLE slot(id INTEGER PRIMARY KEY, pair INTEGER NOT NULL REFERENCES pair, kind TEXT NOT NULL,"
    "  secret BLOB NOT NULL, nonce BLOB, salt BLOB, operations INTEGER, memory INTEGER) STRICT;"
    "CREATE TABLE process(id TEXT PRIMARY KEY, pair INTEGER NOT NULL REFERENCES pair, kind TEXT NOT NULL,"
    "  key BLOB NOT NULL, nonce BLOB) STRICT, WITHOUT ROWID;"
    "CREATE TABLE revision(row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, entry TEXT NOT NULL, parents TEXT NOT "
    "NULL,"
    "  device TEXT NOT NULL, created INTEGER NOT NULL, zone INTEGER NOT NULL, process TEXT NOT NULL REFERENCES process,"
    "  nonce BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;"
    "CREATE INDEX revision_by_time ON revision(created, id);"
    "CREATE INDEX revision_that_replaces ON revision(entry, parents) WHERE parents <> '[]'",
    "CREATE TABLE attachment(revision TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(revision, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE mark(what TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID",
};

// Cuts a name that is too long where a character ends.
static void set_device(struct journal *journal, const char *device) {
  size_t length = strnlen(device, JOURNAL_DEVICE_MAX + 1);
  if (length > JOURNAL_DEVICE_MAX) length = JOURNAL_DEVICE_MAX;
  size_t whole = length;
  text_is_utf8(device, length, &whole);
  memcpy(journal->device, device, whole);
}

static char *beside(const char *path, const char *name) {
  const char *slash = strrchr(path, '/');
  return slash ? mem_format("%.*s/%s", (int)(slash - path), path, name) : mem_copy(name);
}

struct journal *journal_open(const char *path, const char *device, struct fault *fault) {
  if (sodium_init() < 0) {
    fault_set(fault, "the system gives no random numbers: nothing can be sealed safely");
    return NULL;
  }
  sqlite3 *db = db_open(path, APPLICATION_ID, steps, sizeof steps / sizeof *steps, fault);
  if (!db) return NULL;
  struct journal *journal = mem_zero(1, sizeof *journal);
  journal->db = db;
  journal->keys = keys_create(db);
  journal->attachments = -1;
  if (strcmp(path, ":memory:") != 0) journal->folder = beside(path, "attachments");
  set_device(journal, device);
  return journal;
}

void journal_close(struct journal *journal) {
  if (!journal) return;
  keys_destroy(journal->keys);
  db_close(journal->db);
  if (journal->attachments >= 0) close(journal->attachments);
  free(journal->folder);
  free(journal);
}

bool journal_is_locked(const struct journal *journal) { return keys_unlock(journal->keys, NULL) == KEYS_LOCKED; }

// A revision of this process, in a transaction of its own.
static bool store(struct journal *journal, struct journal_entry *revision, const json_t *parents, struct fault *fault) {
  struct journal_batch *batch = journal_batch_create(journal);
  revision->device = journal->device;
  enum journal_put_result result = journal_batch_put(batch, revision, parents, fault);
  bool ok = (result == JOURNAL_PUT_ADDED || result == JOURNAL_PUT_THERE) && journal_batch_commit(batch, fault);
  journal_batch_destroy(batch);
  return ok;
}

static struct journal_entry make(struct journal *journal, const json_t *content, int64_t created, int zone,
                                 char id[JOURNAL_ID_MAX]) {
  struct journal_entry revision = {.created = created, .zone = zone, .content = (json_t *)content};
  uuid_make(&journal->uuids, created, id);
  memcpy(revision.id, id, JOURNAL_ID_MAX);
  memcpy(revision.entry, id, JOURNAL_ID_MAX);
  return revision;
}

bool journal_add(struct journal *journal, const json_t *content, int64_t created, int zone, char id[JOURNAL_ID_MAX],
                 struct fault *fault) {
  struct journal_entry revision = make(journal, content, created, zone, id);
  return store(journal, &revision, NULL, fault);
}

// What a revision takes over from the one that it replaces: whose it is, and when and where that was written.
static bool take_over(struct journal *journal, const char *parent, struct journal_entry *revision,
                      struct fault *fault) {
  static const char sql[] = "SELECT entry, created, zone FROM revision WHERE id = ?1";
  sqlite3_stmt *statement = db_prepare(journal->db, sql, fault);
  if (!statement) return false;
  sqlite3_bind_text(statement, 1, parent, -1, SQLITE_STATIC);
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) {
    snprintf(revision->entry, JOURNAL_ID_MAX, "%s", (const char *)sqlite3_column_text(statement, 0));
    revision->created = sqlite3_column_int64(statement, 1);
    revision->zone = sqlite3_column_int(statement, 2);
  } else if (code == SQLITE_DONE) {
    fault_set(fault, "no entry has the id \"%s\"", parent);
  } else {
    db_fault(journal->db, fault);
  }
  sqlite3_finalize(statement);
  return code == SQLITE_ROW;
}

int64_t journal_changed(const struct journal_entry *revision) {
  int64_t made = uuid_made(revision->id);
  return made < 0 ? revision->created : made;
}

bool journal_revise(struct journal *journal, const char *parent, const json_t *content, int64_t now,
                    char id[JOURNAL_ID_MAX], struct fault *fault) {
  struct journal_entry revision = make(journal, content, now, 0, id);
  if (!take_over(journal, parent, &revision, fault)) return false;
  json_t *parents = json_pack("[s]", parent);
  bool ok = store(journal, &revision, parents, fault);
  json_decref(parents);
  return ok;
}
