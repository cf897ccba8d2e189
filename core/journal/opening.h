// One row on its way from the file to whoever visits it: opened, looked at, and read as JSON.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "seal.h"

struct opening {
  struct seal_row row;
  const unsigned char *key, *nonce, *sealed;  // key: NULL where it is not known
  size_t length;                              // of `sealed`
  // What became of it.
  json_t *content;   // NULL where it cannot be opened, or was passed over
  bool passed_over;  // it cannot be what is looked for
};

// Whether a row may be what is looked for, by its content as JSON text, with zeros or other padding after it.
typedef bool opening_look(void *context, const char *json, size_t length);

struct opening_how {
  opening_look *may_be;  // NULL: every row may
  void *context;
};

// The content is the caller's to release.
void opening_open(struct opening *opening, struct seal_opener *opener, const struct opening_how *how);
