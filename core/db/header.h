// What the first hundred bytes of a database file tell before SQLite acts on it: whether the file is ours at all.
// SQLite would recover, roll back or checkpoint a stranger's file merely by reading from it; looking here first changes
// nothing.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>

enum header_kind {
  HEADER_UNREADABLE,
  HEADER_EMPTY,    // no byte yet: a new file, or one whose maker is not done
  HEADER_FOREIGN,  // no SQLite database
  HEADER_DATABASE,
};

struct header {
  enum header_kind kind;
  bool wal;            // the file is in WAL mode already
  int version;         // PRAGMA user_version, as of the last checkpoint
  int application_id;  // PRAGMA application_id
};

// Reads through SQLite's own descriptor of a freshly opened connection: opening the file a second time and closing it
// would drop every POSIX lock that another connection of this process holds on it.
struct header header_read(sqlite3 *db);
