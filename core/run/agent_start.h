// Starting a practice from a reminder: in a terminal window of the person's.
#pragma once

#include <stdbool.h>

#include "fault.h"

// Opens `terminal` (words, as tend.ini has them; NULL: `x-terminal-emulator -e`) with `tend run practice`. The window
// outlives the agent. False with a sentence where there is no such terminal.
bool agent_start(const char *terminal, const char *practice, struct fault *fault);
