// When a rule comes, in words; see rule.h.
#include "date.h"
#include "duration.h"
#include "rule.h"

static void say_kind(struct buf *out, const struct rule *rule) {
  char words[64], clock[DATE_TEXT_MAX];
  switch ((enum rule_kind)rule->kind) {
    case RULE_AT:
      for (size_t i = 0; i < rule->at_count; i++)
        buf_format(out, "%s%s", i ? ", " : "at ", date_minute_text(rule->at[i], clock));
      break;
    case RULE_EVERY:
      duration_words(rule->every, words, sizeof words);
      buf_format(out, "every %s", words);
      break;
    case RULE_RANDOM:
      if (rule->times == 1) buf_add_text(out, "once a day at random");
      else buf_format(out, "%d times a day at random", rule->times);
      break;
  }
}

static void say_window(struct buf *out, const struct rule *rule) {
  char from[DATE_TEXT_MAX], until[DATE_TEXT_MAX], words[64];
  if (rule->has_between)
    buf_format(out, " between %s and %s", date_minute_text(rule->from, from), date_minute_text(rule->until, until));
  if (rule->apart == 0 || rule->times < 2) return;
  duration_words(rule->apart, words, sizeof words);
  buf_format(out, ", at least %s apart", words);
}

static void add(struct buf *out, bool *first, const char *word) {
  buf_format(out, "%s%s", *first ? " on " : ", ", word);
  *first = false;
}

static void say_weekdays(struct buf *out, uint8_t weekdays, bool *first) {
  if (weekdays == RULE_WHOLE_WEEK) return;
  if ((weekdays & 0x1F) == 0x1F) add(out, first, "weekdays");
  else
    for (int i = 0; i < 5; i++)
      if (weekdays >> i & 1) add(out, first, date_weekday_text(i + 4));  // 1970-01-05 was a Monday
  if ((weekdays & 0x60) == 0x60) add(out, first, "weekends");
  else if (weekdays & 0x20) add(out, first, "Sat");
  else if (weekdays & 0x40) add(out, first, "Sun");
}

static void say_month_days(struct buf *out, uint32_t month_days, bool *first) {
  for (int day = 1; day <= 31; day++) {
    struct buf word = {0};
    if (!(month_days >> (day - 1) & 1)) continue;
    buf_format(&word, "the %d%s", day, date_ordinal(day));
    add(out, first, buf_text(&word));
    buf_finish(&word);
  }
  if (month_days & RULE_LAST_DAY) add(out, first, "the last of the month");
}

// "every 2 weeks from 2026-11-23"
static void say_cycle(struct buf *out, const struct rule_cycle *cycle, bool *first) {
  bool weeks = cycle->days % 7 == 0;
  int count = weeks ? cycle->days / 7 : cycle->days;
  char date[DATE_TEXT_MAX];
  buf_add_text(out, *first ? " " : ", ");
  if (count == 1) buf_format(out, "every %s from %s", weeks ? "week" : "day", date_text(cycle->from, date));
  else buf_format(out, "every %d %s from %s", count, weeks ? "weeks" : "days", date_text(cycle->from, date));
  *first = false;
}

void rule_say(struct buf *out, const struct rule *rule) {
  bool first = true;
  char date[DATE_TEXT_MAX];
  say_kind(out, rule);
  say_window(out, rule);
  say_weekdays(out, rule->weekdays, &first);
  say_month_days(out, rule->month_days, &first);
  for (size_t i = 0; i < rule->dates_count; i++) add(out, &first, date_text(rule->dates[i], date));
  for (size_t i = 0; i < rule->cycles_count; i++) say_cycle(out, &rule->cycles[i], &first);
  if (rule->zone_name) buf_format(out, " (%s)", rule->zone_name);
}
