// Each way out, as a function that tries it: PROBE_OUT, PROBE_NOT_HERE where this kind of machine has no such thing, or
// the errno that it met. None harms where it succeeds.
#pragma once

#include <errno.h>

#include "ways.h"

// What is made before sealing, to be misused afterwards, lies at this descriptor.
enum { LEFT_OPEN = 7 };

// What `inherited` and the tries at the core need to know.
struct aim {
  int parent;     // the core's process
  int inherited;  // a descriptor that is open there
};
extern struct aim aim;

#define TRY(name, words) int try_##name(void);
WAYS(TRY)
#undef TRY

int try_control(void);

// What a system call's result says.
static inline int became(long result) { return result < 0 ? errno : PROBE_OUT; }

// Before sealing; they are asked again by their try whether they succeeded.
void prepare_descriptor(void);
void prepare_connect(void);
void prepare_tiocsti(void);
