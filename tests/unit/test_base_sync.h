// fsync(2) for a test: it notes which folders were to reach the disk, and waits for none.
#pragma once

#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SYNCED_MAX = 64 };

static ino_t synced[SYNCED_MAX];
static size_t synced_count;

int fsync(int fd) {
  struct stat info;
  if (fstat(fd, &info) == 0 && S_ISDIR(info.st_mode) && synced_count < SYNCED_MAX) synced[synced_count++] = info.st_ino;
  return 0;
}

static bool was_synced(const char *folder) {
  struct stat info;
  if (stat(folder, &info) < 0) return false;
  for (size_t i = 0; i < synced_count; i++)
    if (synced[i] == info.st_ino) return true;
  return false;
}
