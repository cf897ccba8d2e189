// The open state file, shared by the files of this layer.
#pragma once

#include "db.h"
#include "state.h"

struct state {
  sqlite3 *db;
};
