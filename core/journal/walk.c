// Going through revisions; see walk.h.
#include "walk.h"

#include <stdio.h>
#include <string.h>

#include "db.h"
#include "journal_file.h"

enum { RESCUE_MOST = 1000000 };  // rows tried one by one where an index is damaged; takes about a second

const char *walk_text(sqlite3_stmt *statement, int column) {
  const char *text = (const char *)sqlite3_column_text(statement, column);
  return text ? text : "";
}

static struct seal_row read_columns(sqlite3_stmt *fetch) {
  return (struct seal_row){
      .id = walk_text(fetch, 0),
      .entry = walk_text(fetch, 1),
      .parents = walk_text(fetch, 2),
      .device = walk_text(fetch, 3),
      .process = walk_text(fetch, 4),
      .created = sqlite3_column_int64(fetch, 5),
      .zone = sqlite3_column_int64(fetch, 6),
  };
}

static json_t *open_content(struct walk *walk, const struct seal_row *row) {
  const unsigned char *key = keys_of_process(walk->journal->keys, row->process);
  if (!key || sqlite3_column_bytes(walk->fetch, 7) != SEAL_NONCE) return NULL;
  return seal_open(row, key, sqlite3_column_blob(walk->fetch, 7), sqlite3_column_blob(walk->fetch, 8),
                   (size_t)sqlite3_column_bytes(walk->fetch, 8));
}

// Opens and shows the row that `fetch` stands on. False where the visitor has seen enough.
static bool visit_row(struct walk *walk) {
  struct seal_row row = read_columns(walk->fetch);
  json_t *content = open_content(walk, &row);
  if (!content) {
    walk->unreadable++;
    return true;
  }
  struct journal_entry revision = {
      .created = row.created, .zone = (int)row.zone, .device = row.device, .content = content};
  snprintf(revision.id, sizeof revision.id, "%s", row.id);
  snprintf(revision.entry, sizeof revision.entry, "%s", row.entry);
  bool more = walk->visit(walk, &revision, row.parents);
  json_decref(content);
  return more;
}

static int fetch(struct walk *walk, sqlite3_int64 number) {
  sqlite3_reset(walk->fetch);
  sqlite3_bind_int64(walk->fetch, 1, number);
  return sqlite3_step(walk->fetch);
}

static bool visit_listed(struct walk *walk, sqlite3_stmt *list) {
  walk->listed = true;
  walk->created = sqlite3_column_int64(list, 1);
  snprintf(walk->id, sizeof walk->id, "%s", walk_text(list, 2));
  if (fetch(walk, sqlite3_column_int64(list, 0)) == SQLITE_ROW) return visit_row(walk);
  walk->unreadable++;
  return true;
}

// True for the rows that the list would still have come to.
static bool is_to_come(const struct walk *walk) {
  struct seal_row row = read_columns(walk->fetch);
  if (walk->belongs && !walk->belongs(walk, &row)) return false;
  if (!walk->listed) return true;
  int later = row.created != walk->created ? (row.created > walk->created ? 1 : -1) : strcmp(row.id, walk->id);
  return walk->newest_first ? later < 0 : later > 0;
}

// Where the index cannot be read to its end, the revisions still can: one row after the other, in the order in which they
// were written. Without an index nothing tells which were replaced, so all are visited.
static void rescue(struct walk *walk) {
  sqlite3_stmt *last = db_prepare(walk->journal->db, "SELECT max(row) FROM revision", NULL);
  sqlite3_int64 most = last && sqlite3_step(last) == SQLITE_ROW ? sqlite3_column_int64(last, 0) : 0;
  sqlite3_finalize(last);
  sqlite3_int64 least = most > RESCUE_MOST ? most - RESCUE_MOST + 1 : 1;
  for (sqlite3_int64 i = 0; i <= most - least; i++) {
    int code = fetch(walk, walk->newest_first ? most - i : least + i);
    if (code == SQLITE_ROW && is_to_come(walk) && !visit_row(walk)) return;
    if (code != SQLITE_ROW && code != SQLITE_DONE) walk->unreadable++;
  }
}

static bool unlock(struct journal *journal, struct fault *fault) {
  enum keys_state state = keys_unlock(journal->keys, fault);
  if (state == KEYS_LOCKED) fault_set(fault, "the journal is locked: run `tend journal unlock` first");
  return state == KEYS_OPEN || state == KEYS_NONE;
}

static int step(const struct walk *walk, sqlite3_stmt *list, struct fault *fault) {
  int code = sqlite3_step(list);
  if (code != SQLITE_ROW && code != SQLITE_DONE) db_fault(walk->journal->db, fault);
  return code;
}

// The first step fixes what of the file we see, keys included; it comes before we look for the keys, because an entry
// and even the key pair may be added between two looks.
static bool follow(struct walk *walk, sqlite3_stmt *list, struct fault *fault) {
  int code = step(walk, list, fault);
  if (!unlock(walk->journal, fault)) return false;
  for (; code == SQLITE_ROW; code = step(walk, list, fault))
    if (!visit_listed(walk, list)) return true;
  if ((code & 0xFF) == SQLITE_CORRUPT) rescue(walk);
  return code == SQLITE_DONE;
}

bool walk_list(struct walk *walk, sqlite3_stmt *list, struct fault *fault) {
  static const char sql[] =
      "SELECT id, entry, parents, device, process, created, zone, nonce, sealed FROM revision WHERE row = ?1";
  walk->fetch = list ? db_prepare(walk->journal->db, sql, fault) : NULL;
  bool ok = walk->fetch && follow(walk, list, fault);
  sqlite3_finalize(walk->fetch);
  sqlite3_finalize(list);
  return ok;
}
