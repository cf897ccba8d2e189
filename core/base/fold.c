// Text folded for finding; see fold.h.
#include "fold.h"

#include <string.h>
#include <utf8proc.h>

#include "text.h"

// The longest that Unicode folds one code point to is 18 code points (U+FDFA).
enum { POINTS_MAX = 18, ATTACHED_MIN = 10 };

static char fold_ascii(char letter) { return (char)(letter + ((unsigned char)(letter - 'A') < 26 ? 'a' - 'A' : 0)); }

// An accent or another sign on a letter. Those of the lowest classes are no ornament: they are part of how a letter of
// an Indian script is written.
static bool is_mark(utf8proc_int32_t point) {
  const utf8proc_property_t *property = utf8proc_get_property(point);
  return property->category == UTF8PROC_CATEGORY_MN && property->combining_class >= ATTACHED_MIN;
}

size_t fold_letter(const char *text, size_t length, char out[FOLD_LETTER_MAX], size_t *folded) {
  const utf8proc_option_t options = UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
  unsigned point = 0;
  utf8proc_int32_t points[POINTS_MAX];
  int boundary = UTF8PROC_BOUNDCLASS_START;
  size_t size = (unsigned char)*text < 0x80 ? 0 : text_decode(text, length, &point);
  *folded = 0;
  if (size == 0) {
    out[(*folded)++] = fold_ascii(*text);
    return 1;
  }
  utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)point, points, POINTS_MAX, options, &boundary);
  for (utf8proc_ssize_t i = 0; i < count && i < POINTS_MAX; i++)
    if (!is_mark(points[i])) *folded += (size_t)utf8proc_encode_char(points[i], (utf8proc_uint8_t *)out + *folded);
  return size;
}

// Most text is ASCII nearly throughout; a loop that does not branch takes it in large steps.
static size_t add_ascii(struct buf *out, const char *text, size_t length) {
  char *to = out->data + out->len;
  unsigned char all = 0;
  for (size_t i = 0; i < length; i++) {
    all |= (unsigned char)text[i];
    to[i] = fold_ascii(text[i]);
  }
  size_t done = length;
  if (all >= 0x80)
    for (done = 0; (unsigned char)text[done] < 0x80;) done++;
  out->len += done;
  return done;
}

bool fold_equals(const char *a, const char *b) {
  struct buf folded[2] = {{0}};
  fold_add(&folded[0], a, strlen(a));
  fold_add(&folded[1], b, strlen(b));
  bool equal = strcmp(buf_text(&folded[0]), buf_text(&folded[1])) == 0;
  buf_finish(&folded[0]);
  buf_finish(&folded[1]);
  return equal;
}

void fold_add(struct buf *out, const char *text, size_t length) {
  enum { STEP = 64 };
  for (size_t at = 0; at < length;) {
    size_t step = length - at < STEP ? length - at : STEP, folded;
    buf_reserve(out, FOLD_LETTER_MAX);
    size_t done = add_ascii(out, text + at, step);
    at += done;
    if (done == step) continue;
    at += fold_letter(text + at, length - at, out->data + out->len, &folded);
    out->len += folded;
  }
  if (out->data) out->data[out->len] = '\0';
}
