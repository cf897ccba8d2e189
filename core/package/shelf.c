// A small JSON file of tend's own; see shelf.h.
#include "shelf.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"

enum { VERSION = 1, SHELF_MAX = 16 * 1024 * 1024 };

static bool all_sound(json_t *items, bool (*sound)(const json_t *item)) {
  const char *name;
  json_t *item;
  json_object_foreach(items, name, item)
    if (!sound(item)) return false;
  return json_is_object(items);
}

static json_t *parse(const char *path, const struct buf *text, const char *kind, bool (*sound)(const json_t *item),
                     struct fault *fault) {
  json_t *shelf = json_loadb(buf_text(text), text->len, JSON_REJECT_DUPLICATES, NULL);
  json_int_t version = json_integer_value(json_object_get(shelf, "version"));
  if (version == VERSION && all_sound(json_object_get(shelf, kind), sound)) return shelf;
  if (version > VERSION) fault_set(fault, "%s was written by a newer tend; it is left as it is", path);
  else fault_set(fault, "%s cannot be read; it is left as it is: move it away to begin a new one", path);
  json_decref(shelf);
  return NULL;
}

json_t *shelf_read(enum path_base base, const char *name, const char *kind, bool (*sound)(const json_t *item),
                   struct fault *fault) {
  char *path = path_of(base, name, fault);
  struct buf text = {0};
  json_t *shelf = NULL;
  if (path && access(path, F_OK) < 0) shelf = json_pack("{s:i, s:{}}", "version", VERSION, kind);
  else if (path && file_read(path, SHELF_MAX, &text, fault)) shelf = parse(path, &text, kind, sound, fault);
  buf_finish(&text);
  free(path);
  return shelf;
}

bool shelf_write(enum path_base base, const char *name, const json_t *shelf, struct fault *fault) {
  char *path = path_for_writing(base, name, fault);
  char *text = json_dumps(shelf, JSON_INDENT(2) | JSON_SORT_KEYS);
  // What could not be read again is not written.
  bool fits = text && strlen(text) <= SHELF_MAX;
  if (path && !fits) fault_set(fault, "%s would be too large", path);
  bool ok = path && fits && file_replace(path, text, strlen(text), fault);
  free(text);
  free(path);
  return ok;
}

