// One entry, by its id; see find.h and journal.h.
#include "find.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "attach.h"
#include "clearing.h"
#include "db.h"
#include "journal_file.h"
#include "walk.h"

enum { SHORTEST_PART = 4 };

// The letters of an id as it is stored, or false where `id` cannot be part of one.
static bool normalize(const char *id, char part[JOURNAL_ID_MAX]) {
  size_t length = strlen(id);
  if (length < SHORTEST_PART || length >= JOURNAL_ID_MAX || strspn(id, "0123456789abcdefABCDEF-") != length)
    return false;
  for (size_t i = 0; i <= length; i++) part[i] = (char)tolower((unsigned char)id[i]);
  return true;
}

// How many entries (at most 2 are counted) the part of an id means, the first of them in `entry`; -1 with a sentence.
static int match(struct journal *journal, const char *part, char entry[JOURNAL_ID_MAX], struct fault *fault) {
  static const char sql[] =
      "SELECT DISTINCT entry FROM revision WHERE row IN (SELECT row FROM revision"
      " WHERE id LIKE ?1 || '%' OR id LIKE '%' || ?1) LIMIT 2";
  sqlite3_stmt *statement = db_prepare(journal->db, sql, fault);
  if (!statement) return -1;
  sqlite3_bind_text(statement, 1, part, -1, SQLITE_STATIC);
  int found = 0, code;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW)
    if (found++ == 0) snprintf(entry, JOURNAL_ID_MAX, "%s", walk_text(statement, 0));
  if (code != SQLITE_DONE) db_fault(journal->db, fault);
  sqlite3_finalize(statement);
  return code == SQLITE_DONE ? found : -1;
}

// The entry that has this id, or a revision with it, or with an unambiguous beginning or end of it.
static bool find_entry(struct journal *journal, const char *id, char entry[JOURNAL_ID_MAX], struct fault *fault) {
  char part[JOURNAL_ID_MAX];
  if (strlen(id) < SHORTEST_PART)
    return fault_set(fault, "\"%s\" is too short for an id: give at least %d of its characters", id, SHORTEST_PART);
  int found = normalize(id, part) ? match(journal, part, entry, fault) : 0;
  if (found == 0) return fault_set(fault, "no entry has the id \"%s\"", id);
  if (found > 1) return fault_set(fault, "\"%s\" begins or ends more than one entry's id: give more of it", id);
  return found == 1;
}

struct finding {
  const char *entry;
  journal_visit *visit;
  void *context;
  size_t visited;
};

static bool visit(struct walk *walk, const struct journal_entry *revision, const char *parents) {
  (void)parents;
  struct finding *finding = walk->context;
  finding->visited++;
  return finding->visit(finding->context, revision);
}

static bool belongs(const struct walk *walk, const struct seal_row *row) {
  const struct finding *finding = walk->context;
  return strcmp(row->entry, finding->entry) == 0;
}

static bool find(struct journal *journal, const char *id, const char *which, journal_visit *show, void *context,
                 struct fault *fault) {
  char entry[JOURNAL_ID_MAX];
  struct finding finding = {entry, show, context, 0};
  struct walk walk = {.journal = journal, .newest_first = true, .entry = entry, .context = &finding, .visit = visit,
                      .belongs = belongs};
  if (!find_entry(journal, id, entry, fault) || !walk_list(&walk, which, fault)) return false;
  return finding.visited > 0 || fault_set(fault, "the entry %s is damaged and cannot be opened", entry);
}

bool journal_find(struct journal *journal, const char *id, journal_visit *show, void *context, struct fault *fault) {
  return find(journal, id,
              "WHERE " FIND_REVISIONS " AND id NOT IN " WALK_REPLACED(" AND later.entry = :entry") WALK_NEWEST_FIRST,
              show, context, fault);
}

bool journal_history(struct journal *journal, const char *id, journal_visit *show, void *context, struct fault *fault) {
  return find(journal, id, "WHERE " FIND_REVISIONS WALK_NEWEST_FIRST, show, context, fault);
}

// Deleting needs no key: what goes is not looked at.
static bool delete_revisions(struct journal *journal, const char *entry, struct fault *fault) {
  sqlite3_stmt *statement = db_prepare(journal->db, "DELETE FROM revision WHERE " FIND_REVISIONS, fault);
  if (!statement) return false;
  sqlite3_bind_text(statement, sqlite3_bind_parameter_index(statement, ":entry"), entry, -1, SQLITE_STATIC);
  bool ok = db_finish_step(journal->db, statement, fault);
  sqlite3_finalize(statement);
  return ok && (sqlite3_changes(journal->db) > 0 ||
                fault_set(fault, "of the entry %s nothing was found to delete: it may have gone just now", entry));
}

bool journal_delete(struct journal *journal, const char *id, struct fault *fault) {
  char entry[JOURNAL_ID_MAX];
  bool ok = find_entry(journal, id, entry, fault) && db_run(journal->db, "BEGIN IMMEDIATE", fault) &&
            attach_let_go(journal, entry, fault) && delete_revisions(journal, entry, fault) &&
            clearing_is_due(journal->db, fault) && db_run(journal->db, "COMMIT", fault);
  db_end(journal->db);
  return ok;
}
