// Locks between processes of one person: one agent at a time, and "a practice is running". Locks go with their
// process, whatever ends it.
#include "agent_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "agent.h"
#include "paths.h"

int agent_lock(const char *name, int kind) {
  char *path = path_for_writing(PATH_RUNTIME, name, NULL);
  int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
  free(path);
  if (fd >= 0 && flock(fd, kind | LOCK_NB) == 0) return fd;
  int error = errno;
  if (fd >= 0) close(fd);
  errno = error;
  return -1;
}

bool agent_lock_is_free(const char *name) {
  int fd = agent_lock(name, LOCK_EX);
  if (fd < 0) return errno != EWOULDBLOCK;
  close(fd);
  return true;
}

int agent_busy(void) { return agent_lock(AGENT_BUSY_LOCK, LOCK_SH); }

void agent_idle(int busy) {
  if (busy >= 0) close(busy);
  agent_nudge();
}
