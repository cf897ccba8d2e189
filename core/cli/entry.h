// Showing entries of the journal.
#pragma once

#include <jansson.h>

#include "journal.h"

// The end of an id that people are shown, and may give; of the id's own text.
const char *entry_short_id(const char *id);

// One line: when, the end of the id, the title or the first words.
void entry_print_line(const struct journal_entry *entry);
// That line, and where the words of `match` are not in it, the place where the first of them stands. With `styled`,
// what was found is bold; for a terminal.
void entry_print_found(const struct journal_entry *entry, const struct match *match, bool styled);
// A line above one of an entry's revisions: when it was written, and whether it is the newest or was replaced.
void entry_print_revision(const struct journal_entry *entry, bool newest);
// The whole entry.
void entry_print(const struct journal_entry *entry);
json_t *entry_json(const struct journal_entry *entry);
