// What every command that reads the journal does first.
#pragma once

#include "journal.h"

// Makes the journal readable: nothing to do where no passphrase is set or it is unlocked; otherwise the passphrase is
// asked for, once, where a person is at the terminal. STATUS_OK, or the exit status after it was said why (STATUS_LOCKED
// where there is nobody to ask). Call it when the arguments were understood, before anything is read.
int journal_open_to_read(struct journal *journal);
