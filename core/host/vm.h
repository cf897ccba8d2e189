// One Lua state with a memory cap and a time limit for each slice of work, and the few primitives on which the
// vocabulary in scripts/prelude is written. It never reads or writes a descriptor: messages go in as JSON and come out
// in a buffer.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

enum {
  VM_MEMORY_DEFAULT = 32 << 20,  // bytes that a practice's Lua values may take
  VM_SLICE_MS = 250,             // CPU time of one slice before the practice is asked to finish
};

// A Lua file of the prelude, compiled; the table ends with a NULL name. Made by embed.c.
struct prelude_file {
  const char *name, *code;
  size_t length;
};
extern const struct prelude_file prelude_files[];

struct vm;

// `out` receives encoded messages and outlives the VM. NULL, with a `fail` message in `out`, when the prelude cannot
// start.
struct vm *vm_create(struct buf *out);
void vm_destroy(struct vm *vm);

// Hands one checked message from the core to the prelude and lets every strand run until all of them wait. False when
// the practice is over: nothing more is to be received.
bool vm_receive(struct vm *vm, json_t *body);

void vm_limit_slice(struct vm *vm, int ms);  // in the place of VM_SLICE_MS
void vm_limit_memory(struct vm *vm, size_t bytes);
size_t vm_memory_peak(const struct vm *vm);  // bytes
