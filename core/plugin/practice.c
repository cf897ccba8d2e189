// A practice as it lies on disk; see practice.h.
#include "practice.h"

#include <errno.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "manifest.h"
#include "memory.h"
#include "mistake.h"
#include "paths.h"
#include "setting.h"
#include "text.h"

enum { TITLE_MAX = 80 };

static void hash_file(crypto_hash_sha256_state *state, const char *name, const char *text, size_t length) {
  unsigned char size[8];
  for (unsigned i = 0; i < sizeof size; i++) size[i] = (unsigned char)((uint64_t)length >> (8 * i));
  crypto_hash_sha256_update(state, (const unsigned char *)name, strlen(name) + 1);
  crypto_hash_sha256_update(state, size, sizeof size);
  crypto_hash_sha256_update(state, (const unsigned char *)text, length);
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const struct practice_file *)a)->name, ((const struct practice_file *)b)->name);
}

void practice_files_sort(struct practice_file *files, size_t count) {
  if (count) qsort(files, count, sizeof *files, by_name);
}

void practice_hash_files(const struct practice_file *files, size_t count, char hash[PRACTICE_HASH_SIZE]) {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (size_t i = 0; i < count; i++) hash_file(&state, files[i].name, files[i].text, files[i].length);
  crypto_hash_sha256_final(&state, digest);
  sodium_bin2hex(hash, PRACTICE_HASH_SIZE, digest, sizeof digest);
}

// The manifest has its place among the other files.
static void hash_folder(const struct folder *folder, char hash[PRACTICE_HASH_SIZE]) {
  struct practice_file files[PRACTICE_FILES_MAX + 1], manifest = {(char *)"plugin.ini", folder->manifest,
                                                                  folder->manifest_length};
  size_t count = 0;
  for (size_t i = 0; i < folder->count; i++) {
    if (count == i && manifest.text && strcmp(manifest.name, folder->files[i].name) < 0) files[count++] = manifest;
    files[count++] = folder->files[i];
  }
  if (count == folder->count && manifest.text) files[count++] = manifest;
  practice_hash_files(files, count, hash);
}

// Hands the files over to the practice.
static void take_files(struct practice *practice, struct folder *folder) {
  hash_folder(folder, practice->hash);
  practice->files = folder->files;
  practice->files_count = folder->count;
  folder->files = NULL;
  folder->count = 0;
}

static bool find_main(struct practice *practice) {
  for (size_t i = 0; i < practice->files_count; i++) {
    if (strcmp(practice->files[i].name, "main.lua") != 0) continue;
    practice->main = i;
    return true;
  }
  return false;
}

// The last part of a path, "." and ".." looked up. The caller frees it.
static char *last_part(const char *path) {
  const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
  if (last[0] && strcmp(last, ".") != 0 && strcmp(last, "..") != 0) return mem_copy(last);
  char *real = realpath(path, NULL);
  char *name = mem_copy(real ? strrchr(real, '/') + 1 : path);
  free(real);
  return name;
}

static bool load_manifest(struct practice *practice, const struct folder *folder, struct buf *errors) {
  if (!folder->manifest) {
    mistake_add(errors, "%s: there is no plugin.ini, which says what the practice is; plugins/README.md shows one",
                practice->path);
    return false;
  }
  char *where = mem_format("%s/plugin.ini", practice->path);
  size_t mistakes = manifest_read(practice, where, folder->manifest, folder->manifest_length, errors);
  free(where);
  return mistakes == 0;
}

static bool load_folder(struct practice *practice, struct folder *folder, struct buf *errors) {
  practice->name = last_part(practice->path);
  if (!folder_read(folder, practice->path, errors)) {
    if (folder->manifest) load_manifest(practice, folder, errors);  // so that its mistakes are told, too
    return false;
  }
  take_files(practice, folder);
  bool has_main = find_main(practice);
  if (!has_main) mistake_add(errors, "%s: there is no main.lua, with which a practice begins", practice->path);
  return load_manifest(practice, folder, errors) && has_main;
}

// The words of a comment in the first line, or the name.
static char *file_title(const struct practice *practice) {
  const char *text = practice->files[0].text;
  size_t length = strcspn(text, "\r\n"), dashes = strspn(text, "-");
  size_t start = dashes + strspn(text + dashes, " \t");
  while (length > start && strchr(" \t", text[length - 1])) length--;
  bool words = dashes >= 2 && start < length && length - start <= TITLE_MAX && !strchr("[@", text[start]);
  return words ? mem_copy_n(text + start, length - start) : mem_copy(practice->name);
}

static void permit_file(struct practice *practice) {
  static const char *const keys[] = {"journal.add", "notify", "remind", "sound"};
  enum { KEYS = sizeof keys / sizeof *keys };
  practice->permissions = mem_zero(KEYS, sizeof *practice->permissions);
  for (size_t i = 0; i < KEYS; i++) {
    struct practice_permission *permission = &practice->permissions[practice->permissions_count++];
    permission->key = mem_copy(keys[i]);
    permission->reason = mem_copy("as any single file without a manifest may");
  }
}

static bool is_file_name(const char *name) {
  struct buf clean = {0};
  text_clean(&clean, name, strlen(name), false);
  bool ok = name[0] && strlen(name) <= 64 && strcmp(buf_text(&clean), name) == 0;
  buf_finish(&clean);
  return ok;
}

static bool load_file(struct practice *practice, struct folder *folder, struct buf *errors) {
  char *file = last_part(practice->path);
  bool ok = text_has_ending(file, PRACTICE_LUA);
  if (!ok) {
    mistake_add(errors, "%s: not a practice: that is a file whose name ends in .lua, or a folder", practice->path);
  } else {
    practice->name = mem_copy_n(file, strlen(file) - strlen(PRACTICE_LUA));
    ok = is_file_name(practice->name);
    if (!ok)
      mistake_add(errors, "%s: the file's name is too long or has characters that cannot be shown: rename it",
                  practice->path);
  }
  ok = ok && folder_read_file(folder, practice->path, file, errors);
  if (ok) {
    take_files(practice, folder);
    practice->title = file_title(practice);
    permit_file(practice);
  }
  free(file);
  return ok;
}

// Two practices of one name are two: a stranger's "letters" gets nothing that was kept for the bundled one.
static void identify(struct practice *practice) {
  char *folder = mem_format("plugins/%s", practice->name), *bundled = path_of(PATH_SHARE, folder, NULL);
  bool same_name = bundled && access(bundled, F_OK) == 0;
  switch (practice->origin) {
    case PRACTICE_BUNDLED: practice->identity = mem_copy(practice->name); break;
    case PRACTICE_OWN: practice->identity = mem_format("own/%s", practice->name); break;
    case PRACTICE_INSTALLED: practice->identity = mem_format("installed/%s", practice->name); break;
    case PRACTICE_PATH: {
      char *real = realpath(practice->path, NULL);
      practice->identity = mem_copy(real ? real : practice->path);
      free(real);
      break;
    }
  }
  practice->inherits = practice->origin == PRACTICE_BUNDLED || (practice->origin != PRACTICE_PATH && !same_name);
  free(bundled);
  free(folder);
}

void practice_fill(struct practice *practice) {
  char **texts[] = {&practice->title,   &practice->summary, &practice->version, &practice->author,
                    &practice->license, &practice->source,  &practice->kind};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (!*texts[i]) *texts[i] = mem_copy("");
  if (!practice->local_title) practice->local_title = mem_copy(practice->title);
  if (!practice->local_summary) practice->local_summary = mem_copy(practice->summary);
  if (!practice->local_cautions) practice->local_cautions = mem_copy(practice->cautions);
  if (!practice->intensity) practice->intensity = mem_copy("gentle");
}

static struct practice *create(const char *path, enum practice_origin origin) {
  struct practice *practice = mem_zero(1, sizeof *practice);
  size_t length = strlen(path);
  while (length > 1 && path[length - 1] == '/') length--;
  practice->origin = origin;
  practice->path = mem_copy_n(path, length);
  return practice;
}

static struct practice *finish_reading(struct practice *practice, struct folder *folder, bool ok) {
  folder_finish(folder);
  practice_fill(practice);
  if (ok) return practice;
  practice_free(practice);
  return NULL;
}

struct practice *practice_load(const char *path, enum practice_origin origin, struct buf *errors) {
  struct stat info;
  if (stat(path, &info) < 0) {
    if (errno == ENOENT)
      mistake_add(errors, "%s: there is no such file or folder", path);
    else
      mistake_add(errors, "%s: cannot be opened: %s", path, strerror(errno));
    return NULL;
  }
  struct practice *practice = create(path, origin);
  struct folder folder = {0};
  bool ok = S_ISDIR(info.st_mode) ? load_folder(practice, &folder, errors) : load_file(practice, &folder, errors);
  if (practice->name) identify(practice);
  return finish_reading(practice, &folder, ok);
}

// Where the second section begins, when the first is [plugin]; otherwise the whole length.
static size_t first_section(const char *text, size_t length) {
  const char *first = strchr(text, '['), *second = first ? strstr(first, "\n[") : NULL;
  bool is_plugin = first && strncmp(first, "[plugin]", 8) == 0 && (first == text || first[-1] == '\n');
  return is_plugin && second ? (size_t)(second + 1 - text) : length;
}

struct practice *practice_peek(const char *path, enum practice_origin origin, struct buf *errors) {
  if (origin == PRACTICE_OWN) return practice_load(path, origin, errors);  // a single file says it itself
  struct practice *practice = create(path, origin);
  struct folder folder = {0};
  practice->name = last_part(practice->path);
  bool ok = folder_read_manifest(&folder, practice->path, errors);
  if (ok) folder.manifest_length = first_section(folder.manifest, folder.manifest_length);
  ok = ok && load_manifest(practice, &folder, errors);
  return finish_reading(practice, &folder, ok);
}

static void free_permissions(struct practice *practice) {
  for (size_t i = 0; i < practice->permissions_count; i++) {
    free(practice->permissions[i].key);
    free(practice->permissions[i].scope);
    free(practice->permissions[i].reason);
  }
  free(practice->permissions);
}

static void free_settings(struct practice *practice) {
  for (size_t i = 0; i < practice->settings_count; i++) setting_finish(&practice->settings[i]);
  free(practice->settings);
}

void practice_files_free(struct practice_file *files, size_t count) {
  for (size_t i = 0; i < count; i++) {
    free(files[i].name);
    free(files[i].text);
  }
  free(files);
}

void practice_free(struct practice *practice) {
  if (!practice) return;
  char *texts[] = {practice->name,    practice->path,      practice->title,   practice->summary,
                   practice->version, practice->author,    practice->license, practice->source,
                   practice->kind,    practice->intensity, practice->cautions,  practice->identity,
                   practice->local_title, practice->local_summary, practice->local_cautions};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(texts[i]);
  free_permissions(practice);
  free_settings(practice);
  practice_files_free(practice->files, practice->files_count);
  free(practice);
}

bool practice_has_manifest(const struct practice *practice) {
  return strcmp(practice->files[practice->main].name, "main.lua") == 0;
}

bool practice_is_trusted(const struct practice *practice, const char *permission) {
  bool single_file = practice->origin == PRACTICE_OWN || !practice_has_manifest(practice);
  return strcmp(permission, "journal.read") != 0 && (single_file || practice->origin == PRACTICE_BUNDLED);
}

const char *practice_address(const struct practice *practice) {
  return practice->origin == PRACTICE_PATH ? practice->identity : practice->name;
}

const struct practice_permission *practice_permission(const struct practice *practice, const char *key) {
  for (size_t i = 0; i < practice->permissions_count; i++)
    if (strcmp(practice->permissions[i].key, key) == 0) return &practice->permissions[i];
  return NULL;
}

const char *practice_scope_tag(const struct practice_permission *permission) {
  return permission->scope && strncmp(permission->scope, "tag:", 4) == 0 ? permission->scope + 4 : NULL;
}

void practice_grant_name(struct buf *out, const struct practice_permission *permission) {
  const char *tag = practice_scope_tag(permission);
  buf_add_text(out, permission->key);
  if (tag) buf_format(out, " tag:%s", tag);
}

const struct practice_setting *practice_setting(const struct practice *practice, const char *key) {
  for (size_t i = 0; i < practice->settings_count; i++)
    if (strcmp(practice->settings[i].key, key) == 0) return &practice->settings[i];
  return NULL;
}
