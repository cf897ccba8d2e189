// Memory that goes together; see arena.h.
#include "arena.h"

#include <stdalign.h>
#include <stdlib.h>

#include "memory.h"

// Each block is twice as large as the one before, so that little is bought for few things and many need few blocks.
enum { BLOCK_FIRST = 1024, BLOCK_LAST = 256 * 1024 };

struct arena_block {
  struct arena_block *older;
  size_t size, used;  // bytes of `data`
  alignas(max_align_t) char data[];
};

static struct arena_block *add_block(struct arena *arena, size_t least) {
  struct arena_block *older = arena->newest;
  size_t size = older ? older->size * 2 : BLOCK_FIRST;
  if (size > BLOCK_LAST) size = BLOCK_LAST;
  if (size < least) size = least;
  struct arena_block *block = mem_zero(1, sizeof *block + size);
  block->older = older;
  block->size = size;
  return arena->newest = block;
}

void *arena_zero(struct arena *arena, size_t size) {
  size_t room = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
  struct arena_block *block = arena->newest;
  if (!block || block->size - block->used < room) block = add_block(arena, room);
  void *place = block->data + block->used;
  block->used += room;
  return place;
}

void arena_finish(struct arena *arena) {
  for (struct arena_block *block; (block = arena->newest);) {
    arena->newest = block->older;
    free(block);
  }
}
