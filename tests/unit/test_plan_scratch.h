// What the tests of plan share: a machine in a zone, with a tend.ini, and times as people write them.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "plan.h"
#include "rules.h"

struct scratch {
  struct rules rules;
  struct zone *zone;
  struct plan_context context;
};

static inline void scratch_init(struct scratch *scratch, const char *zone, const char *ini) {
  struct buf errors = {0};
  rules_init(&scratch->rules);
  rules_read_text(&scratch->rules, "t.ini", ini, strlen(ini), &errors);
  assert_string_equal(buf_text(&errors), "");
  buf_finish(&errors);
  scratch->zone = zone_load(zone, NULL);
  assert_non_null(scratch->zone);
  scratch->context = (struct plan_context){.local = scratch->zone, .quiet = scratch->rules.quiet, .key = {7}};
}

static inline void scratch_finish(struct scratch *scratch) {
  rules_finish(&scratch->rules);
  zone_free(scratch->zone);
}

// "2026-11-23 08:30" on the machine's clock.
static inline int64_t scratch_time(const struct scratch *scratch, const char *text) {
  int32_t days = 0;
  int minute = 0;
  assert_true(date_parse(text, 10, &days) && date_parse_minute(text + 11, strlen(text + 11), &minute));
  return zone_utc(scratch->zone, date_local(days, minute), NULL);
}

// "2026-11-23 08:30+02:00": told with the offset, so that an hour that comes twice can be told apart.
static inline void scratch_say(const struct scratch *scratch, int64_t utc, struct buf *out) {
  int64_t local = zone_local(scratch->zone, utc), offset = (local - utc) / 60000;
  char date[DATE_TEXT_MAX], minute[DATE_TEXT_MAX];
  buf_format(out, "%s %s%c%02d:%02d", date_text(date_of(local), date), date_minute_text(date_minute(local), minute),
             offset < 0 ? '-' : '+', abs((int)offset) / 60, abs((int)offset) % 60);
}
