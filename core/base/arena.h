// Memory for many things that are kept together and go together: they lie side by side, and what was freed around them
// is whole pages again, which a program that sleeps for hours can give back.
#pragma once

#include <stddef.h>

struct arena {  // zeroed, it is empty; a copy of it stands for the same memory
  struct arena_block *newest;
};

void *arena_zero(struct arena *arena, size_t size);  // zeroed, aligned for anything; never NULL
void arena_finish(struct arena *arena);
