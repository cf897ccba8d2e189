// A line now and then; see progress.h.
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_MS = 2000, LOOK_EVERY = 256 };  // the clock is looked at once in so many entries

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000) + time.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, const char *what) {
  progress->what = isatty(STDERR_FILENO) ? what : NULL;
  progress->started = now();
  progress->next = FIRST_MS;
}

void progress_tick(struct progress *progress, size_t entries) {
  if (!progress->what || entries % LOOK_EVERY != 0) return;
  int64_t passed = now() - progress->started;
  if (passed < progress->next) return;
  fprintf(stderr, "%zu entries %s so far.\n", entries, progress->what);
  while (progress->next <= passed) progress->next *= 2;
}
