// Every revision of a journal in the order in which they were written, for what leaves the journal. What a person looks
// for goes through journal_each(), in query.c.
#pragma once

#include "journal.h"

// `parents` is an array of the ids that the revision replaces. Both are borrowed for the call. False: seen enough.
typedef bool journal_visit_revision(void *context, const struct journal_entry *revision, const json_t *parents);

// Calls `visit` for each revision, replaced ones too, the oldest first; those of one millisecond by their ids. As with
// journal_each(), what cannot be opened is skipped and counted, and where an index is damaged as many as possible are
// visited, and then it is false with a sentence.
bool journal_each_revision(struct journal *journal, journal_visit_revision *visit, void *context, size_t *unreadable,
                           struct fault *fault);
