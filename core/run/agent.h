// The background agent: one for each person, asleep between reminders. It owns a loop, one timer, the buses and the
// control socket; what becomes of a reminder is decided in schedule.c.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "fault.h"

// Runs until it is told to stop. False with a sentence when it cannot start: for instance because one runs already.
bool agent_run(struct fault *fault);

// Says `verb` ("status", "refresh" or "stop") to the running agent. Its answer, the caller's to json_decref; NULL when
// none runs.
json_t *agent_tell(const char *verb);

// Has the running agent look again at what was put off, paused or set by a practice; waits for no answer.
void agent_nudge(void);

// While a practice runs in the foreground, reminders are held back: from agent_busy() to agent_idle() or the end of
// the process. The running agent is told then: it may have set a reminder, too, and what waited need wait no longer.
int agent_busy(void);      // a descriptor, or -1; nothing depends on it
void agent_idle(int busy);
