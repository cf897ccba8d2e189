// A journal in a scratch folder, with short ways to write to it and to read all of it.
#pragma once

#include <jansson.h>
#include <sqlite3.h>

#include "journal.h"
#include "test_db_scratch.h"

enum { NOON = 1700000000 };

static inline struct journal *open_journal(void) {
  struct fault fault = {{0}};
  struct journal *journal = journal_open(at("journal.db"), "tests", &fault);
  if (!journal) fail_msg("%s", fault.text);
  return journal;
}

struct id {
  char text[JOURNAL_ID_MAX];
};

static inline struct id add(struct journal *journal, const char *text, int64_t created) {
  struct fault fault = {{0}};
  struct id id;
  json_t *content = json_pack("{s:s}", "text", text);
  if (!journal_add(journal, content, created, 60, id.text, &fault)) fail_msg("%s", fault.text);
  json_decref(content);
  return id;
}

static inline struct id revise(struct journal *journal, struct id parent, const char *text, int64_t created) {
  struct fault fault = {{0}};
  struct id id;
  json_t *content = json_pack("{s:s}", "text", text);
  if (!journal_revise(journal, parent.text, content, created, id.text, &fault)) fail_msg("%s", fault.text);
  json_decref(content);
  return id;
}

// Appends the text of each entry visited, one a line.
static inline bool list_text(void *context, const struct journal_entry *entry) {
  const char *text = json_string_value(json_object_get(entry->content, "text"));
  buf_format(context, "%s\n", text ? text : "(no text)");
  return true;
}

static inline void assert_listed(struct journal *journal, const struct journal_query *query, const char *texts,
                                 size_t unreadable) {
  struct fault fault = {{0}};
  struct buf list = {0};
  size_t skipped = 99;
  if (!journal_each(journal, query, list_text, &list, &skipped, &fault)) fail_msg("%s", fault.text);
  assert_string_equal(buf_text(&list), texts);
  assert_int_equal(skipped, unreadable);
  buf_finish(&list);
}

static inline void assert_all(struct journal *journal, const char *texts) {
  assert_listed(journal, &(struct journal_query){0}, texts, 0);
}

static inline void assert_found(struct journal *journal, const char *id, const char *texts) {
  struct fault fault = {{0}};
  struct buf list = {0};
  if (!journal_find(journal, id, list_text, &list, &fault)) fail_msg("%s", fault.text);
  assert_string_equal(buf_text(&list), texts);
  buf_finish(&list);
}

static inline void assert_not_found(struct journal *journal, const char *id, const char *because) {
  struct fault fault = {{0}};
  struct buf list = {0};
  assert_false(journal_find(journal, id, list_text, &list, &fault));
  assert_string_equal(buf_text(&list), "");
  if (!strstr(fault.text, because)) fail_msg("%s", fault.text);
  buf_finish(&list);
}

static inline bool count_visit(void *context, const struct journal_entry *entry) {
  (void)entry;
  ++*(int *)context;
  return true;
}

// Changes the file behind the journal's back; gives the number of rows changed.
static inline int meddle(const char *sql) {
  sqlite3 *db;
  assert_int_equal(sqlite3_open_v2(at("journal.db"), &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
  sqlite3_busy_timeout(db, 5000);
  char *error = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK) fail_msg("%s", error);
  int changed = sqlite3_changes(db);
  sqlite3_close(db);
  return changed;
}

static inline int count_rows(const char *sql) {
  sqlite3 *db;
  sqlite3_stmt *statement;
  assert_int_equal(sqlite3_open_v2(at("journal.db"), &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
  int count = sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return count;
}
