// Reminders that practices set; see state.h.
#include <stdlib.h>

#include "memory.h"
#include "state_file.h"

static int count_open(struct state *state, const char *practice, struct fault *fault) {
  sqlite3_stmt *statement =
      db_prepare_with(state->db, "SELECT count(*) FROM reminder WHERE practice = ?1", DB_VALUES(practice), fault);
  int count = -1;
  if (statement && sqlite3_step(statement) == SQLITE_ROW)
    count = sqlite3_column_int(statement, 0);
  else if (statement)
    db_fault(state->db, fault);
  sqlite3_finalize(statement);
  return count;
}

static bool insert(struct state *state, const char *practice, int64_t due, const char *text, struct fault *fault) {
  sqlite3_stmt *statement = db_prepare_with(state->db, "INSERT INTO reminder(practice, text, due) VALUES(?1, ?2, ?3)",
                                            DB_VALUES(practice, text), fault);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 3, due);
  bool ok = db_finish_step(state->db, statement, fault);
  sqlite3_finalize(statement);
  return ok;
}

static bool insert_within_limit(struct state *state, const char *practice, int64_t due, const char *text,
                                struct fault *fault) {
  int count = count_open(state, practice, fault);
  if (count < 0) return false;
  if (count >= STATE_REMINDERS_MAX)
    return fault_set(fault,
                     "%s already has %d reminders waiting, which is as many as a practice may set: let one come, or "
                     "remove one, first",
                     practice, count);
  return insert(state, practice, due, text, fault);
}

int64_t state_add_reminder(struct state *state, const char *practice, int64_t due, const char *text,
                           struct fault *fault) {
  bool ok = db_run(state->db, "BEGIN IMMEDIATE", fault) && insert_within_limit(state, practice, due, text, fault) &&
            db_run(state->db, "COMMIT", fault);
  db_end(state->db);
  return ok ? sqlite3_last_insert_rowid(state->db) : -1;
}

static struct state_reminder read_row(sqlite3_stmt *statement) {
  return (struct state_reminder){
      .id = sqlite3_column_int64(statement, 0),
      .due = sqlite3_column_int64(statement, 1),
      .practice = mem_copy((const char *)sqlite3_column_text(statement, 2)),
      .text = mem_copy((const char *)sqlite3_column_text(statement, 3)),
  };
}

size_t state_reminders(struct state *state, int64_t until, struct state_reminder **reminders) {
  sqlite3_stmt *statement =
      db_prepare(state->db, "SELECT id, due, practice, text FROM reminder WHERE due <= ?1 ORDER BY due, id", NULL);
  size_t count = 0;
  *reminders = NULL;
  if (statement) sqlite3_bind_int64(statement, 1, until);
  while (statement && sqlite3_step(statement) == SQLITE_ROW) {
    *reminders = mem_resize(*reminders, (count + 1) * sizeof **reminders);
    (*reminders)[count++] = read_row(statement);
  }
  sqlite3_finalize(statement);
  return count;
}

void state_free_reminders(struct state_reminder *reminders, size_t count) {
  for (size_t i = 0; i < count; i++) {
    free(reminders[i].practice);
    free(reminders[i].text);
  }
  free(reminders);
}

bool state_close_reminder(struct state *state, int64_t id, struct fault *fault) {
  sqlite3_stmt *statement = db_prepare(state->db, "DELETE FROM reminder WHERE id = ?1", fault);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, id);
  bool ok = db_finish_step(state->db, statement, fault);
  sqlite3_finalize(statement);
  if (!ok) return false;
  return sqlite3_changes(state->db) > 0 || fault_set(fault, "no reminder %lld is waiting", (long long)id);
}
