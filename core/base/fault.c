// One sentence about a failure; see fault.h.
#include "fault.h"

#include <stdio.h>

bool fault_set(struct fault *fault, const char *format, ...) {
  if (!fault) return false;
  va_list args;
  va_start(args, format);
  vsnprintf(fault->text, sizeof fault->text, format, args);
  va_end(args);
  return false;
}
