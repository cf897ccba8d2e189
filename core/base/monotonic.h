// The machine's time that only goes forward, for how long something may take. It stands still while the machine sleeps.
#pragma once

#include <stdint.h>

int64_t monotonic_ms(void);
