// Where installed practices lie; see place.h.
#include "place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"
#include "paths.h"

static char *in_folder(const char *folder, const char *name, struct fault *fault) {
  char *parent = path_for_writing(PATH_DATA, folder, fault), *path = NULL;
  if (parent && file_make_folder(parent, fault)) path = path_join(parent, name);
  free(parent);
  return path;
}

char *place_of(const char *name) {
  char *parent = path_of(PATH_DATA, "plugins", NULL), *path = parent ? path_join(parent, name) : NULL;
  free(parent);
  return path;
}

static char *previous_of(const char *name) {
  char *parent = path_of(PATH_DATA, "previous", NULL), *path = parent ? path_join(parent, name) : NULL;
  free(parent);
  return path;
}

// In a folder that begins with a dot, which no list of practices looks into.
char *place_stage(const struct bundle *bundle, const char *name, struct fault *fault) {
  char *folder = in_folder("plugins", ".new-XXXXXX", fault), *staged = NULL;
  if (folder && mkdtemp(folder)) {
    staged = path_join(folder, name);
    if (!bundle_write(bundle, staged, fault)) {
      file_remove_folder(folder);
      free(staged);
      staged = NULL;
    }
  } else if (folder) {
    fault_set(fault, "%s: the folder cannot be made: %s", folder, strerror(errno));
  }
  free(folder);
  return staged;
}

void place_drop(const char *staged) {
  char *folder = path_folder(staged);
  file_remove_folder(folder);
  free(folder);
}

// A name that did not reach the disk before the power went is no harm: the next change mends what the lock file says.
static bool moved(bool ok, const char *path, struct fault *fault) {
  if (!ok) return fault_set(fault, "%s could not be put into its place: %s", path, strerror(errno));
  (void)file_sync_name(path);
  return true;
}

static bool exchange(const char *one, const char *other) {
  return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0;
}

// Everything that may fail because something is in the way is done before the one rename that counts, which is undone where
// the last one fails.
static bool replace(const char *staged, const char *place, const char *previous, struct fault *fault) {
  char *aside = mem_format("%s.previous", staged);
  bool had = access(previous, F_OK) == 0;
  bool ok = !had || moved(rename(previous, aside) == 0, previous, fault);
  if (ok && !exchange(staged, place)) {
    ok = moved(false, place, fault);
    if (had) rename(aside, previous);
  }
  if (ok && rename(staged, previous) < 0) {
    ok = moved(false, previous, fault);
    exchange(staged, place);
    if (had) rename(aside, previous);
  }
  if (ok) (void)file_sync_name(place);
  free(aside);
  return ok;
}

bool place_take(const char *staged, const char *name, struct fault *fault) {
  char *place = in_folder("plugins", name, fault), *previous = in_folder("previous", name, fault);
  bool ok = place && previous;
  if (ok && access(place, F_OK) == 0) ok = replace(staged, place, previous, fault);
  else if (ok) ok = moved(renameat2(AT_FDCWD, staged, AT_FDCWD, place, RENAME_NOREPLACE) == 0, place, fault);
  free(place);
  free(previous);
  return ok;
}

bool place_swap(const char *name, struct fault *fault) {
  char *place = place_of(name), *previous = previous_of(name);
  bool ok = place && previous && moved(exchange(place, previous), place, fault);
  free(place);
  free(previous);
  return ok;
}

static bool is_aside(const char *path, const char *aside) { return rename(path, aside) == 0 || errno == ENOENT; }

// Both into `folder`, in one rename each, or neither. No practice has a name with a dot.
static bool set_aside(const char *folder, const char *name, struct fault *fault) {
  char *place = place_of(name), *previous = previous_of(name);
  char *one = path_join(folder, name), *other = path_join(folder, ".previous");
  bool ok = place && previous && is_aside(place, one) && is_aside(previous, other);
  if (!ok) fault_set(fault, "%s could not be removed: %s", place ? place : name, strerror(errno));
  if (!ok && place) (void)rename(one, place);
  free(place);
  free(previous);
  free(one);
  free(other);
  return ok;
}

// Out of sight before they are removed file by file.
bool place_remove(const char *name, struct fault *fault) {
  char *folder = in_folder("plugins", ".new-XXXXXX", fault);
  bool made = folder && mkdtemp(folder);
  if (folder && !made) fault_set(fault, "%s: the folder cannot be made: %s", folder, strerror(errno));
  bool ok = made && set_aside(folder, name, fault);
  if (ok) file_remove_folder(folder);
  else if (made) rmdir(folder);  // which leaves what could not be put back to the next sweep
  free(folder);
  return ok;
}

static bool is_of(const char *path, const char *hash) {
  char own[BUNDLE_HASH_SIZE];
  return path && access(path, F_OK) == 0 && bundle_hash_folder(path, own, NULL) && strcmp(own, hash) == 0;
}

bool place_previous_is(const char *name, const char *hash) {
  char *previous = previous_of(name);
  bool same = is_of(previous, hash);
  free(previous);
  return same;
}

void place_mend(const char *name, const char *hash) {
  char *place = place_of(name), *previous = previous_of(name);
  if (place && previous && access(previous, F_OK) == 0 && is_of(previous, hash) && !is_of(place, hash)) {
    if (access(place, F_OK) == 0) exchange(place, previous);
    else rename(previous, place);
  }
  free(place);
  free(previous);
}

// What was taken out of its place by one that was interrupted goes back, as long as the lock file still counts on it.
static void mend_from(const char *folder, place_expected *expected, void *context) {
  DIR *entries = opendir(folder);
  for (struct dirent *entry; entries && (entry = readdir(entries));) {
    const char *hash = entry->d_name[0] == '.' ? NULL : expected(context, entry->d_name);
    char *staged = path_join(folder, entry->d_name), *place = hash ? place_of(entry->d_name) : NULL;
    if (place && is_of(staged, hash) && !is_of(place, hash)) {
      if (access(place, F_OK) == 0) exchange(staged, place);
      else rename(staged, place);
    }
    free(staged);
    free(place);
  }
  if (entries) closedir(entries);
}

static void sweep(enum path_base base, const char *folder_name, const char *prefix, place_expected *expected,
                  void *context) {
  char *folder = path_of(base, folder_name, NULL);
  DIR *entries = folder ? opendir(folder) : NULL;
  for (struct dirent *entry; entries && (entry = readdir(entries));) {
    if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0) continue;
    char *path = path_join(folder, entry->d_name);
    if (expected) mend_from(path, expected, context);
    file_remove_folder(path);
    free(path);
  }
  if (entries) closedir(entries);
  free(folder);
}

void place_sweep(place_expected *expected, void *context) {
  sweep(PATH_DATA, "plugins", ".new-", expected, context);
  sweep(PATH_STATE, NULL, "git-", NULL, NULL);
}

int place_lock(struct fault *fault) {
  char *path = path_for_writing(PATH_STATE, "installed.lock", fault);
  int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
  if (path && fd < 0) fault_set(fault, "%s: cannot be opened: %s", path, strerror(errno));
  free(path);
  if (fd < 0) return fd;
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  fault_set(fault, "another tend is installing something; try again in a moment");
  close(fd);
  return -1;
}

void place_unlock(int lock) {
  if (lock >= 0) close(lock);
}
