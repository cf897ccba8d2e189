// tend remind simulate: the coming days as they would be, in no time.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "date.h"
#include "remind.h"
#include "simulate.h"

enum { DAYS_MAX = 3660, DAYS_USUAL = 7 };

struct options {
  long days;
  const char *zone, *sleep, *from;
  bool json;
};

static bool read_options(struct options *options, char **arguments, const char **wrong) {
  for (int at = 0; arguments[at]; at++) {
    const char *days = NULL;
    *wrong = arguments[at];
    if (strcmp(arguments[at], "--json") == 0) options->json = true;
    else if (option_value(arguments, &at, "--days", &days)) {
      if (!days || (options->days = atol(days)) < 1 || options->days > DAYS_MAX) return false;
    } else if (option_value(arguments, &at, "--zone", &options->zone)) {
      if (!options->zone) return false;
    } else if (option_value(arguments, &at, "--sleep", &options->sleep)) {
      if (!options->sleep) return false;
    } else if (!option_value(arguments, &at, "--from", &options->from) || !options->from) {
      return false;
    }
  }
  return true;
}

static const char *const whats[] = {[SIMULATE_COMES] = "comes",
                                    [SIMULATE_DROPPED] = "dropped",
                                    [SIMULATE_LATE] = "late",
                                    [SIMULATE_MISSED] = "missed",
                                    [SIMULATE_OTHER] = "other"};

static void tell(const struct remind *remind, const struct plan_context *context, const struct simulate_event *event,
                 json_t *rows) {
  char time[REMIND_TIME_MAX];
  struct buf words = {0}, line = {0};
  bool comes = event->what == SIMULATE_COMES || event->what == SIMULATE_LATE;
  simulate_say(&words, event, context);
  if (rows) {
    json_t *row =
        json_pack("{s:o, s:s, s:s, s:b, s:s}", "time", remind_json_time(remind->zone, event->time), "name",
                  event->occurrence.rule->name, "what", whats[event->what], "comes", comes, "why", buf_text(&words));
    json_array_append_new(rows, row);
  } else {
    buf_format(&line, "%s  %s %-20s  %s", remind_time(remind->zone, event->time, time), comes ? " " : "-",
               event->occurrence.rule->name, buf_text(&words));
    remind_print_clean(&line);
  }
  buf_finish(&words);
  buf_finish(&line);
}

static void simulate(struct remind *remind, const struct options *options, const struct quiet *sleep, int64_t from) {
  struct plan_context context = remind_context(remind, NULL);
  context.start = from;
  json_t *rows = options->json ? json_array() : NULL;
  struct simulation *simulation =
      simulate_create(&remind->rules, &context, from, from + options->days * DATE_DAY, sleep);
  struct simulate_event event;
  while (simulate_next(simulation, &event)) tell(remind, &context, &event, rows);
  simulate_destroy(simulation);
  if (rows) print_json(rows);
}

static int start(struct remind *remind, const struct options *options) {
  struct quiet sleep = {0};
  struct fault fault;
  int32_t date;
  if (options->sleep && !date_parse_hours(options->sleep, &sleep.from, &sleep.until))
    return complain(STATUS_USAGE, "'--sleep' needs a span of the day such as 23:00-07:00, not '%s'", options->sleep);
  if (options->from && !date_parse(options->from, strlen(options->from), &date))
    return complain(STATUS_USAGE, "'--from' needs a date such as 2026-11-23, not '%s'", options->from);
  if (options->zone) {
    struct zone *zone = zone_load(options->zone, &fault);
    if (!zone) return complain(STATUS_USAGE, "%s", fault.text);
    zone_free(remind->zone);
    remind->zone = zone;
  }
  simulate(remind, options, &sleep, options->from ? zone_utc(remind->zone, date_local(date, 0), NULL) : remind->now);
  return STATUS_OK;
}

int remind_simulate(const struct command *command, char **arguments) {
  struct options options = {.days = DAYS_USUAL};
  const char *wrong;
  if (!read_options(&options, arguments, &wrong)) return command_usage(command, "'%s' is not understood", wrong);
  struct remind remind;
  int status = remind_init(&remind) ? start(&remind, &options) : STATUS_ERROR;
  remind_finish(&remind);
  return status;
}
