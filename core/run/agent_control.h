// The agent's control socket, $XDG_RUNTIME_DIR/tend/agent.sock: one line of JSON asks, one answers.
#pragma once

#include <jansson.h>
#include <uv.h>

#include "fault.h"

struct agent_control;

// Answers one request: `verb` is one of WIRE_CONTROL's. The answer's reference is taken.
typedef json_t *agent_answer(void *context, const char *verb);

// Listens; NULL with a sentence where it cannot. The caller holds AGENT_LOCK, so a socket file that is there is a dead
// agent's.
struct agent_control *agent_control_open(uv_loop_t *loop, agent_answer *answer, void *context, struct fault *fault);
void agent_control_close(struct agent_control *control);  // NULL is fine; removes the socket
