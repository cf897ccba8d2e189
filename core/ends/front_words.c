// Words that several front ends say.
#include <string.h>

#include "front.h"
#include "language.h"

// In the languages that the practices that come with tend speak.
static const struct {
  const char *phase, *words, *german;
} phases[] = {
    {"in", "Breathe in", "Einatmen"},
    {"out", "Breathe out", "Ausatmen"},
    {"hold", "Hold gently", "Sanft halten"},
    {"top-up", "A little more in", "Noch ein wenig dazu"},
};

enum { PHASES = sizeof phases / sizeof *phases };

static size_t phase_of(const char *name) {
  size_t i = 0;
  while (i < PHASES && strcmp(name, phases[i].phase) != 0) i++;
  return i;
}

const char *front_phase_original(const char *phase) {
  size_t i = phase_of(phase);
  return i < PHASES ? phases[i].words : phase;
}

const char *front_phase_words(const char *phase) {
  char wanted[LANGUAGES_MAX][LANGUAGE_SIZE];
  size_t i = phase_of(phase);
  bool german = i < PHASES && language_wanted(wanted) && strncmp(wanted[0], "de", 2) == 0;
  return german ? phases[i].german : front_phase_original(phase);
}

void front_ground(struct front *front) {
  static const char *const lines[] = {
      "You are here. Feel the floor under your feet, or whatever is holding you.",
      "Look at one thing in the room. Any one thing. Let your eyes rest on it.",
      "Let a breath go out slowly, as if through a straw. That is enough.",
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) front->class->tell(front, FRONT_CARE, lines[i]);
}
