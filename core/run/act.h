// One practice on the stage: a session, the sealed child in which its script runs, and the watchdog over the child's
// slices of work. It lives on somebody's loop; whoever has it lets time pass for the session (session_due,
// session_on_time).
#pragma once

#include <uv.h>

#include "session.h"

struct act;

struct act_events {
  void *context;
  void (*on_change)(void *context);  // the session was told something: it may be over, or due at another time
  void (*on_ground)(void *context);  // the person asks for grounding
};

// Starts tend-host and begins the session; the ports of `setup` are filled in here. NULL with a sentence, and with the
// exit status that it comes to in *status, when it cannot be started.
struct act *act_begin(uv_loop_t *loop, const struct session_setup *setup, const struct act_events *events,
                      enum session_status *status, struct fault *fault);
// Its child is gone when this returns; its memory goes with the loop's next turns. *receipt, which may be NULL, is what
// it did.
void act_end(struct act *act, struct receipt *receipt);

struct session *act_session(const struct act *act);
bool act_over(const struct act *act);

// A paused act hears nothing from its child, and its child is not watched.
void act_pause(struct act *act);
void act_resume(struct act *act);
