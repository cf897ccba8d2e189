// Which entry an id means.
#pragma once

#include "journal.h"

// The entry that has this id, or a revision with it, or with an unambiguous beginning or end of it. False with a
// sentence.
bool find_entry(struct journal *journal, const char *id, char entry[JOURNAL_ID_MAX], struct fault *fault);

// Which rows are revisions of the entry :entry.
#define FIND_REVISIONS "(id = :entry OR (parents <> '[]' AND entry = :entry))"
