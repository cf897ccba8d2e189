// Starting a practice from a reminder: in a terminal window of the person's.
#pragma once

#include <stdbool.h>

#include "fault.h"

// Opens `terminal` (words, as tend.ini has them; NULL: the first of the usual ones that is installed) with `tend run
// practice`. The window outlives the agent.
bool agent_start(const char *terminal, const char *practice, struct fault *fault);
