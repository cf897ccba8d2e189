// Rehearsing a practice: the real session and the real child, in virtual time, with a journal and a store that are
// forgotten at the end, default settings, and somebody else's hand in the answers.
#pragma once

#include "front_rehearsal.h"
#include "session.h"

// How it is rehearsed; what the head of a transcript says.
struct rehearsal {
  uint64_t seed;
  int64_t at;        // when it begins: Unix milliseconds
  char *grant;       // NULL: every permission; "none", or "journal.add,sound"
  bool no_holds;     // for a person who has turned holds off
  json_t *settings;  // of the practice: names to texts
  int64_t patience_ms;  // of the machine's time; 0: as long as it takes
};

void rehearsal_init(struct rehearsal *rehearsal);  // seed 1, now, everything granted
void rehearsal_finish(struct rehearsal *rehearsal);

// Sets "seed", "at", "grant" or "holds" from a text. False with a sentence when the text is wrong.
bool rehearsal_set(struct rehearsal *rehearsal, const char *word, const char *value, struct fault *fault);
bool rehearsal_knows(const char *word);

struct rehearsal_result {
  enum session_status status;
  char *sentence;    // why it could not go on, or NULL; the caller frees it
  bool left;         // by the part, before its end
  bool interrupted;  // by a signal
  bool impatient;    // it took longer than that
};

// False where it tells nothing about the practice: it was broken off, asked for wrongly, or nothing could be run.
bool rehearsal_counts(const struct rehearsal_result *result);

// Appends the transcript, without a head, to `out`.
struct rehearsal_result rehearsal_run(const struct rehearsal *rehearsal, const struct practice *practice,
                                      const struct rehearsal_part *part, struct buf *out);
