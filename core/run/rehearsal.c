// Rehearsing a practice; see rehearsal.h.
#include "rehearsal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "duration.h"
#include "given.h"
#include "memory.h"
#include "runner.h"
#include "text.h"

static const char *const words[] = {"seed", "at", "grant", "holds", NULL};

bool rehearsal_knows(const char *word) {
  for (size_t i = 0; words[i]; i++)
    if (strcmp(words[i], word) == 0) return true;
  return false;
}

void rehearsal_init(struct rehearsal *rehearsal) {
  *rehearsal = (struct rehearsal){.seed = 1, .at = time(NULL) / 60 * INT64_C(60000), .settings = json_object()};
}

void rehearsal_finish(struct rehearsal *rehearsal) {
  free(rehearsal->grant);
  json_decref(rehearsal->settings);
}

static bool set_seed(struct rehearsal *rehearsal, const char *value, struct fault *fault) {
  return given_seed(value, &rehearsal->seed) ||
         fault_set(fault, "'seed' needs a whole number, not '%.40s'", value);
}

// "2026-03-29 01:30", on the person's clock.
static bool set_at(struct rehearsal *rehearsal, const char *value, struct fault *fault) {
  struct tm at = {.tm_isdst = -1};
  char rest;
  int count = sscanf(value, "%4d-%2d-%2d%*1[ T]%2d:%2d%c", &at.tm_year, &at.tm_mon, &at.tm_mday, &at.tm_hour,
                     &at.tm_min, &rest);
  bool ok = count == 5 && at.tm_year >= 1970 && at.tm_mon >= 1 && at.tm_mon <= 12 && at.tm_mday >= 1 &&
            at.tm_mday <= 31 && at.tm_hour >= 0 && at.tm_hour <= 23 && at.tm_min >= 0 && at.tm_min <= 59;
  if (!ok) return fault_set(fault, "'at' needs a date and a time such as \"2026-03-29 01:30\", not '%.40s'", value);
  at.tm_year -= 1900;
  at.tm_mon -= 1;
  rehearsal->at = (int64_t)mktime(&at) * 1000;
  return true;
}

static bool set_grant(struct rehearsal *rehearsal, const char *value, struct fault *fault) {
  enum session_grant grant;
  const char *granted;
  if (!given_grant(value, &grant, &granted))
    return fault_set(fault, "'grant' needs all, none, or permissions such as journal.add,sound, not '%.60s'", value);
  free(rehearsal->grant);
  rehearsal->grant = grant == SESSION_GRANT_ALL ? NULL : mem_copy(value);
  return true;
}

static bool set_holds(struct rehearsal *rehearsal, const char *value, struct fault *fault) {
  rehearsal->no_holds = strcmp(value, "no") == 0;
  return rehearsal->no_holds || strcmp(value, "yes") == 0 ||
         fault_set(fault, "'holds' needs yes or no, not '%.40s'", value);
}

bool rehearsal_set(struct rehearsal *rehearsal, const char *word, const char *value, struct fault *fault) {
  if (strcmp(word, "seed") == 0) return set_seed(rehearsal, value, fault);
  if (strcmp(word, "at") == 0) return set_at(rehearsal, value, fault);
  if (strcmp(word, "grant") == 0) return set_grant(rehearsal, value, fault);
  return set_holds(rehearsal, value, fault);
}

// What is left of it, which no front end has shown.

static void put_clean(struct buf *out, const char *before, const json_t *text) {
  const char *line = json_string_value(text);
  while (line) {
    size_t length = strcspn(line, "\n");
    buf_add_text(out, before);
    text_clean(out, line, length, false);
    buf_add_char(out, '\n');
    line = line[length] ? line + length + 1 : NULL;
  }
}

static bool put_entry(void *context, const struct journal_entry *entry) {
  struct buf *out = context;
  const char *unfinished =
      json_is_true(json_object_get(json_object_get(entry->content, "fields"), "unfinished")) ? " (unfinished)" : "";
  buf_format(out, "[journal]%s", unfinished);
  put_clean(out, " ", json_object_get(entry->content, "title"));
  if (!json_object_get(entry->content, "title")) buf_add_char(out, '\n');
  size_t i;
  json_t *item;
  json_array_foreach(json_object_get(entry->content, "lines"), i, item) put_clean(out, "  - ", item);
  put_clean(out, "  ", json_object_get(entry->content, "text"));
  put_clean(out, "  mood: ", json_object_get(entry->content, "mood"));
  json_array_foreach(json_object_get(entry->content, "tags"), i, item) put_clean(out, "  tag: ", item);
  return true;
}

static void put_end(struct buf *out, const struct rehearsal_result *result, int64_t lasted) {
  char length[64];
  duration_words(lasted, length, sizeof length);
  if (result->sentence) {
    buf_add_text(out, "(it could not go on: ");
    text_clean(out, result->sentence, strlen(result->sentence), false);
    buf_add_text(out, ")\n");
  } else {
    buf_format(out, "(%s, after %s)\n", result->left ? "left" : "the end", length);
  }
}

bool rehearsal_counts(const struct rehearsal_result *result) {
  return !result->interrupted && result->status != SESSION_USAGE && result->status != SESSION_UNSEALED;
}

static struct session_setup setup_of(const struct rehearsal *rehearsal, const struct practice *practice) {
  struct session_setup setup = {.practice = practice, .overrides = rehearsal->settings, .seed = rehearsal->seed};
  given_grant(rehearsal->grant ? rehearsal->grant : "all", &setup.grant, &setup.granted);
  return setup;
}

struct rehearsal_result rehearsal_run(const struct rehearsal *rehearsal, const struct practice *practice,
                                      const struct rehearsal_part *part, struct buf *out) {
  struct clock *clock = clock_virtual(rehearsal->at);
  struct front *front = front_rehearsal(out, clock, part);
  struct keeper *keeper = keeper_create_scratch();
  struct settings settings;
  settings_init(&settings);
  settings.care.holds = !rehearsal->no_holds;
  struct runner_setup setup = {.session = setup_of(rehearsal, practice), .patience_ms = rehearsal->patience_ms};
  setup.session.settings = &settings;
  setup.session.front = front;
  setup.session.cue = front_rehearsal_cue(front);
  setup.session.clock = clock;
  setup.session.keeper = keeper;
  struct runner_result run = runner_run(&setup);
  struct rehearsal_result result = {run.status, run.sentence, front_rehearsal_left(front), run.interrupted, run.impatient};
  put_end(out, &result, clock->class->steady(clock));
  const struct journal_query everything = {0};
  if (keeper_has_journal(keeper)) journal_each(keeper_journal(keeper, NULL), &everything, put_entry, out, NULL, NULL);
  settings_finish(&settings);
  keeper_destroy(keeper);
  front->class->destroy(front);
  clock->class->destroy(clock);
  return result;
}
