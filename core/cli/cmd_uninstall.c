// tend uninstall: an installed practice goes. What was written with it stays in the journal.
#include <stdio.h>
#include <unistd.h>
#include <stdlib.h>

#include "common.h"
#include "install.h"
#include "keeper.h"
#include "ledger.h"
#include "memory.h"
#include "place.h"
#include "text.h"

// Under its identity, whether or not it could still be read.
static bool forget_grants(const char *name, struct fault *fault) {
  char *identity = mem_format("installed/%s", name);
  struct keeper *keeper = keeper_create();
  struct state *state = keeper_state(keeper, fault);
  bool ok = state && state_revoke(state, identity, fault);
  keeper_destroy(keeper);
  free(identity);
  return ok;
}

static int remove_it(const char *name, json_t *ledger) {
  struct fault fault;
  ledger_set(ledger, name, NULL);
  // The grants first: a practice that is gone and comes again asks again. The lock file last, as ever.
  if (!forget_grants(name, &fault) || !place_remove(name, &fault) || !ledger_write(ledger, &fault))
    return complain(STATUS_ERROR, "%s", fault.text);
  printf("%s is removed. What you wrote with it is still in your journal.\n", name);
  return STATUS_OK;
}

static bool is_installed(const char *name, const json_t *ledger) {
  char *path = place_of(name);
  bool there = (path && access(path, F_OK) == 0) || ledger_entry(ledger, name);
  free(path);
  return there;
}

static int run(const struct command *command, int count, char **arguments) {
  if (count != 1 || arguments[0][0] == '-') return command_usage(command, "which practice? 'tend list --installed' shows them");
  if (!text_is_name(arguments[0])) return complain(STATUS_USAGE, "'%s' is no name of a practice", arguments[0]);
  int lock, status = STATUS_ERROR;
  json_t *ledger = install_begin(&lock);
  if (ledger && is_installed(arguments[0], ledger)) status = remove_it(arguments[0], ledger);
  else if (ledger) status = complain(STATUS_USAGE, "%s is not installed; 'tend list --installed' shows what is", arguments[0]);
  install_end(ledger, lock);
  return status;
}

const struct command command_uninstall = {
    "uninstall", "remove an installed practice",
    "  tend uninstall NAME\n"
    "\n"
    "Its files, its version before, and what it was allowed go. What you wrote with it stays.\n",
    run,
};
