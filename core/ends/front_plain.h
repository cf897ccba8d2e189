// What the plain front end's files share, and the scripted one uses: front_plain.c shows, front_plain_answer.c makes
// answers of typed lines.
#pragma once

#include <stddef.h>
#include <termios.h>

#include "buf.h"
#include "front.h"
#include "options.h"
#include "text.h"

enum {
  TYPED_AHEAD_MAX = 64 * 1024,  // bytes read before they are wanted
  TRIES_MAX = 3,                // answers that are no choice, before the question is passed over
};

struct plain {
  struct front front;
  int in, out;
  bool terminal;   // stdin is one: answers are seen as they are typed
  bool at_end;     // nothing more will be read
  bool echo;       // show the answers that were taken
  bool gone;       // stdout is closed: the person has left
  bool told_how_to_end;
  bool waits;      // a breath or a pause is going on
  struct buf typed;    // whole and begun lines not yet taken
  struct buf text;     // FRONT_TEXT: the lines so far
  int64_t question;    // 0: none open
  enum front_question_kind kind;
  char *initial;
  struct options options;
  int tries;
  bool secret;            // the answer is not to be seen
  bool hidden;            // and typing is not echoed now
  struct termios before;  // while hidden
};

// Gives it bytes as if they had been typed, and end of file after them; the answers taken from them are shown.
void front_plain_feed(struct front *front, const char *data, size_t length);

void plain_put(struct plain *plain, const char *data, size_t length);
void plain_put_line(struct plain *plain, const char *before, const char *text, const char *after);
void plain_put_own(struct plain *plain, const char *text);  // tend's own voice

// Questions (front_plain_answer.c).
void plain_hide_typing(struct plain *plain, bool hide);
void plain_close_question(struct plain *plain);
void plain_finish_page(struct plain *plain);  // ends a question with what was written so far, if anything was
const char *plain_first_newline(const struct plain *plain);  // in what was typed and not taken, or NULL
// Takes the first line that was typed, if it is wanted now; false when nothing was taken.
bool plain_take_line(struct plain *plain);
