// What `tend doctor` finds out: whether anything gets out of the sandbox on this machine, and what else of the machine
// tend leans on.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"
#include "ways.h"

// What stopped a try. As bits, so that several can be told at once.
enum stopper {
  STOPPED_BY_NOTHING = 0,  // it got out
  STOPPED_BY_SECCOMP = 1,
  STOPPED_BY_LANDLOCK = 2,
  STOPPED_BY_LIMIT = 4,    // a resource limit
  STOPPED_BY_CLOSING = 8,  // the descriptor was closed
  STOPPED_BY_SYSTEM = 16,  // this machine lets nobody do it, sealed or not
  STOPPED_UNCLEAR = 32,    // the try did not end as tries do; it counts as not stopped
  STOPPED_NOT_HERE = 64,   // this kind of machine has no such way
};

struct trial {
  struct {
    enum stopper by;  // in the sealed process
    unsigned also;    // what stops it alone, without seccomp; bits
  } ways[WAY_COUNT];
  int landlock;       // the kernel's version of it; 0: it has none, or it is switched off
  size_t out;         // how many were not stopped
};

// Tries every way. False with a sentence where a process cannot be sealed here, or cannot be started.
bool trial_run(struct trial *trial, struct fault *fault);

const char *way_name(enum way way);
const char *way_words(enum way way);
const char *stopper_name(enum stopper stopper);  // of one bit, for programs and people; "nothing"

bool stopper_is_none(enum stopper stopper);      // nothing did for certain

// One thing that was looked at.
struct check {
  const char *name;    // one word
  bool fine;
  struct buf text;     // sentences
  struct buf advice;   // what to do or to install; empty where there is nothing
  json_t *details;     // more for programs, or NULL
};

enum { CHECKS = 6 };
void checks_run(struct check checks[CHECKS]);
void checks_finish(struct check checks[CHECKS]);
void check_files(struct check *check);
void check_notifier(struct check *check);

// The words, on stdout: a table on a terminal, and a sentence a line elsewhere.
void doctor_print(const struct trial *trial, const struct fault *unsealed, const struct check checks[CHECKS]);
// The same for programs.
json_t *doctor_json(const struct trial *trial, const struct fault *unsealed, const struct check checks[CHECKS]);
