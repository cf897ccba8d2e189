// The rule for the far future at the end of a TZif file, in the notation of POSIX's TZ: "CET-1CEST,M3.5.0,M10.5.0/3".
// Private to zone*.c.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zone_rule_day {
  enum { ZONE_DAY_MONTH, ZONE_DAY_JULIAN, ZONE_DAY_ZERO } kind;  // M3.5.0; J60, without 29 February; 59, with it
  int month, week, day;
  int32_t time;  // seconds after midnight, from -167 to 167 hours
};

struct zone_rule {
  int32_t offset, summer_offset;  // seconds east of UTC
  bool has_summer;
  struct zone_rule_day begin, end;
};

bool zone_rule_parse(const char *text, size_t length, struct zone_rule *rule);

// The stretch around `time` (seconds, UTC) that has one offset.
struct zone_stretch {
  int64_t from, until;
  int32_t offset;
};
struct zone_stretch zone_rule_stretch(const struct zone_rule *rule, int64_t time);
