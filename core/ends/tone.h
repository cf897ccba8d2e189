// The soft sounds, made here: sine tones that glide, with a slow beginning and a slower end, as WAV files.
#pragma once

#include <stdbool.h>

#include "buf.h"

bool tone_is_known(const char *sound);

// Appends a WAV file (16 bit, mono, 24 kHz). False for a sound that there is not; `volume` from 0 to 1.
bool tone_make(struct buf *wav, const char *sound, double volume);
