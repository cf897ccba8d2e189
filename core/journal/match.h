// What a person looks for in their entries: words that must be there, and words that must not. Letters are compared as
// fold.h folds them, and a word may be part of a longer one.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

struct match_term {
  char *text;  // folded, with single spaces
  size_t length;
  bool unwanted;
};

struct match {  // zeroed, it fits every entry
  struct match_term *terms;
  size_t count;
};

// Adds one term: its words must follow each other, with any space between them. Nothing but space adds nothing.
void match_add(struct match *match, const char *words, size_t length, bool unwanted);

// Adds what a line says: sea "old house" -rain. False with a sentence where a quotation mark has no second one.
bool match_parse(struct match *match, const char *line, struct fault *fault);

void match_finish(struct match *match);

// The members of an entry's content that are searched, in the order in which a person reads them; ends with NULL.
extern const char *const match_members[];

// Whether the words of an entry hold every wanted term and no unwanted one.
// `scratch` is memory to work in, for one entry after the other.
bool match_fits(const struct match *match, const json_t *content, struct buf *scratch);

// The first place in `text` where a wanted term begins, as bytes of it; of several there, the longest. False where
// there is none.
struct match_place {
  size_t start, end;
};
bool match_find(const struct match *match, const char *text, size_t length, struct match_place *place);
