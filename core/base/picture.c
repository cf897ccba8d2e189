// Kinds of pictures; see picture.h.
#include "picture.h"

#include <string.h>

// HEIC and AVIF are ISO media files: their brand stands behind the word "ftyp".
static const struct {
  struct picture picture;
  size_t at;
  const char *bytes;
} known[] = {
    {{"image/jpeg", "jpg"}, 0, "\xFF\xD8\xFF"},    {{"image/png", "png"}, 0, "\x89PNG\r\n\x1A\n"},
    {{"image/gif", "gif"}, 0, "GIF8"},             {{"image/webp", "webp"}, 8, "WEBP"},
    {{"image/heic", "heic"}, 4, "ftypheic"},       {{"image/heic", "heic"}, 4, "ftypheix"},
    {{"image/heic", "heic"}, 4, "ftypmif1"},       {{"image/avif", "avif"}, 4, "ftypavif"},
};

const struct picture *picture_of(const void *bytes, size_t length) {
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    size_t span = strlen(known[i].bytes);
    if (length >= known[i].at + span && memcmp((const char *)bytes + known[i].at, known[i].bytes, span) == 0)
      return &known[i].picture;
  }
  return NULL;
}

const struct picture *picture_of_type(const char *type) {
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(known[i].picture.type, type) == 0) return &known[i].picture;
  return NULL;
}
