// How two transcripts differ, by lines: the longest common run of lines, found in the usual table. What is the same at
// the beginning and at the end is taken off first, so that the table stays small; see transcript.h.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "transcript.h"

enum { AROUND = 3, TABLE_MAX = 4 << 20 };

struct lines {
  const char **at;
  size_t *length, count;
};

static struct lines cut(const char *text) {
  struct lines lines = {0};
  size_t room = 1;
  for (const char *c = text; *c; c++) room += *c == '\n';
  lines.at = mem_zero(room, sizeof *lines.at);
  lines.length = mem_zero(room, sizeof *lines.length);
  while (*text) {
    size_t length = strcspn(text, "\n");
    lines.at[lines.count] = text;
    lines.length[lines.count++] = length;
    text += length + (text[length] == '\n');
  }
  return lines;
}

static void finish(struct lines *lines) {
  free(lines->at);
  free(lines->length);
}

static bool same(const struct lines *a, size_t i, const struct lines *b, size_t j) {
  return a->length[i] == b->length[j] && memcmp(a->at[i], b->at[j], a->length[i]) == 0;
}

static void put(struct buf *out, char mark, const struct lines *lines, size_t i) {
  buf_add_char(out, mark);
  buf_add_char(out, ' ');
  buf_add(out, lines->at[i], lines->length[i]);
  buf_add_char(out, '\n');
}

static void put_range(struct buf *out, char mark, const struct lines *lines, size_t from, size_t until) {
  for (size_t i = from; i < until; i++) put(out, mark, lines, i);
}

// Lines [a0, a1) of one against [b0, b1) of the other.
static void put_changed(struct buf *out, const struct lines *a, size_t a0, size_t a1, const struct lines *b, size_t b0,
                        size_t b1) {
  size_t rows = a1 - a0, columns = b1 - b0, i = 0, j = 0;
  if (rows == 0 || columns == 0 || (rows + 1) * (columns + 1) > TABLE_MAX) {
    put_range(out, '-', a, a0, a1);
    put_range(out, '+', b, b0, b1);
    return;
  }
  uint16_t *common = mem_zero((rows + 1) * (columns + 1), sizeof *common);
#define COMMON(row, column) common[(row) * (columns + 1) + (column)]
  for (size_t row = rows; row-- > 0;)
    for (size_t column = columns; column-- > 0;)
      COMMON(row, column) = same(a, a0 + row, b, b0 + column) ? (uint16_t)(COMMON(row + 1, column + 1) + 1)
                            : COMMON(row + 1, column) >= COMMON(row, column + 1) ? COMMON(row + 1, column)
                                                                                 : COMMON(row, column + 1);
  while (i < rows || j < columns) {
    if (i < rows && j < columns && same(a, a0 + i, b, b0 + j)) put(out, ' ', a, a0 + i++), j++;
    else if (i < rows && (j == columns || COMMON(i + 1, j) >= COMMON(i, j + 1))) put(out, '-', a, a0 + i++);
    else put(out, '+', b, b0 + j++);
  }
#undef COMMON
  free(common);
}

bool transcript_compare(struct buf *out, const char *before, const char *after) {
  struct lines a = cut(before), b = cut(after);
  size_t head = 0, tail = 0;
  while (head < a.count && head < b.count && same(&a, head, &b, head)) head++;
  while (tail < a.count - head && tail < b.count - head && same(&a, a.count - 1 - tail, &b, b.count - 1 - tail)) tail++;
  bool differ = head < a.count || head < b.count;
  if (differ) {
    put_range(out, ' ', &a, head > AROUND ? head - AROUND : 0, head);
    put_changed(out, &a, head, a.count - tail, &b, head, b.count - tail);
    put_range(out, ' ', &a, a.count - tail, tail > AROUND ? a.count - tail + AROUND : a.count);
  }
  finish(&a);
  finish(&b);
  return differ;
}
