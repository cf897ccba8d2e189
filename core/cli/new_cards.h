// Cards out of what other programs keep: a list of lines, a fortune file, or the JSON of break reminders (Stretchly's ideas,
// Safe Eyes' exercises).
#pragma once

#include <jansson.h>

#include "buf.h"
#include "fault.h"

enum { CARDS_MAX = 4096, CARD_BYTES_MAX = 2000 };

// A list of texts; a new reference. NULL with a sentence. *left_out is how many were too long or too many.
json_t *cards_read(const char *path, size_t *left_out, struct fault *fault);
// As the text of a cards.txt, which deck() reads.
void cards_write(const json_t *cards, struct buf *text);
