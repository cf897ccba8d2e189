// A script that runs without a process: it gets answers, and the messages that come of it are written down. Time is this file's own,
// so that hours take no time.
#pragma once

#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "vm.h"
#include "wire.h"

enum { OPEN_MAX = 512, MESSAGES_MAX = 4000 };

struct open {
  json_int_t id;
  double due;
  json_t *reply;  // what it will be answered with at `due`
};

// A practice that runs, and the person and the clock on the other side of it.
struct play {
  struct vm *vm;
  struct buf out, log;
  struct wire_reader reader;
  const char *answers;  // "one|-|!not allowed|?a mistake": nothing for '-', a refusal for '!', a problem for '?'
  double t;
  struct open open[OPEN_MAX];
  size_t open_count, messages;
  bool over;
};

// {'text':'hi'}: the rest of a message, its quotes turned so that rows can be read.
static inline void log_rest(struct buf *log, const json_t *body) {
  json_t *rest = json_copy((json_t *)body);
  json_object_del(rest, "verb");
  json_object_del(rest, "id");
  char *text = json_dumps(rest, JSON_COMPACT | JSON_SORT_KEYS);
  for (char *quote = text; (quote = strchr(quote, '"'));) *quote = '\'';
  if (json_object_size(rest)) buf_format(log, " %s", text);
  free(text);
  json_decref(rest);
}

static inline void log_message(struct play *play, const struct wire_message *message) {
  const json_t *body = message->body;
  const char *text = json_string_value(json_object_get(body, "text"));
  if (play->log.len) buf_add_char(&play->log, '\n');
  buf_add_text(&play->log, message->verb->name);
  switch (message->id) {
    case WIRE_SAY: buf_format(&play->log, " %s", text); break;
    case WIRE_FAIL: buf_format(&play->log, " %s: %s", json_string_value(json_object_get(body, "kind")), text); break;
    case WIRE_WAIT: buf_format(&play->log, " %.0f", json_number_value(json_object_get(body, "until"))); break;
    case WIRE_CANCEL: break;
    default: log_rest(&play->log, body);
  }
}

static inline json_t *next_answer(struct play *play) {
  size_t length = strcspn(play->answers, "|");
  char *text = strndup(play->answers, length), *rest;
  play->answers += length + (play->answers[length] == '|');
  long number = strtol(text, &rest, 10);
  json_t *reply = *text == '-'             ? json_object()
                  : *text == '!'           ? json_pack("{s:s}", "refused", text + 1)
                  : *text == '?'           ? json_pack("{s:s}", "problem", text + 1)
                  : *text == '{'           ? json_loads(text, 0, NULL)
                  : *rest == '\0' && *text ? json_pack("{s:I}", "value", (json_int_t)number)
                                           : json_pack("{s:s}", "value", text);
  assert_non_null(reply);
  free(text);
  return reply;
}

static inline void open_request(struct play *play, const struct wire_message *message) {
  assert_true(play->open_count < OPEN_MAX);
  struct open *open = &play->open[play->open_count];
  const json_t *within = json_object_get(message->body, "within");
  *open = (struct open){json_integer_value(json_object_get(message->body, "id")), play->t, NULL};
  for (size_t i = 0; i < play->open_count; i++) assert_int_not_equal(play->open[i].id, open->id);
  if (message->id == WIRE_WAIT)
    open->due = json_number_value(json_object_get(message->body, "until"));
  else if (message->id != WIRE_SAY && *play->answers)
    open->reply = next_answer(play);
  else if (within)
    open->due = play->t + json_number_value(within) * 1e3;
  if (!open->reply) open->reply = json_object();
  play->open_count++;
}

static inline void close_request(struct play *play, json_int_t id) {
  for (size_t i = 0; i < play->open_count; i++) {
    if (play->open[i].id != id) continue;
    json_decref(play->open[i].reply);
    memmove(&play->open[i], &play->open[i + 1], (--play->open_count - i) * sizeof *play->open);
    return;
  }
}

static inline void take_message(struct play *play, const struct wire_message *message) {
  assert_true(++play->messages < MESSAGES_MAX);
  assert_false(play->over);  // nothing follows the last word
  log_message(play, message);
  if (message->id == WIRE_DONE || message->id == WIRE_FAIL)
    play->over = true;
  else if (message->id == WIRE_CANCEL)
    close_request(play, json_integer_value(json_object_get(message->body, "id")));
  else
    open_request(play, message);
}

static inline void hear(struct play *play) {
  struct wire_message message;
  struct fault fault;
  const char *text;
  size_t length;
  wire_reader_add(&play->reader, buf_text(&play->out), play->out.len);
  buf_clear(&play->out);
  while (wire_reader_next(&play->reader, &text, &length, &fault) > 0) {
    if (!wire_decode(text, length, WIRE_HOST, &message, &fault)) fail_msg("%s", fault.text);
    take_message(play, &message);
    json_decref(message.body);
  }
}

static inline void tell(struct play *play, json_t *body) {
  bool goes_on = vm_receive(play->vm, body);
  json_decref(body);
  hear(play);
  assert_int_equal(goes_on, !play->over);
}

// Answers what is due next; false when nothing is open.
static inline bool answer_next(struct play *play) {
  size_t first = 0;
  if (!play->open_count) return false;
  for (size_t i = 1; i < play->open_count; i++)
    if (play->open[i].due < play->open[first].due) first = i;
  struct open open = play->open[first];
  if (open.due > play->t) play->t = open.due;
  json_t *reply = json_incref(open.reply);
  close_request(play, open.id);
  json_object_set_new(reply, "verb", json_string("reply"));
  json_object_set_new(reply, "re", json_integer(open.id));
  json_object_set_new(reply, "t", json_real(play->t));
  tell(play, reply);
  return true;
}

static inline void begin(struct play *play, const char *answers) {
  *play = (struct play){.answers = answers};
  play->vm = vm_create(&play->out);
  assert_non_null(play->vm);
}

static inline void end(struct play *play) {
  while (play->open_count) close_request(play, play->open[0].id);
  vm_destroy(play->vm);
  wire_reader_finish(&play->reader);
  buf_finish(&play->out);
  buf_finish(&play->log);
}

static inline json_t *start_message(const char *main, json_t *files) {
  return json_pack("{s:s, s:s, s:s, s:o, s:{s:i, s:s}, s:{s:s}, s:i, s:i}", "verb", "start", "name", "mine", "main",
                   main, "files", files, "settings", "minutes", 20, "voice", "soft", "undeclared", "journal.read",
                   "under [permissions] add the line: journal.read = own", "seed", 7, "memory", VM_MEMORY_DEFAULT);
}

static inline void run(struct play *play, json_t *start) {
  tell(play, start);
  while (!play->over && answer_next(play)) {
  }
  if (!play->over) buf_add_text(&play->log, "\nwaits for ever");
}

static inline void expect(const char *script, const char *answers, const char *expected) {
  static struct play play;
  begin(&play, answers);
  run(&play, start_message("mine.lua", json_pack("{s:s}", "mine.lua", script)));
  if (strcmp(buf_text(&play.log), expected) != 0)
    fail_msg("\n-- the script\n%s\n-- was to give\n%s\n-- and gave\n%s", script, expected, buf_text(&play.log));
  end(&play);
}

static inline void count_of(const char *log, const char *word, int expected) {
  int count = 0;
  for (const char *at = log; (at = strstr(at, word)); at++) count++;
  if (count != expected) fail_msg("'%s' stands %d times, not %d, in\n%s", word, count, expected, log);
}

struct row {
  const char *script, *answers, *expected;
};

#define EXPECT_ALL(rows)                                  \
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) \
  expect(rows[i].script, rows[i].answers ? rows[i].answers : "", rows[i].expected)
