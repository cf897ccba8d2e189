// The front matter of a Markdown file: keys and values between two lines of three dashes.
#pragma once

#include <jansson.h>
#include <stddef.h>

// Adds each key of the front matter that `page` begins with to `keys` (an object), and gives how many bytes it has,
// with the empty line after it; 0 where there is none. Values are JSON; a text in single quotes or without any; or a
// list, in brackets with commas or an item a line after a dash. Lines that are none of these belong to the text of the
// key before. What stands under one of `texts` (ends with NULL) is a text or a list of texts as it is written there,
// whatever it looks like: 1984 can be a title.
size_t front_matter_read(const char *page, size_t length, const char *const *texts, json_t *keys);
