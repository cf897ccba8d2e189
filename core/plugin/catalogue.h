// What can be run on this machine: own scripts, installed plugins, bundled plugins, in that order of precedence.
#pragma once

#include "practice.h"

struct catalogue_item {
  char *name, *path;
  enum practice_origin origin;
};

struct catalogue {
  struct catalogue_item *items;  // sorted by name; an own script hides an installed plugin, which hides a bundled one
  size_t count;
};

// Lists names and places without reading the practices. Folders that are missing are empty.
void catalogue_init(struct catalogue *catalogue);
void catalogue_finish(struct catalogue *catalogue);

// Finds what the person named: a path (anything with a '/', or ending in ".lua" where such a file exists), or a name in
// the catalogue; loads it. An unknown name gives a sentence with the nearest known one. NULL and lines in `errors` on
// failure.
struct practice *catalogue_load(const struct catalogue *catalogue, const char *named, struct buf *errors);
