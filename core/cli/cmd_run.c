// tend run: a practice in the foreground.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "agent.h"
#include "command.h"
#include "common.h"
#include "given.h"
#include "memory.h"
#include "paths.h"
#include "runner.h"
#include "text.h"
#include "tty.h"
#include "watch.h"

struct options {
  const char *front, *answers;
  bool fast, eyes_closed, json, watch;
  enum session_grant grant;
  const char *granted;
  uint64_t seed;
  json_t *overrides;
};

// A setting of the practice, as --key, --key=value or --key value. A yes-or-no setting alone means yes.
static int setting_option(struct options *options, const struct practice *practice,
                          char **arguments, int *at) {
  const char *start = arguments[*at] + 2, *equals = strchr(start, '='), *value = equals ? equals + 1 : NULL;
  char *key = equals ? mem_copy_n(start, (size_t)(equals - start)) : mem_copy(start);
  const struct practice_setting *setting = practice ? practice_setting(practice, key) : NULL;
  if (!setting) {
    static const char *const own[] = {"front", "answers", "grant", "seed", "fast", "eyes-closed", "json", "watch", NULL};
    int status = unknown_option(practice, own, key);
    free(key);
    return status;
  }
  if (!value && setting->type == SETTING_BOOLEAN) value = "yes";
  else if (!value) value = arguments[*at + 1] ? arguments[++*at] : "";
  json_t *text = json_string(value);
  if (text) json_object_set_new(options->overrides, key, text);
  int status = text ? STATUS_OK : complain(STATUS_USAGE, "the value of '--%s' is not UTF-8 text", key);
  free(key);
  return status;
}

static int take_option(const struct command *command, struct options *options, const struct practice *practice,
                       char **arguments, int *at) {
  const char *value = NULL;
  if (option_value(arguments, at, "--front", &value)) {
    options->front = value;
    return value ? STATUS_OK : command_usage(command, "--front needs one of term, plain, json");
  }
  if (option_value(arguments, at, "--answers", &value)) {
    options->answers = value;
    return value ? STATUS_OK : command_usage(command, "--answers needs a file");
  }
  if (option_value(arguments, at, "--grant", &value))
    return value && given_grant(value, &options->grant, &options->granted)
               ? STATUS_OK
               : command_usage(command, "--grant needs all, none, or permissions such as journal.add,sound");
  if (option_value(arguments, at, "--seed", &value))
    return value && given_seed(value, &options->seed) ? STATUS_OK
                                                      : command_usage(command, "--seed needs a whole number");
  if (strcmp(arguments[*at], "--fast") == 0) options->fast = true;
  else if (strcmp(arguments[*at], "--eyes-closed") == 0) options->eyes_closed = true;
  else if (strcmp(arguments[*at], "--json") == 0) options->json = true;
  else if (strcmp(arguments[*at], "--watch") == 0) options->watch = true;
  else return setting_option(options, practice, arguments, at);
  return STATUS_OK;
}

// Everything that a run is done with.
struct room {
  const struct command *command;
  const struct options *options;
  struct settings settings;
  struct clock *clock;
  struct cue *cue;
};

// The terminal's own front end where there is one, lines otherwise; what the person asked for comes first.
static const char *choose_front(const struct options *options, const struct settings *settings) {
  if (options->front) return options->front;
  if (options->fast || !tty_is_capable(STDIN_FILENO, STDOUT_FILENO)) return "plain";
  return settings->look.front ? settings->look.front : "term";
}

static struct front *open_front(const struct room *room, int *status) {
  const struct options *options = room->options;
  const struct settings *settings = &room->settings;
  struct fault fault;
  *status = STATUS_OK;
  if (options->answers) {
    struct front *front = front_scripted(options->answers, STDOUT_FILENO, &fault);
    if (!front) *status = complain(STATUS_USAGE, "%s", fault.text);
    return front;
  }
  const char *name = choose_front(options, settings);
  if (strcmp(name, "plain") == 0) return front_plain(STDIN_FILENO, STDOUT_FILENO);
  if (strcmp(name, "json") == 0) return front_json(STDIN_FILENO, STDOUT_FILENO);
  if (strcmp(name, "term") != 0) {
    *status = command_usage(room->command, "there is no front end '%s'; there are term, plain and json", name);
    return NULL;
  }
  const struct front_look look = {.reduced_motion = settings->look.reduced_motion,
                                  .hide_cycles = settings->look.hide_cycles,
                                  .help_line = settings->care.line};
  struct front *front = front_term(STDIN_FILENO, STDOUT_FILENO, room->clock, &look);
  if (!front) *status = complain(STATUS_USAGE, "--front term needs a terminal; --front plain works everywhere");
  return front;
}

static struct practice *load_grounding(const struct practice *practice) {
  if (strcmp(practice->name, "ground") == 0) return NULL;
  struct buf ignored = {0};
  char *path = path_of(PATH_SHARE, "plugins/ground", NULL);
  struct practice *grounding = path ? practice_load(path, PRACTICE_BUNDLED, &ignored) : NULL;
  free(path);
  buf_finish(&ignored);
  return grounding;
}

static struct cue *open_cue(const struct options *options, const struct settings *settings) {
  char *folder = settings->sound.on && !options->fast ? path_of(PATH_RUNTIME, "sounds", NULL) : NULL;
  struct cue *cue = folder ? cue_spawn(folder, settings->sound.volume) : cue_none();
  free(folder);
  return cue;
}

static struct session_setup setup_of(const struct room *room) {
  return (struct session_setup){.settings = &room->settings,
                                .overrides = room->options->overrides,
                                .cue = room->cue,
                                .clock = room->clock,
                                .grant = room->options->grant,
                                .granted = room->options->granted,
                                .seed = room->options->seed};
}

static struct runner_result perform(const struct room *room, const struct practice *practice, struct front *front) {
  struct keeper *keeper = keeper_create();
  struct practice *grounding = load_grounding(practice);
  struct runner_setup setup = {.session = setup_of(room), .grounding = grounding};
  setup.session.practice = practice;
  setup.session.front = front;
  setup.session.keeper = keeper;
  struct runner_result result = runner_run(&setup);
  practice_free(grounding);
  keeper_destroy(keeper);
  return result;
}

// About the practice, and no part of it: on stderr, as all talk is, and unasked only where a person reads that.
static void print_receipt(const struct options *options, const struct settings *settings,
                          const struct runner_result *result) {
  if (result->status == SESSION_USAGE || result->status == SESSION_UNSEALED) return;
  if (options->json) {
    json_t *receipt = receipt_json(&result->receipt);
    json_dumpf(receipt, stderr, JSON_COMPACT);
    fputc('\n', stderr);
    json_decref(receipt);
  } else if (settings->look.receipt && !options->watch && isatty(STDIN_FILENO) && isatty(STDERR_FILENO)) {
    struct buf words = {0};
    receipt_say(&words, &result->receipt);
    fprintf(stderr, "\n%s\n", words.data);
    buf_finish(&words);
  }
}

// Ends what was begun with the front end; the exit status.
static int end_run(const struct room *room, struct front *front, struct runner_result *result) {
  // The terminal is given back before anything is said on stderr.
  front->class->destroy(front);
  if (result->sentence) complain((int)result->status, "%s", result->sentence);
  print_receipt(room->options, &room->settings, result);
  free(result->sentence);
  return (int)result->status;
}

static int run_once(const struct room *room, const struct practice *practice) {
  int status;
  struct front *front = open_front(room, &status);
  if (!front) return status;
  struct runner_result result = perform(room, practice, front);
  return end_run(room, front, &result);
}

// Takes the practice over. Nothing of it lasts, so that what the practice declares need not be asked about.
static int run_watching(struct room *room, struct practice *practice) {
  struct fault fault;
  struct session_setup setup = setup_of(room);
  if (setup.grant == SESSION_GRANT_ASK) setup.grant = SESSION_GRANT_ALL;
  struct watch *watch = watch_create(&setup, practice, &fault);
  if (!watch) return complain(STATUS_ERROR, "%s", fault.text);
  fputs("While it is watched, nothing of it is kept: it has an empty journal of its own.\n", stderr);
  int status;
  struct front *front = open_front(room, &status);
  if (front) {
    struct runner_result result = watch_run(watch, front);
    status = end_run(room, front, &result);
  }
  watch_destroy(watch);
  return status;
}

// Takes the practice over.
static int run_practice(const struct command *command, const struct options *options, struct practice *practice) {
  struct room room = {.command = command, .options = options, .clock = clock_real()};
  if (options->fast) room.clock = clock_virtual(room.clock->class->wall(room.clock));
  read_settings(&room.settings);
  room.settings.care.eyes_closed |= options->eyes_closed;
  room.cue = open_cue(options, &room.settings);
  // While this lasts, no reminder comes on top of it.
  int busy = agent_busy(), status;
  if (options->watch) {
    status = run_watching(&room, practice);
  } else {
    status = run_once(&room, practice);
    practice_free(practice);
  }
  agent_idle(busy);
  room.cue->class->destroy(room.cue);
  settings_finish(&room.settings);
  room.clock->class->destroy(room.clock);
  return status;
}

static int take_arguments(const struct command *command, char **arguments, struct options *options,
                          struct practice **practice) {
  int status = STATUS_OK;
  for (int at = 0; arguments[at] && status == STATUS_OK; at++) {
    if (strncmp(arguments[at], "--", 2) == 0) status = take_option(command, options, *practice, arguments, &at);
    else if (*practice) status = command_usage(command, "one practice at a time: '%s' is a second one", arguments[at]);
    else if (!(*practice = load_named(arguments[at]))) status = STATUS_USAGE;
  }
  if (status == STATUS_OK && !*practice)
    status = command_usage(command, "which practice? 'tend list' shows what there is");
  if (status == STATUS_OK && options->watch && options->answers)
    status = command_usage(command, "--watch does your answers again by itself; --answers is for a run from a file");
  return status;
}

static int run(const struct command *command, int count, char **arguments) {
  (void)count;
  struct options options = {.overrides = json_object()};
  struct practice *practice = NULL;
  if (getrandom(&options.seed, sizeof options.seed, 0) < 0) options.seed = 1;
  int status = take_arguments(command, arguments, &options, &practice);
  if (status == STATUS_OK) status = run_practice(command, &options, practice);
  else practice_free(practice);
  json_decref(options.overrides);
  return status;
}

const struct command command_run = {
    "run", "run a practice, or a Lua file of your own",
    "  tend run NAME|FILE.lua|FOLDER [OPTIONS] [--SETTING[=VALUE] ...]\n"
    "\n"
    "  --front term|plain|json\n"
    "                       a full screen (the default on a terminal), lines, or JSON Lines for programs\n"
    "  --answers FILE       take the answers from a file, a line each\n"
    "  --fast               let no time pass: for trying a practice out\n"
    "  --eyes-closed        you will not look at the screen\n"
    "  --grant all|none|journal.add,sound,...\n"
    "                       give or refuse permissions for this run instead of being asked\n"
    "  --json               afterwards, what it asked, wrote, was refused and used, as JSON on stderr\n"
    "  --seed N             the same draws and random numbers again\n"
    "  --watch              while you write it: whenever you save, the new version goes on at the same\n"
    "                       place with your answers so far; nothing is kept\n"
    "\n"
    "A practice's own settings are options too: tend run collect-something --after\n"
    "At any time the line 'ground' leads to a minute of grounding, 'skip' passes over what is\n"
    "being waited for, and 'leave' ends the practice and keeps what you wrote.\n"
    "\n"
    "Exit status: 0 finished or left, 2 wrong use, 3 the practice failed, 4 stopped at a limit,\n"
    "5 it could not go on without a permission, 6 the sandbox could not be set up.\n",
    run,
};
