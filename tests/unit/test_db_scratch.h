// What several tests in a scratch folder need: files as bytes, and children that are killed, unprivileged or short of disk.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "fault.h"
#include "file.h"
#include "memory.h"
#include "paths.h"
#include "test_base_scratch.h"

// The path of a file in the folder; one of a few buffers in turn, so that a call may hold several.
static inline const char *at(const char *name) {
  static char paths[4][256];
  static unsigned turn;
  char *path = paths[turn++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", scratch, name);
  return path;
}

static inline struct buf read_bytes(const char *path) {
  struct buf bytes = {0};
  struct fault fault;
  if (!file_read(path, 64 << 20, &bytes, &fault)) fail_msg("%s", fault.text);
  return bytes;
}

// Whether the file is there and has the bytes somewhere.
static inline bool file_holds(const char *name, const void *bytes, size_t length) {
  if (access(at(name), F_OK) != 0) return false;
  struct buf file = read_bytes(at(name));
  bool found = file.len && memmem(buf_text(&file), file.len, bytes, length);
  buf_finish(&file);
  return found;
}

static inline void write_bytes(const char *path, const void *bytes, size_t length) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
}

static inline void assert_unchanged(const char *path, struct buf *before) {
  struct buf after = read_bytes(path);
  assert_int_equal(after.len, before->len);
  assert_memory_equal(buf_text(&after), buf_text(before), after.len);
  buf_finish(&after);
  buf_finish(before);
}

static inline int mode_of(const char *path) {
  struct stat info;
  assert_int_equal(stat(path, &info), 0);
  return info.st_mode & 0777;
}

static inline int count_files(void) {
  DIR *folder = opendir(scratch);
  assert_non_null(folder);
  int count = 0;
  for (const struct dirent *each; (each = readdir(folder));) count += each->d_name[0] != '.';
  closedir(folder);
  return count;
}

// Runs `work` in a child; it must not use cmocka's assertions. Nothing of the parent's is flushed or checked by the
// child.
static inline pid_t start(int (*work)(int), int number) {
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) _exit(work(number));
  return child;
}

static inline int wait_for(pid_t child) {
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Runs `work` in a child that may read the folder but not write to it, also where the tests run as root.
static inline int run_without_writing(int (*work)(int)) {
  enum { NOBODY = 65534 };
  bool root = geteuid() == 0;
  chmod(scratch, 0555);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) _exit(root && setresuid(NOBODY, NOBODY, NOBODY) != 0 ? 99 : work(0));
  return wait_for(child);
}

// From here on this process can make no file longer than `bytes`, as if the disk were full.
static inline void fill_disk(rlim_t bytes) {
  const struct rlimit limit = {bytes, bytes};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &limit);
}
