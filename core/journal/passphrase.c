// The journal's passphrase; see journal.h. What it does to the keys is in keys_lock.c.
#include "journal_file.h"

_Static_assert((int)JOURNAL_CODE_MAX == (int)SLOT_CODE_PRINTED, "a recovery code has one length");

bool journal_has_passphrase(const struct journal *journal) { return keys_has_passphrase(journal->keys); }

enum journal_answer journal_unlock(struct journal *journal, const char *text, size_t length, struct fault *fault) {
  switch (keys_open_with(journal->keys, text, length, fault)) {
    case SLOT_OPEN: return JOURNAL_OPENED;
    case SLOT_WRONG: return JOURNAL_WRONG;
    case SLOT_FAULT: break;
  }
  return JOURNAL_FAULT;
}

bool journal_set_passphrase(struct journal *journal, const char *text, size_t length, char code[JOURNAL_CODE_MAX],
                            struct fault *fault) {
  return keys_set_passphrase(journal->keys, text, length, code, fault);
}

bool journal_change_passphrase(struct journal *journal, const char *text, size_t length, struct fault *fault) {
  return keys_change_passphrase(journal->keys, text, length, fault);
}

bool journal_remove_passphrase(struct journal *journal, struct fault *fault) {
  return keys_remove_passphrase(journal->keys, fault);
}

bool journal_stay_unlocked(struct journal *journal, unsigned seconds, struct fault *fault) {
  return keys_stay_open(journal->keys, seconds, fault);
}

bool journal_lock(struct journal *journal, bool *had, struct fault *fault) {
  return keys_lock(journal->keys, had, fault);
}
