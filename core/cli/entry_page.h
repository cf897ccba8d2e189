// An entry as a page that a person can change, and back.
//
// An entry that holds nothing but a text is that text, to the byte. Any other has its parts under headings, in this
// order; a part that is empty is none:
//
//   == Title
//   By the sea
//   == Text
//   Gulls, and a red boat.
//   == Lines
//   moss
//   a leaf
//   == Mood
//   calm
//   == Tags
//   walk, sea
//
// A line of a text that looks like a heading has one "=" more. In a list, a backslash stands before what would end an
// item (a new line; a comma between tags) and before itself.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "buf.h"

// With `headings`, all of them, also those of what is empty.
void entry_page_write(struct buf *out, const json_t *content, bool headings);

// The content that the page says, a new reference; whatever has no heading is as in `before`. `headings` as when it was
// written.
json_t *entry_page_read(const char *page, size_t length, const json_t *before, bool headings);

// Whether nothing is left that a person wrote or attached.
bool entry_page_is_empty(const json_t *content);
