// A transcript: what a practice showed and what was answered, as readable text that can be played again. Above the text
// of the rehearsal stand lines "# WORD VALUE" that say how it was rehearsed. The first line of the head is a comment.
#pragma once

#include "rehearsal.h"

enum { TRANSCRIPT_MAX = 4 << 20 };  // bytes of such a file

struct transcript_act {
  size_t line;  // how many lines of the body stand before it
  char *word;
};

struct transcript {
  struct rehearsal how;
  char **answers;
  size_t answers_count, answers_next;
  struct transcript_act *acts;
  size_t acts_count, acts_next;
  char *body;  // without the head
  struct rehearsal_part part;  // plays its answers and acts again, once
};

// Reads a text that may be anything. `name` is how the file is called in sentences. The transcript is the caller's to
// finish, and must not be moved, even on failure.
bool transcript_read(struct transcript *transcript, const char *name, const char *text, size_t length,
                     struct fault *fault);
// Nothing done and nothing answered, for adding to; must not be moved.
void transcript_init(struct transcript *transcript);
// More answers, a line each; "! leave" is an act.
void transcript_add_answers(struct transcript *transcript, const char *text, size_t length);
void transcript_finish(struct transcript *transcript);

void transcript_put_head(struct buf *out, const struct rehearsal *how);

// Appends the lines of `before` and `after` that differ, behind "-" and "+", each group with the lines around it.
// False, and nothing, where they are the same.
bool transcript_compare(struct buf *out, const char *before, const char *after);
