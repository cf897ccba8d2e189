// What a pack says of itself; see pack_list.h.
#include "pack_list.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

void pack_list_make(const struct bundle *bundle, const char *name, const char *version, const char *key, struct buf *text) {
  json_t *files = json_object();
  for (size_t i = 0; i < bundle->count; i++) {
    char hash[BUNDLE_HASH_SIZE];
    bundle_hash_bytes(bundle->files[i].text, bundle->files[i].length, hash);
    json_object_set_new(files, bundle->files[i].name, json_string(hash));
  }
  json_t *list = json_pack("{s:i, s:s, s:s, s:s*, s:o}", "tend", 1, "name", name, "version", version, "key", key, "files", files);
  char *dump = json_dumps(list, JSON_INDENT(2) | JSON_SORT_KEYS);
  buf_add_text(text, dump);
  buf_add_char(text, '\n');
  free(dump);
  json_decref(list);
}

static bool files_fit(const struct bundle *bundle, const json_t *files, struct fault *fault) {
  for (size_t i = 0; i < bundle->count; i++) {
    const struct practice_file *file = &bundle->files[i];
    const char *listed = json_string_value(json_object_get(files, file->name));
    char hash[BUNDLE_HASH_SIZE];
    if (strcmp(file->name, PACK_LIST_NAME) == 0) continue;
    if (!listed) return fault_set(fault, "'%s' is not in the pack's own list of files", file->name);
    bundle_hash_bytes(file->text, file->length, hash);
    if (strcmp(hash, listed) != 0) return fault_set(fault, "'%s' is not the file that was packed", file->name);
  }
  const char *name;
  json_t *unused;
  json_object_foreach((json_t *)files, name, unused)
    if (!bundle_find(bundle, name)) return fault_set(fault, "'%.200s' is missing from the pack", name);
  return true;
}

static void take_out(struct bundle *bundle, const struct practice_file *list) {
  size_t at = (size_t)(list - bundle->files);
  free(list->name);
  free(list->text);
  bundle->bytes -= list->length;
  memmove(&bundle->files[at], &bundle->files[at + 1], (--bundle->count - at) * sizeof *bundle->files);
}

bool pack_list_check(struct bundle *bundle, char key[MINISIGN_KEY_TEXT], struct fault *fault) {
  const struct practice_file *file = bundle_find(bundle, PACK_LIST_NAME);
  *key = '\0';
  if (!file) return true;
  json_t *list = json_loadb(file->text, file->length, JSON_REJECT_DUPLICATES, NULL);
  const char *stated = json_string_value(json_object_get(list, "key"));
  const json_t *files = json_object_get(list, "files");
  bool ok = json_is_object(files) && json_integer_value(json_object_get(list, "tend")) == 1 &&
            (!stated || strlen(stated) < MINISIGN_KEY_TEXT);
  if (!ok) fault_set(fault, "its " PACK_LIST_NAME " is none that 'tend pack' wrote: rename or remove it");
  ok = ok && files_fit(bundle, files, fault);
  if (ok && stated) strcpy(key, stated);
  if (ok) take_out(bundle, file);
  json_decref(list);
  return ok;
}
