// Opening the state file, and its schema; see state.h. Each table has its own file here.
#include "state.h"

#include <stdlib.h>

#include "memory.h"
#include "state_file.h"

enum { APPLICATION_ID = 0x746E6473 };  // "tnds"

// Cards are kept as a hash only: a card may be a line of the person's own, and this file is not sealed.
static const char *const steps[] = {
    "CREATE TABLE remembered(practice TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,"
    "  PRIMARY KEY(practice, key)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE drawn(practice TEXT NOT NULL, deck TEXT NOT NULL, card INTEGER NOT NULL,"
    "  PRIMARY KEY(practice, deck, card)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE deck(practice TEXT NOT NULL, deck TEXT NOT NULL, last INTEGER NOT NULL,"
    "  PRIMARY KEY(practice, deck)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE granted(practice TEXT NOT NULL, hash TEXT NOT NULL, permission TEXT NOT NULL, yes INTEGER NOT NULL,"
    "  PRIMARY KEY(practice, hash, permission)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE caution(practice TEXT NOT NULL, text TEXT NOT NULL,"
    "  PRIMARY KEY(practice, text)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE reminder(id INTEGER PRIMARY KEY AUTOINCREMENT, practice TEXT NOT NULL, due INTEGER NOT NULL,"
    "  text TEXT NOT NULL) STRICT",
    "CREATE TABLE occurrence(key TEXT PRIMARY KEY, rule TEXT NOT NULL, due INTEGER NOT NULL, outcome INTEGER NOT NULL) "
    "STRICT;"
    "CREATE INDEX occurrence_of_rule ON occurrence(rule, due);"
    "CREATE TABLE paused(rule TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;"
    "CREATE TABLE snoozed(rule TEXT PRIMARY KEY, due INTEGER NOT NULL) STRICT;"
    "CREATE TABLE secret(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
};

struct state *state_open(const char *path, struct fault *fault) {
  sqlite3 *db = db_open(path, APPLICATION_ID, steps, sizeof steps / sizeof *steps, fault);
  if (!db) return NULL;
  struct state *state = mem_zero(1, sizeof *state);
  state->db = db;
  return state;
}

void state_close(struct state *state) {
  if (!state) return;
  db_close(state->db);
  free(state);
}
