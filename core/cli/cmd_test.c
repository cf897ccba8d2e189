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

static void weigh(const struct practice *practice, const char *path, const char *before, const char *body_before,
                  const struct buf *body, bool renew, struct outcome *outcome) {
  struct buf changes = {0};
  if (!transcript_compare(&changes, body_before, buf_text(body))) {
    outcome->same++;
  } else if (renew && update(path, before, body)) {
    outcome->updated++;
    printf("%s: ", practice->name);
    print_clean_line(short_name(path));
    puts(" is written anew");
  } else {
    outcome->changed++;
    printf("%s: ", practice->name);
    print_clean_line(short_name(path));
    puts(": it now goes differently");
    print_clean_lines("", buf_text(&changes));
    putchar('\n');
  }
  buf_finish(&changes);
}

// What is to be stopped at: nothing was said about the practice, and so nothing is written.
static int stop_at(const char *path, const struct rehearsal_result *result) {
  if (result->interrupted) return complain(STATUS_ERROR, "%s: it was broken off here", short_name(path));
  return complain((int)result->status, "%s: %s", short_name(path), result->sentence);
}

static int play(const struct practice *practice, const char *path, bool renew, struct outcome *outcome) {
  struct buf text = {0}, body = {0};
  struct transcript transcript;
  int status = STATUS_OK;
  struct fault fault;
  bool read = file_read(path, TRANSCRIPT_MAX, &text, &fault);
  bool ok = transcript_read(&transcript, path, buf_text(&text), text.len, read ? &fault : NULL) && read;
  if (!ok) {
    outcome->unreadable++;
    complain(STATUS_ERROR, "%s", fault.text);
  } else {
    struct rehearsal_result result = rehearsal_run(&transcript.how, practice, &transcript.part, &body);
    if (!rehearsal_counts(&result)) status = stop_at(path, &result);
    else weigh(practice, path, buf_text(&text), transcript.body, &body, renew, outcome);
    free(result.sentence);
  }
  transcript_finish(&transcript);
  buf_finish(&text);
  buf_finish(&body);
  return status;
}

static int test(const struct practice *practice, const char *named, bool renew, bool *goes_on) {
  struct outcome outcome = {0};
  int status = STATUS_OK;
  char **paths = tests_list(practice);
  for (char **path = paths; *path; path++) {
    if (status == STATUS_OK) status = play(practice, *path, renew, &outcome);
    free(*path);
  }
  free(paths);
  *goes_on = status == STATUS_OK;
  if (status != STATUS_OK) return status;
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
  bool renew = false, goes_on = true;
  int status = STATUS_OK, tested = 0;
  for (char **argument = arguments; *argument; argument++) {
    if (strcmp(*argument, "--update") == 0) renew = true;
    else if (**argument == '-') return command_usage(command, "there is no option '%s'", *argument);
  }
  for (char **argument = arguments; *argument && goes_on; argument++) {
    if (**argument == '-') continue;
    struct practice *practice = load_named(*argument);
    int outcome = practice ? test(practice, *argument, renew, &goes_on) : STATUS_USAGE;
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
    "Exit status: 0 nothing changed, 1 something did, 2 wrong use or no tests, 6 nothing could be run.\n",
    run,
};
