// Words that several front ends say.
#include <string.h>

#include "front.h"

const char *front_phase_words(const char *phase) {
  static const struct {
    const char *phase, *words;
  } known[] = {{"in", "Breathe in"}, {"out", "Breathe out"}, {"hold", "Hold gently"}, {"top-up", "A little more in"}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(phase, known[i].phase) == 0) return known[i].words;
  return phase;
}

void front_ground(struct front *front) {
  static const char *const lines[] = {
      "You are here. Feel the floor under your feet, or whatever is holding you.",
      "Look at one thing in the room. Any one thing. Let your eyes rest on it.",
      "Let a breath go out slowly, as if through a straw. That is enough.",
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) front->class->tell(front, FRONT_CARE, lines[i]);
}
