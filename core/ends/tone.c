// The soft sounds; see tone.h.
#include "tone.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { RATE = 24000 };

static const double turn = 6.283185307179586;

// Pitch goes from `from` to `to` (Hz). Rising is in and falling is out, so that they can be told apart with eyes
// closed; a hold is level and shorter.
static const struct tone {
  const char *name;
  double from, to, seconds, rise, fall, loudness;  // rise and fall: seconds of fading in and out
} tones[] = {
    {"in", 196.0, 293.7, 1.4, 0.25, 0.7, 0.5},  {"top-up", 293.7, 349.2, 0.7, 0.12, 0.4, 0.4},
    {"out", 293.7, 196.0, 1.6, 0.25, 0.9, 0.5}, {"hold", 246.9, 246.9, 0.6, 0.15, 0.4, 0.3},
    {"end", 392.0, 392.0, 2.8, 0.02, 2.7, 0.5}, {"bell", 440.0, 440.0, 2.4, 0.01, 2.3, 0.5},
};

static void add_number(struct buf *out, uint32_t value, int bytes) {
  for (int i = 0; i < bytes; i++) buf_add_char(out, (char)(value >> 8 * i & 0xFF));
}

static void add_header(struct buf *wav, uint32_t samples) {
  buf_add(wav, "RIFF", 4);
  add_number(wav, 36 + samples * 2, 4);
  buf_add(wav, "WAVEfmt ", 8);
  add_number(wav, 16, 4);
  add_number(wav, 1, 2);         // plain PCM
  add_number(wav, 1, 2);         // mono
  add_number(wav, RATE, 4);
  add_number(wav, RATE * 2, 4);  // bytes a second
  add_number(wav, 2, 2);
  add_number(wav, 16, 2);
  buf_add(wav, "data", 4);
  add_number(wav, samples * 2, 4);
}

static double envelope(const struct tone *tone, double at) {
  double rise = fmin(1, at / tone->rise), fall = fmin(1, (tone->seconds - at) / tone->fall);
  // Squared on the way out: it dies away and does not stop.
  return sin(rise * turn / 4) * fall * fall;
}

static const struct tone *find_tone(const char *sound) {
  for (size_t i = 0; i < sizeof tones / sizeof *tones; i++)
    if (strcmp(tones[i].name, sound) == 0) return &tones[i];
  return NULL;
}

bool tone_is_known(const char *sound) { return find_tone(sound) != NULL; }

bool tone_make(struct buf *wav, const char *sound, double volume) {
  const struct tone *tone = find_tone(sound);
  if (!tone) return false;
  uint32_t samples = (uint32_t)(tone->seconds * RATE);
  double phase = 0;
  add_header(wav, samples);
  for (uint32_t i = 0; i < samples; i++) {
    double at = (double)i / RATE;
    phase += turn * (tone->from + (tone->to - tone->from) * at / tone->seconds) / RATE;
    // A little of the octave makes it warm.
    double value = (sin(phase) * 0.85 + sin(2 * phase) * 0.15) * envelope(tone, at) * tone->loudness * volume;
    add_number(wav, (uint32_t)(int32_t)lrint(value * 32767), 2);
  }
  return true;
}
