// Many revisions in one transaction; see batch.h. The pair of keys cannot change while it is open, so the key under
// which we write is looked for once in each.
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include "attach.h"
#include "buf.h"
#include "db.h"
#include "journal_file.h"
#include "memory.h"

enum { BATCH_REVISIONS = 1000, BATCH_BYTES = 8 << 20 };

struct journal_batch {
  struct journal *journal;
  sqlite3_stmt *insert;
  struct keys_writing writing;
  bool open;  // a transaction
  size_t added, bytes;
};

struct journal_batch *journal_batch_create(struct journal *journal) {
  struct journal_batch *batch = mem_zero(1, sizeof *batch);
  batch->journal = journal;
  return batch;
}

static void take_back(struct journal_batch *batch) {
  db_end(batch->journal->db);
  batch->open = false;
  batch->added = batch->bytes = 0;
}

void journal_batch_destroy(struct journal_batch *batch) {
  if (!batch) return;
  sqlite3_finalize(batch->insert);
  take_back(batch);
  free(batch);
}

size_t journal_batch_open(const struct journal_batch *batch) { return batch->added; }

bool journal_batch_commit(struct journal_batch *batch, struct fault *fault) {
  if (!batch->open) return true;
  bool ok = db_run(batch->journal->db, "COMMIT", fault);
  if (ok) keys_on_commit(batch->journal->keys);
  take_back(batch);
  return ok;
}

static bool begin(struct journal_batch *batch, int64_t created, struct fault *fault) {
  static const char sql[] =
      "INSERT INTO revision(id, entry, parents, device, created, zone, process, nonce, sealed)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(id) DO NOTHING";
  struct journal *journal = batch->journal;
  if (batch->open) return true;
  if (!batch->insert) batch->insert = db_prepare(journal->db, sql, fault);
  if (!batch->insert || !db_run(journal->db, "BEGIN IMMEDIATE", fault)) return false;
  batch->open = true;
  return keys_for_writing(journal->keys, &journal->uuids, created, &batch->writing, fault);
}

static bool parents_text(const json_t *parents, struct buf *out, struct fault *fault) {
  size_t i;
  json_t *parent;
  buf_add_char(out, '[');
  json_array_foreach(parents, i, parent) {
    const char *id = json_string_value(parent);
    if (!id || !uuid_is_text(id)) return fault_set(fault, "\"%s\" is no id of a revision", id ? id : "");
    buf_format(out, "%s\"%s\"", i ? "," : "", id);
  }
  buf_add_char(out, ']');
  return true;
}

static bool is_good(const struct journal_entry *revision, const json_t *parents, struct fault *fault) {
  if (!uuid_is_text(revision->id)) return fault_set(fault, "\"%s\" is no id of a revision", revision->id);
  if (!uuid_is_text(revision->entry)) return fault_set(fault, "\"%s\" is no id of an entry", revision->entry);
  // find.h looks for the revisions of an entry so; one that it misses could be read, and neither shown nor deleted.
  if (json_array_size(parents) == 0 && strcmp(revision->id, revision->entry) != 0)
    return fault_set(fault, "it replaces nothing, so its entry's id must be its own, %s", revision->id);
  return true;
}

static bool insert(struct journal_batch *batch, const struct seal_row *row, const struct sealed *sealed,
                   struct fault *fault) {
  const char *texts[] = {row->id, row->entry, row->parents, row->device};
  for (int i = 0; i < 4; i++) sqlite3_bind_text(batch->insert, i + 1, texts[i], -1, SQLITE_STATIC);
  sqlite3_bind_int64(batch->insert, 5, row->created);
  sqlite3_bind_int64(batch->insert, 6, row->zone);
  sqlite3_bind_text(batch->insert, 7, row->process, -1, SQLITE_STATIC);
  sqlite3_bind_blob(batch->insert, 8, sealed->nonce, sizeof sealed->nonce, SQLITE_STATIC);
  sqlite3_bind_blob64(batch->insert, 9, sealed->bytes, sealed->length, SQLITE_STATIC);
  return db_finish_step(batch->journal->db, batch->insert, fault);
}

// A transaction that holds enough is committed before the next revision, so that what a caller was told is added
// while it is open can be counted.
static bool make_room(struct journal_batch *batch, struct fault *fault) {
  if (batch->added < BATCH_REVISIONS && batch->bytes < BATCH_BYTES) return true;
  return journal_batch_commit(batch, fault);
}

static enum journal_put_result failed(struct journal_batch *batch) {
  take_back(batch);
  return JOURNAL_PUT_FAILED;
}

static enum journal_put_result put(struct journal_batch *batch, struct seal_row *row, const json_t *content,
                                   struct fault *fault) {
  struct sealed sealed;
  if (!begin(batch, row->created, fault)) return failed(batch);
  row->process = batch->writing.process;
  if (!seal_content(row, batch->writing.key, content, &sealed, fault)) return JOURNAL_PUT_REFUSED;
  bool ok = insert(batch, row, &sealed, fault);
  free(sealed.bytes);
  if (!ok) return failed(batch);
  bool added = sqlite3_changes(batch->journal->db) > 0;
  // What was attached to one that is here already may be in nobody's hands.
  if (!attach_note(batch->journal, added ? row->id : "", content, fault)) return failed(batch);
  if (!added) return JOURNAL_PUT_THERE;
  batch->added++;
  batch->bytes += sealed.length;
  return JOURNAL_PUT_ADDED;
}

enum journal_put_result journal_batch_put(struct journal_batch *batch, const struct journal_entry *revision,
                                          const json_t *parents, struct fault *fault) {
  struct buf text = {0};
  enum journal_put_result result = JOURNAL_PUT_REFUSED;
  if (!make_room(batch, fault)) return JOURNAL_PUT_FAILED;
  if (is_good(revision, parents, fault) && parents_text(parents, &text, fault)) {
    struct seal_row row = {.id = revision->id,
                           .entry = revision->entry,
                           .parents = buf_text(&text),
                           .device = revision->device,
                           .created = revision->created,
                           .zone = revision->zone};
    result = put(batch, &row, revision->content, fault);
  }
  buf_finish(&text);
  return result;
}
