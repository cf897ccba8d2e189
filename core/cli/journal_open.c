// What the uses of `tend journal` share: making the journal readable; see journal_use.h.
#include "journal_use.h"

#include <unistd.h>

#include "common.h"

int journal_use_get_secret(int fd, const char *prompt, struct secret *secret) {
  struct fault fault = {{0}};
  if (!secret) return complain(STATUS_ERROR, "there is no memory left to take a passphrase safely: close something");
  if (fd < 0 && isatty(STDIN_FILENO) && !secret_can_ask())
    return complain(STATUS_LOCKED, "a passphrase is asked for on the terminal, and this one's messages go elsewhere");
  bool ok = fd < 0 && secret_can_ask() ? secret_ask(prompt, secret, &fault)
                                       : secret_read(fd < 0 ? STDIN_FILENO : fd, secret, &fault);
  if (ok) return STATUS_OK;
  return complain(STATUS_LOCKED, "%s", fault.text[0] ? fault.text : "nothing was done");
}

int journal_use_open_with(struct journal *journal, const struct secret *secret) {
  struct fault fault;
  switch (journal_unlock(journal, secret->text, secret->length, &fault)) {
    case JOURNAL_OPENED: return STATUS_OK;
    case JOURNAL_WRONG:
      return complain(STATUS_LOCKED,
                      "that is not this journal's passphrase or recovery code; everything is as it was, "
                      "and you can try again");
    case JOURNAL_FAULT: break;
  }
  return complain(STATUS_ERROR, "%s", fault.text);
}

static int ask_and_open(struct journal *journal) {
  struct secret *secret = secret_create();
  int status = journal_use_get_secret(-1, "Passphrase of your journal: ", secret);
  if (status == STATUS_OK) status = journal_use_open_with(journal, secret);
  secret_destroy(secret);
  return status;
}

int journal_use_open_to_read(struct journal *journal) {
  journal_clear_rest(journal);
  if (!journal_is_locked(journal)) return STATUS_OK;
  if (secret_can_ask() && journal_has_passphrase(journal)) return ask_and_open(journal);
  return complain(STATUS_LOCKED, "the journal is locked: 'tend journal unlock' opens it for a while");
}
