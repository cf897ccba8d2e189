// Children of a test that are sealed, and how they ended. The .c is included to reach single steps of the sealing.
#pragma once

#include "sandbox.c"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>

#ifdef TEND_SANITIZED
enum { LOOSE = 1 };  // a sanitizer's own system calls are allowed besides
// Looking for leaks at exit takes system calls that the sandbox forbids.
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }
#else
enum { LOOSE = 0 };
#endif

enum { REFUSED = 90, WENT_ON = 91, WRONG = 92 };  // exit statuses of a child

struct child {
  pid_t pid;
  int end;  // of its descriptor 0
};

static inline void become(int end, int (*attempt)(void)) {
  struct fault fault;
  dup2(end, 0);
  if (!sandbox_enter(getppid(), &fault)) _exit(REFUSED);
  _exit(attempt());
}

static inline struct child start(int (*attempt)(void)) {
  int ends[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const struct child child = {fork(), ends[0]};
  if (child.pid == 0) become(ends[1], attempt);
  assert_true(child.pid > 0);
  close(ends[1]);
  return child;
}

// How it ended: an exit status, or a signal's number below zero.
static inline int finish(struct child child) {
  int status;
  assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
  close(child.end);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// The last test of a file.
static inline void no_child_is_left(void **state) {
  (void)state;
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  assert_int_equal(errno, ECHILD);
}
