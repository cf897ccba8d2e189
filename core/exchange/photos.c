// Photos on their way in and out; see photos.h.
#include "photos.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "memory.h"
#include "paths.h"
#include "picture.h"

static bool read_beside(const struct import *import, const char *file, struct buf *bytes) {
  if (import->beside) return import->beside->read(import->beside->context, file, bytes);
  char *folder = path_folder(import->path ? import->path : ""), *path = path_join(folder, file);
  bool ok = file_read(path, JOURNAL_ATTACHMENT_MAX, bytes, NULL);
  free(path);
  free(folder);
  return ok;
}

json_t *photos_take(struct import *import, const char *file, const char *name) {
  struct buf bytes = {0};
  json_t *record = NULL;
  const struct picture *picture = NULL;
  if (import->journal && read_beside(import, file, &bytes)) picture = picture_of(bytes.data, bytes.len);
  if (picture) record = journal_attach(import->journal, bytes.data, bytes.len, picture->type, name, NULL);
  buf_finish(&bytes);
  return record;
}

static bool write_photo(struct export *export, const struct buf *bytes, const char *file, struct fault *fault) {
  char *path = path_join(export->folder, file), *folder = path_folder(path);
  struct sink *sink = file_make_folder(folder, fault) ? sink_open(path, false, fault) : NULL;
  if (sink) sink_add(sink, bytes->data, bytes->len);
  free(folder);
  free(path);
  return sink && sink_finish(sink, fault);
}

bool photos_write(struct export *export, const json_t *record, const char *file, struct fault *fault) {
  struct buf bytes = {0};
  bool there = journal_attachment(export->journal, record, &bytes, NULL);
  bool ok = there && write_photo(export, &bytes, file, fault);
  if (!there) export->photos++;
  if (bytes.data) sodium_memzero(bytes.data, bytes.len);
  buf_finish(&bytes);
  return ok;
}
