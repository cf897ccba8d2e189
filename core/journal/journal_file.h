// The open journal, shared by the files of this layer.
#pragma once

#include <sqlite3.h>

#include "journal.h"
#include "keys.h"
#include "uuid.h"

enum { JOURNAL_DEVICE_MAX = 64 };

struct journal {
  sqlite3 *db;
  struct keys *keys;
  struct uuid_maker uuids;
  char device[JOURNAL_DEVICE_MAX + 1];
  char *folder;     // of attachments; NULL for a scratch journal
  int attachments;  // that folder, open and held, or -1
};
