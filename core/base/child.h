// A program of ours as a child process that holds one descriptor and nothing else of its parent's. Who starts it
// watches the pidfd, speaks over the other end of the socket, and reaps it.
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "fault.h"

struct child {
  pid_t pid;  // 0 once it was reaped
  int pidfd;  // readable once it has ended; the owner closes it
  int64_t cpu;  // us of computing, once it was reaped
};

// Starts `program` with an empty environment, the process id of its parent and then `words` (ending with NULL; may be
// NULL) as its arguments, and the other end of *socket as its descriptor 0. *socket is the caller's to close. False
// with a sentence when it cannot be started; there is nothing to close or to reap then.
bool child_start(struct child *child, const char *program, const char *const *words, int *socket, struct fault *fault);

// How it ended. With `wait`, waits for its end; otherwise false when it has not ended yet.
bool child_reap(struct child *child, siginfo_t *end, bool wait);

// Ends it if it is still there, and reaps it.
void child_kill(struct child *child, siginfo_t *end);
