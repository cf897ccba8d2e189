// The lock file, $XDG_STATE_HOME/tend/installed.json: of each installed practice where it came from, as what, and when.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "fault.h"

// {"version": 1, "practices": {NAME: {"source", "commit"?, "hash" (of all files), "version", "key"?, "installed" (UTC),
// "previous"?: the same of the version before}}}. A new reference, also where there is no such file; NULL with a sentence for
// one that cannot be read, which is then left alone.
json_t *ledger_read(struct fault *fault);
bool ledger_write(const json_t *ledger, struct fault *fault);  // whole or not at all

json_t *ledger_entry(const json_t *ledger, const char *name);  // borrowed; NULL: not installed by tend
// Takes the reference; what the name had becomes its previous. With NULL the name is forgotten.
void ledger_set(json_t *ledger, const char *name, json_t *entry);
void ledger_swap(json_t *ledger, const char *name);            // the entry and its previous
