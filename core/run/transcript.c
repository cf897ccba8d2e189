// A transcript, read and written; see transcript.h. How two of them differ is in transcript_compare.c.
#include "transcript.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "memory.h"
#include "text.h"

static bool next_answer(void *context, const struct front_question *question, struct buf *line) {
  (void)question;
  struct transcript *transcript = context;
  if (transcript->answers_next == transcript->answers_count) return false;
  buf_add_text(line, transcript->answers[transcript->answers_next++]);
  return true;
}

static const char *next_act(void *context, size_t lines) {
  struct transcript *transcript = context;
  if (transcript->acts_next == transcript->acts_count || lines < transcript->acts[transcript->acts_next].line)
    return NULL;
  return transcript->acts[transcript->acts_next++].word;
}

void transcript_init(struct transcript *transcript) {
  *transcript = (struct transcript){.part = {transcript, next_answer, next_act}};
  rehearsal_init(&transcript->how);
}

static void add_answer(struct transcript *transcript, const char *text, size_t length) {
  size_t size = (transcript->answers_count + 1) * sizeof *transcript->answers;
  transcript->answers = mem_resize(transcript->answers, size);
  transcript->answers[transcript->answers_count++] = mem_copy_n(text, length);
}

static void add_act(struct transcript *transcript, size_t line, const char *text, size_t length) {
  transcript->acts = mem_resize(transcript->acts, (transcript->acts_count + 1) * sizeof *transcript->acts);
  transcript->acts[transcript->acts_count++] = (struct transcript_act){line, mem_copy_n(text, length)};
}

// "# seed 7", "# set minutes=10"; any other comment is one.
static bool take_head(struct rehearsal *how, const char *line, size_t length, struct fault *fault) {
  size_t mark = 1 + strspn(line + 1, " "), word_length = strcspn(line + mark, " \n");
  char *word = mem_copy_n(line + mark, word_length);
  size_t at = mark + word_length + (mark + word_length < length);
  char *value = mem_copy_n(line + at, length > at ? length - at : 0), *equals = strchr(value, '=');
  bool ok = true;
  if (rehearsal_knows(word)) {
    ok = rehearsal_set(how, word, value, fault);
  } else if (strcmp(word, "set") == 0 && equals) {
    *equals = '\0';
    json_object_set_new(how->settings, value, json_string(equals + 1));
  }
  free(word);
  free(value);
  return ok;
}

bool transcript_read(struct transcript *transcript, const char *name, const char *text, size_t length,
                     struct fault *fault) {
  transcript_init(transcript);
  if (!text_is_utf8(text, length, NULL) || memchr(text, '\0', length))
    return fault_set(fault, "%s: this is not UTF-8 text: is it a transcript?", name);
  char *copy = mem_copy_n(text, length);
  const char *line = copy;
  size_t number = 0, body_lines = 0;
  bool ok = true;
  for (; ok && *line; line += strcspn(line, "\n"), line += *line == '\n') {
    size_t size = strcspn(line, "\n");
    struct fault why;
    number++;
    if (*line == '#' && !transcript->body) {
      ok = take_head(&transcript->how, line, size, &why) || fault_set(fault, "%s:%zu: %s", name, number, why.text);
      continue;
    }
    if (!transcript->body) transcript->body = mem_copy(line);
    if (*line == '>') add_answer(transcript, line + 1 + (line[1] == ' '), size - 1 - (line[1] == ' '));
    else if (*line == '!') add_act(transcript, body_lines, line + 1 + (line[1] == ' '), size - 1 - (line[1] == ' '));
    body_lines++;
  }
  free(copy);
  if (!transcript->body) transcript->body = mem_copy("");
  return ok;
}

void transcript_add_answers(struct transcript *transcript, const char *text, size_t length) {
  for (const char *line = text, *end = text + length; line < end;) {
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    size_t size = newline ? (size_t)(newline - line) : (size_t)(end - line), kept = size;
    if (kept && line[kept - 1] == '\r') kept--;
    if (kept > 2 && line[0] == '!' && line[1] == ' ') add_act(transcript, 0, line + 2, kept - 2);
    else add_answer(transcript, line, kept);
    line += size + 1;
  }
}

void transcript_finish(struct transcript *transcript) {
  for (size_t i = 0; i < transcript->answers_count; i++) free(transcript->answers[i]);
  for (size_t i = 0; i < transcript->acts_count; i++) free(transcript->acts[i].word);
  free(transcript->answers);
  free(transcript->acts);
  free(transcript->body);
  rehearsal_finish(&transcript->how);
}

void transcript_put_head(struct buf *out, const struct rehearsal *how) {
  time_t seconds = (time_t)(how->at / 1000);
  struct tm local;
  char at[32];
  const char *key;
  json_t *value;
  localtime_r(&seconds, &local);
  strftime(at, sizeof at, "%Y-%m-%d %H:%M", &local);
  buf_add_text(out, "# Made by tend rehearse; 'tend test' plays it again.\n");
  buf_format(out, "# seed %llu\n# at %s\n", (unsigned long long)how->seed, at);
  if (how->grant) buf_format(out, "# grant %s\n", how->grant);
  if (how->no_holds) buf_add_text(out, "# holds no\n");
  json_object_foreach(how->settings, key, value) buf_format(out, "# set %s=%s\n", key, json_string_value(value));
}
