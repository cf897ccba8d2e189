// What every command that reads the journal does first.
#pragma once

#include "journal.h"
#include "secret.h"

// Makes the journal readable: nothing to do where no passphrase is set or it is unlocked; otherwise the passphrase is
// asked for, once, where a person is at the terminal. STATUS_OK, or the exit status after it was said why
// (STATUS_LOCKED where there is nobody to ask, or the passphrase was another one). Call it when the arguments were
// understood, before anything is read.
int journal_open_to_read(struct journal *journal);

// Where passphrases come from: `fd` is a descriptor, or -1 for the terminal, and for stdin where that is no terminal.
// Each of these says what went wrong, and gives the exit status.
int journal_get_secret(int fd, const char *prompt, struct secret *secret);
int journal_open_with(struct journal *journal, const struct secret *secret);
