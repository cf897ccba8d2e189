// What a .tend pack says of itself, in its file pack.json: whose it is, by which key it is signed, and the hash of every
// other file.
#pragma once

#include "bundle.h"
#include "minisign.h"

#define PACK_LIST_NAME "pack.json"

// The list for a bundle, as the text of that file. `key` may be NULL.
void pack_list_make(const struct bundle *bundle, const char *name, const char *version, const char *key, struct buf *text);

// Where the bundle has such a list: checks every file against it, takes it out of the bundle, and gives the key, or "". True
// as well where there is none.
bool pack_list_check(struct bundle *bundle, char key[MINISIGN_KEY_TEXT], struct fault *fault);
