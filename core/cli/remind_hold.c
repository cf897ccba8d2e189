// tend remind pause, resume, snooze and skip: what the person wants of the agent for now. They write the state, whether
// the agent runs or not.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agenda.h"
#include "agent.h"
#include "common.h"
#include "date.h"
#include "duration.h"
#include "paths.h"
#include "remind.h"

// What was asked for, and what it is done with.
struct hold {
  const char *name, *until, *span;  // NULL: not given
  bool json;
  struct remind remind;
  const struct rule *rule;          // NULL: all
  struct state *state;
};

enum { TAKES_UNTIL = 1, TAKES_FOR = 2, NEEDS_NAME = 4 };

static int read_options(const struct command *command, char **arguments, unsigned takes, struct hold *hold) {
  for (int at = 0; arguments[at]; at++) {
    char *argument = arguments[at];
    const char **value = NULL;
    if (strcmp(argument, "--json") == 0) {
      hold->json = true;
      continue;
    }
    if (takes & TAKES_UNTIL && option_value(arguments, &at, "--until", &hold->until)) value = &hold->until;
    else if (takes & TAKES_FOR && option_value(arguments, &at, "--for", &hold->span)) value = &hold->span;
    if (value && !*value) return command_usage(command, "%s needs a value", argument);
    if (value) continue;
    if (hold->name || *argument == '-') return command_usage(command, "'%s' is not understood", argument);
    hold->name = argument;
  }
  if (takes & NEEDS_NAME && !hold->name) return command_usage(command, "which reminder? 'tend remind list' shows them");
  if (hold->until && hold->span) return command_usage(command, "--until and --for say the same thing; one is enough");
  return STATUS_OK;
}

static struct state *open_state(void) {
  struct fault fault;
  char *path = path_for_writing(PATH_STATE, "state.db", &fault);
  struct state *state = path ? state_open(path, &fault) : NULL;
  free(path);
  if (!state) complain(STATUS_ERROR, "%s", fault.text);
  return state;
}

static int begin(const struct command *command, char **arguments, unsigned takes, struct hold *hold) {
  *hold = (struct hold){0};
  int status = read_options(command, arguments, takes, hold);
  if (status != STATUS_OK) return status;
  if (!remind_init(&hold->remind)) return STATUS_ERROR;
  if (hold->name && !(hold->rule = remind_find(&hold->remind, hold->name))) return STATUS_USAGE;
  hold->state = hold->remind.unread ? NULL : open_state();
  // Random times are drawn with this key from now on, so that what is said here is what comes.
  if (hold->state) agenda_key(hold->state, hold->remind.key, NULL);
  return hold->state ? STATUS_OK : STATUS_ERROR;
}

// Tells the agent, where one runs; true when one does.
static bool tell_agent(void) {
  json_t *answer = agent_tell("refresh");
  json_decref(answer);
  return answer != NULL;
}

static int finish(struct hold *hold, int status) {
  state_close(hold->state);
  if (hold->remind.path) remind_finish(&hold->remind);
  return status;
}

static json_t *name_of(const struct hold *hold) { return hold->rule ? json_string(hold->rule->name) : json_null(); }

// Until when.

// "18:00" is the next one; "2026-12-01" is its beginning; both together, with a space or a T in between.
static bool read_moment(const struct hold *hold, const char *text, int64_t *utc) {
  int64_t local = zone_local(hold->remind.zone, hold->remind.now);
  int32_t date = date_of(local);
  int minute = 0;
  size_t length = strlen(text), first = strcspn(text, " T");
  if (date_parse_minute(text, length, &minute)) {
    if (date_local(date, minute) <= local) date++;
  } else if (!date_parse(text, first, &date) ||
             (text[first] && !date_parse_minute(text + first + 1, length - first - 1, &minute))) {
    return false;
  }
  *utc = zone_utc(hold->remind.zone, date_local(date, minute), NULL);
  return true;
}

static int read_until(const struct command *command, const struct hold *hold, int64_t span, int64_t *until) {
  if (hold->until && !read_moment(hold, hold->until, until))
    return command_usage(command, "--until '%.60s': for instance 18:00, 2026-12-01 or '2026-12-01 18:00'", hold->until);
  if (hold->until && *until <= hold->remind.now)
    return command_usage(command, "--until '%.60s': that is over", hold->until);
  if (hold->until) return STATUS_OK;
  if (hold->span && (!duration_parse(hold->span, &span) || span <= 0))
    return command_usage(command, "--for '%.60s': a duration such as 10m, 2h or 1h30m", hold->span);
  *until = span == INT64_MAX ? span : hold->remind.now + span;
  return STATUS_OK;
}

// Pausing.

static void tell_pause(const struct hold *hold, int64_t until) {
  struct buf line = {0}, marks = {0};
  if (hold->json) {
    json_t *answer = json_pack("{s:o}", "name", name_of(hold));
    remind_json_marks(answer, &hold->remind, (struct remind_marks){.paused_until = until});
    print_json(answer);
    return;
  }
  const char *name = hold->rule ? hold->rule->name : NULL;
  remind_say_marks(&marks, &hold->remind, (struct remind_marks){.paused_until = until});
  buf_format(&line, "%s is %s. 'tend remind resume%s%s' ends it.", name ? name : "Every reminder", buf_text(&marks),
             name ? " " : "", name ? name : "");
  remind_print_clean(&line);
  buf_finish(&marks);
  buf_finish(&line);
}

int remind_pause(const struct command *command, char **arguments) {
  struct hold hold;
  struct fault fault;
  int64_t until = 0;
  int status = begin(command, arguments, TAKES_UNTIL | TAKES_FOR, &hold);
  if (status == STATUS_OK) status = read_until(command, &hold, INT64_MAX, &until);
  if (status != STATUS_OK) return finish(&hold, status);
  if (!agenda_pause(hold.state, hold.rule ? hold.rule->name : "", until, &fault))
    return finish(&hold, complain(STATUS_ERROR, "%s", fault.text));
  tell_agent();
  tell_pause(&hold, until);
  return finish(&hold, STATUS_OK);
}

static bool resume(struct hold *hold, struct fault *fault) {
  if (hold->rule) return agenda_resume(hold->state, hold->rule->name, fault);
  bool ok = agenda_resume(hold->state, "", fault);
  for (size_t i = 0; ok && i < hold->remind.rules.count; i++)
    ok = agenda_resume(hold->state, hold->remind.rules.items[i]->name, fault);
  return ok;
}

static void tell_resume(const struct hold *hold) {
  // One that was resumed by name may still be paused together with all.
  struct remind_marks marks = remind_marks(&hold->remind, "");
  if (hold->json) {
    json_t *answer = json_pack("{s:o}", "name", name_of(hold));
    marks.snoozed_until = 0;
    remind_json_marks(answer, &hold->remind, marks);
    print_json(answer);
  } else if (marks.paused_until) {
    printf("%s is not paused by itself, but every reminder is; 'tend remind resume' ends that.\n", hold->rule->name);
  } else if (hold->rule) {
    printf("%s is not paused.\n", hold->rule->name);
  } else {
    puts("No reminder is paused.");
  }
}

int remind_resume(const struct command *command, char **arguments) {
  struct hold hold;
  struct fault fault;
  int status = begin(command, arguments, 0, &hold);
  if (status != STATUS_OK) return finish(&hold, status);
  if (!resume(&hold, &fault)) return finish(&hold, complain(STATUS_ERROR, "%s", fault.text));
  tell_agent();
  tell_resume(&hold);
  return finish(&hold, STATUS_OK);
}

// Putting off.

static void tell_snooze(const struct hold *hold, int64_t asked, int64_t due, bool runs) {
  char time[REMIND_TIME_MAX];
  if (hold->json) {
    print_json(json_pack("{s:o, s:o, s:b, s:b}", "name", name_of(hold), "snoozed_until",
                         remind_json_time(hold->remind.zone, due), "quiet", due > asked, "agent", runs));
    return;
  }
  if (due > asked) printf("%s would be in your quiet hours, so ", remind_time(hold->remind.zone, asked, time));
  printf("%s comes again on %s.\n", hold->rule->name, remind_time(hold->remind.zone, due, time));
  if (!runs) puts("The agent is not running; nothing comes before it does ('tend agent run').");
}

// As with "Later" on a card, quiet hours move it to their end. Where they never end, it was asked for all the same.
static int64_t leave_quiet(const struct hold *hold, int64_t due) {
  int64_t end = quiet_end(&hold->remind.rules.quiet, hold->remind.zone, due);
  return end == INT64_MAX ? due : end;
}

int remind_snooze(const struct command *command, char **arguments) {
  struct hold hold;
  struct fault fault;
  int64_t asked = 0, due;
  int status = begin(command, arguments, TAKES_FOR | NEEDS_NAME, &hold);
  if (status == STATUS_OK) status = read_until(command, &hold, hold.remind.rules.agent.later, &asked);
  if (status != STATUS_OK) return finish(&hold, status);
  due = leave_quiet(&hold, asked);
  if (!agenda_snooze(hold.state, hold.rule->name, due, &fault))
    return finish(&hold, complain(STATUS_ERROR, "%s", fault.text));
  tell_snooze(&hold, asked, due, tell_agent());
  return finish(&hold, STATUS_OK);
}

// Skipping.

// When a running agent will show the rule next; 0 where none says so.
static int64_t ask_agent(const char *rule) {
  json_t *status = agent_tell("status"), *row;
  int64_t due = 0;
  size_t i;
  json_array_foreach(json_object_get(status, "next"), i, row) {
    const char *name = json_string_value(json_object_get(row, "rule"));
    if (name && strcmp(name, rule) == 0) due = json_integer_value(json_object_get(row, "due"));
  }
  json_decref(status);
  return due;
}

// What an `every` counts from is known to the agent. Where it does not run, and the next one would move with the time
// at which it starts, there is no next one yet.
static bool count_as_the_agent(const struct hold *hold, struct plan_context *context) {
  struct occurrence soon, later;
  if (hold->rule->kind != RULE_EVERY) return true;
  int64_t due = ask_agent(hold->rule->name);
  if (due > 0) context->start = due - hold->rule->every;
  if (due > 0 || context->start < hold->remind.now) return true;
  bool comes = plan_next(hold->rule, context, hold->remind.now, &soon, NULL);
  context->start += DATE_MINUTE;
  bool still = plan_next(hold->rule, context, hold->remind.now, &later, NULL);
  return comes && still && soon.due == later.due;
}

static void tell_skip(const struct hold *hold, const struct plan_context *context, int64_t skipped) {
  struct occurrence next;
  struct fault never;
  char time[REMIND_TIME_MAX];
  bool comes = remind_next(&hold->remind, hold->rule, context, &next, &never);
  if (hold->json) {
    json_t *answer = json_pack("{s:o}", "name", name_of(hold));
    json_object_set_new(answer, "skipped", remind_json_time(hold->remind.zone, skipped));
    if (comes) json_object_set_new(answer, "next", remind_json_time(hold->remind.zone, next.due));
    print_json(answer);
    return;
  }
  printf("%s does not come on %s.\n", hold->rule->name, remind_time(hold->remind.zone, skipped, time));
  if (comes) printf("After that it comes on %s.\n", remind_time(hold->remind.zone, next.due, time));
  else printf("After that it does not come any more: %s.\n", never.text);
}

static int skip(const struct hold *hold) {
  struct plan_context context = remind_context(&hold->remind, hold->rule);
  const char *name = hold->rule->name;
  struct occurrence next;
  struct fault fault;
  char key[PLAN_KEY_TEXT_MAX];
  if (!count_as_the_agent(hold, &context))
    return complain(STATUS_ERROR, "%s is counted from when the agent starts, so none is next yet", name);
  if (!remind_next(&hold->remind, hold->rule, &context, &next, &fault))
    return complain(STATUS_ERROR, "%s does not come anyway: %s", name, fault.text);
  if (agenda_record(hold->state, name, plan_key(&next, key), next.due, AGENDA_SKIPPED, &fault) == AGENDA_FAILED)
    return complain(STATUS_ERROR, "%s", fault.text);
  tell_agent();
  tell_skip(hold, &context, next.due);
  return STATUS_OK;
}

int remind_skip(const struct command *command, char **arguments) {
  struct hold hold;
  int status = begin(command, arguments, NEEDS_NAME, &hold);
  if (status == STATUS_OK) status = skip(&hold);
  return finish(&hold, status);
}
