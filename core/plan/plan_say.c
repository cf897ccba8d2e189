// Why an occurrence is when it is, in words; see plan.h.
#include "date.h"
#include "duration.h"
#include "plan.h"

static void say_kind(struct buf *out, const struct occurrence *it) {
  const struct rule *rule = it->rule;
  char words[64], from[DATE_TEXT_MAX], until[DATE_TEXT_MAX];
  switch ((enum rule_kind)rule->kind) {
    case RULE_AT: buf_format(out, "at %s", date_minute_text(it->index, from)); break;
    case RULE_EVERY:
      duration_words(rule->every, words, sizeof words);
      buf_format(out, "every %s", words);
      break;
    case RULE_RANDOM: buf_add_text(out, rule->times == 1 ? "drawn" : "one of the times drawn"); break;
  }
  if (!rule->has_between) return;
  buf_format(out, " between %s and %s", date_minute_text(rule->from, from), date_minute_text(rule->until, until));
}

static void say_quiet(struct buf *out, const struct plan_context *context) {
  const struct quiet *quiet = &context->quiet;
  char from[DATE_TEXT_MAX], until[DATE_TEXT_MAX];
  buf_format(out, "quiet hours (%s-%s)", date_minute_text(quiet->from, from), date_minute_text(quiet->until, until));
}

static void say_flags(struct buf *out, const struct occurrence *it, const struct plan_context *context) {
  if (it->flags & PLAN_SHIFTED)
    buf_add_text(out, "; the clock passes over that time on this day, so it moves with the clock");
  if (it->flags & PLAN_FIRST) buf_add_text(out, "; the clock shows that time twice on this day: this is the first");
  if (it->flags & PLAN_FEWER) {
    buf_add_text(out, "; ");
    say_quiet(out, context);
    buf_add_text(out, " leave room for fewer of them");
  }
  if (it->flags & PLAN_DEFERRED && it->fate != PLAN_OUTSIDE) {
    buf_add_text(out, "; put off to the end of ");
    say_quiet(out, context);
  }
}

void plan_say(struct buf *out, const struct occurrence *it, const struct plan_context *context) {
  say_kind(out, it);
  say_flags(out, it, context);
  switch ((enum plan_fate)it->fate) {
    case PLAN_FIRES: break;
    case PLAN_QUIET:
      buf_add_text(out, "; left out, for it lies in ");
      say_quiet(out, context);
      break;
    case PLAN_OUTSIDE:
      buf_add_text(out, "; left out, for its window is over at the end of ");
      say_quiet(out, context);
      break;
    case PLAN_JOINED: buf_add_text(out, "; left out, for another one comes at the same moment"); break;
  }
}
