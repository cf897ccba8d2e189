// A line now and then; see progress.h.
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "monotonic.h"

enum { FIRST_MS = 2000, LOOK_EVERY = 256 };  // the clock is looked at once in so many entries

void progress_begin(struct progress *progress, const char *what) {
  progress->what = isatty(STDERR_FILENO) ? what : NULL;
  progress->started = monotonic_ms();
  progress->next = FIRST_MS;
}

void progress_tick(struct progress *progress, size_t entries) {
  if (!progress->what || entries % LOOK_EVERY != 0) return;
  int64_t passed = monotonic_ms() - progress->started;
  if (passed < progress->next) return;
  fprintf(stderr, "%zu entries %s so far.\n", entries, progress->what);
  while (progress->next <= passed) progress->next *= 2;
}
