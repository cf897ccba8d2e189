// Traces: what was deleted or replaced, and may still lie in the gaps of the file's pages and in its log. The mark that
// there may be some is written with the change that leaves them, so that it outlives whoever was to remove them.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>

#include "fault.h"

// Inside the caller's transaction: there will be some.
bool clearing_is_due(sqlite3 *db, struct fault *fault);
