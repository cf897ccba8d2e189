// tend agent: the background agent that reminds.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "agent.h"
#include "command.h"
#include "common.h"
#include "enable.h"

static int run_agent(void) {
  struct fault fault;
  // A line for each event, at once: systemd's journal, or a file, is on the other side.
  setvbuf(stderr, NULL, _IOLBF, 0);
  return agent_run(&fault) ? STATUS_OK : complain(STATUS_ERROR, "%s", fault.text);
}

static void print_next(const json_t *next) {
  size_t i;
  json_t *row;
  json_array_foreach(next, i, row) {
    time_t due = (time_t)(json_integer_value(json_object_get(row, "due")) / 1000);
    struct tm local;
    char when[64];
    localtime_r(&due, &local);
    strftime(when, sizeof when, "%a %d %b %H:%M", &local);
    printf("  %s  %s\n", when, json_string_value(json_object_get(row, "rule")));
  }
}

static void print_status(const json_t *status) {
  const char *held = json_string_value(json_object_get(status, "held"));
  const char *mistakes = json_string_value(json_object_get(status, "mistakes"));
  printf("The agent is running (process %d).\n", (int)json_integer_value(json_object_get(status, "pid")));
  if (json_is_false(json_object_get(status, "notifications")))
    puts("No notification server is there; cards wait for one.");
  if (held && *held) printf("Reminders are held back: %s.\n", held);
  if (mistakes && *mistakes) printf("tend.ini could not be read wholly:\n%s", mistakes);
  const json_t *next = json_object_get(status, "next");
  puts(json_array_size(next) ? "Next:" : "No reminder is set; 'tend remind add' sets one.");
  print_next(next);
}

static void print_enabled(void) {
  enum enable_way way = enable_look();
  printf("It %s%s.\n", enable_way_words(way), way == ENABLE_NONE ? "; 'tend agent enable' changes that" : "");
}

static int show_status(bool json) {
  json_t *status = agent_tell("status");
  if (json) {
    json_t *answer = status ? status : json_object();
    json_object_set_new(answer, "running", json_boolean(status != NULL));
    json_object_set_new(answer, "enabled", json_string(enable_way_name(enable_look())));
    print_json(answer);
    return STATUS_OK;
  }
  if (status) print_status(status);
  else puts("The agent is not running; 'tend agent run' starts it here.");
  print_enabled();
  json_decref(status);
  return STATUS_OK;
}

static int stop(void) {
  json_t *answer = agent_tell("stop");
  puts(answer ? "The agent stops." : "The agent was not running.");
  json_decref(answer);
  return STATUS_OK;
}

static int run(const struct command *command, int count, char **arguments) {
  const char *what = count ? arguments[0] : "status";
  bool json = count == 2 && strcmp(arguments[1], "--json") == 0;
  if (count > 2 || (count == 2 && !json)) return command_usage(command, "'%s' is not understood", arguments[count - 1]);
  if (strcmp(what, "run") == 0 && !json) return run_agent();
  if (strcmp(what, "stop") == 0 && !json) return stop();
  if (strcmp(what, "enable") == 0 && !json) return enable_agent();
  if (strcmp(what, "disable") == 0 && !json) return disable_agent();
  if (strcmp(what, "--json") == 0) return show_status(true);
  if (strcmp(what, "status") == 0) return show_status(json);
  return command_usage(command, "'%s' is not understood", what);
}

const struct command command_agent = {
    "agent", "the background agent that reminds",
    "  tend agent [status] [--json]    whether it runs, and what comes next\n"
    "  tend agent run                  run it here, until it is stopped\n"
    "  tend agent stop                 stop it\n"
    "  tend agent enable               start it together with your desktop session\n"
    "  tend agent disable              stop it, and start it no more\n",
    run,
};
