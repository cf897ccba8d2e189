// What a person did in one run of a practice, in order, so that it can be done again in a changed version of it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "front.h"

enum deed_kind {
  DEED_ANSWER,
  DEED_CHOICE,
  DEED_PASS,     // passed over a question
  DEED_SILENCE,  // let a question's time run out
  DEED_GO_ON,    // passed over what was being waited for
};

struct deed {
  enum deed_kind kind;
  char *question;  // its words; NULL for DEED_GO_ON
  char *answer;    // or the option's words; NULL where there is none
  int64_t after;   // ms since the deed before, or since the start
};

struct deeds {  // zeroed: none
  struct deed *items;
  size_t count;
  // Where the run is, which may stand still: at an open question, what is typed of it (or NULL), and how long after the last deed it was asked;
  // or so long after the last deed.
  bool asking, paused;
  char *begun;
  int64_t after;
};

void deeds_add(struct deeds *deeds, enum deed_kind kind, const char *question, const char *answer, int64_t after);
void deeds_finish(struct deeds *deeds);  // empty again

// Up to where deeds were done again.
struct deeds_place {
  size_t next;  // the first that may be still to come
  size_t sure;  // after the last one whose question was asked in the same words
};

// The deed that answers this question in a version that may ask otherwise: one with the same words, before which
// whatever is no longer asked is passed by; else the next one, when it fits. NULL where there is none. One that
// answered other words, because it was next, still answers its own when they come after all.
const struct deed *deeds_match(const struct deeds *deeds, struct deeds_place *place,
                               const struct front_question *question);
// The next one, when it is one that needs no question; else NULL.
const struct deed *deeds_unasked(const struct deeds *deeds, const struct deeds_place *place);
void deeds_pass(struct deeds_place *place);  // it was done

// Which option of the question it chose; false where that is no longer there.
bool deed_option(const struct deed *deed, const struct front_question *question, size_t *option);
