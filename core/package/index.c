// Indexes of practices; see index.h.
#include "index.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "address.h"
#include "bundle.h"
#include "file.h"
#include "ini.h"
#include "memory.h"
#include "mistake.h"
#include "paths.h"
#include "shelf.h"
#include "text.h"

struct reading {
  const char *source;  // of the index
  json_t *practices;
};

static bool is_hex(const char *text, size_t length) {
  return strlen(text) == length && strspn(text, "0123456789abcdef") == length;
}

static bool is_tame(const char *source) {
  struct buf clean = {0};
  text_clean(&clean, source, strlen(source), false);
  bool tame = strlen(source) <= 1000 && strcmp(buf_text(&clean), source) == 0;
  buf_finish(&clean);
  return tame;
}

// One that is not there yet does.
static bool lies_below(const char *folder, const char *path) {
  char *real = realpath(path, NULL);
  size_t length = strlen(folder);
  bool below = !real || (strncmp(real, folder, length) == 0 && real[length] == '/');
  free(real);
  return below;
}

// A stranger's index leads to other machines, or to what lies beside it; never into this one.
static char *whole_source(const char *index, const char *source, struct fault *fault) {
  static const char *const remote[] = {"https://", "http://", "git://", "ssh://"};
  for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
    if (strncmp(source, remote[i], strlen(remote[i])) == 0 && is_tame(source)) return mem_copy(source);
  struct address place = {0};
  char *whole = NULL;
  bool inside = is_tame(source) && strncmp(source, "./", 2) == 0 && !strstr(source, "..") && !strpbrk(source + 2, "#@\\");
  if (!inside) fault_set(fault, "'source' needs a URL, or a folder beside the index such as ./NAME; not '%.100s'", source);
  else if (address_parse(&place, index, fault)) {
    bool git = place.kind == ADDRESS_GIT;
    whole = git ? mem_format("%s%s%s#%s%s%s", place.place, place.revision ? "@" : "", place.revision ? place.revision : "",
                             place.subfolder ? place.subfolder : "", place.subfolder ? "/" : "", source + 2)
                : path_join(place.place, source + 2);
    if (!git && !lies_below(place.place, whole)) {
      fault_set(fault, "'%.100s' leads out of the index's folder", source);
      free(whole);
      whole = NULL;
    }
  }
  address_finish(&place);
  return whole;
}

static bool take_words(json_t *practice, const struct ini_value *value, struct fault *fault) {
  enum { WORDS_MAX = 300 };
  struct buf clean = {0};
  text_clean(&clean, value->value, strlen(value->value), false);
  bool fits = clean.len <= WORDS_MAX;
  if (fits) json_object_set_new(practice, value->key, json_string(buf_text(&clean)));
  buf_finish(&clean);
  return fits || fault_set(fault, "'%s' has more than %d bytes", value->key, WORDS_MAX);
}

static bool take(void *context, const struct ini_value *value, struct fault *fault) {
  struct reading *reading = context;
  if (!text_is_name(value->section))
    return fault_set(fault, "[%s] is no name of a practice: small letters, digits and '-'", value->section);
  json_t *practice = json_object_get(reading->practices, value->section);
  if (!practice && json_object_size(reading->practices) == INDEX_PRACTICES_MAX)
    return fault_set(fault, "one practice too many: an index has at most %d", INDEX_PRACTICES_MAX);
  if (!practice) json_object_set_new(reading->practices, value->section, practice = json_object());
  if (strcmp(value->key, "source") == 0) {
    char *whole = whole_source(reading->source, value->value, fault);
    if (whole) json_object_set_new(practice, "source", json_string(whole));
    free(whole);
    return whole != NULL;
  }
  if (strcmp(value->key, "hash") == 0 && !is_hex(value->value, BUNDLE_HASH_SIZE - 1))
    return fault_set(fault, "'hash' needs 64 hexadecimal digits");
  static const char *const known[] = {"title", "summary", "hash", "key", NULL};
  for (size_t i = 0; known[i]; i++)
    if (strcmp(known[i], value->key) == 0) return take_words(practice, value, fault);
  return true;  // what a later version says is passed over
}

static bool has_sources(const struct reading *reading, struct buf *errors) {
  const char *name;
  json_t *practice;
  bool all = true;
  json_object_foreach(reading->practices, name, practice) {
    if (json_object_get(practice, "source")) continue;
    mistake_add(errors, "%s: [%s] has no 'source'", reading->source, name);
    all = false;
  }
  return all;
}

json_t *index_parse(const char *source, const char *text, size_t length, struct buf *errors) {
  struct reading reading = {source, json_object()};
  if (ini_read("index.ini", text, length, take, &reading, errors) == 0 && has_sources(&reading, errors)) return reading.practices;
  json_decref(reading.practices);
  return NULL;
}

static bool fetch_text(const struct address *address, struct buf *text, struct fault *fault) {
  if (address->kind == ADDRESS_GIT) {
    const char *subfolder = address->subfolder;
    char *path = mem_format("%s%sindex.ini", subfolder ? subfolder : "", subfolder ? "/" : "");
    bool ok = bundle_read_git_file(text, address->place, address->revision, path, fault);
    free(path);
    return ok;
  }
  if (address->kind != ADDRESS_FOLDER)
    return fault_set(fault, "%s: an index is in a folder or in a git repository", address->place);
  char *path = path_join(address->place, "index.ini");
  bool ok = file_read(path, INDEX_MAX, text, fault);
  free(path);
  return ok;
}

json_t *index_fetch(const char *text, struct buf *errors) {
  struct address address;
  struct buf ini = {0};
  struct fault fault;
  json_t *practices = NULL;
  bool ok = address_parse(&address, text, &fault) && fetch_text(&address, &ini, &fault);
  if (!ok) mistake_add(errors, "%s", fault.text);
  else practices = index_parse(text, buf_text(&ini), ini.len, errors);
  buf_finish(&ini);
  address_finish(&address);
  return practices;
}

static bool is_index(const json_t *index) {
  const char *name;
  json_t *practice;
  json_object_foreach(json_object_get(index, "practices"), name, practice)
    if (!json_is_string(json_object_get(practice, "source"))) return false;
  return json_is_string(json_object_get(index, "fetched"));
}

json_t *indexes_read(struct fault *fault) { return shelf_read(PATH_DATA, "indexes.json", "indexes", is_index, fault); }

bool indexes_write(const json_t *indexes, struct fault *fault) {
  return shelf_write(PATH_DATA, "indexes.json", indexes, fault);
}

const json_t *indexes_find(const json_t *indexes, const char *name, const char **where, struct buf *errors) {
  const char *source;
  json_t *index;
  const json_t *found = NULL;
  size_t count = 0;
  json_object_foreach(json_object_get(indexes, "indexes"), source, index) {
    const json_t *practice = json_object_get(json_object_get(index, "practices"), name);
    if (!practice) continue;
    if (count++ == 0) *where = source, found = practice;
    else mistake_add(errors, "'%s' is in several indexes: say which with its source, %s or %s", name,
                     json_string_value(json_object_get(found, "source")), json_string_value(json_object_get(practice, "source")));
  }
  if (count == 0)
    mistake_add(errors, "'%s' is no folder, archive or repository, and in no index; 'tend search' looks for others", name);
  return count == 1 ? found : NULL;
}

json_t *index_bundled(void) {
  struct buf text = {0}, ignored = {0};
  char *folder = path_of(PATH_SHARE, "plugins", NULL), *path = folder ? path_join(folder, "index.ini") : NULL;
  json_t *practices = NULL;
  if (path && file_read(path, INDEX_MAX, &text, NULL)) practices = index_parse(folder, buf_text(&text), text.len, &ignored);
  buf_finish(&text);
  buf_finish(&ignored);
  free(folder);
  free(path);
  return practices ? practices : json_object();
}
