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
