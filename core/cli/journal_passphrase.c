// tend journal passphrase: setting, changing and removing it. It is typed, or comes in lines through a descriptor, and
// is never an argument.
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "journal_use.h"

static const char ask_current[] = "Passphrase or recovery code: ";

struct request {
  struct journal *journal;
  int fd;  // where lines come from, or -1
  struct secret *current, *next, *again;
};

// To be said after the rest: the change itself has happened.
static void clear_old_key(const struct request *request) {
  struct fault fault;
  if (journal_clear(request->journal, &fault)) return;
  fprintf(stderr,
          "The file may still hold traces of the key from before (%s).\nThey go with the next change of the passphrase.\n",
          fault.text);
}

// On a terminal what is typed unseen is typed twice; a program needs to say it once.
static int get_new(const struct request *request) {
  int status = journal_use_get_secret(request->fd, "New passphrase (nothing is shown): ", request->next);
  if (status != STATUS_OK || request->fd >= 0 || !secret_can_ask()) return status;
  status = journal_use_get_secret(-1, "And once more: ", request->again);
  if (status != STATUS_OK || secret_equals(request->next, request->again)) return status;
  return complain(STATUS_ERROR, "the two were not the same, so nothing was changed; please try again");
}

static int open_with_current(const struct request *request) {
  if (!journal_has_passphrase(request->journal))
    return complain(STATUS_ERROR, "the journal has no passphrase yet: 'tend journal passphrase set' sets one");
  int status = journal_use_get_secret(request->fd, ask_current, request->current);
  return status == STATUS_OK ? journal_use_open_with(request->journal, request->current) : status;
}

// It is said only once, so it goes to stderr where stdout does not take it: a full disk, a pipe that nobody reads.
static void say_code(const char *code) {
  signal(SIGPIPE, SIG_IGN);
  if (printf("%s\n", code) < 0 || fflush(stdout) != 0) fprintf(stderr, "%s\n", code);
}

static int set(const struct request *request) {
  struct fault fault;
  char code[JOURNAL_CODE_MAX];
  if (journal_has_passphrase(request->journal))
    return complain(STATUS_ERROR, "the journal has a passphrase: 'tend journal passphrase change' changes it");
  int status = get_new(request);
  if (status != STATUS_OK) return status;
  if (!journal_set_passphrase(request->journal, request->next->text, request->next->length, code, &fault))
    return complain(STATUS_ERROR, "%s", fault.text);
  fputs(
      "From now on your journal opens with this passphrase. Adding to it never asks for one.\n"
      "Should you forget it, this recovery code opens the journal too. Write it down and keep it in a safe place;\n"
      "it is not shown again, and without one of the two nobody can read your journal, not even you.\n\n  ",
      stderr);
  fflush(stderr);
  say_code(code);
  sodium_memzero(code, sizeof code);
  clear_old_key(request);
  return STATUS_OK;
}

static int change(const struct request *request) {
  struct fault fault;
  int status = open_with_current(request);
  if (status == STATUS_OK) status = get_new(request);
  if (status != STATUS_OK) return status;
  if (!journal_change_passphrase(request->journal, request->next->text, request->next->length, &fault))
    return complain(STATUS_ERROR, "%s", fault.text);
  fputs("The passphrase is changed. Your recovery code stays as it was.\n", stderr);
  clear_old_key(request);
  return STATUS_OK;
}

static int remove_it(const struct request *request) {
  struct fault fault;
  int status = open_with_current(request);
  if (status != STATUS_OK) return status;
  if (!journal_remove_passphrase(request->journal, &fault)) return complain(STATUS_ERROR, "%s", fault.text);
  fputs(
      "The journal has no passphrase now: its key lies in its file, which only you can open. The recovery code has "
      "ended too.\n",
      stderr);
  clear_old_key(request);
  return STATUS_OK;
}

static const struct {
  const char *name;
  int (*act)(const struct request *request);
} acts[] = {{"set", set}, {"change", change}, {"remove", remove_it}};

static int act(int (*todo)(const struct request *request), struct journal *journal, int fd) {
  struct request request = {journal, fd, secret_create(), secret_create(), secret_create()};
  int status = todo(&request);
  secret_destroy(request.current);
  secret_destroy(request.next);
  secret_destroy(request.again);
  return status;
}

int journal_use_passphrase(struct journal *journal, const struct command *command, char **arguments) {
  int (*todo)(const struct request *request) = NULL;
  int fd = -1, status = STATUS_OK;
  for (size_t i = 0; arguments[0] && i < sizeof acts / sizeof *acts; i++)
    if (strcmp(arguments[0], acts[i].name) == 0) todo = acts[i].act;
  if (!todo) return command_usage(command, "would you like to set the passphrase, to change it or to remove it?");
  for (int at = 1; arguments[at] && status == STATUS_OK; at++)
    if (!journal_use_fd_option(command, arguments, &at, &fd, &status))
      return command_usage(command, "'%s' is not understood; the passphrase is typed, or comes through a pipe",
                           arguments[at]);
  return status == STATUS_OK ? act(todo, journal, fd) : status;
}
