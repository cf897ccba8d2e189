// Going through revisions. Where pages of the file are damaged, that costs the revisions on them and no others.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

#include "journal.h"
#include "opening.h"
#include "seal.h"

struct walk {
  struct journal *journal;
  bool newest_first;  // as the list is
  int64_t since, until;  // :since and :until of the list, in Unix milliseconds; 0: no bound. `until` is not included
  const char *entry;     // its :entry
  void *context;
  // A revision whose content could be opened, with its parents as they are stored; borrowed. False: seen enough.
  bool (*visit)(struct walk *walk, const struct journal_entry *revision, const char *parents);
  // Whether a row belongs into the list at all; NULL: every row does.
  bool (*belongs)(const struct walk *walk, const struct seal_row *row);
  // What is passed over without being read. Of very many rows this is asked in another thread, one at a time.
  struct opening_how how;
  size_t unreadable;  // rows that could not be opened

  // The walk's own.
  sqlite3_stmt *fetch;
  struct seal_opener opener;
  bool listed;  // `created` and `id` are those of the row that was listed last
  int64_t created;
  char id[JOURNAL_ID_MAX];
};

// The ids that some other revision replaces. Damaged parents count as none rather than ending the whole list.
#define WALK_REPLACED(where)                                                                                           \
  "(SELECT value FROM revision AS later, json_each(CASE WHEN json_valid(later.parents) THEN later.parents ELSE '[]' " \
  "END)"                                                                                                              \
  " WHERE later.parents <> '[]'" where ")"
#define WALK_NEWEST_FIRST " ORDER BY created DESC, id DESC"
#define WALK_OLDEST_FIRST " ORDER BY created, id"

// Visits the rows of the table `revision` that `which` lists: "WHERE ... ORDER BY created ..., id ...". False with a
// sentence where the journal is locked, or the list is damaged; then as many rows as possible were visited, replaced
// revisions among them.
bool walk_list(struct walk *walk, const char *which, struct fault *fault);

const char *walk_text(sqlite3_stmt *statement, int column);  // "" for NULL
