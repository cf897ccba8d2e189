// The opened keys of writing processes; see keyring.h.
#include "keyring.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

static size_t hash(const char *process) {
  uint64_t value = text_hash(process);
  return (size_t)(value ^ value >> 32);
}

// The slot that holds `process`, or the free one where it belongs.
static struct keyring_slot *seek(const struct keyring *ring, const char *process) {
  size_t at = hash(process) & (ring->size - 1);
  while (ring->slots[at].process[0] && strcmp(ring->slots[at].process, process) != 0) at = (at + 1) & (ring->size - 1);
  return &ring->slots[at];
}

// In libsodium's memory: locked as far as the system allows, left out of core dumps, wiped when freed. Not by realloc(),
// which may leave a copy of the keys behind. Without memory this ends the process, as in memory.h.
static struct keyring_slot *make_slots(size_t count) {
  struct keyring_slot *slots = mem_checked(sodium_allocarray(count, sizeof *slots));
  memset(slots, 0, count * sizeof *slots);
  return slots;
}

static void grow(struct keyring *ring) {
  struct keyring larger = {.count = ring->count, .size = ring->size ? ring->size * 2 : 16};
  larger.slots = make_slots(larger.size);
  for (size_t i = 0; i < ring->size; i++)
    if (ring->slots[i].process[0]) *seek(&larger, ring->slots[i].process) = ring->slots[i];
  keyring_finish(ring);
  *ring = larger;
}

struct keyring_slot *keyring_find(const struct keyring *ring, const char *process) {
  if (ring->size == 0) return NULL;
  struct keyring_slot *slot = seek(ring, process);
  return slot->process[0] ? slot : NULL;
}

struct keyring_slot *keyring_add(struct keyring *ring, const char *process) {
  if (ring->count * 2 >= ring->size) grow(ring);
  struct keyring_slot *slot = seek(ring, process);
  snprintf(slot->process, sizeof slot->process, "%s", process);
  ring->count++;
  return slot;
}

void keyring_finish(struct keyring *ring) {
  sodium_free(ring->slots);
  *ring = (struct keyring){0};
}
