// What goes on before the person in the terminal: a breath that is followed, a pause; see front_term.h.
#include <stdlib.h>
#include <string.h>

#include "front_term.h"
#include "memory.h"
#include "shape.h"

void term_end_pause(struct term_scene *scene) {
  free(scene->pause.label);
  scene->pause.label = NULL;
}

void term_shift_scene(struct term_scene *scene, int64_t ms) {
  scene->breath.start += ms;
  scene->pause.start += ms;
}

void term_follow_stage(struct term *term) {
  const struct front_listener *listener = term->front.listener;
  if (!listener || listener == term->scene.listener) return;
  term->changed = true;
  if (listener == term->below.listener) {
    term_end_pause(&term->scene);
    term->scene = term->below;
    term->below = (struct term_scene){0};
    term_shift_scene(&term->scene, term_now(term) - term->scene.left);
  } else {
    term_end_pause(&term->below);
    term->below = term->scene;
    term->below.left = term_now(term);
    term->scene = (struct term_scene){.listener = listener};
  }
}

// How full the shape is when a phase is over. A top-up fills what the breath in left.
static double fullness_after(const char *phase, double now) {
  if (strcmp(phase, "in") == 0) return 0.88;
  if (strcmp(phase, "top-up") == 0) return 1;
  if (strcmp(phase, "out") == 0) return 0;
  return now;
}

double term_fullness(const struct term *term, int64_t now) {
  double progress =
      term->scene.breath.ms ? (double)(now - term->scene.breath.start) / (double)term->scene.breath.ms : 1;
  return term->scene.breath.from + (term->scene.breath.to - term->scene.breath.from) * shape_ease(progress);
}

void term_phase(struct front *front, const struct front_phase *phase) {
  struct term *term = term_of(front);
  term_follow_stage(term);
  int64_t now = term_now(term);
  double from = term->scene.breath.on ? term->scene.breath.to : 0;
  term->scene.breath.on = true;
  term->scene.breath.from = from;
  term->scene.breath.to = fullness_after(phase->name, from);
  term->scene.breath.start = now;
  term->scene.breath.ms = phase->ms;
  term->scene.breath.cycle = phase->cycle;
  term->scene.breath.cycles = phase->cycles;
  size_t length = strnlen(phase->name, sizeof term->scene.breath.name - 1);
  memcpy(term->scene.breath.name, phase->name, length);
  term->scene.breath.name[length] = '\0';
  term->reading = false;
  term->changed = true;
}

void term_rest(struct front *front) {
  struct term *term = term_of(front);
  term_follow_stage(term);
  term->scene.breath.on = false;
  term->changed = true;
}

void term_wait(struct front *front, const char *label, int64_t ms) {
  struct term *term = term_of(front);
  term_follow_stage(term);
  term_end_pause(&term->scene);
  term->scene.pause.label = mem_copy(label);
  term->scene.pause.start = term_now(term);
  term->scene.pause.ms = ms;
  term->changed = true;
}

void term_wait_over(struct front *front) {
  struct term *term = term_of(front);
  term_follow_stage(term);
  term_end_pause(&term->scene);
  term->changed = true;
}
