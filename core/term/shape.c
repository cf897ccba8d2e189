// The shape that breathes; see shape.h.
#include "shape.h"

#include <math.h>
#include <string.h>

static const double smallest = 0.22;  // of the full radius

double shape_ease(double progress) {
  if (progress <= 0) return 0;
  if (progress >= 1) return 1;
  return 0.5 - 0.5 * cos(progress * 3.14159265358979323846);
}

// The dots of one cell, numbered as Unicode's braille patterns are.
static unsigned dots_in(double left, double top, double middle_x, double middle_y, double radius) {
  static const unsigned bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  unsigned dots = 0;
  for (int y = 0; y < 4; y++)
    for (int x = 0; x < 2; x++) {
      // A cell is twice as high as wide, so its 2 x 4 dots lie on a square grid.
      double dx = left + x + 0.5 - middle_x, dy = top + y + 0.5 - middle_y;
      if (dx * dx + dy * dy <= radius * radius) dots |= bits[y][x];
    }
  return dots;
}

static unsigned count_dots(unsigned dots) {
  unsigned count = 0;
  for (; dots; dots &= dots - 1) count++;
  return count;
}

static void put_dots(struct screen *screen, int row, int column, unsigned dots, bool utf8, struct style style) {
  static const char ascii[] = " .:-=+oO@";
  char text[4] = {(char)0xE2, (char)(0xA0 | dots >> 6), (char)(0x80 | (dots & 0x3F)), '\0'};
  if (!utf8) {
    text[0] = ascii[count_dots(dots)];
    text[1] = '\0';
  }
  screen_put(screen, row, column, text, strlen(text), style);
}

// Brighter in the middle, so that the edge is soft.
static struct style shade(double distance) {
  static const uint32_t shades[] = {0x9FD8D2, 0x7FC4C4, 0x63ADB5, 0x4C93A3, 0x3B7A8E};
  int shade = (int)(distance * 5);
  return (struct style){.colour = shades[shade < 0 ? 0 : shade > 4 ? 4 : shade]};
}

void shape_draw(struct screen *screen, int row, int column, int rows, int columns, double fullness, bool utf8) {
  double middle_x = columns, middle_y = rows * 2.0;  // in dots
  double largest = fmin(columns, rows * 2.0);
  // To a quarter of a dot: finer steps would be sent without being seen.
  double radius = round(largest * (smallest + (1 - smallest) * fullness) * 4) / 4;
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++) {
      unsigned dots = dots_in(x * 2, y * 4, middle_x, middle_y, radius);
      if (!dots) continue;
      double distance = hypot(x * 2 + 1 - middle_x, y * 4 + 2 - middle_y) / largest;
      put_dots(screen, row + y, column + x, dots, utf8, shade(distance));
    }
}
