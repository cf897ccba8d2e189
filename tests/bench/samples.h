// What the measuring programs share: the time, a way out, and printing samples, a line each.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// Microseconds on the monotonic clock.
static inline double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

// Ends the program: a figure of something that went wrong is worse than none.
__attribute__((noreturn)) static inline void give_up(const char *what) {
  fprintf(stderr, "bench: %s\n", what);
  exit(1);
}

static inline void print_samples(const double *samples, size_t count) {
  for (size_t i = 0; i < count; i++) printf("%.2f\n", samples[i]);
}
