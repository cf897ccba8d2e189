// The front matter of a Markdown file: keys and values between two lines of three dashes.
#pragma once

#include <jansson.h>
#include <stddef.h>

// Adds each key of the front matter that `page` begins with to `keys` (an object), and gives how many bytes it has,
// with the empty line after it; 0 where there is none. Values are JSON; a text in single quotes or without any; or a
// list, an item a line after a dash. Lines that are none of these belong to the text of the key before.
size_t front_matter_read(const char *page, size_t length, json_t *keys);
