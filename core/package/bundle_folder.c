// A bundle from a folder; see bundle.h. Nothing that a link leads to becomes part of it.
#include <errno.h>
#include <fts.h>
#include <string.h>
#include <stdlib.h>
#include <unistd.h>

#include "bundle.h"
#include "file.h"
#include "memory.h"
#include "paths.h"

// What version control and editors leave beside a practice.
static bool is_passed_over(const FTSENT *entry) {
  const char *name = entry->fts_name;
  size_t length = strlen(name);
  return entry->fts_level > 0 && (strcmp(name, ".git") == 0 || strcmp(name, ".hg") == 0 || name[length - 1] == '~' ||
                                  (length > 4 && strcmp(name + length - 4, ".swp") == 0));
}

static bool take(struct bundle *bundle, const FTSENT *entry, size_t root, struct fault *fault) {
  struct buf data = {0};
  const char *path = entry->fts_path;
  switch (entry->fts_info) {
    case FTS_D:
    case FTS_DP: return true;
    case FTS_F:
      if (file_read(path, BUNDLE_BYTES_MAX, &data, fault)) return bundle_add(bundle, path + root + 1, &data, fault);
      buf_finish(&data);
      return false;
    case FTS_SL:
    case FTS_SLNONE: return fault_set(fault, "'%s' is a symbolic link", path + root + 1);
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS: return fault_set(fault, "%s cannot be read: %s", path, strerror(entry->fts_errno));
    default: return fault_set(fault, "'%s' is a device or a pipe", path + root + 1);
  }
}

bool bundle_read_folder(struct bundle *bundle, const char *folder, struct fault *fault) {
  char *manifest = path_join(folder, "plugin.ini");
  bool practice = access(manifest, F_OK) == 0;
  free(manifest);
  // Someone's whole home, named by accident, is not walked.
  if (!practice) return fault_set(fault, "there is no practice in it: a practice has a plugin.ini and a main.lua");
  char *root = mem_copy(folder), *const roots[] = {root, NULL};
  size_t length = strlen(root);
  while (length > 1 && root[length - 1] == '/') root[--length] = '\0';
  FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
  bool ok = walk || fault_set(fault, "%s cannot be read: %s", folder, strerror(errno));
  for (FTSENT *entry; ok && (entry = fts_read(walk));) {
    if (is_passed_over(entry)) fts_set(walk, entry, FTS_SKIP);
    else ok = take(bundle, entry, length, fault);
  }
  if (walk) fts_close(walk);
  free(root);
  return ok && bundle_close(bundle, fault);
}
