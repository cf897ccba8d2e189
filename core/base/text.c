// Text that others wrote; see text.h.
#include "text.h"

#include <string.h>

size_t text_decode(const char *text, size_t length, unsigned *code_point) {
  const unsigned char *byte = (const unsigned char *)text;
  if (length == 0) return 0;
  if (byte[0] < 0x80) {
    *code_point = byte[0];
    return 1;
  }
  size_t size = byte[0] >= 0xF0 ? 4 : byte[0] >= 0xE0 ? 3 : 2;
  if (byte[0] < 0xC2 || byte[0] > 0xF4 || size > length) return 0;
  unsigned value = byte[0] & (0x7Fu >> size);
  for (size_t i = 1; i < size; i++) {
    if ((byte[i] & 0xC0) != 0x80) return 0;
    value = value << 6 | (byte[i] & 0x3Fu);
  }
  static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
  *code_point = value;
  return size;
}

bool text_is_utf8(const char *text, size_t length, size_t *bad_offset) {
  unsigned code_point;
  for (size_t at = 0; at < length;) {
    if (!(text[at] & 0x80)) {
      at++;
      continue;
    }
    size_t size = text_decode(text + at, length - at, &code_point);
    if (size == 0) {
      if (bad_offset) *bad_offset = at;
      return false;
    }
    at += size;
  }
  return true;
}

// Characters that could move the cursor, recolour the screen or reorder what stands around them.
static bool is_unsafe(unsigned code_point) {
  return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F) ||
         code_point == 0x061C || code_point == 0x200E || code_point == 0x200F ||
         (code_point >= 0x2028 && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069) ||
         (code_point >= 0xFFF9 && code_point <= 0xFFFB) || (code_point >= 0xE0000 && code_point <= 0xE007F);
}

// How many bytes of it are letters, digits and signs of ASCII: most of what there is, and fit to be shown.
static size_t plain_length(const char *text, size_t length) {
  size_t plain = 0;
  while (plain < length && text[plain] >= 0x20 && text[plain] < 0x7F) plain++;
  return plain;
}

void text_clean(struct buf *out, const char *text, size_t length, bool lines) {
  unsigned code_point;
  for (size_t at = 0; at < length;) {
    size_t plain = plain_length(text + at, length - at);
    buf_add(out, text + at, plain);
    at += plain;
    if (at == length) return;
    size_t size = text_decode(text + at, length - at, &code_point);
    if (size == 0) {
      at++;
      continue;
    }
    if (code_point == '\n' && lines) {
      buf_add_char(out, '\n');
    } else if (code_point == '\n' || code_point == '\t') {
      buf_add_char(out, ' ');
    } else if (!is_unsafe(code_point)) {
      buf_add(out, text + at, size);
    }
    at += size;
  }
}

enum { NEAREST_MAX = 48 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

// Optimal string alignment distance: insert, delete, replace, or swap two neighbours.
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length) {
  size_t rows[3][NEAREST_MAX + 1];
  size_t *before = rows[0], *previous = rows[1], *current = rows[2];
  for (size_t j = 0; j <= b_length; j++) previous[j] = j;
  for (size_t i = 1; i <= a_length; i++) {
    current[0] = i;
    for (size_t j = 1; j <= b_length; j++) {
      size_t cost = a[i - 1] != b[j - 1];
      current[j] = least(least(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        current[j] = least(current[j], before[j - 2] + 1);
    }
    size_t *oldest = before;
    before = previous;
    previous = current;
    current = oldest;
  }
  return previous[b_length];
}

const char *text_nearest(const char *word, const char *const *candidates) {
  size_t length = strlen(word), best = (size_t)-1;
  const char *nearest = NULL;
  if (length > NEAREST_MAX) return NULL;
  for (; *candidates; candidates++) {
    size_t other = strlen(*candidates);
    if (other > NEAREST_MAX) continue;
    size_t steps = distance(word, length, *candidates, other);
    size_t longest = length > other ? length : other;
    if (steps < best && steps * 3 <= longest + 1) {
      best = steps;
      nearest = *candidates;
    }
  }
  return nearest;
}

uint64_t text_hash(const char *text) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 0x100000001B3u;
  return hash;
}

size_t text_line_at(const char *text, size_t offset) {
  size_t line = 1;
  for (size_t i = 0; i < offset; i++) line += text[i] == '\n';
  return line;
}

bool text_has_ending(const char *text, const char *ending) {
  size_t length = strlen(text), tail = strlen(ending);
  return length > tail && strcmp(text + length - tail, ending) == 0;
}

bool text_is_name(const char *text) {
  size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
  return length >= 1 && length <= 64 && text[length] == '\0' && text[0] != '-';
}
