// A practice that somebody offers; see offer.h.
#include "offer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "ini.h"
#include "memory.h"
#include "mistake.h"
#include "pack_list.h"
#include "place.h"
#include "text.h"

enum { SIGNATURE_MAX = 4096 };

enum { NAME_SIZE = 65 };

static bool take_name(void *context, const struct ini_value *value, struct fault *fault) {
  (void)fault;
  bool is_name = strcmp(value->section, "plugin") == 0 && strcmp(value->key, "name") == 0;
  if (is_name && strlen(value->value) < NAME_SIZE && text_is_name(value->value)) strcpy(context, value->value);
  return true;
}

// The name that its manifest gives, which becomes a folder's: nothing else is read of it before it is staged.
static bool name_of(const struct bundle *bundle, char name[NAME_SIZE]) {
  const struct practice_file *manifest = bundle_find(bundle, "plugin.ini");
  struct buf ignored = {0};
  *name = '\0';
  ini_read("plugin.ini", manifest->text, manifest->length, take_name, name, &ignored);
  buf_finish(&ignored);
  return *name != '\0';
}

// A pack says by which key it is signed, and its signature lies beside it.
static bool check_signature(struct offer *offer, const char *key, struct fault *fault) {
  struct buf signature = {0};
  char *path = mem_format("%s.minisig", offer->address.place);
  bool there = offer->address.kind == ADDRESS_ARCHIVE && access(path, F_OK) == 0, ok = true;
  if (there && !*key) ok = fault_set(fault, "there is a signature beside it, and no key in it to check that with: pack it again with 'tend pack --sign'");
  if (there && ok)
    ok = file_read(path, SIGNATURE_MAX, &signature, fault) &&
         minisign_verify(key, buf_text(&offer->pack), offer->pack.len, buf_text(&signature), fault);
  if (there && ok) strcpy(offer->key, key);
  if (!there && *key && ok)
    ok = fault_set(fault, "it says that it is signed, and its signature is not beside it (%s)", path);
  buf_finish(&signature);
  free(path);
  return ok;
}

static bool fetch(struct offer *offer, const char *text, char name[NAME_SIZE], struct fault *fault) {
  char key[MINISIGN_KEY_TEXT];
  struct fault why;
  if (!address_parse(&offer->address, text, fault)) return false;
  if (!address_fetch(&offer->address, &offer->bundle, &offer->pack, &offer->commit, fault)) return false;
  if (!pack_list_check(&offer->bundle, key, &why) || !check_signature(offer, key, &why))
    return fault_set(fault, "%.400s: %s", offer->address.place, why.text);
  bundle_hash(&offer->bundle, offer->hash);
  return name_of(&offer->bundle, name) ||
         fault_set(fault, "%.400s: its plugin.ini has no 'name' of small letters, digits and '-'", offer->address.place);
}

bool offer_open(struct offer *offer, const char *text, struct buf *errors) {
  struct fault fault;
  char name[NAME_SIZE];
  *offer = (struct offer){0};
  bool ok = fetch(offer, text, name, &fault);
  if (ok) offer->staged = place_stage(&offer->bundle, name, &fault);
  if (!ok || !offer->staged) {
    mistake_add(errors, "%s", fault.text);
    return false;
  }
  // Read where it will lie, so that it is what it will be: under the same identity.
  offer->practice = practice_load(offer->staged, PRACTICE_INSTALLED, errors);
  return offer->practice != NULL;
}

void offer_close(struct offer *offer) {
  practice_free(offer->practice);
  if (offer->staged) place_drop(offer->staged);
  free(offer->staged);
  free(offer->commit);
  buf_finish(&offer->pack);
  bundle_finish(&offer->bundle);
  address_finish(&offer->address);
  *offer = (struct offer){0};
}

bool offer_is_as_promised(const struct offer *offer, const char *hash, const char *key, struct fault *fault) {
  if (hash && strcmp(hash, offer->hash) != 0)
    return fault_set(fault, "what is there is not what the index says (hash %s): 'tend index update' may know a newer one",
                     offer->hash);
  if (key && strcmp(key, offer->key) != 0)
    return fault_set(fault, "the index says that it is signed with %s, and it is %s%s", key, *offer->key ? "signed with " : "not signed",
                     offer->key);
  return true;
}

bool offer_key_fits(const struct offer *offer, const json_t *entry, struct fault *fault) {
  const char *pinned = json_string_value(json_object_get(entry, "key"));
  if (!pinned || strcmp(pinned, offer->key) == 0) return true;
  if (!*offer->key)
    return fault_set(fault, "%s has been signed so far (key %s), and this is not signed. Ask its author why; "
                     "--accept-new-key takes it all the same", offer->practice->name, pinned);
  return fault_set(fault, "%s has been signed with the key %s so far, and this is signed with %s. Ask its author whether "
                   "that is theirs; --accept-new-key takes it all the same", offer->practice->name, pinned, offer->key);
}

json_t *offer_entry(const struct offer *offer) {
  char when[32], *source = address_words(&offer->address);
  time_t now = time(NULL);
  struct tm utc;
  strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
  json_t *entry = json_pack("{s:s, s:s*, s:s, s:s, s:s*, s:s}", "source", source, "commit", offer->commit, "hash",
                            offer->hash, "version", offer->practice->version, "key", *offer->key ? offer->key : NULL,
                            "installed", when);
  free(source);
  return entry;
}
