// A screen of cells. What is to be seen is drawn anew each time; only what differs from what the terminal shows is
// sent.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

enum screen_depth { SCREEN_MONO, SCREEN_16, SCREEN_256, SCREEN_TRUE };

struct style {
  uint32_t colour;  // 0xRRGGBB, or 0 for the terminal's own
  bool bold, dim, reverse;
};

struct screen;

struct screen *screen_create(enum screen_depth depth);
void screen_destroy(struct screen *screen);  // NULL is fine

// Sets the size; the next flush draws everything.
void screen_resize(struct screen *screen, int rows, int columns);
int screen_rows(const struct screen *screen);
int screen_columns(const struct screen *screen);

// Forgets what the terminal shows: after it was used by someone else.
void screen_forget(struct screen *screen);

void screen_clear(struct screen *screen);  // an empty picture, the cursor hidden
// Puts one line of clean text; what lies outside is left out. Returns the column after it.
int screen_put(struct screen *screen, int row, int column, const char *text, size_t length, struct style style);
void screen_cursor(struct screen *screen, int row, int column);  // shows it there

// Appends what turns the terminal's picture into this one; nothing when they are alike.
void screen_flush(struct screen *screen, struct buf *out);
