// The shape that breathes: a round of dots that grows and rests.
#pragma once

#include <stdbool.h>

#include "screen.h"

// Draws it around the middle of the given cells, `fullness` from 0 (small) to 1 (fills them). In braille dots, eight
// to a cell, or in ASCII where the terminal does not speak UTF-8.
void shape_draw(struct screen *screen, int row, int column, int rows, int columns, double fullness, bool utf8);

// Eased progress: 0 to 1 for 0 to 1, gentle at both ends.
double shape_ease(double progress);
