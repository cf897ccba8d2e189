// Which entries a command is about; see journal_filter.h.
#include "journal_filter.h"

#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "date.h"
#include "days.h"
#include "zone.h"

void journal_filter_init(struct journal_filter *filter) {
  *filter = (struct journal_filter){.zone = zone_load_local(getenv("TZ"))};
  filter->today = date_of(zone_local(filter->zone, wall_now()));
}

void journal_filter_finish(struct journal_filter *filter) { zone_free(filter->zone); }

static int64_t midnight(const struct journal_filter *filter, int32_t date) {
  return zone_utc(filter->zone, date_local(date, 0), NULL);
}

enum { SINCE = 1, UNTIL = 2 };

static bool take_days(struct journal_filter *filter, const char *text, int bounds, struct fault *fault) {
  struct days days;
  if (!days_parse(text, filter->today, &days, fault)) return false;
  if (bounds & SINCE) filter->query.since = midnight(filter, days.from);
  if (bounds & UNTIL) filter->query.until = midnight(filter, days.until);
  return true;
}

static bool take_limit(struct journal_query *query, const char *text, struct fault *fault) {
  char *end;
  unsigned long limit = strtoul(text, &end, 10);
  if (*text < '0' || *text > '9' || *end || limit == 0)
    return fault_set(fault, "--limit needs a number from 1 on, not '%.40s'", text);
  query->limit = limit;
  return true;
}

static bool take_tag(struct journal_query *query, const char *tag, struct fault *fault) {
  for (size_t i = 0; i < JOURNAL_TAGS; i++) {
    if (query->tags[i]) continue;
    query->tags[i] = tag;
    return true;
  }
  return fault_set(fault, "--tag can be given %d times: entries that have all of these", JOURNAL_TAGS);
}

static bool take_value(struct journal_filter *filter, const char *option, const char *value, struct fault *fault) {
  struct journal_query *query = &filter->query;
  if (strcmp(option, "--since") == 0) return take_days(filter, value, SINCE, fault);
  if (strcmp(option, "--until") == 0) return take_days(filter, value, UNTIL, fault);
  if (strcmp(option, "--on") == 0) return take_days(filter, value, SINCE | UNTIL, fault);
  if (strcmp(option, "--limit") == 0) return take_limit(query, value, fault);
  if (strcmp(option, "--practice") == 0) query->practice = value;
  else if (strcmp(option, "--tag") == 0) return take_tag(query, value, fault);
  else query->mood = value;
  return true;
}

bool journal_filter_take(struct journal_filter *filter, const struct command *command, char **arguments, int *at,
                         int *status) {
  static const char *const options[] = {"--since", "--until", "--on", "--limit", "--practice", "--tag", "--mood", NULL};
  struct fault fault;
  const char *value;
  if (strcmp(arguments[*at], "--today-in-history") == 0) {
    struct date today = date_civil(filter->today);
    filter->query.month = today.month;
    filter->query.day = today.day;
    return true;
  }
  for (const char *const *option = options; *option; option++) {
    if (!option_value(arguments, at, *option, &value)) continue;
    if (!value) *status = command_usage(command, "%s needs a value", *option);
    else if (!take_value(filter, *option, value, &fault)) *status = complain(STATUS_USAGE, "%s", fault.text);
    return value != NULL && *status == STATUS_OK;
  }
  return false;
}

const struct journal_query *journal_filter_query(struct journal_filter *filter) {
  struct journal_query *query = &filter->query;
  // What was written today is no history yet.
  if (query->month && !query->until) query->until = midnight(filter, filter->today);
  if (!query->since || !query->until || query->since < query->until) return query;
  complain(STATUS_USAGE, "--since comes after --until, so no day is left");
  return NULL;
}
