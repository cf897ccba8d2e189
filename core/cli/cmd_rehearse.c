// tend rehearse: a practice in virtual time, written down.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "common.h"
#include "file.h"
#include "memory.h"
#include "rehearsal_random.h"
#include "text.h"
#include "tests.h"
#include "transcript.h"

enum { ANSWERS_MAX = 4 << 20, RANDOM_MAX = 100000, BREAKS_MAX = 10 };

struct options {
  struct transcript script;  // its answers, and how to rehearse
  const char *keep;
  bool has_answers;
  long random;  // how many; 0: the script is played
};

static const char *const own_options[] = {"answers", "keep", "random", "seed", "at", "grant", "holds", NULL};

static bool is_own(const char *key) {
  for (size_t i = 0; own_options[i]; i++)
    if (strcmp(own_options[i], key) == 0) return true;
  return false;
}

static int take_answers(struct options *options, const char *path) {
  options->has_answers = true;
  struct buf text = {0};
  struct fault fault;
  bool ok = file_read(path, ANSWERS_MAX, &text, &fault);
  if (ok) transcript_add_answers(&options->script, buf_text(&text), text.len);
  buf_finish(&text);
  return ok ? STATUS_OK : complain(STATUS_USAGE, "%s", fault.text);
}

static int take_value(struct options *options, const struct practice *practice, const char *key, const char *value) {
  struct fault fault;
  char *rest;
  const struct practice_setting *setting = practice ? practice_setting(practice, key) : NULL;
  if (setting) {
    bool ok = json_object_set_new(options->script.how.settings, key, json_string(value)) == 0;
    return ok ? STATUS_OK : complain(STATUS_USAGE, "the value of '--%s' is not UTF-8 text", key);
  }
  if (strcmp(key, "answers") == 0) return take_answers(options, value);
  if (strcmp(key, "keep") == 0) {
    options->keep = value;
    return text_is_name(value) ? STATUS_OK
                               : complain(STATUS_USAGE, "--keep needs a name of small letters, digits and '-'");
  }
  if (strcmp(key, "random") == 0) {
    options->random = strtol(value, &rest, 10);
    bool ok = *value && !*rest && options->random >= 1 && options->random <= RANDOM_MAX;
    return ok ? STATUS_OK : complain(STATUS_USAGE, "--random needs a number from 1 to %d", RANDOM_MAX);
  }
  if (!rehearsal_knows(key)) return unknown_option(practice, own_options, key);
  return rehearsal_set(&options->script.how, key, value, &fault) ? STATUS_OK : complain(STATUS_USAGE, "%s", fault.text);
}

// --key=value or --key value; a yes-or-no setting alone means yes.
static int take_option(struct options *options, const struct practice *practice, char **arguments, int *at) {
  const char *start = arguments[*at] + 2, *equals = strchr(start, '=');
  char *key = equals ? mem_copy_n(start, (size_t)(equals - start)) : mem_copy(start);
  const struct practice_setting *setting = practice ? practice_setting(practice, key) : NULL;
  const char *value = equals ? equals + 1 : NULL;
  int status;
  if (!value && setting && setting->type == SETTING_BOOLEAN) value = "yes";
  else if (!value && arguments[*at + 1]) value = arguments[++*at];
  if (value) status = take_value(options, practice, key, value);
  else if (setting || is_own(key)) status = complain(STATUS_USAGE, "--%s needs a value", key);
  else status = unknown_option(practice, own_options, key);
  free(key);
  return status;
}

static int keep(const struct options *options, const struct practice *practice, const struct buf *body) {
  struct fault fault;
  struct buf text = {0};
  transcript_put_head(&text, &options->script.how);
  buf_add(&text, body->data, body->len);
  char *path = tests_path(practice, options->keep);
  bool ok = tests_write(path, &text, false, &fault);
  int status = ok ? STATUS_OK : complain(STATUS_ERROR, "%s", fault.text);
  if (ok) fprintf(stderr, "tend: kept as %s; 'tend test' plays it again\n", path);
  free(path);
  buf_finish(&text);
  return status;
}

static int rehearse(struct options *options, const struct practice *practice) {
  struct buf out = {0};
  struct rehearsal_random random;
  const struct rehearsal_part *part = &options->script.part;
  if (options->random) {
    rehearsal_randomize(&random, options->script.how.seed, &options->script.how);
    part = &random.part;
  }
  struct rehearsal_result result = rehearsal_run(&options->script.how, practice, part, &out);
  fwrite(out.data, 1, out.len, stdout);
  int status = (int)result.status;
  if (result.status == SESSION_USAGE || result.status == SESSION_UNSEALED)
    complain(status, "%s", result.sentence);
  else if (options->keep && !rehearsal_counts(&result))
    status = complain(STATUS_ERROR, "it was broken off, so it is not kept");
  else if (options->keep && keep(options, practice, &out) != STATUS_OK)
    status = STATUS_ERROR;
  free(result.sentence);
  buf_finish(&out);
  return status;
}

// Rehearsing at random, again and again.

struct breaks {
  struct {
    char *sentence;
    uint64_t seed;
    long times;
    int status;
  } items[BREAKS_MAX];
  size_t count;
};

static void note_break(struct breaks *breaks, const char *sentence, uint64_t seed, int status) {
  size_t i = 0;
  while (i < breaks->count && strcmp(breaks->items[i].sentence, sentence) != 0) i++;
  if (i == BREAKS_MAX) return;
  if (i == breaks->count) {
    breaks->items[breaks->count].sentence = mem_copy(sentence);
    breaks->items[breaks->count].seed = seed;
    breaks->items[breaks->count++].status = status;
  }
  breaks->items[i].times++;
}

static int report(const struct options *options, const char *named, const struct breaks *breaks, long done, long left) {
  if (done < options->random) puts("It was broken off.");
  if (done == 0) return STATUS_ERROR;
  if (breaks->count == 0) {
    printf("%ld rehearsals, and none broke: %ld went to the end, and in %ld the person left early.\n", done,
           done - left, left);
    return done == options->random ? STATUS_OK : STATUS_ERROR;
  }
  for (size_t i = 0; i < breaks->count; i++) {
    print_clean_line(breaks->items[i].sentence);
    printf("\n  in %ld of %ld rehearsals; to see one: tend rehearse %s --random 1 --seed %llu\n", breaks->items[i].times,
           done, named, (unsigned long long)breaks->items[i].seed);
  }
  return breaks->items[0].status;
}

static int rehearse_at_random(struct options *options, const struct practice *practice, const char *named) {
  struct breaks breaks = {.count = 0};
  struct rehearsal *how = &options->script.how;
  uint64_t first = how->seed;
  long done = 0, left = 0;
  int status = STATUS_OK;
  for (bool goes_on = true; goes_on && done < options->random; done += goes_on) {
    struct buf out = {0};
    struct rehearsal_random random;
    rehearsal_randomize(&random, first + (uint64_t)done, how);
    struct rehearsal_result result = rehearsal_run(how, practice, &random.part, &out);
    goes_on = rehearsal_counts(&result);
    if (goes_on && result.sentence) note_break(&breaks, result.sentence, how->seed, (int)result.status);
    else if (!goes_on && !result.interrupted) status = complain((int)result.status, "%s", result.sentence);
    left += goes_on && result.left;
    free(result.sentence);
    buf_finish(&out);
  }
  if (status == STATUS_OK) status = report(options, named, &breaks, done, left);
  for (size_t i = 0; i < breaks.count; i++) free(breaks.items[i].sentence);
  return status;
}

static int run(const struct command *command, int count, char **arguments) {
  (void)count;
  struct options options = {0};
  struct practice *practice = NULL;
  const char *named = NULL;
  int status = STATUS_OK;
  transcript_init(&options.script);
  for (int at = 0; arguments[at] && status == STATUS_OK; at++) {
    if (strncmp(arguments[at], "--", 2) == 0) status = take_option(&options, practice, arguments, &at);
    else if (practice) status = command_usage(command, "one practice at a time: '%s' is a second one", arguments[at]);
    else if (!(practice = load_named(named = arguments[at]))) status = STATUS_USAGE;
  }
  if (status == STATUS_OK && !practice)
    status = command_usage(command, "which practice? 'tend list' shows what there is");
  if (status == STATUS_OK && options.random && options.has_answers)
    status = command_usage(command, "--random answers by itself, so --answers does not go with it");
  if (status == STATUS_OK && options.keep && options.random > 1)
    status = complain(STATUS_USAGE, "--keep keeps one rehearsal, and --random %ld are many; --random 1 goes with it",
                      options.random);
  if (status == STATUS_OK)
    status = options.random > 1 ? rehearse_at_random(&options, practice, named) : rehearse(&options, practice);
  transcript_finish(&options.script);
  practice_free(practice);
  return status;
}

const struct command command_rehearse = {
    "rehearse", "try a practice out in no time, and see it written down",
    "  tend rehearse NAME|FILE.lua|FOLDER [OPTIONS] [--SETTING=VALUE ...]\n"
    "\n"
    "  --answers FILE         what is answered, a line each; all else is passed over\n"
    "                         (\"...\" is silence until time runs out; \"skip\", \"ground\" and \"leave\" as\n"
    "                         ever; \"! leave\" leaves at the next line, while nothing is asked)\n"
    "  --seed N               other draws and random numbers\n"
    "  --at \"2026-03-29 01:30\"  as if it began then\n"
    "  --grant all|none|journal.add,sound,...\n"
    "                         what it may do; all unless you say so\n"
    "  --holds no             for a person who has turned breath holds off\n"
    "  --keep NAME            keeps it as the test tests/NAME.transcript\n"
    "  --random N             N rehearsals of somebody who does anything; says which line breaks\n"
    "\n"
    "No time passes, and nothing is kept: journal and store are in memory. Lines of a transcript that\n"
    "begin with \"> \" were answered, with \"! \" done unasked. The exit status is that of 'tend run'.\n",
    run,
};
