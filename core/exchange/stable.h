// Ids for entries of formats that give them none.
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "journal.h"

// The same for the same moment and content, and another for any other: a UUID of version 8 (RFC 9562), the moment in
// its first 48 bits and of the rest what BLAKE2b makes of the format's name, the moment and the content as JSON with
// its members sorted.
void stable_id(char id[JOURNAL_ID_MAX], const char *format, int64_t created, const json_t *content);
