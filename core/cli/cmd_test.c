// tend test: the transcripts of a practice, played again.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "common.h"
#include "file.h"
#include "memory.h"
#include "tests.h"
#include "transcript.h"

enum { TRANSCRIPT_MAX = 4 << 20 };

struct outcome {
  int same, changed, updated, unreadable;
};

static const char *short_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static void put_head_of(struct buf *out, const char *text) {
  for (; *text == '#'; text += *text == '\n') {
    size_t length = strcspn(text, "\n");
    buf_add(out, text, length);
    buf_add_char(out, '\n');
    text += length;
  }
}

static bool update(const char *path, const char *before, const struct buf *body) {
  struct fault fault;
  struct buf text = {0};
  put_head_of(&text, before);
  buf_add(&text, body->data, body->len);
  bool ok = tests_write(path, &text, true, &fault);
  if (!ok) complain(STATUS_ERROR, "%s", fault.text);
  buf_finish(&text);
  return ok;
}

static void play(const struct practice *practice, const char *path, bool renew, struct outcome *outcome) {
  struct buf text = {0}, body = {0}, changes = {0};
  struct transcript transcript;
  struct fault fault;
  bool read = file_read(path, TRANSCRIPT_MAX, &text, &fault);
  bool ok = transcript_read(&transcript, path, buf_text(&text), text.len, read ? &fault : NULL) && read;
  if (!ok) {
    outcome->unreadable++;
    complain(STATUS_ERROR, "%s", fault.text);
  } else {
    struct rehearsal_result result = rehearsal_run(&transcript.how, practice, &transcript.part, &body);
    free(result.sentence);
    if (!transcript_compare(&changes, transcript.body, buf_text(&body))) {
      outcome->same++;
    } else if (renew && update(path, buf_text(&text), &body)) {
      outcome->updated++;
      printf("%s: %s is written anew\n", practice->name, short_name(path));
    } else {
      outcome->changed++;
      printf("%s: %s: it now goes differently\n%s\n", practice->name, short_name(path), buf_text(&changes));
    }
  }
  transcript_finish(&transcript);
  buf_finish(&text);
  buf_finish(&body);
  buf_finish(&changes);
}

static int test(const struct practice *practice, const char *named, bool renew) {
  struct outcome outcome = {0};
  char **paths = tests_list(practice);
  for (char **path = paths; *path; path++) {
    play(practice, *path, renew, &outcome);
    free(*path);
  }
  free(paths);
  int all = outcome.same + outcome.changed + outcome.updated + outcome.unreadable;
  if (all == 0)
    return complain(STATUS_USAGE, "%s has no tests yet; to make one: tend rehearse %s --answers FILE --keep NAME",
                    practice->name, named);
  if (outcome.changed)
    printf("%s: %d of %d tests went as they did ('-' is how it went before, '+' how it goes now)\n"
           "If that is what you want: tend test %s --update\n",
           practice->name, outcome.same, all, named);
  else printf("%s: %d of %d tests went as they did\n", practice->name, outcome.same, all);
  return outcome.changed || outcome.unreadable ? STATUS_ERROR : STATUS_OK;
}

static int run(const struct command *command, int count, char **arguments) {
  (void)count;
  bool renew = false;
  int status = STATUS_OK, tested = 0;
  for (char **argument = arguments; *argument; argument++) {
    if (strcmp(*argument, "--update") == 0) renew = true;
    else if (strncmp(*argument, "--", 2) == 0) return command_usage(command, "there is no option '%s'", *argument);
  }
  for (char **argument = arguments; *argument; argument++) {
    if (**argument == '-') continue;
    struct practice *practice = load_named(*argument);
    int outcome = practice ? test(practice, *argument, renew) : STATUS_USAGE;
    practice_free(practice);
    if (outcome > status) status = outcome;
    tested++;
  }
  return tested ? status : command_usage(command, "which practice? 'tend list' shows what there is");
}

const struct command command_test = {
    "test", "play a practice's kept transcripts again",
    "  tend test NAME|FILE.lua|FOLDER ... [--update]\n"
    "\n"
    "  --update    writes the transcripts anew, as the practice goes now\n"
    "\n"
    "Each tests/*.transcript, which 'tend rehearse --keep NAME' makes, is played with the same answers,\n"
    "draws and date; where the practice now goes differently, the lines are shown.\n"
    "\n"
    "Exit status: 0 nothing changed, 1 something did, 2 wrong use or no tests.\n",
    run,
};
