// What a session keeps for the person: the journal and the state store, each opened when it is first needed and not
// before.
#pragma once

#include <stdbool.h>

#include "fault.h"
#include "journal.h"
#include "state.h"

struct keeper;

struct keeper *keeper_create(void);
struct keeper *keeper_create_scratch(void);  // in memory only: for a rehearsal
bool keeper_is_scratch(const struct keeper *keeper);
void keeper_destroy(struct keeper *keeper);

// NULL with a sentence when it cannot be opened; it is tried again at the next call.
struct journal *keeper_journal(struct keeper *keeper, struct fault *fault);
bool keeper_has_journal(const struct keeper *keeper);  // there is one already
struct state *keeper_state(struct keeper *keeper, struct fault *fault);
bool keeper_has_state(const struct keeper *keeper);

// The state store where it can be written; otherwise one that is forgotten at the end, so that a practice can go on
// drawing and remembering. *lasting (may be NULL) tells which, and the fault why.
struct state *keeper_store(struct keeper *keeper, bool *lasting, struct fault *fault);
