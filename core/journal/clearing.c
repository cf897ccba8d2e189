// Removing traces from the file; see clearing.h and journal.h.
#include "clearing.h"

#include "attach.h"
#include "db.h"
#include "journal_file.h"

// Another mark than the one before, so that whoever removed earlier traces does not take this one for theirs.
bool clearing_is_due(sqlite3 *db, struct fault *fault) {
  return db_run(db, "INSERT OR REPLACE INTO mark(what, number) VALUES('clear', random())", fault);
}

static bool find_mark(sqlite3 *db, sqlite3_int64 *number) {
  sqlite3_stmt *statement = db_prepare(db, "SELECT number FROM mark WHERE what = 'clear'", NULL);
  bool found = statement && sqlite3_step(statement) == SQLITE_ROW;
  if (found) *number = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return found;
}

// A mark that stays costs no more than doing it once again.
static void unmark(sqlite3 *db, sqlite3_int64 number) {
  sqlite3_stmt *statement = db_prepare(db, "DELETE FROM mark WHERE what = 'clear' AND number = ?1", NULL);
  if (!statement) return;
  sqlite3_bind_int64(statement, 1, number);
  db_finish_step(db, statement, NULL);
  sqlite3_finalize(statement);
}

bool journal_clear(struct journal *journal, struct fault *fault) {
  sqlite3_int64 number;
  bool marked = find_mark(journal->db, &number), gone = attach_clear(journal, fault);
  bool ok = db_clear(journal->db, gone ? fault : NULL) && gone;
  if (ok && marked) unmark(journal->db, number);
  return ok;
}

void journal_clear_rest(struct journal *journal) {
  sqlite3_int64 number;
  if (sqlite3_db_readonly(journal->db, "main") == 1 || !find_mark(journal->db, &number)) return;
  db_patience(journal->db, false);
  journal_clear(journal, NULL);
  db_patience(journal->db, true);
}
