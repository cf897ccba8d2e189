// What a person looks for; see match.h.
#include "match.h"

#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "memory.h"

enum { BETWEEN = 1 };  // a byte between two texts of an entry, which no term holds

static bool is_space(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }

// Appends folded text whose spaces are single ones.
static void add_folded(struct buf *out, const char *text, size_t length) {
  size_t from = out->len, to = from;
  fold_add(out, text, length);
  for (size_t at = from; at < out->len; at++) {
    bool space = is_space(out->data[at]);
    if (!space || to == from || out->data[to - 1] != ' ') out->data[to++] = space ? ' ' : out->data[at];
  }
  buf_drop_end(out, out->len - to);
}

// Making one.

void match_add(struct match *match, const char *words, size_t length, bool unwanted) {
  struct buf folded = {0};
  add_folded(&folded, words, length);
  if (folded.len && folded.data[folded.len - 1] == ' ') buf_drop_end(&folded, 1);
  if (folded.len && folded.data[0] == ' ') buf_drop(&folded, 1);
  if (folded.len == 0) {
    buf_finish(&folded);
    return;
  }
  match->terms = mem_resize(match->terms, (match->count + 1) * sizeof *match->terms);
  match->terms[match->count++] = (struct match_term){folded.data, folded.len, unwanted};
}

bool match_parse(struct match *match, const char *line, struct fault *fault) {
  for (const char *at = line; *(at += strspn(at, " \t\r\n"));) {
    bool unwanted = *at == '-' && at[1] && !is_space(at[1]);
    if (unwanted) at++;
    bool quoted = *at == '"';
    if (quoted) at++;
    size_t length = strcspn(at, quoted ? "\"" : " \t\r\n");
    if (quoted && !at[length]) return fault_set(fault, "a \" has no second one: \"%s", at);
    match_add(match, at, length, unwanted);
    at += length + quoted;
  }
  return true;
}

void match_finish(struct match *match) {
  for (size_t i = 0; i < match->count; i++) free(match->terms[i].text);
  free(match->terms);
  *match = (struct match){0};
}

// Whole entries.

static void add_words(struct buf *out, const json_t *value) {
  size_t at;
  const char *key;
  json_t *each;
  if (json_is_string(value)) {
    add_folded(out, json_string_value(value), json_string_length(value));
    buf_add_char(out, BETWEEN);
  }
  json_array_foreach(value, at, each) add_words(out, each);
  json_object_foreach((json_t *)value, key, each) add_words(out, each);
}

const char *const match_members[] = {"title", "text", "lines", "mood", "tags", "fields", NULL};

bool match_fits(const struct match *match, const json_t *content, struct buf *scratch) {
  buf_clear(scratch);
  for (size_t i = 0; match_members[i]; i++) add_words(scratch, json_object_get(content, match_members[i]));
  for (size_t i = 0; i < match->count; i++) {
    const struct match_term *term = &match->terms[i];
    bool there = scratch->len && memmem(scratch->data, scratch->len, term->text, term->length);
    if (there == term->unwanted) return false;
  }
  return true;
}

// Places.

// The folded text, and for each of its bytes where the letter that it came from begins; one more for the end.
struct folding {
  struct buf text;
  size_t *origins, room;
};

static void put(struct folding *folding, char letter, size_t origin) {
  if (folding->text.len + 1 >= folding->room) {
    folding->room = folding->room ? 2 * folding->room : 256;
    folding->origins = mem_resize(folding->origins, folding->room * sizeof *folding->origins);
  }
  folding->origins[folding->text.len] = origin;
  folding->origins[folding->text.len + 1] = origin;
  buf_add_char(&folding->text, letter);
}

static void fold_places(struct folding *folding, const char *text, size_t length) {
  char letters[FOLD_LETTER_MAX];
  size_t folded;
  for (size_t at = 0, used; at < length; at += used) {
    used = fold_letter(text + at, length - at, letters, &folded);
    for (size_t i = 0; i < folded; i++) {
      bool space = is_space(letters[i]);
      bool repeated = space && folding->text.len && folding->text.data[folding->text.len - 1] == ' ';
      if (!repeated) put(folding, space ? ' ' : letters[i], at);
    }
  }
  if (folding->text.len) folding->origins[folding->text.len] = length;
}

// A letter may fold to several, and a term may end within them: then the whole letter belongs to the place; and an
// accent that was written by itself belongs to the letter before it.
static size_t end_of(const struct folding *folding, size_t last) {
  size_t after = last + 1;
  while (after < folding->text.len && folding->origins[after] == folding->origins[last]) after++;
  return folding->origins[after];
}

bool match_find(const struct match *match, const char *text, size_t length, struct match_place *place) {
  struct folding folding = {0};
  bool found = false;
  fold_places(&folding, text, length);
  for (size_t i = 0; i < match->count && folding.text.len; i++) {
    const struct match_term *term = &match->terms[i];
    const char *at = term->unwanted ? NULL : memmem(folding.text.data, folding.text.len, term->text, term->length);
    if (!at) continue;
    size_t first = (size_t)(at - folding.text.data);
    struct match_place here = {folding.origins[first], end_of(&folding, first + term->length - 1)};
    if (!found || here.start < place->start || (here.start == place->start && here.end > place->end)) *place = here;
    found = true;
  }
  buf_finish(&folding.text);
  free(folding.origins);
  return found;
}
