// One reminder, as a [remind NAME] section of tend.ini says it:
//
//   practice = three-breaths
//   at = 08:30, 21:00           or: every = 90m; or: random = 3
//   on = mon-fri, 1st, last     see below; without it, every day
//   between = 09:00-18:00       for every and random; may cross midnight; without it, the whole day
//   apart = 45m                 for random: the least time between two
//   missed = once within 2h     or skip, or once; what happens when the machine was asleep at the time
//   zone = floating             the clock of the machine, wherever it is; or an IANA name
//   text = A moment for three breaths?
//
// `on` is a list; a day that fits any of its words is one of the rule's days: weekdays, weekends, daily, sat, saturday,
// mon-fri, 1st, 15th, last (of the month), 2026-12-24, every 2 weeks from 2026-11-23, every 3 days from 2026-11-23. A
// window that crosses midnight belongs to the day on which it begins.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "fault.h"
#include "zone.h"

enum rule_kind { RULE_AT, RULE_EVERY, RULE_RANDOM };
enum rule_missed { RULE_SKIP, RULE_ONCE };

enum {
  RULE_AT_MAX = 48,       // times in one `at`
  RULE_RANDOM_MAX = 24,   // times a day
  RULE_DATES_MAX = 100,   // dates in one `on`
  RULE_CYCLES_MAX = 8,    // "every 2 weeks from DATE" in one `on`
  RULE_TEXT_MAX = 200,    // bytes
  RULE_WHOLE_WEEK = 0x7F,
};

#define RULE_LAST_DAY (UINT32_C(1) << 31)  // in month_days

struct rule_cycle {
  int32_t from, days;  // a date, and every so many days after it
};

struct rule {  // every pointer but `zone` points into the same memory
  const char *name, *practice;
  const char *text;              // the person's own words; "" when there are none
  const char *zone_name;         // NULL: floating
  const struct zone *zone;       // NULL: floating; not owned
  const int16_t *at;             // minutes of the day, rising
  const int32_t *dates;          // rising
  const struct rule_cycle *cycles;
  int64_t within;                // ms; a missed one is still shown for so long; INT64_MAX: always
  int64_t every, apart;          // ms
  int line;                      // of its first key in tend.ini
  uint32_t month_days;           // bit 0 is the 1st, RULE_LAST_DAY the last
  int16_t from, until;           // `between`, in minutes of the day; until may be past 24:00
  uint8_t weekdays;              // bit 0 is Monday; RULE_WHOLE_WEEK when there is no `on`
  uint8_t kind, missed;          // enum rule_kind, enum rule_missed
  uint8_t at_count, dates_count, cycles_count;
  uint8_t times;                 // random: how many a day
  bool has_between;
};

// What has been read of a section so far. Zeroed, it is an empty one.
struct rule_draft {
  char *name, *practice, *text, *zone_name;
  const struct zone *zone;
  int16_t at[RULE_AT_MAX];
  int32_t *dates;
  struct rule_cycle cycles[RULE_CYCLES_MAX];
  size_t at_count, dates_count, cycles_count;
  uint32_t month_days;
  uint8_t weekdays;
  int from, until, times, missed, line;
  int64_t every, apart, within;
  bool has_on, has_between, has_apart, has_missed, broken;
};

// Takes one key and its value, which are as in the section above. A zone's name is kept, and is the caller's to load
// into draft->zone. False with a sentence when the key is unknown or the value makes no sense.
bool rule_take(struct rule_draft *draft, const char *key, const char *value, struct fault *fault);
void rule_draft_finish(struct rule_draft *draft);

// The rule, which goes with `space`; NULL with one sentence when something is missing or contradicts itself.
struct rule *rule_build(const struct rule_draft *draft, struct arena *space, struct fault *fault);

bool rule_is_on(const struct rule *rule, int32_t date);

// The first of the rule's days from `date` on; false when there is none any more.
bool rule_next_date(const struct rule *rule, int32_t date, int32_t *next);

// Appends when the rule comes, in words: "at 08:30, 21:00 on weekdays", "3 times a day at random between 09:00 and
// 18:00".
void rule_say(struct buf *out, const struct rule *rule);
