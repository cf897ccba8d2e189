// Indexes: plain files that anybody can host, which say where practices are. Each that the person added is kept as it was
// fetched, so that searching needs no network.
//
// index.ini:  [NAME]  title, summary = words; source = URL[@tag][#folder], or a folder beside the index ("./NAME");
//             hash = of all files ('tend index hash' prints it); key = a minisign public key.
#pragma once

#include <jansson.h>

#include "buf.h"
#include "fault.h"

enum { INDEX_MAX = 1024 * 1024, INDEX_PRACTICES_MAX = 4096 };

// Reads an index.ini that is at `source`: an object of names, each with "title", "summary", "source" (whole, whatever it was
// relative to), "hash", "key". A new reference; NULL with lines in `errors`.
json_t *index_parse(const char *source, const char *text, size_t length, struct buf *errors);

// Fetches the index.ini of a folder or a git repository, and parses it.
json_t *index_fetch(const char *source, struct buf *errors);

// All that were added: {"version": 1, "indexes": {SOURCE: {"fetched", "practices"}}}. A new reference; NULL with a sentence.
json_t *indexes_read(struct fault *fault);
bool indexes_write(const json_t *indexes, struct fault *fault);
// The practice of that name in one of them; borrowed. *where is the index that has it. NULL where none or several do: those
// are named in `errors`.
const json_t *indexes_find(const json_t *indexes, const char *name, const char **where, struct buf *errors);
// The index that comes with tend, of its own practices; a new reference, which may be empty.
json_t *index_bundled(void);
