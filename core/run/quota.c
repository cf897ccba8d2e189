// The limits of a practice; see quota.h. Each is many times what the bundled practices use, and little enough that a
// flood is over before a person would notice it.
#include "quota.h"

enum { MIB = 1 << 20, KIB = 1 << 10 };

const struct quota_limit quota_limits[QUOTA_KINDS] = {
    [QUOTA_REQUESTS] = {2000, 200, "it asked for more than 2000 things in a moment"},
    // One message may have 1 MiB: a long letter comes with its whole text.
    [QUOTA_BYTES] = {8 * MIB, 256 * KIB, "it sent more than 8 MiB in a moment"},
    // Nobody reads faster than a few dozen bytes a second.
    [QUOTA_SHOWN] = {256 * KIB, 1 * KIB, "it showed more than 256 KiB of text in a moment"},
    [QUOTA_NOTICES] = {QUOTA_NOTICES_MOST, 0, "no more than 6 notices are shown in an hour"},
    [QUOTA_ENTRIES] = {100, 0, "no more than 100 entries are written in one run"},
    // Going through a journal of 100,000 entries takes a third of a second.
    [QUOTA_READS] = {30, 1, "it has looked into the journal 30 times in a moment: it may again in a second"},
    [QUOTA_OPEN] = {1024, 0, "it asked for more than 1024 things at once"},
    [QUOTA_QUESTIONS] = {64, 0, "it had more than 64 questions open at once"},
    [QUOTA_MEMORY] = {32 * MIB, 0, "it needed more than 32 MiB of memory"},
    [QUOTA_STRANDS] = {256, 0, "it ran more than 256 strands at once"},
    [QUOTA_SLICE] = {250, 0, "it computed for 250 ms without a pause"},
};

// Six in any hour, exactly: what fills up little by little would let eleven through in the first.
static bool spend_notice(struct quota *quota, int64_t t) {
  int64_t *oldest = &quota->notices[quota->notices_count % QUOTA_NOTICES_MOST];
  if (quota->notices_count >= QUOTA_NOTICES_MOST && t - *oldest < QUOTA_HOUR_MS) return false;
  *oldest = t;
  quota->notices_count++;
  return true;
}

bool quota_spend(struct quota *quota, enum quota_kind kind, int64_t amount, int64_t t) {
  const struct quota_limit *limit = &quota_limits[kind];
  if (kind == QUOTA_NOTICES) return spend_notice(quota, t);
  double *spent = &quota->spent[kind];
  *spent -= (double)(t - quota->at[kind]) * (double)limit->per_second / 1e3;
  if (*spent < 0) *spent = 0;
  quota->at[kind] = t;
  if (*spent + (double)amount > (double)limit->most) return false;
  *spent += (double)amount;
  return true;
}
