// Small whole-file reading and private writing; see file.h.
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "paths.h"

enum { FOLDERS_OPEN = 8 };

// A file that is as long as it said needs no other call to find its end.
static bool read_all(int fd, const char *path, off_t size, size_t most, struct buf *out, struct fault *fault) {
  char chunk[16384];
  size_t total = 0;
  for (;;) {
    ssize_t got = read(fd, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fault_set(fault, "%s: cannot be read: %s", path, strerror(errno));
    if (got == 0) return true;
    total += (size_t)got;
    if (total > most) return fault_set(fault, "%s: larger than the %zu bytes allowed for such a file", path, most);
    buf_add(out, chunk, (size_t)got);
    if (total < sizeof chunk && (off_t)total == size) return true;
  }
}

bool file_read(const char *path, size_t most, struct buf *out, struct fault *fault) {
  // O_NONBLOCK so that a FIFO in a stranger's folder cannot make us wait.
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return fault_set(fault, "%s: cannot be opened: %s", path, strerror(errno));
  struct stat info;
  bool ok = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  ok = ok ? read_all(fd, path, info.st_size, most, out, fault) : fault_set(fault, "%s: not an ordinary file", path);
  close(fd);
  return ok;
}

bool file_write_all(int fd, const void *data, size_t length) {
  for (const char *at = data; length > 0;) {
    ssize_t wrote = write(fd, at, length);
    if (wrote < 0 && errno == EAGAIN) poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
    else if (wrote < 0 && errno != EINTR) return false;
    if (wrote < 0) continue;
    at += wrote;
    length -= (size_t)wrote;
  }
  return true;
}

// Where a file system has no such thing, or the folder may be written to and not read, there is nothing to wait for.
static bool sync_folder(const char *folder) {
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return errno == EACCES;
  bool ok = fsync(fd) == 0 || errno == EINVAL;
  int error = errno;
  close(fd);
  errno = error;
  return ok;
}

bool file_sync_name(const char *path) {
  char *folder = path_folder(path);
  bool ok = sync_folder(folder);
  int error = errno;
  free(folder);
  errno = error;
  return ok;
}

static int sync_one(const char *path, const struct stat *info, int kind, struct FTW *place) {
  (void)info, (void)place;
  return kind != FTW_D || sync_folder(path) ? 0 : -1;
}

bool file_sync_folders(const char *path) { return nftw(path, sync_one, FOLDERS_OPEN, FTW_PHYS) == 0; }

bool file_replace(const char *path, const void *data, size_t length, struct fault *fault) {
  char *beside = mem_format("%s.XXXXXX", path);
  int fd = mkostemp(beside, O_CLOEXEC);  // makes it 0600
  bool ok = fd >= 0 && file_write_all(fd, data, length) && fsync(fd) == 0 && rename(beside, path) == 0;
  int error = errno;
  if (!ok && fd >= 0) unlink(beside);
  if (fd >= 0) close(fd);
  free(beside);
  if (ok && !file_sync_name(path)) ok = false, error = errno;
  return ok || fault_set(fault, "%s: cannot be written: %s", path, strerror(error));
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place) {
  (void)info, (void)kind, (void)place;
  remove(path);
  return 0;
}

void file_remove_folder(const char *path) {
  nftw(path, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
}

static bool make_one(const char *path, struct fault *fault) {
  struct stat info;
  if (mkdir(path, 0700) == 0) return true;
  int error = errno;
  if (error != EEXIST || stat(path, &info) < 0)
    return fault_set(fault, "%s: the folder cannot be made: %s", path, strerror(error));
  return S_ISDIR(info.st_mode) ||
         fault_set(fault, "%s: is a file, where a folder is needed: move it aside or name another", path);
}

bool file_make_folder(const char *path, struct fault *fault) {
  char *copy = mem_copy(path);
  bool ok = true;
  for (char *slash = strchr(copy + 1, '/'); ok; slash = strchr(slash + 1, '/')) {
    if (slash) *slash = '\0';
    ok = make_one(copy, fault);
    if (!slash) break;
    *slash = '/';
  }
  free(copy);
  return ok;
}
