// A program of ours as a child; see child.h. It is started with posix_spawn, which (unlike libuv's uv_spawn of Debian
// 12) does not copy the parent's page tables, and watched through a pidfd, so that its end is an event like any other
// and never another process's.
#include "child.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 8 };

#ifdef TEND_SANITIZED
enum { LAST_KEPT = STDERR_FILENO };  // a sanitizer reports there
#else
enum { LAST_KEPT = STDIN_FILENO };
#endif

static pid_t spawn_on(const char *program, char *const *arguments, int end) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  char *environment[] = {NULL};
  pid_t pid = -1;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, LAST_KEPT + 1);
  int error = posix_spawn(&pid, program, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  errno = error;
  return error ? -1 : pid;
}

bool child_start(struct child *child, const char *program, const char *const *words, int *socket, struct fault *fault) {
  int ends[2], error;
  char parent[24];
  const char *slash = strrchr(program, '/');
  const char *arguments[WORDS_MAX + 3] = {slash ? slash + 1 : program, parent};
  for (size_t i = 0; words && words[i] && i < WORDS_MAX; i++) arguments[i + 2] = words[i];
  snprintf(parent, sizeof parent, "%d", (int)getpid());
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    return fault_set(fault, "no socket for %s: %s", program, strerror(errno));
  *child = (struct child){spawn_on(program, (char *const *)arguments, ends[1]), -1, 0};
  error = errno;
  close(ends[1]);
  if (child->pid > 0 && (child->pidfd = (int)syscall(SYS_pidfd_open, child->pid, 0)) < 0) {
    error = errno;
    child_kill(child, NULL);
  }
  *socket = ends[0];
  if (child->pidfd >= 0) return true;
  close(ends[0]);
  return fault_set(fault, "%s could not be started: %s", program, strerror(error));
}

// By its number, which is the child's until it was reaped: where a loop has made the pidfd non-blocking, waitid on that
// does not wait.
bool child_reap(struct child *child, siginfo_t *end, bool wait) {
  struct rusage used = {0};
  long result;
  do {
    *end = (siginfo_t){0};
    // The call itself also tells what the child used, which the library's function leaves out.
    result = syscall(SYS_waitid, P_PID, child->pid, end, WEXITED | (wait ? 0 : WNOHANG), &used);
  } while (result < 0 && errno == EINTR);
  bool reaped = result == 0 && end->si_pid != 0;
  if (reaped) {
    child->pid = 0;
    child->cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * INT64_C(1000000) + used.ru_utime.tv_usec +
                 used.ru_stime.tv_usec;
  }
  return reaped;
}

void child_kill(struct child *child, siginfo_t *end) {
  siginfo_t unused;
  if (child->pid <= 0) return;
  kill(child->pid, SIGKILL);
  child_reap(child, end ? end : &unused, true);
  child->pid = 0;
}
