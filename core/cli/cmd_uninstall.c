// tend uninstall: an installed practice goes. What was written with it stays in the journal.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "install.h"
#include "keeper.h"
#include "ledger.h"
#include "memory.h"
#include "place.h"
#include "text.h"

// What is kept under its identity, whether or not it could still be read: whatever has that name next finds none of it.
static bool forget(const char *name, struct fault *fault) {
  char *identity = mem_format("installed/%s", name);
  struct keeper *keeper = keeper_create();
  struct state *state = keeper_state(keeper, fault);
  bool ok = state && state_forget(state, identity, fault);
  keeper_destroy(keeper);
  free(identity);
  return ok;
}

static int remove_it(const char *name, json_t *ledger) {
  struct fault fault;
  ledger_set(ledger, name, NULL);
  // The lock file last, as ever.
  if (!forget(name, &fault) || !place_remove(name, &fault) || !ledger_write(ledger, &fault))
    return complain(STATUS_ERROR, "%s", fault.text);
  printf("%s is removed, and what it remembered. What you wrote with it is still in your journal.\n", name);
  return STATUS_OK;
}

// Off a terminal the command alone says so.
static bool is_meant(const char *name) {
  if (!isatty(STDIN_FILENO)) return true;
  char *question =
      mem_format("Remove %s, with all that it remembers? What you wrote with it stays in your journal.", name);
  bool yes = ask_yes(question);
  free(question);
  if (!yes) puts("Nothing was changed.");
  return yes;
}

static int run(const struct command *command, int count, char **arguments) {
  (void)count;
  const char *name = NULL;
  bool yes = false;
  for (; *arguments; arguments++) {
    if (strcmp(*arguments, "--yes") == 0) yes = true;
    else if (name || **arguments == '-') return command_usage(command, "'%s' is not understood", *arguments);
    else name = *arguments;
  }
  if (!name) return command_usage(command, "which practice? 'tend list --installed' shows them");
  if (!text_is_name(name)) return complain(STATUS_USAGE, "'%s' is no name of a practice", name);
  int lock, status = STATUS_ERROR;
  json_t *ledger = install_begin(&lock);
  if (ledger && !install_is_there(name) && !ledger_entry(ledger, name))
    status = complain(STATUS_USAGE, "%s is not installed; 'tend list --installed' shows what is", name);
  else if (ledger) status = yes || is_meant(name) ? remove_it(name, ledger) : STATUS_OK;
  install_end(ledger, lock);
  return status;
}

const struct command command_uninstall = {
    "uninstall", "remove an installed practice",
    "  tend uninstall NAME [--yes]\n"
    "\n"
    "Its files, its version before, what it was allowed and what it remembered (its store, its decks and\n"
    "the cautions that were shown) go. What you wrote with it stays. On a terminal you are asked, unless\n"
    "--yes says so.\n",
    run,
};
