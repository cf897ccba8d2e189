// Locks between processes of one person, as files in the runtime folder.
#pragma once

#include <stdbool.h>
#include <sys/file.h>

#define AGENT_LOCK "agent.lock"
#define AGENT_BUSY_LOCK "practice.lock"

// A descriptor that holds the lock (LOCK_SH or LOCK_EX) until it is closed; -1 with errno, EWOULDBLOCK where someone
// else holds it.
int agent_lock(const char *name, int kind);
bool agent_lock_is_free(const char *name);
