// Seals this process in: afterwards it can compute, use memory up to a limit, read and write descriptor 0, tell the
// time, take random bytes and exit. Nothing else; any other system call kills it.
#pragma once

#include <stdbool.h>

#include "fault.h"

// The three steps below, in this order, and then seccomp, which forbids what they need. False with the step that failed;
// the process must not go on then.
bool sandbox_enter(int parent, struct fault *fault);

// Single steps, for tend-probe, which finds out what each of them stops on this machine.
bool sandbox_give_up(int parent, struct fault *fault);  // privileges, being dumped, and outliving `parent`
bool sandbox_hide_files(struct fault *fault);           // Landlock; true as well where the kernel has none
bool sandbox_limit(struct fault *fault);                // closes every descriptor but 0, sets the resource limits
