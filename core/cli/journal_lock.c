// tend journal unlock and lock: the key in the kernel's keyring, for a while.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "duration.h"
#include "journal_use.h"
#include "value.h"

bool journal_use_fd_option(const struct command *command, char **arguments, int *at, int *fd, int *status) {
  struct fault fault;
  const char *value = NULL;
  int64_t number;
  if (!option_value(arguments, at, "--fd", &value)) return false;
  if (!value) *status = command_usage(command, "--fd needs the number of a descriptor");
  else if (!value_whole("--fd", value, 0, 65535, &number, &fault)) *status = command_usage(command, "%s", fault.text);
  else *fd = (int)number;
  return true;
}

static int keep_open(struct journal *journal, int64_t seconds) {
  struct fault fault;
  char words[64];
  duration_words(seconds * 1000, words, sizeof words);
  if (!journal_stay_unlocked(journal, (unsigned)seconds, &fault)) return complain(STATUS_ERROR, "%s", fault.text);
  fprintf(stderr, "Your journal is open for %s; 'tend journal lock' closes it sooner.\n", words);
  return STATUS_OK;
}

static int unlock(struct journal *journal, int fd, int64_t seconds) {
  if (!journal_has_passphrase(journal))
    return complain(STATUS_OK, "the journal has no passphrase, so it is open; 'tend journal passphrase set' sets one");
  struct secret *secret = secret_create();
  int status = journal_use_get_secret(fd, "Passphrase of your journal: ", secret);
  if (status == STATUS_OK) status = journal_use_open_with(journal, secret);
  secret_destroy(secret);
  return status == STATUS_OK ? keep_open(journal, seconds) : status;
}

int journal_use_unlock(struct journal *journal, const struct command *command, char **arguments) {
  struct fault fault;
  int fd = -1;
  int64_t ms = 0;
  int status = STATUS_OK;
  for (int at = 0; arguments[at] && status == STATUS_OK; at++) {
    const char *value = NULL;
    if (journal_use_fd_option(command, arguments, &at, &fd, &status)) continue;
    if (!option_value(arguments, &at, "--for", &value))
      return command_usage(command, "'%s' is not understood; the passphrase is typed, or comes through a pipe",
                           arguments[at]);
    if (!value) return command_usage(command, "--for needs a duration such as 30m");
    if (!value_duration("--for", value, SETTINGS_UNLOCKED_LEAST, SETTINGS_UNLOCKED_MOST, &ms, &fault))
      return command_usage(command, "%s", fault.text);
  }
  if (status != STATUS_OK) return status;
  struct settings settings;
  read_settings(&settings);
  int64_t seconds = ms ? ms / 1000 : settings.journal.unlocked / 1000;
  settings_finish(&settings);
  return unlock(journal, fd, seconds);
}

int journal_use_lock(struct journal *journal, const struct command *command, char **arguments) {
  struct fault fault;
  bool had;
  if (arguments[0]) return command_usage(command, "'%s' is not understood", arguments[0]);
  if (!journal_lock(journal, &had, &fault)) return complain(STATUS_ERROR, "%s", fault.text);
  if (!journal_has_passphrase(journal))
    return complain(STATUS_OK,
                    "the journal has no passphrase, so it stays open; 'tend journal passphrase set' sets one");
  fputs(had ? "Your journal is locked.\n" : "Your journal was locked already.\n", stderr);
  return STATUS_OK;
}
