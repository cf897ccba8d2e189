// The journal and the state store, opened when needed; see keeper.h.
#include "keeper.h"

#include <stdlib.h>
#include <unistd.h>

#include "memory.h"
#include "paths.h"

struct keeper {
  struct journal *journal;
  struct state *state, *passing;
  struct fault why;  // there is `passing`
  bool scratch;      // both are in memory
};

struct keeper *keeper_create(void) { return mem_zero(1, sizeof(struct keeper)); }

struct keeper *keeper_create_scratch(void) {
  struct keeper *keeper = keeper_create();
  keeper->scratch = true;
  return keeper;
}

// ":memory:" is SQLite's own word for it.
static char *place_of(const struct keeper *keeper, enum path_base base, const char *name, struct fault *fault) {
  return keeper->scratch ? mem_copy(":memory:") : path_for_writing(base, name, fault);
}

bool keeper_is_scratch(const struct keeper *keeper) { return keeper->scratch; }

void keeper_destroy(struct keeper *keeper) {
  if (!keeper) return;
  journal_close(keeper->journal);
  state_close(keeper->state);
  state_close(keeper->passing);
  free(keeper);
}

struct journal *keeper_journal(struct keeper *keeper, struct fault *fault) {
  if (keeper->journal) return keeper->journal;
  char *path = place_of(keeper, PATH_DATA, "journal.db", fault);
  if (path) keeper->journal = journal_open(path, "tend", fault);
  free(path);
  return keeper->journal;
}

static bool is_there(const struct keeper *keeper, enum path_base base, const char *name) {
  char *path = keeper->scratch ? NULL : path_of(base, name, NULL);
  bool there = path && access(path, F_OK) == 0;
  free(path);
  return there;
}

bool keeper_has_journal(const struct keeper *keeper) {
  return keeper->journal || is_there(keeper, PATH_DATA, "journal.db");
}

struct state *keeper_state(struct keeper *keeper, struct fault *fault) {
  if (keeper->state) return keeper->state;
  char *path = place_of(keeper, PATH_STATE, "state.db", fault);
  if (path) keeper->state = state_open(path, fault);
  free(path);
  return keeper->state;
}

bool keeper_has_state(const struct keeper *keeper) { return keeper->state || is_there(keeper, PATH_STATE, "state.db"); }

// A file on a read-only disk opens all the same; forgetting what was never kept finds out.
static bool is_writable(struct state *state, struct fault *fault) { return state_remember(state, "", "", NULL, fault); }

struct state *keeper_store(struct keeper *keeper, bool *lasting, struct fault *fault) {
  if (!keeper->passing) {
    struct state *state = keeper_state(keeper, &keeper->why);
    if (lasting) *lasting = true;
    if (state && is_writable(state, &keeper->why)) return state;
    keeper->passing = state_open(":memory:", NULL);
  }
  if (lasting) *lasting = false;
  if (fault) *fault = keeper->why;
  return keeper->passing;
}
