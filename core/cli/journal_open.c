// Making the journal readable; see journal_open.h.
#include "journal_open.h"

#include "command.h"
#include "common.h"

int journal_open_to_read(struct journal *journal) {
  if (!journal_is_locked(journal)) return STATUS_OK;
  return complain(STATUS_LOCKED, "the journal is locked: 'tend journal unlock' opens it for a while");
}
