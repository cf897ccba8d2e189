// The lock file; see ledger.h.
#include "ledger.h"

#include "shelf.h"

static bool is_text(const json_t *entry, const char *key) { return json_is_string(json_object_get(entry, key)); }

static bool is_text_or_none(const json_t *entry, const char *key) {
  return !json_object_get(entry, key) || is_text(entry, key);
}

static bool is_entry(const json_t *entry) {
  const json_t *previous = json_object_get(entry, "previous");
  return is_text(entry, "source") && is_text(entry, "hash") && is_text(entry, "version") && is_text(entry, "installed") &&
         is_text_or_none(entry, "key") && is_text_or_none(entry, "commit") && (!previous || is_entry(previous));
}

json_t *ledger_read(struct fault *fault) { return shelf_read(PATH_STATE, "installed.json", "practices", is_entry, fault); }

bool ledger_write(const json_t *ledger, struct fault *fault) { return shelf_write(PATH_STATE, "installed.json", ledger, fault); }

json_t *ledger_entry(const json_t *ledger, const char *name) {
  return json_object_get(json_object_get(ledger, "practices"), name);
}

void ledger_set(json_t *ledger, const char *name, json_t *entry) {
  json_t *practices = json_object_get(ledger, "practices"), *before = json_object_get(practices, name);
  if (entry && before) {
    json_t *previous = json_copy(before);
    json_object_del(previous, "previous");
    json_object_set_new(entry, "previous", previous);
  }
  if (entry) json_object_set_new(practices, name, entry);
  else json_object_del(practices, name);
}

void ledger_swap(json_t *ledger, const char *name) {
  json_t *entry = ledger_entry(ledger, name), *previous = json_object_get(entry, "previous");
  if (!previous) return;
  json_t *back = json_copy(previous), *key = json_object_get(entry, "key");
  // The key is that of the name, whichever version is there.
  if (key) json_object_set(back, "key", key);
  ledger_set(ledger, name, back);
}
