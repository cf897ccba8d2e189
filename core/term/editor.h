// A text being written: one line or many, with a cursor that moves by what a person sees as one character. The text is
// kept exactly as typed; it is always valid UTF-8.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "keyboard.h"

struct editor;

struct editor *editor_create(bool many_lines);
void editor_destroy(struct editor *editor);  // NULL is fine

// Takes a key; false when it means nothing to an editor (Enter in a single line, Esc, Tab).
bool editor_key(struct editor *editor, const struct key *key);
// The last key brought more than fits into TEXT_ANSWER_MAX; what fits was taken.
bool editor_is_full(const struct editor *editor);
// Begins with this text, its end under the cursor and nothing to undo.
void editor_set(struct editor *editor, const char *text, size_t length);

const char *editor_text(const struct editor *editor);
size_t editor_length(const struct editor *editor);

// The text as it is shown in `width` columns.
void editor_layout(struct editor *editor, int width);
size_t editor_rows(const struct editor *editor);
// Row `row` of the layout: where it begins in the text; *length its bytes without the newline.
const char *editor_row(const struct editor *editor, size_t row, size_t *length);
void editor_cursor(const struct editor *editor, size_t *row, int *column);
