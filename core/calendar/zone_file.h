// What a zone is made of. Private to zone*.c.
#pragma once

#include "zone.h"
#include "zone_rule.h"

struct zone {
  char *name;
  int64_t *changes;   // seconds, UTC, rising
  uint8_t *types;     // for each change, the type that it begins
  size_t count;
  int32_t offsets[256];  // of each type, seconds east of UTC; before the first change, the first type holds
  bool has_rule;
  struct zone_rule rule;  // after the last change
};

// Fills a zeroed zone from the bytes of a TZif file. What was allocated is the caller's to free even after a mistake.
bool zone_file_read(struct zone *zone, const uint8_t *data, size_t length, struct fault *fault);
