// A practice that is being written: whenever it was saved, the new version takes the place of the one that runs, with
// the answers so far and at the same moment. A version that cannot come so far is not taken, and the old one goes on;
// where it is over, the next one is waited for. Nothing of it is kept: the journal and the store are in memory, and begin empty with each version.
#pragma once

#include "runner.h"

struct watch;

// Takes the practice over. `setup` lacks the practice, the front end and the keeper, which each run has of its own. NULL
// with a sentence when files cannot be watched here; the practice is freed then too.
struct watch *watch_create(const struct session_setup *setup, struct practice *practice, struct fault *fault);
void watch_destroy(struct watch *watch);

// Runs it, version after version, until the person leaves. The result is that of the last version.
struct runner_result watch_run(struct watch *watch, struct front *front);
