// A line in the person's own terminals; see agent_terminals.h.
#include "agent_terminals.h"

#include <fcntl.h>
#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"

// `mesg n` takes the group's right to write away.
static bool takes_messages(int fd) {
  struct stat info;
  return fstat(fd, &info) == 0 && S_ISCHR(info.st_mode) && info.st_uid == getuid() && (info.st_mode & S_IWGRP);
}

static bool write_to(const char *path, const struct buf *line) {
  // A terminal that nobody reads must not make the agent wait.
  int fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return false;
  bool written = takes_messages(fd) && write(fd, line->data, line->len) == (ssize_t)line->len;
  close(fd);
  return written;
}

int agent_terminals_write(const char *text) {
  const char *elsewhere = getenv("TEND_TERMINALS");
  const char *const places[] = {elsewhere ? elsewhere : "/dev/pts/[0-9]*", elsewhere ? "" : "/dev/tty[0-9]*"};
  struct buf line = {0};
  int count = 0;
  buf_format(&line, "\r\n[tend] %s\r\n", text);
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    glob_t found;
    if (glob(places[i], GLOB_NOSORT, NULL, &found) != 0) continue;
    for (size_t j = 0; j < found.gl_pathc; j++) count += write_to(found.gl_pathv[j], &line);
    globfree(&found);
  }
  buf_finish(&line);
  return count;
}
