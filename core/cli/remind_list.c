// tend remind list: what is set, and when each comes next.
#include <stdio.h>
#include <string.h>

#include "common.h"
#include "ics.h"
#include "remind.h"

static json_t *describe(const struct remind *remind, const struct rule *rule, const struct occurrence *next,
                        const struct fault *never) {
  struct buf when = {0};
  rule_say(&when, rule);
  json_t *row = json_pack("{s:s, s:s, s:s}", "name", rule->name, "practice", rule->practice, "when", buf_text(&when));
  if (*rule->text) json_object_set_new(row, "text", json_string(rule->text));
  if (rule->zone_name) json_object_set_new(row, "zone", json_string(rule->zone_name));
  remind_json_marks(row, remind, remind_marks(remind, rule->name));
  if (next) json_object_set_new(row, "next", remind_json_time(remind->zone, next->due));
  else json_object_set_new(row, "never", json_string(never->text));
  buf_finish(&when);
  return row;
}

static void print_row(const struct remind *remind, const struct rule *rule, const struct occurrence *next,
                      const struct fault *never) {
  char time[REMIND_TIME_MAX];
  struct buf line = {0}, words = {0};
  struct remind_marks marks = remind_marks(remind, rule->name);
  buf_format(&line, "%-20s  %-20s  ", rule->name, next ? remind_time(remind->zone, next->due, time) : "never");
  if (strcmp(rule->name, rule->practice) != 0) buf_format(&line, "%s ", rule->practice);
  rule_say(&line, rule);
  if (!next) buf_format(&line, "; %s", never->text);
  // A pause without an end was said just now.
  if (marks.paused_until == INT64_MAX) marks.paused_until = 0;
  remind_say_marks(&words, remind, marks);
  if (words.len) buf_format(&line, "; %s", buf_text(&words));
  remind_print_clean(&line);
  buf_finish(&line);
  buf_finish(&words);
}

static void list(const struct remind *remind, bool json) {
  json_t *rows = json_array();
  for (size_t i = 0; i < remind->rules.count; i++) {
    const struct rule *rule = remind->rules.items[i];
    struct plan_context context = remind_context(remind, rule);
    struct occurrence next;
    struct fault never;
    bool comes = remind_next(remind, rule, &context, &next, &never);
    if (json) json_array_append_new(rows, describe(remind, rule, comes ? &next : NULL, &never));
    else print_row(remind, rule, comes ? &next : NULL, &never);
  }
  if (json) print_json(json_incref(rows));
  else if (remind->rules.count == 0) complain(STATUS_OK, "no reminder is set; 'tend remind add' sets one");
  json_decref(rows);
}

static void write_calendar(const struct remind *remind) {
  struct plan_context context = remind_context(remind, NULL);
  struct buf calendar = {0};
  ics_write(&calendar, &remind->rules, &context, remind->now);
  fwrite(calendar.data, 1, calendar.len, stdout);
  buf_finish(&calendar);
}

int remind_list(const struct command *command, char **arguments) {
  bool json = arguments[0] && strcmp(arguments[0], "--json") == 0,
       ics = arguments[0] && strcmp(arguments[0], "--ics") == 0;
  if (arguments[json || ics]) return command_usage(command, "'%s' is not understood", arguments[json || ics]);
  struct remind remind;
  bool ok = remind_init(&remind);
  if (ok && ics) write_calendar(&remind);
  else if (ok) list(&remind, json);
  remind_finish(&remind);
  return ok && !remind.unread ? STATUS_OK : STATUS_ERROR;
}
