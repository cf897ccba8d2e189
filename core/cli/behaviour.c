// How two versions of a practice behave; see behaviour.h.
#include "behaviour.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "file.h"
#include "rehearsal_random.h"
#include "tests.h"
#include "transcript.h"

enum { AT_RANDOM = 20, SHOWN = 3, PATIENCE_MS = 8000 };  // for all of it

struct comparing {
  const struct practice *before, *after;
  size_t tried, different;
  int64_t until;  // of clock_real's steady time
  bool over;      // it took too long, or
  bool broken_off;  // the person has had enough
};

// Without the settings that the other version does not have: those it says itself.
static char *rehearse(struct comparing *comparing, struct rehearsal *how, const struct practice *practice,
                      const struct rehearsal_part *part) {
  struct buf out = {0};
  int64_t left = comparing->until - clock_real()->class->steady(clock_real());
  how->patience_ms = left > 0 ? left : 1;
  struct rehearsal_result result = rehearsal_run(how, practice, part, &out);
  comparing->broken_off |= result.interrupted;
  comparing->over |= result.impatient || result.interrupted;
  if (result.sentence && result.status == SESSION_USAGE) buf_format(&out, "(%s)\n", result.sentence);
  free(result.sentence);
  return buf_take(&out);
}

static void compare(struct comparing *comparing, const char *what, char *before, char *after) {
  struct buf lines = {0};
  comparing->tried++;
  if (!comparing->over && transcript_compare(&lines, before, after) && comparing->different++ < SHOWN) {
    printf("\n%s:\n", what);
    print_clean_lines("  ", buf_text(&lines));
  }
  buf_finish(&lines);
  free(before);
  free(after);
}

static char *play(struct comparing *comparing, const char *name, const struct buf *text, const struct practice *practice) {
  struct transcript transcript;
  struct fault fault;
  char *out = NULL;
  if (transcript_read(&transcript, name, buf_text(text), text->len, &fault))
    out = rehearse(comparing, &transcript.how, practice, &transcript.part);
  transcript_finish(&transcript);
  return out;
}

static void compare_kept(struct comparing *comparing) {
  char **paths = tests_list(comparing->before);
  for (char **path = paths; *path; path++) {
    struct buf text = {0};
    if (comparing->over) {
      free(*path);
      continue;
    }
    struct fault fault;
    const char *name = strrchr(*path, '/') + 1;
    char *before = NULL;
    if (file_read(*path, TRANSCRIPT_MAX, &text, &fault) && (before = play(comparing, name, &text, comparing->before)))
      compare(comparing, name, before, play(comparing, name, &text, comparing->after));
    buf_finish(&text);
    free(*path);
  }
  free(paths);
}

static char *play_at_random(struct comparing *comparing, uint64_t seed, const struct practice *practice) {
  struct rehearsal how;
  struct rehearsal_random random;
  rehearsal_init(&how);
  how.at = INT64_C(1767272400000);  // a Thursday morning, the same for both
  rehearsal_randomize(&random, seed, &how);
  char *out = rehearse(comparing, &how, practice, &random.part);
  rehearsal_finish(&how);
  return out;
}

bool behaviour_compare(const struct practice *before, const struct practice *after) {
  struct comparing comparing = {
      .before = before, .after = after, .until = clock_real()->class->steady(clock_real()) + PATIENCE_MS};
  puts("\nWhat it does now (-) and would do (+), given the same answers:");
  compare_kept(&comparing);
  for (uint64_t seed = 1; seed <= AT_RANDOM && !comparing.over; seed++) {
    char what[48];
    snprintf(what, sizeof what, "somebody who does anything (%u)", (unsigned)seed);
    compare(&comparing, what, play_at_random(&comparing, seed, before), play_at_random(&comparing, seed, after));
  }
  if (comparing.broken_off) return false;
  if (comparing.over) puts("\n  Not all of it could be compared: that takes too long. --diff shows the lines that changed.");
  else if (!comparing.different) printf("\n  the same, in %zu rehearsals.\n", comparing.tried);
  else printf("\n%zu of %zu rehearsals differ.\n", comparing.different, comparing.tried);
  return true;
}

static const char *text_of(const struct practice *practice, const char *name) {
  for (size_t i = 0; i < practice->files_count; i++)
    if (strcmp(practice->files[i].name, name) == 0) return practice->files[i].text;
  return "";
}

static void compare_file(const struct practice *before, const struct practice *after, const char *name) {
  struct buf lines = {0};
  if (transcript_compare(&lines, text_of(before, name), text_of(after, name))) {
    printf("\n%s:\n", name);
    print_clean_lines("  ", buf_text(&lines));
  }
  buf_finish(&lines);
}

void behaviour_compare_files(const struct practice *before, const struct practice *after) {
  for (size_t i = 0; i < after->files_count; i++) compare_file(before, after, after->files[i].name);
  for (size_t i = 0; i < before->files_count; i++)
    if (!*text_of(after, before->files[i].name)) compare_file(before, after, before->files[i].name);
}
