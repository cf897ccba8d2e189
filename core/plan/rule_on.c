// The days of a rule: what stands after `on`.
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "memory.h"
#include "rule_read.h"
#include "value.h"

static const struct {
  const char *word;
  uint8_t days;  // bit 0 is Monday
} weekdays[] = {
    {"mon", 0x01},     {"tue", 0x02},      {"wed", 0x04},       {"thu", 0x08},      {"fri", 0x10},
    {"sat", 0x20},     {"sun", 0x40},      {"monday", 0x01},    {"tuesday", 0x02},  {"wednesday", 0x04},
    {"thursday", 0x08}, {"friday", 0x10},  {"saturday", 0x20},  {"sunday", 0x40},   {"weekdays", 0x1F},
    {"weekends", 0x60}, {"daily", RULE_WHOLE_WEEK},
};

enum { WORDS = sizeof weekdays / sizeof *weekdays, RANGE_WORDS = 14 };

static bool find_word(const char *text, size_t length, size_t words, uint8_t *days) {
  for (size_t i = 0; i < words; i++) {
    if (strlen(weekdays[i].word) != length || memcmp(weekdays[i].word, text, length) != 0) continue;
    *days = weekdays[i].days;
    return true;
  }
  return false;
}

// "mon-fri", or "fri-mon", which goes over the weekend.
static bool read_range(const char *item, uint8_t *days) {
  const char *dash = strchr(item, '-');
  uint8_t first, last;
  if (!dash || !find_word(item, (size_t)(dash - item), RANGE_WORDS, &first)) return false;
  if (!find_word(dash + 1, strlen(dash + 1), RANGE_WORDS, &last)) return false;
  for (*days = first; first != last; *days |= first) first = (uint8_t)(first == 0x40 ? 0x01 : first << 1);
  return true;
}

// "1st", "22nd", "15th"; "last" is the last day of the month, whatever its number.
static bool read_month_day(const char *item, uint32_t *days) {
  char *rest;
  if (strcmp(item, "last") == 0) {
    *days = RULE_LAST_DAY;
    return true;
  }
  if (*item < '1' || *item > '9') return false;
  long day = strtol(item, &rest, 10);
  if (day > 31 || strcmp(rest, date_ordinal((int)day)) != 0) return false;
  *days = UINT32_C(1) << (day - 1);
  return true;
}

static bool accept(const char **at, const char *word) {
  size_t length = strlen(word);
  if (strncmp(*at, word, length) != 0) return false;
  *at += length;
  return true;
}

// "every 2 weeks from 2026-11-23", with one space between words.
static bool read_cycle(const char *item, struct rule_cycle *cycle) {
  long count = 1;
  if (!accept(&item, "every ")) return false;
  if (*item >= '1' && *item <= '9') {
    char *rest;
    count = strtol(item, &rest, 10);
    if (*rest != ' ' || count > 999) return false;
    item = rest + 1;
  }
  bool weeks = accept(&item, "week");
  if (!weeks && !accept(&item, "day")) return false;
  accept(&item, "s");
  cycle->days = (int32_t)(weeks ? 7 * count : count);
  return accept(&item, " from ") && date_parse(item, strlen(item), &cycle->from);
}

static int compare_dates(const void *a, const void *b) {
  int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
  return (left > right) - (left < right);
}

static bool wrong(const char *item, struct fault *fault) {
  const char *names[WORDS + 2] = {[WORDS] = "last"};
  for (size_t i = 0; i < WORDS; i++) names[i] = weekdays[i].word;
  char hint[VALUE_HINT_MAX];
  return fault_set(fault,
                   "'on' needs days such as weekdays, mon-fri, sat, 15th, last, 2026-12-24 or every 2 weeks from "
                   "2026-11-23, not '%.60s'%s",
                   item, value_hint(item, names, hint));
}

static bool take_item(struct rule_draft *draft, const char *item, struct fault *fault) {
  uint8_t week;
  uint32_t month;
  int32_t date;
  struct rule_cycle cycle;
  if (find_word(item, strlen(item), WORDS, &week) || read_range(item, &week)) {
    draft->weekdays |= week;
  } else if (read_month_day(item, &month)) {
    draft->month_days |= month;
  } else if (date_parse(item, strlen(item), &date)) {
    if (draft->dates_count == RULE_DATES_MAX) return fault_set(fault, "'on' has more than %d dates", RULE_DATES_MAX);
    draft->dates = mem_resize(draft->dates, (draft->dates_count + 1) * sizeof *draft->dates);
    draft->dates[draft->dates_count++] = date;
  } else if (read_cycle(item, &cycle)) {
    if (draft->cycles_count == RULE_CYCLES_MAX)
      return fault_set(fault, "'on' has more than %d times 'every ... from'", RULE_CYCLES_MAX);
    draft->cycles[draft->cycles_count++] = cycle;
  } else {
    return wrong(item, fault);
  }
  return true;
}

bool rule_read_on(struct rule_draft *draft, const char *value, struct fault *fault) {
  char item[RULE_ITEM_MAX];
  do {
    if (!rule_next_item(&value, item)) return wrong(item, fault);
    if (!take_item(draft, item, fault)) return false;
  } while (value);
  if (draft->dates_count > 1) qsort(draft->dates, draft->dates_count, sizeof *draft->dates, compare_dates);
  draft->has_on = true;
  return true;
}

static bool is_month_day(uint32_t month_days, int32_t days) {
  if (month_days == 0) return false;
  struct date date = date_civil(days);
  if (month_days >> (date.day - 1) & 1 && date.day < 32) return true;
  return month_days & RULE_LAST_DAY && date.day == date_month_length(date.year, date.month);
}

// The first date of the list from `date` on; *next is set when there is one before it, or before what *next holds.
static void earliest(int32_t candidate, int32_t date, bool *found, int32_t *next) {
  if (candidate < date || (*found && candidate >= *next)) return;
  *found = true;
  *next = candidate;
}

static void next_listed(const struct rule *rule, int32_t date, bool *found, int32_t *next) {
  for (size_t i = 0; i < rule->dates_count; i++) earliest(rule->dates[i], date, found, next);
  for (size_t i = 0; i < rule->cycles_count; i++) {
    const struct rule_cycle *cycle = &rule->cycles[i];
    int32_t passed = date > cycle->from ? (date - cycle->from + cycle->days - 1) / cycle->days : 0;
    earliest(cycle->from + passed * cycle->days, date, found, next);
  }
}

bool rule_next_date(const struct rule *rule, int32_t date, int32_t *next) {
  bool found = false;
  next_listed(rule, date, &found, next);
  // The longest way is from one 31st to the next: 62 days.
  bool recurs = rule->weekdays || rule->month_days;
  for (int32_t day = date; recurs && day <= date + 62 && !(found && *next <= day); day++)
    if (rule->weekdays >> date_weekday(day) & 1 || is_month_day(rule->month_days, day))
      earliest(day, date, &found, next);
  return found;
}

bool rule_is_on(const struct rule *rule, int32_t date) {
  int32_t next;
  if (rule->weekdays >> date_weekday(date) & 1 || is_month_day(rule->month_days, date)) return true;
  if (rule->dates_count == 0 && rule->cycles_count == 0) return false;
  bool found = false;
  next_listed(rule, date, &found, &next);
  return found && next == date;
}
