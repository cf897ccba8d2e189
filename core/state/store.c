// What practices remember: a small table of keys and JSON texts for each; see state.h.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "state_file.h"

// The bytes that the practice keeps under its other keys.
static int64_t bytes_kept(struct state *state, const char *practice, const char *key, struct fault *fault) {
  static const char sql[] =
      "SELECT coalesce(sum(length(CAST(key AS BLOB)) + length(CAST(value AS BLOB))), 0)"
      " FROM remembered WHERE practice = ?1 AND key <> ?2";
  sqlite3_stmt *statement = db_prepare_with(state->db, sql, DB_VALUES(practice, key), fault);
  int64_t bytes = -1;
  if (statement && sqlite3_step(statement) == SQLITE_ROW)
    bytes = sqlite3_column_int64(statement, 0);
  else if (statement)
    db_fault(state->db, fault);
  sqlite3_finalize(statement);
  return bytes;
}

static bool keep(struct state *state, const char *practice, const char *key, const char *value, struct fault *fault) {
  int64_t kept = bytes_kept(state, practice, key, fault);
  if (kept < 0) return false;
  if ((uint64_t)kept + strlen(key) + strlen(value) > STATE_STORE_MAX)
    return fault_set(fault,
                     "%s already keeps %lld bytes and this would pass the %d that a practice may keep: it must forget "
                     "something first",
                     practice, (long long)kept, STATE_STORE_MAX);
  return db_write(state->db, "INSERT INTO remembered VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3",
                  DB_VALUES(practice, key, value), fault);
}

bool state_remember(struct state *state, const char *practice, const char *key, const char *value,
                    struct fault *fault) {
  if (!value)
    return db_write(state->db, "DELETE FROM remembered WHERE practice = ?1 AND key = ?2", DB_VALUES(practice, key),
                    fault);
  bool ok = db_run(state->db, "BEGIN IMMEDIATE", fault) && keep(state, practice, key, value, fault) &&
            db_run(state->db, "COMMIT", fault);
  db_end(state->db);
  return ok;
}

char *state_recall(struct state *state, const char *practice, const char *key) {
  static const char sql[] = "SELECT value FROM remembered WHERE practice = ?1 AND key = ?2";
  sqlite3_stmt *statement = db_prepare_with(state->db, sql, DB_VALUES(practice, key), NULL);
  char *value = NULL;
  if (statement && sqlite3_step(statement) == SQLITE_ROW)
    value = mem_copy((const char *)sqlite3_column_text(statement, 0));
  sqlite3_finalize(statement);
  return value;
}

// In each table that keeps something for practices, or in none. A table's name stands between `verb` and `rest`.
static bool write_everywhere(struct state *state, const char *verb, const char *rest, const char *const *values,
                             int count, struct fault *fault) {
  static const char *const tables[] = {"remembered", "drawn", "deck", "granted", "caution"};
  bool ok = db_run(state->db, "BEGIN IMMEDIATE", fault);
  for (size_t i = 0; ok && i < sizeof tables / sizeof *tables; i++) {
    char *sql = mem_format("%s %s %s", verb, tables[i], rest);
    ok = db_write(state->db, sql, values, count, fault);
    free(sql);
  }
  ok = ok && db_run(state->db, "COMMIT", fault);
  db_end(state->db);
  return ok;
}

bool state_adopt(struct state *state, const char *from, const char *to, struct fault *fault) {
  return write_everywhere(state, "UPDATE OR IGNORE", "SET practice = ?2 WHERE practice = ?1", DB_VALUES(from, to),
                          fault);
}

bool state_forget(struct state *state, const char *practice, struct fault *fault) {
  return write_everywhere(state, "DELETE FROM", "WHERE practice = ?1", DB_VALUES(practice), fault);
}
