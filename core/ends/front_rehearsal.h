// A front end without a person: it writes down what a practice shows, as text that reads like the practice, and takes
// the person's part from whoever rehearses. Of use with a clock that is not real.
//
// In a transcript, "> " begins what was answered and "! " what was done unasked ("skip", "leave", "ground"); "..." as
// an answer is silence, until time runs out. "[tend] " is tend's own voice, "[notice] " a notice, "# " a comment; what
// happens without words stands in brackets. A practice's own line that begins like one of these is shown behind "| ".
#pragma once

#include "cue.h"
#include "front.h"

enum {
  REHEARSAL_LINES_MAX = 2000,  // of one transcript, after which the person leaves
  REHEARSAL_HOURS_MAX = 12,    // of its clock, likewise
};

struct rehearsal_part {
  void *context;
  // The next line that is typed: appended to `line`. False where there is none: everything is passed over.
  bool (*answer)(void *context, const struct front_question *question, struct buf *line);
  // What is done unasked once the transcript has `lines` lines: "skip", "leave", "ground", or NULL.
  const char *(*act)(void *context, size_t lines);
};

// Appends to `transcript`. All is borrowed.
struct front *front_rehearsal(struct buf *transcript, struct clock *clock, const struct rehearsal_part *part);
struct cue *front_rehearsal_cue(struct front *front);  // sounds, written down; it goes with the front end
bool front_rehearsal_left(const struct front *front);  // the person left before the end
