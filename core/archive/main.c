// tend-archive: reads or writes an archive, sealed in as a practice is. What it can do with a trap in one is to say so, or
// to die of it.
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "archive_work.h"
#include "sandbox.h"

enum { STATUS_UNSEALED = 6 };

#ifdef TEND_SANITIZED
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }
#endif

static int work(const char *what) {
  if (strcmp(what, "pack") == 0) {
    pack();
    return 0;
  }
  struct frame frame = {0};
  const struct unpack_limits *limits = strcmp(what, unpack_journal.what) == 0 ? &unpack_journal : &unpack_practice;
  if (frame_receive(0, &frame, FRAME_PATIENT) && frame.kind == FRAME_ARCHIVE) unpack(&frame.data, limits);
  else refuse("it could not be handed over");
  buf_finish(&frame.data);
  return 0;
}

int main(int count, char **arguments) {
  struct fault fault;
  int parent = count == 3 ? atoi(arguments[1]) : 0;
  if (parent <= 0) return 2;  // not started by tend
  // Names in UTF-8 and times then need no tables, which could not be read any more.
  setlocale(LC_CTYPE, "C.UTF-8");
  setenv("TZ", "UTC0", 1);
  tzset();
  if (sandbox_enter(parent, &fault)) return work(arguments[2]);
  struct fault why = fault;
  fault_set(&fault, "archives cannot be handled safely on this machine (%s): 'tend doctor' tells more", why.text);
  refuse(fault.text);
  return STATUS_UNSEALED;
}
