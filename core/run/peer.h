// One sealed child: tend-host, started and spoken to over a socket, and gone for certain when its owner says so.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "fault.h"

struct peer;

// What happens to it. Each may call peer_close. After on_gone nothing else is called.
struct peer_events {
  void *context;
  void (*on_line)(void *context, const char *line, size_t length);
  void (*on_broken)(void *context, const char *sentence);  // what it sent is no stream of messages
  void (*on_gone)(void *context, const char *sentence);    // it ended by itself; the sentence says how
};

// Starts the program at `host`. NULL with a sentence when it cannot be started.
struct peer *peer_start(uv_loop_t *loop, const char *host, const struct peer_events *events, struct fault *fault);

// Sends one message. False when it is too large, or when the child does not read what it is sent.
bool peer_send(struct peer *peer, const json_t *message);

// Stops or goes on reading, for a session that is paused. One that ends meanwhile is told of afterwards.
void peer_listen(struct peer *peer, bool listen);

// CPU time that the child has used, in milliseconds; -1 when it cannot be told.
int64_t peer_cpu(const struct peer *peer);
// Lets it use so many seconds of CPU time in all; past them the kernel ends it. It cannot change that itself.
void peer_allow_cpu(struct peer *peer, int64_t seconds);

// Kills the child if it is still there, reaps it, and frees everything once the loop has closed the handles. No event
// follows. The CPU time that the child has used in all, in microseconds.
int64_t peer_close(struct peer *peer);
