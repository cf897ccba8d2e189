// The files of a practice on its way; see bundle.h.
#include "bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"
#include "paths.h"

static bool part_is_plain(const char *part, size_t length) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  bool dots = strspn(part, ".") >= length;
  return length > 0 && !dots && strspn(part, letters) >= length && part[0] != '-' && !(length == 4 && strncmp(part, ".git", 4) == 0);
}

static const char *name_problem(const char *name) {
  size_t depth = 0;
  if (name[0] == '/') return "begins at the root of the disk";
  if (strlen(name) > BUNDLE_NAME_MAX) return "has a name that is too long";
  for (const char *part = name;; depth++) {
    size_t length = strcspn(part, "/");
    if (length == 2 && strncmp(part, "..", 2) == 0) return "leads out of the practice's folder";
    if (!part_is_plain(part, length)) return "has a name that is not letters, digits, '_', '-' and '.'";
    if (!part[length]) break;
    part += length + 1;
  }
  return depth > BUNDLE_DEPTH_MAX ? "lies too many folders deep" : NULL;
}

bool bundle_add(struct bundle *bundle, const char *name, struct buf *data, struct fault *fault) {
  while (strncmp(name, "./", 2) == 0) name += 2;
  const char *problem = name_problem(name);
  if (!problem && bundle->count == BUNDLE_FILES_MAX) problem = "is one file too many: a practice has at most 512";
  if (!problem && data->len > BUNDLE_BYTES_MAX - bundle->bytes)
    problem = "is too much: the files of a practice have at most 8 MB in all";
  if (problem) {
    buf_finish(data);
    return fault_set(fault, "'%.200s' %s", name, problem);
  }
  bundle->files = mem_resize(bundle->files, (bundle->count + 1) * sizeof *bundle->files);
  size_t length = data->len;
  bundle->bytes += length;
  bundle->files[bundle->count++] = (struct practice_file){mem_copy(name), buf_take(data), length};
  return true;
}

void bundle_finish(struct bundle *bundle) {
  practice_files_free(bundle->files, bundle->count);
  *bundle = (struct bundle){0};
}

// How two names would meet on a disk that does not tell capitals apart; 0 where they do not.
static const char *collision(const char *one, const char *other) {
  size_t length = strlen(one);
  if (strcasecmp(one, other) == 0) return "are the same name where capitals are not told apart";
  if (strncasecmp(one, other, length) == 0 && other[length] == '/') return "are a file and a folder of one name";
  return NULL;
}

static bool no_collisions(const struct bundle *bundle, struct fault *fault) {
  for (size_t i = 0; i < bundle->count; i++) {
    for (size_t j = 0; j < bundle->count; j++) {
      const char *one = bundle->files[i].name, *other = bundle->files[j].name;
      const char *problem = i == j ? NULL : collision(one, other);
      if (problem) return fault_set(fault, "'%s' and '%s' %s", one, other, problem);
    }
  }
  return true;
}

// "mine-1.0/plugin.ini": all in one folder.
static size_t common_folder(const struct bundle *bundle) {
  const char *first = bundle->count ? bundle->files[0].name : "", *slash = strchr(first, '/');
  size_t length = slash ? (size_t)(slash - first) + 1 : 0;
  bool manifest = false;
  for (size_t i = 0; i < bundle->count && length; i++) {
    if (strncmp(bundle->files[i].name, first, length) != 0) return 0;
    manifest |= strcmp(bundle->files[i].name + length, "plugin.ini") == 0;
  }
  return manifest ? length : 0;
}

bool bundle_close(struct bundle *bundle, struct fault *fault) {
  size_t folder = common_folder(bundle);
  for (size_t i = 0; i < bundle->count && folder; i++)
    memmove(bundle->files[i].name, bundle->files[i].name + folder, strlen(bundle->files[i].name) - folder + 1);
  practice_files_sort(bundle->files, bundle->count);
  if (!bundle_find(bundle, "plugin.ini"))
    return fault_set(fault, "there is no practice in it: a practice has a plugin.ini and a main.lua");
  return no_collisions(bundle, fault);
}

const struct practice_file *bundle_find(const struct bundle *bundle, const char *name) {
  for (size_t i = 0; i < bundle->count; i++)
    if (strcmp(bundle->files[i].name, name) == 0) return &bundle->files[i];
  return NULL;
}

void bundle_hash(const struct bundle *bundle, char hash[BUNDLE_HASH_SIZE]) {
  practice_hash_files(bundle->files, bundle->count, hash);
}

bool bundle_hash_folder(const char *folder, char hash[BUNDLE_HASH_SIZE], struct fault *fault) {
  struct bundle bundle = {0};
  bool ok = bundle_read_folder(&bundle, folder, fault);
  if (ok) bundle_hash(&bundle, hash);
  bundle_finish(&bundle);
  return ok;
}

void bundle_hash_bytes(const void *data, size_t length, char hash[BUNDLE_HASH_SIZE]) {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(digest, data, length);
  sodium_bin2hex(hash, BUNDLE_HASH_SIZE, digest, sizeof digest);
}

// To the disk.

static bool write_file(const char *path, const struct practice_file *file, struct fault *fault) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  bool ok = fd >= 0 && file_write_all(fd, file->text, file->length) && fsync(fd) == 0;
  int error = errno;
  if (fd >= 0) close(fd);
  return ok || fault_set(fault, "%s could not be written: %s", path, strerror(error));
}

bool bundle_write(const struct bundle *bundle, const char *folder, struct fault *fault) {
  if (mkdir(folder, 0700) < 0) return fault_set(fault, "%s could not be made: %s", folder, strerror(errno));
  for (size_t i = 0; i < bundle->count; i++) {
    char *path = path_join(folder, bundle->files[i].name), *slash = strrchr(path, '/');
    *slash = '\0';
    bool ok = file_make_folder(path, fault);
    *slash = '/';
    ok = ok && write_file(path, &bundle->files[i], fault);
    free(path);
    if (!ok) return false;
  }
  return file_sync_folders(folder) || fault_set(fault, "%s could not be written: %s", folder, strerror(errno));
}
