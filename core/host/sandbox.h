// Seals this process in: afterwards it can compute, use memory up to a limit, read and write descriptor 0, tell the
// time, take random bytes and exit. Nothing else; any other system call kills it.
#pragma once

#include <stdbool.h>

#include "fault.h"

// Closes every descriptor but 0, sets resource limits, gives up privileges and dumpability, asks to die with `parent`,
// empties Landlock's view of the file system (where the kernel has it) and installs the seccomp filter. False with the
// step that failed; the process must not go on then.
bool sandbox_enter(int parent, struct fault *fault);
