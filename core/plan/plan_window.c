// When a rule's window is open; see plan_day.h.
#include "date.h"
#include "plan_day.h"

static void add(struct plan_spans *spans, int64_t from, int64_t until) {
  struct plan_span *last = spans->count ? &spans->items[spans->count - 1] : NULL;
  if (from >= until) return;
  if (last && last->until == from) last->until = until;
  else if (spans->count < PLAN_SPANS_MAX) spans->items[spans->count++] = (struct plan_span){from, until};
}

// A local time may be anything up to the largest offset away from UTC. Most of the time one span of the zone holds all
// of it.
void plan_window(const struct rule *rule, const struct plan_context *context, int32_t date, struct plan_spans *spans) {
  static const int64_t reach = ZONE_OFFSET_MAX * INT64_C(1000);
  const struct zone *zone = plan_zone(rule, context);
  int64_t from = date_local(date, rule->from), until = date_local(date, rule->until), at = from - reach;
  spans->count = 0;
  while (at < until + reach) {
    struct zone_span span = zone_span(zone, at);
    int64_t begin = from - span.offset, end = until - span.offset;
    add(spans, begin > span.from ? begin : span.from, end < span.until ? end : span.until);
    at = span.until;
  }
}

bool plan_spans_hold(const struct plan_spans *spans, int64_t utc) {
  for (size_t i = 0; i < spans->count; i++)
    if (utc >= spans->items[i].from && utc < spans->items[i].until) return true;
  return false;
}

void plan_take_out(struct plan_spans *spans, const struct plan_context *context) {
  struct plan_spans whole = *spans;
  spans->count = 0;
  for (size_t i = 0; i < whole.count; i++) {
    int64_t at = quiet_end(&context->quiet, context->local, whole.items[i].from), until = whole.items[i].until;
    while (at < until) {
      int64_t begin = quiet_begin(&context->quiet, context->local, at);
      add(spans, at, begin < until ? begin : until);
      at = begin < until ? quiet_end(&context->quiet, context->local, begin) : until;
    }
  }
}
