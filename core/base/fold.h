// Text folded for finding: without the difference of large and small letters, accents and ways of writing the same
// letter, so that "Zoë" is found by "zoe", and "Straße" by "strasse". Folding goes letter by letter: what two texts
// fold to, joined, is what both joined fold to.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

enum { FOLD_LETTER_MAX = 80 };  // bytes that one letter folds to, at most

// Appends what `text` folds to. Bytes that are not UTF-8 stay as they are.
void fold_add(struct buf *out, const char *text, size_t length);

bool fold_equals(const char *a, const char *b);

// What the first letter of `text` (at least one byte) folds to, which may be nothing (an accent by itself), without a
// NUL. Returns how many bytes of `text` that was.
size_t fold_letter(const char *text, size_t length, char out[FOLD_LETTER_MAX], size_t *folded);
