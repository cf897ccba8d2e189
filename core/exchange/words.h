// An entry in the words that every format has: a title and a text.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "buf.h"

// Its title, or else the first line of what it holds; without a newline.
void words_add_title(struct buf *out, const json_t *content);

// What it holds, its lines as a list. Without the first line where that stands in for the title.
void words_add_body(struct buf *out, const json_t *content);
