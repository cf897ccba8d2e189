// Showing entries of the journal.
#pragma once

#include <jansson.h>

#include "journal.h"

// One line: when, the end of the id, the title or the first words.
void entry_print_line(const struct journal_entry *entry);
// The whole entry.
void entry_print(const struct journal_entry *entry);
json_t *entry_json(const struct journal_entry *entry);
