// What a practice shows while nobody looks, kept so that it can be shown to who comes later: the lines, the open
// question, and the breath or the pause that is on.
#pragma once

#include "front.h"

struct unseen_line {
  bool said;             // by the practice, and not told by tend
  enum front_tone tone;
  char *text;
};

struct unseen {  // zeroed: nothing
  struct unseen_line *lines;
  size_t lines_count;
  struct front_question question;  // the open one, a copy; id 0: none
  struct front_phase phase;        // the one that is on: its name is a copy, or NULL
  char *pause;                     // the label of the one that is on, or NULL
  int64_t began, lasts;            // of the phase or the pause
};

void unseen_say(struct unseen *unseen, const char *text);
void unseen_tell(struct unseen *unseen, enum front_tone tone, const char *text);
void unseen_ask(struct unseen *unseen, const struct front_question *question);  // instead of the one that was open
void unseen_phase(struct unseen *unseen, const struct front_phase *phase, int64_t now);
void unseen_wait(struct unseen *unseen, const char *label, int64_t ms, int64_t now);

void unseen_forget_lines(struct unseen *unseen);
void unseen_forget_question(struct unseen *unseen);
void unseen_forget_scene(struct unseen *unseen);
void unseen_finish(struct unseen *unseen);

// Shows the lines, and of the phase or the pause what is left; the lines are forgotten.
void unseen_show(struct unseen *unseen, struct front *front, int64_t now);
