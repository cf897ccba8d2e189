// A practice that runs in a notification, on the agent's loop.
#pragma once

#include <stdbool.h>
#include <uv.h>

#include "fault.h"
#include "notifier.h"
#include "practice.h"

struct background;

// Begins the practice, whose notice has this id; the practice is owned from now on. `ended` is called once, later,
// when it is over; background_end is then the caller's to call. NULL with a sentence when it cannot be started (the
// practice is freed).
struct background *background_begin(uv_loop_t *loop, struct notifier *notifier, int64_t id, struct practice *practice,
                                    void (*ended)(void *context), void *context, struct fault *fault);
void background_end(struct background *background);  // leaves it, if it is not over; NULL is fine

// What the notifier heard of its notice.
void background_on_action(struct background *background, const char *action);
void background_on_reply(struct background *background, const char *text);
void background_on_closed(struct background *background);
