// tend remind simulate: the coming days as they would be, in no time.
#include <stdio.h>
#include <string.h>

#include "common.h"
#include "date.h"
#include "remind.h"
#include "simulate.h"
#include "value.h"

enum { DAYS_MAX = 3660, DAYS_USUAL = 7 };

struct options {
  int64_t days;
  const char *days_given, *zone, *sleep, *from;
  bool json;
};

static int read_options(struct options *options, const struct command *command, char **arguments) {
  const struct {
    const char *name, **value;
  } known[] = {{"--days", &options->days_given},
               {"--zone", &options->zone},
               {"--sleep", &options->sleep},
               {"--from", &options->from}};
  enum { KNOWN = sizeof known / sizeof *known };
  struct fault fault;
  for (int at = 0; arguments[at]; at++) {
    size_t i = 0;
    if (strcmp(arguments[at], "--json") == 0) {
      options->json = true;
      continue;
    }
    while (i < KNOWN && !option_value(arguments, &at, known[i].name, known[i].value)) i++;
    if (i == KNOWN) return command_usage(command, "'%s' is not understood", arguments[at]);
    if (!*known[i].value) return command_usage(command, "%s needs a value", known[i].name);
  }
  if (options->days_given && !value_whole("--days", options->days_given, 1, DAYS_MAX, &options->days, &fault))
    return command_usage(command, "%s", fault.text);
  return STATUS_OK;
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
  int status = read_options(&options, command, arguments);
  if (status != STATUS_OK) return status;
  struct remind remind;
  status = remind_init(&remind) ? start(&remind, &options) : STATUS_ERROR;
  remind_finish(&remind);
  return status;
}
