// What a practice shows while nobody looks; see unseen.h.
#include "unseen.h"

#include <stdlib.h>

#include "memory.h"

static void add_line(struct unseen *unseen, struct unseen_line line) {
  unseen->lines = mem_resize(unseen->lines, (unseen->lines_count + 1) * sizeof *unseen->lines);
  unseen->lines[unseen->lines_count++] = line;
}

void unseen_say(struct unseen *unseen, const char *text) {
  add_line(unseen, (struct unseen_line){.said = true, .text = mem_copy(text)});
}

void unseen_tell(struct unseen *unseen, enum front_tone tone, const char *text) {
  add_line(unseen, (struct unseen_line){.tone = tone, .text = mem_copy(text)});
}

void unseen_ask(struct unseen *unseen, const struct front_question *question) {
  struct front_question copy = *question;
  char **options = mem_zero(question->options_count + 1, sizeof *options);
  for (size_t i = 0; i < question->options_count; i++) options[i] = mem_copy(question->options[i]);
  copy.options = (const char *const *)options;
  copy.text = mem_copy(question->text);
  copy.initial = mem_copy(question->initial);
  copy.begun = mem_copy(question->begun);
  unseen_forget_question(unseen);
  unseen->question = copy;
}

void unseen_phase(struct unseen *unseen, const struct front_phase *phase, int64_t now) {
  unseen_forget_scene(unseen);
  unseen->phase = *phase;
  unseen->phase.name = mem_copy(phase->name);
  unseen->began = now;
  unseen->lasts = phase->ms;
}

void unseen_wait(struct unseen *unseen, const char *label, int64_t ms, int64_t now) {
  unseen_forget_scene(unseen);
  unseen->pause = mem_copy(label);
  unseen->began = now;
  unseen->lasts = ms;
}

void unseen_forget_lines(struct unseen *unseen) {
  for (size_t i = 0; i < unseen->lines_count; i++) free(unseen->lines[i].text);
  unseen->lines_count = 0;
}

void unseen_forget_question(struct unseen *unseen) {
  struct front_question *question = &unseen->question;
  for (size_t i = 0; i < question->options_count; i++) free((char *)question->options[i]);
  free((void *)question->options);
  free((char *)question->text);
  free((char *)question->initial);
  free((char *)question->begun);
  *question = (struct front_question){0};
}

void unseen_forget_scene(struct unseen *unseen) {
  free((char *)unseen->phase.name);
  free(unseen->pause);
  unseen->phase = (struct front_phase){0};
  unseen->pause = NULL;
}

void unseen_finish(struct unseen *unseen) {
  unseen_forget_lines(unseen);
  unseen_forget_question(unseen);
  unseen_forget_scene(unseen);
  free(unseen->lines);
  unseen->lines = NULL;
}

void unseen_show(struct unseen *unseen, struct front *front, int64_t now) {
  int64_t left = unseen->began + unseen->lasts - now;
  for (size_t i = 0; i < unseen->lines_count; i++) {
    const struct unseen_line *line = &unseen->lines[i];
    if (line->said) front->class->say(front, line->text);
    else front->class->tell(front, line->tone, line->text);
  }
  unseen_forget_lines(unseen);
  unseen->phase.ms = left;
  if (unseen->phase.name && left > 0) front->class->phase(front, &unseen->phase);
  if (unseen->pause && left > 0) front->class->wait(front, unseen->pause, left);
}
