// What went wrong, as one sentence for a person: what, where (file:line where there is one) and what to do.
// Functions that can fail take a `struct fault *`, return false (or NULL) and leave the sentence there; whoever knows
// the context prints it, once.
#pragma once

#include <stdarg.h>
#include <stdbool.h>

enum { FAULT_MAX = 1024 };

struct fault {
  char text[FAULT_MAX];
};

// Sets the sentence and returns false, so that `return fault_set(fault, ...)` reads well. `fault` may be NULL.
bool fault_set(struct fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));
