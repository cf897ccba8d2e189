// Opening the journal and adding to it; see journal.h. Nothing here ever needs the secret key.
#include "journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
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
};

// Cuts a name that is too long where a character ends.
static void set_device(struct journal *journal, const char *device) {
  size_t length = strnlen(device, JOURNAL_DEVICE_MAX + 1);
  if (length > JOURNAL_DEVICE_MAX) length = JOURNAL_DEVICE_MAX;
  size_t whole = length;
  text_is_utf8(device, length, &whole);
  memcpy(journal->device, device, whole);
}

struct journal *journal_open(const char *path, const char *device, struct fault *fault) {
  sqlite3 *db = db_open(path, APPLICATION_ID, steps, sizeof steps / sizeof *steps, fault);
  if (!db) return NULL;
  struct journal *journal = mem_zero(1, sizeof *journal);
  journal->db = db;
  journal->keys = keys_create(db);
  set_device(journal, device);
  return journal;
}

void journal_close(struct journal *journal) {
  if (!journal) return;
  keys_destroy(journal->keys);
  db_close(journal->db);
  free(journal);
}

bool journal_is_locked(const struct journal *journal) { return keys_unlock(journal->keys, NULL) == KEYS_LOCKED; }

static bool has_random(struct fault *fault) {
  return sodium_init() >= 0 || fault_set(fault, "the system gives no random numbers: nothing can be sealed safely");
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text) {
  sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static bool insert(struct journal *journal, const struct seal_row *row, const struct sealed *sealed,
                   struct fault *fault) {
  static const char sql[] =
      "INSERT INTO revision(id, entry, parents, device, created, zone, process, nonce, sealed)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(id) DO NOTHING";
  sqlite3_stmt *statement = db_prepare(journal->db, sql, fault);
  if (!statement) return false;
  bind_text(statement, 1, row->id);
  bind_text(statement, 2, row->entry);
  bind_text(statement, 3, row->parents);
  bind_text(statement, 4, row->device);
  sqlite3_bind_int64(statement, 5, row->created);
  sqlite3_bind_int64(statement, 6, row->zone);
  bind_text(statement, 7, row->process);
  sqlite3_bind_blob(statement, 8, sealed->nonce, sizeof sealed->nonce, SQLITE_STATIC);
  sqlite3_bind_blob64(statement, 9, sealed->bytes, sealed->length, SQLITE_STATIC);
  bool ok = db_finish_step(journal->db, statement, fault);
  sqlite3_finalize(statement);
  return ok;
}

static bool seal_and_insert(struct journal *journal, struct seal_row *row, const json_t *content, struct fault *fault) {
  struct keys_writing writing;
  struct sealed sealed;
  if (!keys_for_writing(journal->keys, &journal->uuids, row->created, &writing, fault)) return false;
  row->process = writing.process;
  if (!seal_content(row, writing.key, content, &sealed, fault)) return false;
  bool ok = insert(journal, row, &sealed, fault);
  free(sealed.bytes);
  return ok;
}

// The process's key and its first entry share one transaction, and so one wait for the disk.
static bool store(struct journal *journal, struct seal_row *row, const json_t *content, bool *added,
                  struct fault *fault) {
  bool ok = db_run(journal->db, "BEGIN IMMEDIATE", fault) && seal_and_insert(journal, row, content, fault);
  if (added) *added = ok && sqlite3_changes(journal->db) > 0;
  ok = ok && db_run(journal->db, "COMMIT", fault);
  db_end(journal->db);
  if (ok) keys_on_commit(journal->keys);
  return ok;
}

bool journal_add(struct journal *journal, const json_t *content, int64_t created, int zone, char id[JOURNAL_ID_MAX],
                 struct fault *fault) {
  if (!has_random(fault)) return false;
  uuid_make(&journal->uuids, created, id);
  struct seal_row row = {
      .id = id, .entry = id, .parents = "[]", .device = journal->device, .created = created, .zone = zone};
  return store(journal, &row, content, NULL, fault);
}

static bool parents_text(const char *const *parents, size_t count, struct buf *out, struct fault *fault) {
  buf_add_char(out, '[');
  for (size_t i = 0; i < count; i++) {
    if (!uuid_is_text(parents[i])) return fault_set(fault, "\"%s\" is no id of a revision", parents[i]);
    buf_format(out, "%s\"%s\"", i ? "," : "", parents[i]);
  }
  buf_add_char(out, ']');
  return true;
}

bool journal_put(struct journal *journal, const struct journal_entry *revision, const char *const *parents,
                 size_t count, bool *added, struct fault *fault) {
  if (!uuid_is_text(revision->id)) return fault_set(fault, "\"%s\" is no id of a revision", revision->id);
  if (!uuid_is_text(revision->entry)) return fault_set(fault, "\"%s\" is no id of an entry", revision->entry);
  if (!has_random(fault)) return false;
  struct buf text = {0};
  struct seal_row row = {.id = revision->id,
                         .entry = revision->entry,
                         .device = revision->device,
                         .created = revision->created,
                         .zone = revision->zone};
  bool ok = parents_text(parents, count, &text, fault);
  row.parents = buf_text(&text);
  ok = ok && store(journal, &row, revision->content, added, fault);
  buf_finish(&text);
  return ok;
}

static bool find_entry(struct journal *journal, const char *revision, char entry[JOURNAL_ID_MAX], struct fault *fault) {
  sqlite3_stmt *statement = db_prepare(journal->db, "SELECT entry FROM revision WHERE id = ?1", fault);
  if (!statement) return false;
  bind_text(statement, 1, revision);
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW)
    snprintf(entry, JOURNAL_ID_MAX, "%s", (const char *)sqlite3_column_text(statement, 0));
  else if (code == SQLITE_DONE)
    fault_set(fault, "no entry has the id \"%s\"", revision);
  else
    db_fault(journal->db, fault);
  sqlite3_finalize(statement);
  return code == SQLITE_ROW;
}

bool journal_revise(struct journal *journal, const char *parent, const json_t *content, int64_t created, int zone,
                    char id[JOURNAL_ID_MAX], struct fault *fault) {
  char entry[JOURNAL_ID_MAX];
  struct buf parents = {0};
  if (!has_random(fault) || !find_entry(journal, parent, entry, fault)) return false;
  uuid_make(&journal->uuids, created, id);
  bool ok = parents_text(&parent, 1, &parents, fault);
  struct seal_row row = {.id = id,
                         .entry = entry,
                         .parents = buf_text(&parents),
                         .device = journal->device,
                         .created = created,
                         .zone = zone};
  ok = ok && store(journal, &row, content, NULL, fault);
  buf_finish(&parents);
  return ok;
}
