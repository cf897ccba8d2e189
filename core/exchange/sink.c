// Where an export goes; see sink.h. A new file is made without a name (O_TMPFILE) where the file system can do that, so
// that not even SIGKILL leaves private words in a half-written one.
#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "memory.h"
#include "paths.h"

enum { SINK_BUFFER = 1 << 16 };

struct sink {
  char *path;     // NULL for stdout
  char *passing;  // the name that it has until it is whole, or NULL
  bool nameless, force;
  int fd, error;
  struct buf waiting;
};

bool sink_is_well(const struct sink *sink) { return sink->error == 0; }

static int open_nameless(const char *path) {
  char *folder = path_folder(path);
  int fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  free(folder);
  return fd;
}

static bool refuse_existing(const char *path, struct fault *fault) {
  return fault_set(fault, "%s: is there already and was left as it is; with --force it is replaced", path);
}

// A device or a pipe is written to as it is.
static bool is_special(const char *path, const struct stat *info, int *fd, struct fault *fault) {
  if (S_ISREG(info->st_mode)) return false;
  if (S_ISDIR(info->st_mode)) {
    fault_set(fault, "%s: is a folder, and this format is one file: name the file", path);
    return true;
  }
  *fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (*fd < 0) fault_set(fault, "%s: cannot be opened: %s", path, strerror(errno));
  return true;
}

static void open_named(struct sink *sink) {
  sink->passing = mem_format("%s.%d.part", sink->path, (int)getpid());
  sink->fd = open(sink->passing, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

static bool open_file(struct sink *sink, struct fault *fault) {
  struct stat info;
  bool there = stat(sink->path, &info) == 0;
  if (there && is_special(sink->path, &info, &sink->fd, fault)) return sink->fd >= 0;
  if (there && !sink->force) return refuse_existing(sink->path, fault);
  sink->fd = open_nameless(sink->path);
  sink->nameless = sink->fd >= 0;
  if (sink->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) open_named(sink);
  return sink->fd >= 0 || fault_set(fault, "%s: cannot be made: %s", sink->path, strerror(errno));
}

static void sink_free(struct sink *sink) {
  if (sink->path && sink->fd >= 0) close(sink->fd);
  buf_finish(&sink->waiting);
  free(sink->passing);
  free(sink->path);
  free(sink);
}

struct sink *sink_open(const char *path, bool force, struct fault *fault) {
  struct sink *sink = mem_zero(1, sizeof *sink);
  sink->force = force;
  sink->fd = STDOUT_FILENO;
  if (!path || strcmp(path, "-") == 0) return sink;
  sink->path = mem_copy(path);
  sink->fd = -1;
  if (open_file(sink, fault)) return sink;
  sink_free(sink);
  return NULL;
}

static void write_out(struct sink *sink) {
  if (!sink->error && !file_write_all(sink->fd, sink->waiting.data, sink->waiting.len)) sink->error = errno;
  buf_clear(&sink->waiting);
}

void sink_add(struct sink *sink, const void *data, size_t length) {
  if (sink->error) return;
  buf_add(&sink->waiting, data, length);
  if (sink->waiting.len >= SINK_BUFFER) write_out(sink);
}

void sink_add_text(struct sink *sink, const char *text) { sink_add(sink, text, strlen(text)); }

// linkat() never replaces, so an older file goes by way of a passing name.
static bool give_name(struct sink *sink) {
  if (sink->nameless) {
    char *source = mem_format("/proc/self/fd/%d", sink->fd);
    if (sink->force) sink->passing = mem_format("%s.%d.part", sink->path, (int)getpid());
    const char *name = sink->passing ? sink->passing : sink->path;
    if (sink->force) unlink(name);
    bool ok = linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
    int error = errno;
    free(source);
    errno = error;
    if (!ok) return false;
  }
  if (!sink->passing) return true;
  if (sink->force) return rename(sink->passing, sink->path) == 0;
  if (link(sink->passing, sink->path) == 0) return unlink(sink->passing) == 0;
  if (errno != EPERM) return false;
  return access(sink->path, F_OK) != 0 && rename(sink->passing, sink->path) == 0;  // no hard links here
}

static bool settle(struct sink *sink, struct fault *fault) {
  write_out(sink);
  if (!sink->path) return sink->error == 0 || fault_set(fault, "the output cannot be written: %s", strerror(sink->error));
  bool has_name = !sink->nameless && !sink->passing;
  if (!sink->error && !has_name && fsync(sink->fd) != 0) sink->error = errno;
  if (!sink->error && !has_name && !(give_name(sink) && file_sync_name(sink->path))) sink->error = errno;
  if (sink->error == EEXIST) return refuse_existing(sink->path, fault);
  return sink->error == 0 || fault_set(fault, "%s: cannot be written: %s", sink->path, strerror(sink->error));
}

bool sink_finish(struct sink *sink, struct fault *fault) {
  bool ok = settle(sink, fault);
  if (!ok && sink->passing) unlink(sink->passing);
  sink_free(sink);
  return ok;
}

void sink_drop(struct sink *sink) {
  if (!sink) return;
  if (sink->passing) unlink(sink->passing);
  sink_free(sink);
}
