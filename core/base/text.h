// Text that others wrote: checking that it is UTF-8, making it safe to show, and finding the word that was meant.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

enum { TEXT_ANSWER_MAX = 480 * 1024 };  // bytes of one text that a person writes; a message to a practice holds it

// Decodes the code point at `text` (at least one byte). Returns its length in bytes, or 0 where the bytes are not valid
// UTF-8 (overlong forms, surrogates and values past U+10FFFF included).
size_t text_decode(const char *text, size_t length, unsigned *code_point);

// True when the bytes are UTF-8; otherwise *bad_offset (may be NULL) is the first byte that is not.
bool text_is_utf8(const char *text, size_t length, size_t *bad_offset);

// Appends `text` fit for a terminal or a notification. Left out are control characters (C0, C1, DEL), whatever changes
// the direction of what follows (marks, embeddings, overrides, isolates), the separators of lines and paragraphs
// (U+2028, U+2029), annotation and tag characters, and bytes that are not UTF-8. A tab becomes a space. With `lines` a
// newline stays; otherwise it becomes a space too.
void text_clean(struct buf *out, const char *text, size_t length, bool lines);

// The candidate that `word` most likely meant, or NULL when none is near: at most a third of the letters differ,
// counting a swap of neighbours as one. `candidates` ends with NULL.
const char *text_nearest(const char *word, const char *const *candidates);

// FNV-1a, 64 bits, which state.db keeps: it stays what it is. For where a collision harms nothing.
uint64_t text_hash(const char *text);

// The 1-based line in which `offset` lies.
size_t text_line_at(const char *text, size_t offset);

// True when there is more than the ending: "a.lua" ends in ".lua", and ".lua" does not.
bool text_has_ending(const char *text, const char *ending);

// True for small letters, digits and '-', starting with a letter or digit, 1 to 64 bytes: the names of plugins and
// scripts.
bool text_is_name(const char *text);
