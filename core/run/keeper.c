// The journal and the state store, opened when needed; see keeper.h.
#include "keeper.h"

#include <stdlib.h>

#include "memory.h"
#include "paths.h"

struct keeper {
  struct journal *journal;
  struct state *state;
};

struct keeper *keeper_create(void) { return mem_zero(1, sizeof(struct keeper)); }

void keeper_destroy(struct keeper *keeper) {
  if (!keeper) return;
  journal_close(keeper->journal);
  state_close(keeper->state);
  free(keeper);
}

struct journal *keeper_journal(struct keeper *keeper, struct fault *fault) {
  if (keeper->journal) return keeper->journal;
  char *path = path_for_writing(PATH_DATA, "journal.db", fault);
  if (path) keeper->journal = journal_open(path, "tend", fault);
  free(path);
  return keeper->journal;
}

struct state *keeper_state(struct keeper *keeper, struct fault *fault) {
  if (keeper->state) return keeper->state;
  char *path = path_for_writing(PATH_STATE, "state.db", fault);
  if (path) keeper->state = state_open(path, fault);
  free(path);
  return keeper->state;
}
