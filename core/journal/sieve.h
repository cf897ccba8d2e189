// Passing over what cannot be looked for, before it is read as JSON, which takes ten times as long as opening it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

enum { SIEVE_MAX = 16 };

struct sieve {  // zeroed, it lets everything through; finish it with sieve_finish
  struct buf needles[SIEVE_MAX], folded;
  size_t count;
};

// Lets only JSON texts through that may hold these words in a string, folded or not. Past SIEVE_MAX nothing is added.
void sieve_add(struct sieve *sieve, const char *words);

// True for every JSON text that holds all that was added, and for few others. There may be anything after the text.
bool sieve_passes(struct sieve *sieve, const char *json, size_t length);

void sieve_finish(struct sieve *sieve);
