// tend remind add and remove: a section of tend.ini, and nothing else in it.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agenda.h"
#include "agent.h"
#include "common.h"
#include "edit.h"
#include "file.h"
#include "memory.h"
#include "paths.h"
#include "remind.h"
#include "settings.h"
#include "text.h"

static const char *const options[] = {"--at",    "--every",  "--random", "--on",  "--between",
                                      "--apart", "--missed", "--zone",   "--text"};
enum { OPTIONS = sizeof options / sizeof *options };

struct addition {
  const char *practice;
  bool json;
  struct edit_value values[OPTIONS + 1];  // the practice, then what was given
  size_t count;
};

static bool is_given(const struct addition *addition, const char *key) {
  for (size_t i = 0; i < addition->count; i++)
    if (strcmp(addition->values[i].key, key) == 0) return true;
  return false;
}

// 1: it was taken; 0: it is no option of ours; -1: it was said what is wrong.
static int take_option(struct addition *addition, char **arguments, int *at, const struct command *command) {
  const char *value = NULL;
  for (size_t i = 0; i < OPTIONS; i++) {
    if (!option_value(arguments, at, options[i], &value)) continue;
    if (!value) return command_usage(command, "'%s' needs a value", options[i]), -1;
    if (is_given(addition, options[i] + 2)) return command_usage(command, "'%s' is given twice", options[i]), -1;
    addition->values[addition->count++] = (struct edit_value){options[i] + 2, value};
    return 1;
  }
  return 0;
}

static bool read_arguments(struct addition *addition, char **arguments, const struct command *command) {
  addition->values[addition->count++] = (struct edit_value){"practice", NULL};
  for (int at = 0; arguments[at]; at++) {
    int taken = take_option(addition, arguments, &at, command);
    if (taken < 0) return false;
    if (taken > 0) continue;
    if (strcmp(arguments[at], "--json") == 0) {
      addition->json = true;
      continue;
    }
    if (arguments[at][0] == '-' || addition->practice) {
      command_usage(command, "'%s' is not understood", arguments[at]);
      return false;
    }
    addition->practice = arguments[at];
  }
  if (!addition->practice) command_usage(command, "which practice? 'tend list' shows what there is");
  addition->values[0].value = addition->practice;
  return addition->practice != NULL;
}

// The same words that tend.ini is read with say what is wrong.
static struct rule *try_out(const struct addition *addition, const char *name, struct arena *space,
                            struct zone **zone, struct fault *fault) {
  struct rule_draft draft = {.name = mem_copy(name)};
  bool ok = true;
  *zone = NULL;
  for (size_t i = 0; ok && i < addition->count; i++)
    ok = rule_take(&draft, addition->values[i].key, addition->values[i].value, fault);
  if (ok && draft.zone_name) ok = (*zone = zone_load(draft.zone_name, fault)) != NULL;
  draft.zone = *zone;
  struct rule *rule = ok ? rule_build(&draft, space, fault) : NULL;
  rule_draft_finish(&draft);
  return rule;
}

static bool read_text(const char *path, struct buf *text, struct fault *fault) {
  if (access(path, F_OK) < 0 && errno == ENOENT) return true;
  return file_read(path, SETTINGS_FILE_MAX, text, fault);
}

static void describe_added(const struct remind *remind, const struct rule *rule, const struct occurrence *next) {
  json_t *row = json_pack("{s:s, s:s}", "added", rule->name, "practice", rule->practice);
  json_object_set_new(row, "next", next ? remind_json_time(remind->zone, next->due) : json_null());
  print_json(row);
}

static void say_added(const struct remind *remind, const struct rule *rule, bool json) {
  struct plan_context context = remind_context(remind, NULL);
  struct occurrence next;
  struct fault never;
  if (json) return describe_added(remind, rule, plan_next(rule, &context, remind->now, &next, &never) ? &next : NULL);
  struct buf line = {0};
  char time[REMIND_TIME_MAX];
  buf_format(&line, "%s: ", rule->name);
  rule_say(&line, rule);
  if (plan_next(rule, &context, remind->now, &next, &never))
    buf_format(&line, ". Next: %s.", remind_time(remind->zone, next.due, time));
  else buf_format(&line, "; but %s.", never.text);
  if (strcmp(rule->name, rule->practice) != 0)
    buf_format(&line, " It is one more for %s; 'tend remind list' shows all.", rule->practice);
  remind_print_clean(&line);
  buf_finish(&line);
  json_t *status = agent_tell("status");
  if (!status) complain(0, "the agent is not running, so nothing comes yet; 'tend agent run' runs it");
  json_decref(status);
}

static bool write_text(const char *path, const struct buf *text, struct fault *fault) {
  char *same = path_for_writing(PATH_CONFIG, "tend.ini", fault);  // makes the folder
  bool ok = same && edit_write(path, buf_text(text), text->len, fault);
  free(same);
  return ok;
}

static int add(const struct remind *remind, const struct addition *addition) {
  struct fault fault;
  struct buf before = {0}, after = {0};
  struct arena space = {0};
  struct zone *zone = NULL;
  struct rule *rule = NULL;
  char *name = NULL;
  int status = STATUS_ERROR;
  if (!read_text(remind->path, &before, &fault)) goto out;
  name = edit_free_name(buf_text(&before), before.len, addition->practice);
  status = STATUS_USAGE;
  rule = try_out(addition, name, &space, &zone, &fault);
  if (!rule) goto out;
  if (!edit_add(&after, buf_text(&before), before.len, name, addition->values, addition->count, &fault)) goto out;
  status = write_text(remind->path, &after, &fault) ? STATUS_OK : STATUS_ERROR;
out:
  if (status == STATUS_OK) say_added(remind, rule, addition->json);
  else complain(status, "%s", fault.text);
  free(name);
  arena_finish(&space);
  zone_free(zone);
  buf_finish(&before);
  buf_finish(&after);
  return status;
}

int remind_add(const struct command *command, char **arguments) {
  struct addition addition = {0};
  if (!read_arguments(&addition, arguments, command)) return STATUS_USAGE;
  if (!text_is_name(addition.practice))
    return complain(STATUS_USAGE, "a reminder needs the name of a practice, as 'tend list' shows it");
  struct practice *practice = load_named(addition.practice);
  if (!practice) return STATUS_USAGE;
  practice_free(practice);
  struct remind remind;
  int status = remind_init(&remind) ? add(&remind, &addition) : STATUS_ERROR;
  remind_finish(&remind);
  return status;
}

// A reminder of the same name that is added later begins afresh.
static void forget_marks(const char *name) {
  struct state *state = remind_state(NULL);
  if (!state) return;
  agenda_resume(state, name, NULL);
  agenda_unsnooze(state, name, NULL);
  state_close(state);
  json_decref(agent_tell("refresh"));
}

static int take_out(const char *path, const char *name, bool json) {
  struct fault fault;
  struct buf before = {0}, after = {0};
  int status = STATUS_ERROR;
  if (!read_text(path, &before, &fault)) goto out;
  status = STATUS_USAGE;
  if (!edit_remove(&after, buf_text(&before), before.len, name, &fault)) goto out;
  status = edit_write(path, buf_text(&after), after.len, &fault) ? STATUS_OK : STATUS_ERROR;
out:
  if (status == STATUS_OK) forget_marks(name);
  if (status == STATUS_OK && json) print_json(json_pack("{s:s}", "removed", name));
  else if (status == STATUS_OK) printf("%s is removed from %s.\n", name, path);
  else complain(status, "%s", fault.text);
  buf_finish(&before);
  buf_finish(&after);
  return status;
}

int remind_remove(const struct command *command, char **arguments) {
  const char *name = NULL;
  bool json = false;
  for (; *arguments; arguments++) {
    if (strcmp(*arguments, "--json") == 0) json = true;
    else if (name) return command_usage(command, "'%s' is not understood", *arguments);
    else name = *arguments;
  }
  if (!name) return command_usage(command, "which reminder? 'tend remind list' shows them");
  struct fault fault;
  char *path = path_of(PATH_CONFIG, "tend.ini", &fault);
  int status = path ? take_out(path, name, json) : complain(STATUS_ERROR, "%s", fault.text);
  free(path);
  return status;
}
