// Runs one practice in the foreground: owns the loop, the child, the front end's input and the signals, and gives the
// person grounding in the middle of it when asked.
#pragma once

#include "session.h"

struct runner_result {
  enum session_status status;
  char *sentence;  // for stderr, or NULL; the caller frees it
  bool interrupted;  // by a signal
  bool replaced;     // by news
  bool impatient;    // its time was over
  struct receipt receipt;
};

// Somebody who may have another run take the place of this one.
struct runner_watch {
  void *context;
  int fd;                          // readable once there is news
  bool (*on_news)(void *context);  // takes it; true when the run is to end
  // The practice is over. True when the run goes on without it, and the front end's input with it, as long as waits()
  // is true.
  bool (*on_over)(void *context, const struct runner_result *result);
  bool (*waits)(void *context);
};

struct runner_setup {
  struct session_setup session;     // its ports are the runner's to fill
  const struct runner_watch *watch; // or NULL
  int64_t patience_ms;              // of the machine's time, whatever clock the session has; 0: as long as it takes
  const struct practice *grounding; // run when the person asks for it; NULL: a few lines of tend's own
};

struct runner_result runner_run(const struct runner_setup *setup);
