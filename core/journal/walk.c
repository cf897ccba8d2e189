// Going through revisions; see walk.h.
#include "walk.h"

#include <stdio.h>
#include <string.h>

#include "ahead.h"
#include "db.h"
#include "journal_file.h"

enum {
  RESCUE_MOST = 1000000,  // rows tried one by one where an index is damaged; takes about a second
  SQL_MAX = 600,
  MANY = 1000,            // rows after which another core helps; so many are opened in a few milliseconds
};

#define COLUMNS "id, entry, parents, device, process, created, zone, nonce, sealed"

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

// The row that `fetch` stands on, as it is there; valid until it moves.
static struct opening read_row(struct walk *walk) {
  struct opening opening = {.row = read_columns(walk->fetch)};
  opening.key = keys_of_process(walk->journal->keys, opening.row.process);
  opening.nonce = sqlite3_column_bytes(walk->fetch, 7) == SEAL_NONCE ? sqlite3_column_blob(walk->fetch, 7) : NULL;
  opening.sealed = sqlite3_column_blob(walk->fetch, 8);
  opening.length = opening.sealed ? (size_t)sqlite3_column_bytes(walk->fetch, 8) : 0;
  return opening;
}

// Shows a row that was opened, and releases it. False where the visitor has seen enough.
static bool show(struct walk *walk, struct opening *opening) {
  const struct seal_row *row = &opening->row;
  if (opening->passed_over) return true;
  if (!opening->content) {
    walk->unreadable++;
    return true;
  }
  struct journal_entry revision = {
      .created = row->created, .zone = (int)row->zone, .device = row->device, .content = opening->content};
  snprintf(revision.id, sizeof revision.id, "%s", row->id);
  snprintf(revision.entry, sizeof revision.entry, "%s", row->entry);
  bool more = walk->visit(walk, &revision, row->parents);
  json_decref(opening->content);
  opening->content = NULL;
  return more;
}

// Opens and shows the row that `fetch` stands on. False where the visitor has seen enough.
static bool visit_row(struct walk *walk) {
  struct opening opening = read_row(walk);
  if (walk->belongs && !walk->belongs(walk, &opening.row)) return true;
  opening_open(&opening, &walk->opener, &walk->how);
  return show(walk, &opening);
}

// Where the list stands: on the row that was visited last.
static void stand(struct walk *walk, int64_t created, const char *id) {
  walk->listed = true;
  walk->created = created;
  size_t length = strnlen(id, sizeof walk->id - 1);
  memcpy(walk->id, id, length);
  walk->id[length] = '\0';
}

// True for the rows that the list has not come to.
static bool is_to_come(const struct walk *walk, int64_t created, const char *id) {
  if (!walk->listed) return true;
  int later = created != walk->created ? (created > walk->created ? 1 : -1) : strcmp(id, walk->id);
  return walk->newest_first ? later < 0 : later > 0;
}

static int fetch(struct walk *walk, sqlite3_int64 number) {
  sqlite3_reset(walk->fetch);
  sqlite3_bind_int64(walk->fetch, 1, number);
  return sqlite3_step(walk->fetch);
}

// Where the index cannot be read to its end, the revisions still can: one row after the other, in the order in which
// they were written. Without an index nothing tells which were replaced, so all are visited.
static void rescue(struct walk *walk) {
  sqlite3_stmt *last = db_prepare(walk->journal->db, "SELECT max(row) FROM revision", NULL);
  sqlite3_int64 most = last && sqlite3_step(last) == SQLITE_ROW ? sqlite3_column_int64(last, 0) : 0;
  sqlite3_finalize(last);
  sqlite3_int64 least = most > RESCUE_MOST ? most - RESCUE_MOST + 1 : 1;
  for (sqlite3_int64 i = 0; i <= most - least; i++) {
    int code = fetch(walk, walk->newest_first ? most - i : least + i);
    bool wanted =
        code == SQLITE_ROW && is_to_come(walk, sqlite3_column_int64(walk->fetch, 5), walk_text(walk->fetch, 0));
    if (wanted && !visit_row(walk)) return;
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

// Which rows there are comes from an index, and each is fetched on its own: a damaged page costs the rows on it and no
// others.
static bool go_carefully(struct walk *walk, sqlite3_stmt *list, struct fault *fault) {
  int code;
  while ((code = step(walk, list, fault)) == SQLITE_ROW) {
    int64_t created = sqlite3_column_int64(list, 1);
    const char *id = walk_text(list, 2);
    if (!is_to_come(walk, created, id)) continue;
    stand(walk, created, id);
    if (fetch(walk, sqlite3_column_int64(list, 0)) != SQLITE_ROW) walk->unreadable++;
    else if (!visit_row(walk)) return true;
  }
  if ((code & 0xFF) == SQLITE_CORRUPT) rescue(walk);
  return code == SQLITE_DONE;
}

// Shows the rows that were handed over before the last ones. False where the visitor has seen enough.
static bool show_before(struct walk *walk, struct ahead *ahead) {
  size_t count;
  struct opening *rows = ahead_turn(ahead, &count);
  bool more = true;
  for (size_t i = 0; i < count; i++) {
    if (more) more = show(walk, &rows[i]);
    else json_decref(rows[i].content);
  }
  return more;
}

// Fetches while another core opens what was fetched before. What is too large for a load is opened here, in its turn.
static int go_ahead(struct walk *walk, struct ahead *ahead, struct fault *fault) {
  int code = SQLITE_ROW;
  bool more = true;
  for (; more && code == SQLITE_ROW; code = step(walk, walk->fetch, fault)) {
    struct opening opening = read_row(walk);
    stand(walk, opening.row.created, opening.row.id);
    if (walk->belongs && !walk->belongs(walk, &opening.row)) continue;
    if (ahead_put(ahead, &opening)) continue;
    more = show_before(walk, ahead);
    if (!more || ahead_put(ahead, &opening)) continue;
    more = show_before(walk, ahead) && show_before(walk, ahead) && visit_row(walk);
  }
  more = more && show_before(walk, ahead) && show_before(walk, ahead);
  return more ? code : SQLITE_DONE;
}

// The usual way, in one go, which takes half as long. The first step fixes what of the file we see, keys included; it
// comes before we look for the keys, because an entry and even the key pair may be added between two looks.
static int go(struct walk *walk, struct fault *fault) {
  int code = step(walk, walk->fetch, fault);
  if (!unlock(walk->journal, fault)) return SQLITE_AUTH;
  for (size_t rows = 0; code == SQLITE_ROW && rows < MANY; rows++, code = step(walk, walk->fetch, fault)) {
    stand(walk, sqlite3_column_int64(walk->fetch, 5), walk_text(walk->fetch, 0));
    if (!visit_row(walk)) return SQLITE_DONE;
  }
  struct ahead *ahead = code == SQLITE_ROW ? ahead_create(&walk->how) : NULL;
  if (ahead) code = go_ahead(walk, ahead, fault);
  ahead_destroy(ahead);
  for (; code == SQLITE_ROW; code = step(walk, walk->fetch, fault)) {
    stand(walk, sqlite3_column_int64(walk->fetch, 5), walk_text(walk->fetch, 0));
    if (!visit_row(walk)) return SQLITE_DONE;
  }
  return code;
}

static sqlite3_stmt *prepare(const struct walk *walk, const char *columns, const char *which, struct fault *fault) {
  char sql[SQL_MAX];
  snprintf(sql, sizeof sql, "SELECT %s FROM revision %s", columns, which);
  sqlite3_stmt *list = db_prepare(walk->journal->db, sql, fault);
  if (!list) return NULL;
  int since = sqlite3_bind_parameter_index(list, ":since"), until = sqlite3_bind_parameter_index(list, ":until");
  int entry = sqlite3_bind_parameter_index(list, ":entry");
  if (since) sqlite3_bind_int64(list, since, walk->since ? walk->since : INT64_MIN);
  if (until) sqlite3_bind_int64(list, until, walk->until ? walk->until - 1 : INT64_MAX);
  if (entry) sqlite3_bind_text(list, entry, walk->entry, -1, SQLITE_STATIC);
  return list;
}

static bool follow(struct walk *walk, const char *which, struct fault *fault) {
  int code = go(walk, fault);
  if ((code & 0xFF) != SQLITE_CORRUPT) return code == SQLITE_DONE;
  sqlite3_finalize(walk->fetch);
  walk->fetch = prepare(walk, COLUMNS, "WHERE row = ?1", fault);
  sqlite3_stmt *list = walk->fetch ? prepare(walk, "row, created, id", which, fault) : NULL;
  bool ok = list && go_carefully(walk, list, fault);
  sqlite3_finalize(list);
  return ok;
}

bool walk_list(struct walk *walk, const char *which, struct fault *fault) {
  walk->fetch = prepare(walk, COLUMNS, which, fault);
  bool ok = walk->fetch && follow(walk, which, fault);
  sqlite3_finalize(walk->fetch);
  seal_opener_finish(&walk->opener);
  return ok;
}
