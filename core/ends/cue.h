// Soft sounds. A player never blocks and never matters: a practice goes on the same without.
#pragma once

#include <stdbool.h>

struct cue;

struct cue_class {
  const char *name;
  bool (*play)(struct cue *cue, const char *sound);  // true when it will be heard
  void (*destroy)(struct cue *cue);
};

struct cue {
  const struct cue_class *class;
};

struct cue *cue_none(void);
