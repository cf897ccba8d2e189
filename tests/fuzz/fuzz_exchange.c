// A journal from anywhere, in every format that is read: each part is taken or refused, and whatever was taken has an
// id and a content.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(struct import *import, const struct journal_entry *revision, const json_t *parents, size_t line,
                 struct fault *fault) {
  (void)import, (void)fault;
  (void)line;
  if (!revision->id[0] || !json_is_object(revision->content)) abort();
  if (parents && !json_is_array(parents)) abort();
  char *text = json_dumps(revision->content, JSON_COMPACT);
  if (!text) abort();
  free(text);
  return true;
}

static void bad(struct import *import, size_t line, const char *sentence) {
  (void)import, (void)line;
  if (!*sentence) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  for (size_t i = 0; formats[i]; i++) {
    struct fault fault = {{0}};
    if (!formats[i]->read) continue;
    struct import import = {.take = take, .bad = bad, .path = "f"};
    struct source *source = source_of_bytes("f", data, size);
    if (size) formats[i]->knows((const char *)data, size);
    if (!formats[i]->read(&import, source, &fault) && !fault.text[0]) abort();
    source_close(source);
  }
  return 0;
}
