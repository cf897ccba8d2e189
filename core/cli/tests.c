// The tests of a practice; see tests.h.
#include "tests.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"
#include "paths.h"

static bool is_folder(const struct practice *practice) {
  struct stat info;
  return stat(practice->path, &info) == 0 && S_ISDIR(info.st_mode);
}

static char *folder_of(const struct practice *practice) {
  if (is_folder(practice)) return path_join(practice->path, "tests");
  const char *slash = strrchr(practice->path, '/');
  char *above = slash ? mem_copy_n(practice->path, (size_t)(slash - practice->path)) : mem_copy(".");
  char *folder = path_join(above, "tests");
  free(above);
  return folder;
}

// A single file shares the folder with its neighbours.
static char *prefix_of(const struct practice *practice) {
  return is_folder(practice) ? mem_copy("") : mem_format("%s.", practice->name);
}

char *tests_path(const struct practice *practice, const char *name) {
  char *folder = folder_of(practice), *prefix = prefix_of(practice);
  char *path = mem_format("%s/%s%s.transcript", folder, prefix, name);
  free(folder);
  free(prefix);
  return path;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static bool fits(const char *name, const char *prefix) {
  static const char suffix[] = ".transcript";
  size_t length = strlen(name), tail = sizeof suffix - 1;
  return length > tail && strcmp(name + length - tail, suffix) == 0 && strncmp(name, prefix, strlen(prefix)) == 0;
}

char **tests_list(const struct practice *practice) {
  char *folder = folder_of(practice), *prefix = prefix_of(practice);
  char **paths = mem_zero(1, sizeof *paths);
  size_t count = 0;
  DIR *entries = opendir(folder);
  for (struct dirent *entry; entries && (entry = readdir(entries));) {
    if (!fits(entry->d_name, prefix)) continue;
    paths = mem_resize(paths, (count + 2) * sizeof *paths);
    paths[count++] = path_join(folder, entry->d_name);
    paths[count] = NULL;
  }
  if (entries) closedir(entries);
  qsort(paths, count, sizeof *paths, by_name);
  free(folder);
  free(prefix);
  return paths;
}

static bool make_folder(const char *path, struct fault *fault) {
  char *folder = mem_copy_n(path, (size_t)(strrchr(path, '/') - path));
  bool ok = file_make_folder(folder, fault);
  free(folder);
  return ok;
}

bool tests_write(const char *path, const struct buf *text, bool over, struct fault *fault) {
  if (!make_folder(path, fault)) return false;
  if (over) return file_replace(path, text->data, text->len, fault);
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_EXCL, 0666);
  if (fd < 0 && errno == EEXIST)
    return fault_set(fault, "%s: is there already: remove it, or give this one another name", path);
  if (fd < 0) return fault_set(fault, "%s: cannot be made: %s", path, strerror(errno));
  bool ok = file_write_all(fd, text->data, text->len);
  ok &= close(fd) == 0;
  if (ok) return true;
  fault_set(fault, "%s: cannot be written: %s", path, strerror(errno));
  unlink(path);  // half of one would be in the way of the next
  return false;
}
