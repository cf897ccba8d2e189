// How much of each thing one run of a practice may make. What is spent beyond it is named by a sentence with the
// limit's value; both stand in one table, which the author's guide is held against by a test.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum quota_kind {
  QUOTA_REQUESTS,   // calls that ask, show, wait or keep
  QUOTA_BYTES,      // of its messages
  QUOTA_SHOWN,      // bytes of text before the person
  QUOTA_NOTICES,
  QUOTA_ENTRIES,
  QUOTA_READS,      // calls that read in the journal
  QUOTA_OPEN,       // requests that wait for their reply
  QUOTA_QUESTIONS,  // of those, questions
  QUOTA_MEMORY,     // bytes; counted by the child's allocator
  QUOTA_STRANDS,    // counted by the child's vocabulary
  QUOTA_SLICE,      // ms of computing without a pause; counted by the child's hook
  QUOTA_KINDS,
};

struct quota_limit {
  int64_t most;          // at once, or in one run
  int64_t per_second;    // given back; 0: nothing is
  const char *sentence;  // "it ... more than ...", said of a practice that went past it
};

extern const struct quota_limit quota_limits[QUOTA_KINDS];

enum { QUOTA_NOTICES_MOST = 6, QUOTA_HOUR_MS = 3600 * 1000 };

struct quota {
  double spent[QUOTA_KINDS];
  int64_t at[QUOTA_KINDS];               // session time in ms of the last spending
  int64_t notices[QUOTA_NOTICES_MOST];   // session times of the last ones, in a ring
  size_t notices_count;
};

// False when `amount` is more than is left at session time `t` (ms, never going back); nothing is spent then.
bool quota_spend(struct quota *quota, enum quota_kind kind, int64_t amount, int64_t t);
