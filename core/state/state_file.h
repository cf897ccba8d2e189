// The open state file, shared by the files of this layer.
#pragma once

#include "db.h"
#include "state.h"

struct state {
  sqlite3 *db;
};

// Prepares `sql` and binds `values` (UTF-8, borrowed until the statement is finalized; NULL binds NULL) to ?1, ?2, ...
sqlite3_stmt *state_prepare(struct state *state, const char *sql, const char *const *values, int count,
                            struct fault *fault);

// Runs such a statement, which returns no rows, to its end.
bool state_write(struct state *state, const char *sql, const char *const *values, int count, struct fault *fault);

#define STATE_VALUES(...) \
  (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
