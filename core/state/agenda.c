// What became of reminders; see agenda.h.
#include "agenda.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "memory.h"
#include "state_file.h"

static const int64_t day_ms = INT64_C(86400000);

const char *agenda_outcome_words(enum agenda_outcome outcome) {
  static const char *const words[] = {
      [AGENDA_SHOWN] = "shown",
      [AGENDA_STARTED] = "started",
      [AGENDA_LATER] = "put off",
      [AGENDA_DECLINED] = "not today",
      [AGENDA_MISSED] = "let go: the machine was asleep or off",
      [AGENDA_HELD] = "held back until it was too late",
      [AGENDA_PAUSED] = "paused",
      [AGENDA_SKIPPED] = "skipped beforehand",
  };
  return words[outcome];
}

// What statements are given, by name; those that a statement does not name are left out.
struct values {
  const char *rule, *key;
  int64_t due;
  int outcome;
};

static sqlite3_stmt *prepare(struct state *state, const char *sql, const struct values *values, struct fault *fault) {
  sqlite3_stmt *statement = db_prepare(state->db, sql, fault);
  if (!statement) return NULL;
  sqlite3_bind_text(statement, sqlite3_bind_parameter_index(statement, ":rule"), values->rule, -1, SQLITE_STATIC);
  sqlite3_bind_text(statement, sqlite3_bind_parameter_index(statement, ":key"), values->key, -1, SQLITE_STATIC);
  sqlite3_bind_int64(statement, sqlite3_bind_parameter_index(statement, ":due"), values->due);
  sqlite3_bind_int(statement, sqlite3_bind_parameter_index(statement, ":outcome"), values->outcome);
  return statement;
}

static bool write_row(struct state *state, const char *sql, struct values values, struct fault *fault) {
  sqlite3_stmt *statement = prepare(state, sql, &values, fault);
  bool ok = statement && db_finish_step(state->db, statement, fault);
  sqlite3_finalize(statement);
  return ok;
}

// The first column of the first row; 0 where there is none.
static int64_t read_number(struct state *state, const char *sql, struct values values) {
  sqlite3_stmt *statement = prepare(state, sql, &values, NULL);
  int64_t number = statement && sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  sqlite3_finalize(statement);
  return number;
}

enum agenda_recorded agenda_record(struct state *state, const char *rule, const char *key, int64_t due,
                                   enum agenda_outcome outcome, struct fault *fault) {
  const struct values values = {rule, key, due, (int)outcome}, old = {.rule = rule, .due = due - AGENDA_DAYS * day_ms};
  if (!write_row(state, "INSERT OR IGNORE INTO occurrence(rule, key, due, outcome) VALUES(:rule, :key, :due, :outcome)",
                 values, fault))
    return AGENDA_FAILED;
  if (sqlite3_changes(state->db) == 0) return AGENDA_KNOWN;
  write_row(state, "DELETE FROM occurrence WHERE rule = :rule AND due < :due", old, NULL);
  return AGENDA_NEW;
}

bool agenda_update(struct state *state, const char *key, enum agenda_outcome outcome, struct fault *fault) {
  return write_row(state, "UPDATE occurrence SET outcome = :outcome WHERE key = :key",
                   (struct values){.key = key, .outcome = (int)outcome}, fault);
}

bool agenda_is_known(struct state *state, const char *key) {
  return read_number(state, "SELECT count(*) FROM occurrence WHERE key = :key", (struct values){.key = key}) > 0;
}

int64_t agenda_last_shown(struct state *state, const char *rule) {
  return read_number(state, "SELECT max(due) FROM occurrence WHERE rule = :rule AND outcome <= :outcome",
                     (struct values){.rule = rule, .outcome = AGENDA_DECLINED});
}

size_t agenda_pasts(struct state *state, struct agenda_past **pasts) {
  const struct values values = {.outcome = AGENDA_DECLINED};
  sqlite3_stmt *statement = prepare(state,
                                    "SELECT rule, max(due), max(due) FILTER (WHERE outcome <= :outcome),"
                                    " max(due) FILTER (WHERE outcome = :outcome)"
                                    " FROM occurrence GROUP BY rule ORDER BY rule",
                                    &values, NULL);
  size_t count = 0, room = 0;
  *pasts = NULL;
  while (statement && sqlite3_step(statement) == SQLITE_ROW) {
    if (count == room) *pasts = mem_resize(*pasts, (room = room ? 2 * room : 16) * sizeof **pasts);
    (*pasts)[count++] = (struct agenda_past){
        .rule = mem_copy((const char *)sqlite3_column_text(statement, 0)),
        .dealt_with = sqlite3_column_int64(statement, 1),
        .shown = sqlite3_column_int64(statement, 2),
        .declined = sqlite3_column_int64(statement, 3),
    };
  }
  sqlite3_finalize(statement);
  return count;
}

static int by_rule(const void *rule, const void *past) {
  return strcmp(rule, ((const struct agenda_past *)past)->rule);
}

const struct agenda_past *agenda_find_past(const struct agenda_past *pasts, size_t count, const char *rule) {
  return count ? bsearch(rule, pasts, count, sizeof *pasts, by_rule) : NULL;
}

void agenda_free_pasts(struct agenda_past *pasts, size_t count) {
  for (size_t i = 0; i < count; i++) free(pasts[i].rule);
  free(pasts);
}

void agenda_visit(struct state *state, const char *rule, int64_t since, agenda_each *each, void *context) {
  const struct values values = {.rule = rule, .due = since};
  sqlite3_stmt *statement = prepare(
      state, "SELECT key, due, outcome FROM occurrence WHERE rule = :rule AND due >= :due ORDER BY due", &values, NULL);
  bool goes_on = true;
  while (statement && goes_on && sqlite3_step(statement) == SQLITE_ROW) {
    int outcome = sqlite3_column_int(statement, 2);
    if (outcome < AGENDA_SHOWN || outcome > AGENDA_SKIPPED) continue;
    goes_on = each(context, (const char *)sqlite3_column_text(statement, 0), sqlite3_column_int64(statement, 1),
                   (enum agenda_outcome)outcome);
  }
  sqlite3_finalize(statement);
}

bool agenda_pause(struct state *state, const char *rule, int64_t until, struct fault *fault) {
  return write_row(state, "INSERT OR REPLACE INTO paused(rule, until) VALUES(:rule, :due)",
                   (struct values){.rule = rule, .due = until}, fault);
}

bool agenda_resume(struct state *state, const char *rule, struct fault *fault) {
  return write_row(state, "DELETE FROM paused WHERE rule = :rule", (struct values){.rule = rule}, fault);
}

int64_t agenda_paused_until(struct state *state, const char *rule) {
  return read_number(state, "SELECT max(until) FROM paused WHERE rule IN (:rule, '')", (struct values){.rule = rule});
}

bool agenda_snooze(struct state *state, const char *rule, int64_t due, struct fault *fault) {
  return write_row(state, "INSERT OR REPLACE INTO snoozed(rule, due) VALUES(:rule, :due)",
                   (struct values){.rule = rule, .due = due}, fault);
}

bool agenda_unsnooze(struct state *state, const char *rule, struct fault *fault) {
  return write_row(state, "DELETE FROM snoozed WHERE rule = :rule", (struct values){.rule = rule}, fault);
}

size_t agenda_snoozes(struct state *state, struct agenda_snooze **snoozes) {
  sqlite3_stmt *statement = db_prepare(state->db, "SELECT rule, due FROM snoozed ORDER BY due, rule", NULL);
  size_t count = 0;
  *snoozes = NULL;
  while (statement && sqlite3_step(statement) == SQLITE_ROW) {
    *snoozes = mem_resize(*snoozes, (count + 1) * sizeof **snoozes);
    const char *rule = (const char *)sqlite3_column_text(statement, 0);
    (*snoozes)[count++] = (struct agenda_snooze){mem_copy(rule), sqlite3_column_int64(statement, 1)};
  }
  sqlite3_finalize(statement);
  return count;
}

void agenda_free_snoozes(struct agenda_snooze *snoozes, size_t count) {
  for (size_t i = 0; i < count; i++) free(snoozes[i].rule);
  free(snoozes);
}

static bool read_key(struct state *state, uint8_t key[AGENDA_KEY_BYTES], struct fault *fault) {
  sqlite3_stmt *statement = db_prepare(state->db, "SELECT value FROM secret WHERE name = 'random'", fault);
  bool found =
      statement && sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == AGENDA_KEY_BYTES;
  if (found) memcpy(key, sqlite3_column_blob(statement, 0), AGENDA_KEY_BYTES);
  sqlite3_finalize(statement);
  return found;
}

bool agenda_key(struct state *state, uint8_t key[AGENDA_KEY_BYTES], struct fault *fault) {
  if (read_key(state, key, fault)) return true;
  uint8_t fresh[AGENDA_KEY_BYTES];
  if (getrandom(fresh, sizeof fresh, 0) != sizeof fresh)
    return fault_set(fault, "no random bytes are to be had: %s", strerror(errno));
  sqlite3_stmt *statement =
      db_prepare(state->db, "INSERT OR IGNORE INTO secret(name, value) VALUES('random', ?1)", fault);
  if (!statement) return false;
  sqlite3_bind_blob(statement, 1, fresh, sizeof fresh, SQLITE_STATIC);
  bool ok = db_finish_step(state->db, statement, fault);
  sqlite3_finalize(statement);
  // Somebody else may have been first.
  return ok && read_key(state, key, fault);
}
