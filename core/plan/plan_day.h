// The candidates of one day of a rule. Private to plan*.c.
#pragma once

#include "plan.h"

// Spans of time, disjoint and rising: from <= t < until.
enum { PLAN_SPANS_MAX = 32 };  // a window, split by quiet hours and by the changes of two zones
struct plan_spans {
  struct plan_span {
    int64_t from, until;
  } items[PLAN_SPANS_MAX];
  size_t count;
};

// When the rule's window of this date is open: the moments at which the rule's clock shows a time in it.
void plan_window(const struct rule *rule, const struct plan_context *context, int32_t date, struct plan_spans *spans);
void plan_take_out(struct plan_spans *spans, const struct plan_context *context);  // quiet hours
bool plan_spans_hold(const struct plan_spans *spans, int64_t utc);

struct plan_day {
  const struct rule *rule;
  const struct plan_context *context;
  int32_t date;
  int64_t since;  // what is planned at or before it may be left out
  bool all;       // those that do not fire are wanted too
  void (*add)(void *target, const struct occurrence *occurrence);
  void *target;
};
void plan_day(const struct plan_day *day);
