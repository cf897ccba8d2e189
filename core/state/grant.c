// What the person allowed each practice, and the cautions already shown; see state.h.
#include "state_file.h"

enum state_grant state_grant(struct state *state, const char *practice, const char *hash, const char *permission) {
  static const char sql[] = "SELECT yes FROM granted WHERE practice = ?1 AND hash = ?2 AND permission = ?3";
  sqlite3_stmt *statement = db_prepare_with(state->db, sql, DB_VALUES(practice, hash, permission), NULL);
  enum state_grant grant = STATE_GRANT_UNASKED;
  if (statement && sqlite3_step(statement) == SQLITE_ROW)
    grant = sqlite3_column_int(statement, 0) ? STATE_GRANT_YES : STATE_GRANT_NO;
  sqlite3_finalize(statement);
  return grant;
}

bool state_set_grant(struct state *state, const char *practice, const char *hash, const char *permission,
                     enum state_grant grant, struct fault *fault) {
  static const char *const sql[] = {
      [STATE_GRANT_UNASKED] = "DELETE FROM granted WHERE practice = ?1 AND hash = ?2 AND permission = ?3",
      [STATE_GRANT_YES] = "INSERT INTO granted VALUES(?1, ?2, ?3, 1) ON CONFLICT DO UPDATE SET yes = 1",
      [STATE_GRANT_NO] = "INSERT INTO granted VALUES(?1, ?2, ?3, 0) ON CONFLICT DO UPDATE SET yes = 0",
  };
  return db_write(state->db, sql[grant], DB_VALUES(practice, hash, permission), fault);
}

bool state_granted_before(struct state *state, const char *practice, const char *hash, const char *permission) {
  static const char sql[] =
      "SELECT 1 FROM granted WHERE practice = ?1 AND hash <> ?2 AND permission = ifnull(?3, permission) LIMIT 1";
  sqlite3_stmt *statement = db_prepare_with(state->db, sql, DB_VALUES(practice, hash, permission), NULL);
  bool found = statement && sqlite3_step(statement) == SQLITE_ROW;
  sqlite3_finalize(statement);
  return found;
}

bool state_revoke(struct state *state, const char *practice, struct fault *fault) {
  return db_write(state->db, "DELETE FROM granted WHERE practice = ?1", DB_VALUES(practice), fault);
}

bool state_caution_was_shown(struct state *state, const char *practice, const char *caution) {
  static const char sql[] = "SELECT 1 FROM caution WHERE practice = ?1 AND text = ?2";
  sqlite3_stmt *statement = db_prepare_with(state->db, sql, DB_VALUES(practice, caution), NULL);
  bool shown = statement && sqlite3_step(statement) == SQLITE_ROW;
  sqlite3_finalize(statement);
  return shown;
}

// A caution that cannot be noted is shown: once too often is better than never.
bool state_caution_first(struct state *state, const char *practice, const char *caution) {
  bool noted = db_write(state->db, "INSERT INTO caution VALUES(?1, ?2) ON CONFLICT DO NOTHING",
                        DB_VALUES(practice, caution), NULL);
  return !noted || sqlite3_changes(state->db) > 0;
}
