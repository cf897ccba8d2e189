// What a practice did in one run, in a short paragraph for the person and as JSON for programs.
#pragma once

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "verbs.h"

struct receipt {
  size_t asked;      // questions before the person
  size_t lines;      // of text shown, the questions among them
  size_t wrote;      // entries added to the journal
  size_t read;       // entries it was given from the journal
  size_t notified;   // notices
  size_t reminders;  // reminders it set
  size_t refused[WIRE_PERMISSIONS];  // calls refused for want of that permission
  size_t over;       // calls refused at a limit
  int64_t memory;    // most bytes of its process, 0: not known
  int64_t cpu;       // us of computing, of its process
};

// "What it did: ..." without a line's end.
void receipt_say(struct buf *out, const struct receipt *receipt);
json_t *receipt_json(const struct receipt *receipt);  // the caller's to release
