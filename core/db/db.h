// A private SQLite file: opened 0600 with the settings that keep what was written (WAL, synchronous=FULL,
// secure_delete, temp_store=MEMORY), and small helpers around statements. The journal and the state store stand on
// this.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "fault.h"

// Opens `path`, creating it 0600 where it is missing, and brings it to `version` (PRAGMA user_version) by running
// steps[i] (SQL text) for every i from the file's version up to `version`, in one transaction. A file that is newer
// than `version`, is no database, or cannot be read is refused with a sentence and left untouched. `application_id`
// tells our files apart (PRAGMA application_id). Two processes may do this at the same moment. A file in a folder that
// cannot be written is opened for reading. ":memory:" is a scratch database. Returns NULL on failure.
sqlite3 *db_open(const char *path, int application_id, const char *const *steps, int version, struct fault *fault);
void db_close(sqlite3 *db);  // NULL is fine

// Sets the sentence for the error that `db` met last, naming its path, and returns false.
bool db_fault(sqlite3 *db, struct fault *fault);

// The same as a part of a sentence, for one that begins with what was done all the same: "the disk is full".
bool db_reason(sqlite3 *db, struct fault *fault);

bool db_run(sqlite3 *db, const char *sql, struct fault *fault);

// Prepares, or NULL. Every parameter is bound by the caller; the statement is the caller's to finalize.
sqlite3_stmt *db_prepare(sqlite3 *db, const char *sql, struct fault *fault);

// The same with `values` (UTF-8, borrowed until the statement is finalized; NULL binds NULL) bound to ?1, ?2, ...
sqlite3_stmt *db_prepare_with(sqlite3 *db, const char *sql, const char *const *values, int count, struct fault *fault);

// Runs such a statement, which returns no rows, to its end.
bool db_write(sqlite3 *db, const char *sql, const char *const *values, int count, struct fault *fault);

#define DB_VALUES(...) \
  (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

// Steps a statement that returns no rows, then resets it.
bool db_finish_step(sqlite3 *db, sqlite3_stmt *statement, struct fault *fault);

// Ends a transaction that is still open, taking back what it did; nothing where there is none. A write is
// db_run("BEGIN IMMEDIATE"), the statements, db_run("COMMIT"), and db_end() on every way out.
void db_end(sqlite3 *db);

// Removes from the file and from its log what was deleted or replaced. secure_delete overwrites a row that goes, but not
// the copies of it that lie in the gaps of pages that SQLite has rearranged since; so the file is built anew (VACUUM, in
// memory: 100 MB and a second for 100,000 entries) and the log is emptied. Rowids that are no INTEGER PRIMARY KEY may
// change. No transaction and no statement may be open. False where something is left, with the reason as a part of a
// sentence ("the disk is full"); the rows are the same either way.
bool db_clear(sqlite3 *db, struct fault *fault);

// Whether to wait for other programs that write (some seconds; so it is after db_open), or to fail at once.
void db_patience(sqlite3 *db, bool patient);
