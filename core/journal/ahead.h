// Opening rows on another core while the next ones are fetched, which halves the time of a search through very many.
// One thread, that touches nothing but the rows it was handed; whoever hands them over fetches, and takes them back in
// order.
#pragma once

#include "opening.h"

struct ahead;

// NULL where no thread is to be had. `how` is called in that thread alone, until ahead_destroy().
struct ahead *ahead_create(const struct opening_how *how);

// Copies a row into the load that is being filled. False where it does not fit any more: then turn the load over.
bool ahead_put(struct ahead *ahead, const struct opening *opening);

// Hands the filled load over to be opened, and gives the one before it, opened: *count rows, which are valid until
// the next call. Two calls with nothing put in between give everything back.
struct opening *ahead_turn(struct ahead *ahead, size_t *count);

void ahead_destroy(struct ahead *ahead);  // releases what was not taken, and wipes the keys; NULL is fine
