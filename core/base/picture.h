// What kind of picture a file holds, by its first bytes; its name may say anything.
#pragma once

#include <stddef.h>

struct picture {
  const char *type;    // the media type, "image/jpeg"
  const char *ending;  // of a file's name, "jpg"
};

// NULL where it is none of JPEG, PNG, GIF, WebP, HEIC and AVIF. Nothing but the first bytes is looked at.
const struct picture *picture_of(const void *bytes, size_t length);
const struct picture *picture_of_type(const char *type);
