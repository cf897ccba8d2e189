// Runs one practice in the foreground: owns the loop, the child, the front end's input and the signals, and gives the
// person grounding in the middle of it when asked.
#pragma once

#include "session.h"

struct runner_setup {
  struct session_setup session;     // its ports are the runner's to fill
  const struct practice *grounding; // run when the person asks for it; NULL: a few lines of tend's own
};

struct runner_result {
  enum session_status status;
  char *sentence;  // for stderr, or NULL; the caller frees it
  bool interrupted;  // by a signal
  struct receipt receipt;
};

struct runner_result runner_run(const struct runner_setup *setup);
