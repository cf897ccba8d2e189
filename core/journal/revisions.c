// Visiting every revision; see revisions.h. As in query.c, an index tells which rows there are and each is fetched on
// its own, so that a damaged page costs what lay on it and no more.
#include "revisions.h"

#include <stdio.h>
#include <string.h>

#include "db.h"
#include "journal_file.h"

#define REPLACED                                                                                                 \
  "(SELECT value FROM revision AS later, json_each(CASE WHEN json_valid(later.parents) THEN later.parents ELSE " \
  "'[]' END) WHERE later.parents <> '[]')"
#define OLDEST_FIRST " ORDER BY created, id"

enum { RESCUE_MOST = 1000000 };  // rows tried one by one where an index is damaged; takes about a second

struct walk {
  struct journal *journal;
  sqlite3_stmt *fetch;
  journal_visit_revision *visit;
  void *context;
  json_t *none;  // the parents of nearly every revision
  size_t unreadable;
  bool listed, enough;  // `created` and `id` are those of the row listed last
  int64_t created;
  char id[JOURNAL_ID_MAX];
};

static const char *text_at(sqlite3_stmt *statement, int column) {
  const char *text = (const char *)sqlite3_column_text(statement, column);
  return text ? text : "";
}

static struct seal_row read_columns(sqlite3_stmt *fetch) {
  return (struct seal_row){
      .id = text_at(fetch, 0),
      .entry = text_at(fetch, 1),
      .parents = text_at(fetch, 2),
      .device = text_at(fetch, 3),
      .process = text_at(fetch, 4),
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

static json_t *parents_of(const struct walk *walk, const struct seal_row *row) {
  json_t *parents = strcmp(row->parents, "[]") == 0 ? json_incref(walk->none) : json_loads(row->parents, 0, NULL);
  if (json_is_array(parents)) return parents;
  json_decref(parents);  // sealed with the row, so its writer meant it so; we cannot follow it
  return NULL;
}

static void visit_row(struct walk *walk) {
  struct seal_row row = read_columns(walk->fetch);
  json_t *content = open_content(walk, &row), *parents = content ? parents_of(walk, &row) : NULL;
  if (parents) {
    struct journal_entry revision = {
        .created = row.created, .zone = (int)row.zone, .device = row.device, .content = content};
    snprintf(revision.id, sizeof revision.id, "%s", row.id);
    snprintf(revision.entry, sizeof revision.entry, "%s", row.entry);
    walk->enough = !walk->visit(walk->context, &revision, parents);
  } else {
    walk->unreadable++;
  }
  json_decref(parents);
  json_decref(content);
}

static int fetch(struct walk *walk, sqlite3_int64 number) {
  sqlite3_reset(walk->fetch);
  sqlite3_bind_int64(walk->fetch, 1, number);
  return sqlite3_step(walk->fetch);
}

static void visit_listed(struct walk *walk, sqlite3_stmt *list) {
  walk->listed = true;
  walk->created = sqlite3_column_int64(list, 1);
  snprintf(walk->id, sizeof walk->id, "%s", text_at(list, 2));
  if (fetch(walk, sqlite3_column_int64(list, 0)) == SQLITE_ROW) visit_row(walk);
  else walk->unreadable++;
}

static bool is_to_come(const struct walk *walk) {
  int64_t created = sqlite3_column_int64(walk->fetch, 5);
  if (!walk->listed || created > walk->created) return true;
  return created == walk->created && strcmp(text_at(walk->fetch, 0), walk->id) > 0;
}

// Where the index ends in damage: what it had not come to yet, one row after the other.
static void rescue(struct walk *walk) {
  sqlite3_stmt *last = db_prepare(walk->journal->db, "SELECT max(row) FROM revision", NULL);
  sqlite3_int64 most = last && sqlite3_step(last) == SQLITE_ROW ? sqlite3_column_int64(last, 0) : 0;
  sqlite3_finalize(last);
  for (sqlite3_int64 number = most > RESCUE_MOST ? most - RESCUE_MOST + 1 : 1; number <= most && !walk->enough;
       number++) {
    int code = fetch(walk, number);
    if (code == SQLITE_ROW && is_to_come(walk)) visit_row(walk);
    else if (code != SQLITE_ROW && code != SQLITE_DONE) walk->unreadable++;
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

// The first step fixes what of the file we see; see query.c.
static bool follow(struct walk *walk, sqlite3_stmt *list, bool whole, struct fault *fault) {
  int code = step(walk, list, fault);
  if (!unlock(walk->journal, fault)) return false;
  for (; code == SQLITE_ROW && !walk->enough; code = step(walk, list, fault)) visit_listed(walk, list);
  if (whole && (code & 0xFF) == SQLITE_CORRUPT) rescue(walk);
  return walk->enough || code == SQLITE_DONE;
}

static bool walk_list(struct walk *walk, sqlite3_stmt *list, bool whole, struct fault *fault) {
  static const char sql[] =
      "SELECT id, entry, parents, device, process, created, zone, nonce, sealed FROM revision WHERE row = ?1";
  walk->fetch = list ? db_prepare(walk->journal->db, sql, fault) : NULL;
  walk->none = json_array();
  bool ok = walk->fetch && follow(walk, list, whole, fault);
  json_decref(walk->none);
  sqlite3_finalize(walk->fetch);
  sqlite3_finalize(list);
  return ok;
}

bool journal_each_revision(struct journal *journal, enum journal_revisions which, journal_visit_revision *visit,
                           void *context, size_t *unreadable, struct fault *fault) {
  static const char every[] = "SELECT row, created, id FROM revision" OLDEST_FIRST;
  static const char newest[] = "SELECT row, created, id FROM revision WHERE id NOT IN " REPLACED OLDEST_FIRST;
  struct walk walk = {.journal = journal, .visit = visit, .context = context};
  bool ok = walk_list(&walk, db_prepare(journal->db, which == JOURNAL_EVERY ? every : newest, fault), true, fault);
  if (unreadable) *unreadable = walk.unreadable;
  keys_settle(journal->keys);
  return ok;
}

bool journal_each_revision_of(struct journal *journal, const char *entry, journal_visit_revision *visit, void *context,
                              struct fault *fault) {
  static const char sql[] =
      "SELECT row, created, id FROM revision WHERE id = ?1 OR (parents <> '[]' AND entry = ?1)" OLDEST_FIRST;
  struct walk walk = {.journal = journal, .visit = visit, .context = context};
  sqlite3_stmt *list = db_prepare(journal->db, sql, fault);
  if (list) sqlite3_bind_text(list, 1, entry, -1, SQLITE_STATIC);
  return walk_list(&walk, list, false, fault);
}
