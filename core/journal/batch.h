// Adding revisions: the one way into the journal. Many of them (an import) share transactions, so that the disk is waited
// for once in a while and not for each. Between two transactions other programs get their turn.
#pragma once

#include "journal.h"

struct journal_batch;

// The journal is borrowed until the batch is destroyed.
struct journal_batch *journal_batch_create(struct journal *journal);

enum journal_put_result {
  JOURNAL_PUT_ADDED,
  JOURNAL_PUT_THERE,    // this id was here already: nothing changed
  JOURNAL_PUT_REFUSED,  // a sentence says what is wrong with this one; the others are not touched
  JOURNAL_PUT_FAILED,   // a sentence says why nothing can be added; what was not committed yet is taken back
};

// Puts a revision in under the id that it has; its entry and parents need not be here. `parents` is an array of the ids
// that it replaces, or NULL: then it is the first of its entry, which has its id. All is borrowed. An added revision is
// durable once journal_batch_commit() returned true.
enum journal_put_result journal_batch_put(struct journal_batch *batch, const struct journal_entry *revision,
                                          const json_t *parents, struct fault *fault);

// Makes durable what was added so far, or takes all of that back, with a sentence.
bool journal_batch_commit(struct journal_batch *batch, struct fault *fault);

// How many were added in the open transaction.
size_t journal_batch_open(const struct journal_batch *batch);

void journal_batch_destroy(struct journal_batch *batch);  // takes back what was not committed; NULL is fine
