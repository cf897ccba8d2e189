// The child's loop: reads messages from descriptor 0, hands them to the VM, writes what it has to say, and tells when
// it is idle.
#pragma once

#include "fault.h"

// Runs until the core closes its end or the practice is over; the process's exit status.
int pump_run(void);

// Says why this process will not run a practice.
void pump_refuse(const struct fault *fault);
