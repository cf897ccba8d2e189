// Soft sounds. A player never blocks and never matters: a practice goes on the same without.
#pragma once

#include <stdbool.h>

#include <stdint.h>

struct cue;

// The sounds: "in", "hold", "out" and "top-up" for a breath, "end" when it is over, "bell" for a practice's chime.
struct cue_class {
  bool (*play)(struct cue *cue, const char *sound);        // true when it will be heard
  int64_t (*speak)(struct cue *cue, const char *text);  // how many ms it will take about; 0 when it will not be heard
  // What is missing on this machine, as a sentence, once; then NULL.
  const char *(*missing)(struct cue *cue);
  void (*destroy)(struct cue *cue);
};

struct cue {
  const struct cue_class *class;
};

struct cue *cue_none(void);
// Players and voices of the machine, each a short-lived process under a time limit. `folder` (made where missing)
// takes the sound files, which are made at first use. `volume` from 0 to 1.
struct cue *cue_spawn(const char *folder, double volume);

// Which of them it would use on this machine, as a program's name; NULL where none is installed.
const char *cue_spawn_player(void);
const char *cue_spawn_voice(void);
