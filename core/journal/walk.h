// Going through revisions. Which there are, and in which order, comes from an index; each row is fetched on its own, so
// that a damaged page costs the revisions on it and no others.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

#include "journal.h"
#include "seal.h"

struct walk {
  struct journal *journal;
  bool newest_first;  // as the list is
  void *context;
  // A revision whose content could be opened, with its parents as they are stored; borrowed. False: seen enough.
  bool (*visit)(struct walk *walk, const struct journal_entry *revision, const char *parents);
  // Whether a row belongs into the list at all, for where the list is damaged; NULL: every row does.
  bool (*belongs)(const struct walk *walk, const struct seal_row *row);
  size_t unreadable;  // rows that could not be opened

  // The walk's own.
  sqlite3_stmt *fetch;
  bool listed;  // `created` and `id` are those of the row listed last
  int64_t created;
  char id[JOURNAL_ID_MAX];
};

// Visits the rows that `list` (their numbers, created and id) lists, and finalizes it; NULL is a statement that could not
// be prepared. False with a sentence where the journal is locked, or the list is damaged; then as many rows as possible
// were visited, replaced revisions among them.
bool walk_list(struct walk *walk, sqlite3_stmt *list, struct fault *fault);

const char *walk_text(sqlite3_stmt *statement, int column);  // "" for NULL
