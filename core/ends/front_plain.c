// The plain front end: every line is printed once, nothing is repainted, and answers are lines. At any time the line
// "ground" leads to grounding, "leave" ends the practice, and "skip" passes over what is being waited for.
#include "front_plain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "buf.h"
#include "duration.h"
#include "memory.h"
#include "text.h"

enum {
  TYPED_AHEAD_MAX = 64 * 1024,  // bytes read before they are wanted
  TEXT_MAX = 480 * 1024,        // bytes of one answer
  TRIES_MAX = 3,                // answers that are no choice, before the question is passed over
};

struct plain {
  struct front front;
  int in, out;
  bool terminal;   // stdin is one: answers are seen as they are typed
  bool at_end;     // nothing more will be read
  bool echo;       // show the answers that were taken
  bool gone;       // stdout is closed
  bool told_how_to_end;
  struct buf typed;    // whole and begun lines not yet taken
  struct buf text;     // FRONT_TEXT: the lines so far
  int64_t question;    // 0: none open
  enum front_question_kind kind;
  char *initial;
  char **options;
  size_t options_count;
  int tries;
  bool hidden;
  struct termios before;  // while hidden
};

static struct plain *plain_of(struct front *front) { return (struct plain *)front; }

static void put(struct plain *plain, const char *data, size_t length) {
  while (length > 0 && plain->out >= 0 && !plain->gone) {
    ssize_t put = write(plain->out, data, length);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      plain->gone = true;
      break;
    }
    data += put;
    length -= (size_t)put;
  }
}

static void put_line(struct plain *plain, const char *before, const char *text, const char *after) {
  struct buf line = {0};
  buf_format(&line, "%s%s%s\n", before, text, after);
  put(plain, line.data, line.len);
  buf_finish(&line);
}

// tend speaks in lines that begin with this, and a practice's line never does.
static const char own_voice[] = "[tend] ";

static bool sounds_like_tend(const char *line) { return strncasecmp(line + strspn(line, " "), "[tend", 5) == 0; }

static int64_t plain_say(struct front *front, const char *text) {
  struct plain *plain = plain_of(front);
  struct buf out = {0};
  for (const char *line = text; line;) {
    const char *newline = strchr(line, '\n');
    if (sounds_like_tend(line)) buf_add_text(&out, "| ");
    buf_format(&out, "%.*s\n", newline ? (int)(newline - line) : (int)strlen(line), line);
    line = newline ? newline + 1 : NULL;
  }
  put(plain, out.data, out.len);
  buf_finish(&out);
  return 0;
}

static void plain_tell(struct front *front, enum front_tone tone, const char *text) {
  struct plain *plain = plain_of(front);
  if (tone == FRONT_NOTICE) plain_say(front, text);
  else put_line(plain, own_voice, text, "");
}

static void hide_typing(struct plain *plain, bool hide) {
  if (!plain->terminal || hide == plain->hidden) return;
  if (hide) {
    if (tcgetattr(plain->in, &plain->before) < 0) return;
    struct termios quiet = plain->before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(plain->in, TCSAFLUSH, &quiet);
  } else {
    tcsetattr(plain->in, TCSANOW, &plain->before);
    put(plain, "\n", 1);
  }
  plain->hidden = hide;
}

static void close_question(struct plain *plain) {
  hide_typing(plain, false);
  for (size_t i = 0; i < plain->options_count; i++) free(plain->options[i]);
  free(plain->options);
  free(plain->initial);
  plain->options = NULL;
  plain->options_count = 0;
  plain->initial = NULL;
  plain->question = 0;
  plain->tries = 0;
  buf_clear(&plain->text);
}

static void skip(struct plain *plain) {
  int64_t question = plain->question;
  close_question(plain);
  if (plain->front.listener) plain->front.listener->on_skip(plain->front.listener->context, question);
}

static void answer(struct plain *plain, const char *text, size_t length) {
  int64_t question = plain->question;
  char *copy = mem_copy_n(text, length);
  close_question(plain);
  if (plain->front.listener) plain->front.listener->on_answer(plain->front.listener->context, question, copy, length);
  free(copy);
}

static void choose(struct plain *plain, size_t option) {
  int64_t question = plain->question;
  close_question(plain);
  if (plain->front.listener) plain->front.listener->on_choice(plain->front.listener->context, question, option);
}

// By number, by name, or by the beginning of one name.
static bool find_option(const struct plain *plain, const char *line, size_t *option) {
  char *rest;
  unsigned long number = strtoul(line, &rest, 10);
  if (*rest == '\0' && number >= 1 && number <= plain->options_count) {
    *option = number - 1;
    return true;
  }
  size_t found = 0, length = strlen(line);
  for (size_t i = 0; i < plain->options_count; i++) {
    if (strcasecmp(plain->options[i], line) == 0) {
      *option = i;
      return true;
    }
    if (strncasecmp(plain->options[i], line, length) != 0) continue;
    *option = i;
    found++;
  }
  return found == 1;
}

static void take_choice(struct plain *plain, const char *line) {
  size_t option;
  if (find_option(plain, line, &option)) {
    choose(plain, option);
  } else if (++plain->tries >= TRIES_MAX) {
    skip(plain);
  } else {
    char most[32];
    snprintf(most, sizeof most, "%zu", plain->options_count);
    put_line(plain, "A number from 1 to ", most, ", please, or an empty line to pass over it.");
  }
}

static void take_text_line(struct plain *plain, const char *line, size_t length) {
  if (length == 1 && line[0] == '.') {
    if (plain->text.len) answer(plain, plain->text.data, plain->text.len - 1);
    else skip(plain);
    return;
  }
  buf_add(&plain->text, line, length);
  buf_add_char(&plain->text, '\n');
  if (plain->text.len < TEXT_MAX) return;
  put_line(plain, own_voice, "This page is full, so it is kept as it is.", "");
  answer(plain, plain->text.data, plain->text.len - 1);
}

static void take_answer(struct plain *plain, const char *line, size_t length) {
  if (!text_is_utf8(line, length, NULL) || memchr(line, '\0', length)) {
    put_line(plain, own_voice, "That line is not UTF-8 text, so it cannot be kept as it was typed; please type it again.", "");
    if (++plain->tries >= TRIES_MAX) skip(plain);
    return;
  }
  if (plain->echo) put_line(plain, "> ", plain->hidden ? "..." : line, "");
  bool begun = plain->kind == FRONT_TEXT && plain->text.len > 0;
  if (length == 0 && plain->initial) answer(plain, plain->initial, strlen(plain->initial));
  else if (length == 0 && !begun) skip(plain);
  else if (plain->kind == FRONT_CHOICE) take_choice(plain, line);
  else if (plain->kind == FRONT_TEXT) take_text_line(plain, line, length);
  else answer(plain, line, length);
}

// Words to tend itself. True when the line was one.
static bool take_command(struct plain *plain, const char *line) {
  const struct front_listener *listener = plain->front.listener;
  if (!listener) return false;
  if (strcmp(line, "ground") == 0) listener->on_ground(listener->context);
  else if (strcmp(line, "leave") == 0) listener->on_leave(listener->context);
  else if (strcmp(line, "skip") == 0 && plain->question) skip(plain);
  else if (strcmp(line, "skip") == 0) listener->on_skip(listener->context, 0);
  else return false;
  return true;
}

// Takes the first line that was typed, if it is wanted now; false when nothing was taken.
static bool take_line(struct plain *plain) {
  const char *start = buf_text(&plain->typed), *newline = strchr(start, '\n');
  if (!newline && !(plain->at_end && plain->typed.len)) return false;
  size_t length = newline ? (size_t)(newline - start) : plain->typed.len;
  char *line = mem_copy_n(start, length);
  if (length && line[length - 1] == '\r') line[--length] = '\0';
  bool is_command = strcmp(line, "ground") == 0 || strcmp(line, "leave") == 0 || strcmp(line, "skip") == 0;
  // Someone at a terminal who presses Enter during a pause is not answering what has not been asked.
  bool idle_enter = length == 0 && plain->terminal && !plain->question;
  bool wanted = is_command || idle_enter || plain->question;
  if (wanted) {
    buf_drop(&plain->typed, newline ? (size_t)(newline - start) + 1 : plain->typed.len);
    if (!take_command(plain, line) && plain->question) take_answer(plain, line, length);
  }
  free(line);
  return wanted;
}

static void end_of_input(struct plain *plain) {
  if (plain->text.len) answer(plain, plain->text.data, plain->text.len - 1);
  else skip(plain);
}

static void show_options(struct plain *plain, const struct front_question *question) {
  plain->options = mem_zero(question->options_count, sizeof *plain->options);
  plain->options_count = question->options_count;
  struct buf lines = {0};
  for (size_t i = 0; i < question->options_count; i++) {
    plain->options[i] = mem_copy(question->options[i]);
    buf_format(&lines, "  %zu. %s\n", i + 1, question->options[i]);
  }
  put(plain, lines.data, lines.len);
  buf_finish(&lines);
}

static void show_question(struct plain *plain, const struct front_question *question) {
  if (question->from_tend) put_line(plain, own_voice, question->text, "");
  else plain_say(&plain->front, question->text);
  if (question->initial) put_line(plain, "  (an empty line: ", question->initial, ")");
  if (question->kind == FRONT_CHOICE) show_options(plain, question);
  if (question->kind == FRONT_TEXT && !plain->told_how_to_end) {
    put_line(plain, "  (as many lines as you like; a line with only a full stop ends it)", "", "");
    plain->told_how_to_end = true;
  }
  if (plain->terminal) put(plain, "> ", 2);
}

static void plain_ask(struct front *front, const struct front_question *question) {
  struct plain *plain = plain_of(front);
  plain->question = question->id;
  plain->kind = question->kind;
  plain->initial = mem_copy(question->initial);
  show_question(plain, question);
  hide_typing(plain, question->hidden);
}

static void plain_retract(struct front *front, int64_t question) {
  struct plain *plain = plain_of(front);
  if (plain->question == question) close_question(plain);
}

static void plain_phase(struct front *front, const struct front_phase *phase) {
  static const struct {
    const char *name, *words;
  } known[] = {{"in", "Breathe in"}, {"out", "Breathe out"}, {"hold", "Hold gently"}, {"top-up", "A little more in"}};
  const char *words = phase->name;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(phase->name, known[i].name) == 0) words = known[i].words;
  char length[64];
  duration_words(phase->ms, length, sizeof length);
  struct buf line = {0};
  buf_format(&line, "%s, %s", words, length);
  plain_say(front, line.data);
  buf_finish(&line);
}

static void plain_rest(struct front *front) { (void)front; }

static void plain_wait(struct front *front, const char *label, int64_t ms) {
  char length[64];
  duration_words(ms, length, sizeof length);
  struct buf line = {0};
  buf_format(&line, "%s (%s)", label, length);
  plain_say(front, line.data);
  buf_finish(&line);
}

static void plain_end(struct front *front, int status) {
  (void)status;
  close_question(plain_of(front));
}

static char *plain_unfinished(struct front *front) {
  struct plain *plain = plain_of(front);
  if (!plain->question || plain->text.len == 0) return NULL;
  return mem_copy_n(plain->text.data, plain->text.len - 1);
}

static int plain_input(struct front *front) {
  struct plain *plain = plain_of(front);
  return plain->at_end || plain->typed.len >= TYPED_AHEAD_MAX ? -1 : plain->in;
}

static void plain_on_input(struct front *front) {
  struct plain *plain = plain_of(front);
  char chunk[4096];
  ssize_t got = read(plain->in, chunk, sizeof chunk);
  if (got > 0) buf_add(&plain->typed, chunk, (size_t)got);
  else if (got == 0 || (errno != EINTR && errno != EAGAIN)) plain->at_end = true;
}

static bool plain_take(struct front *front) {
  struct plain *plain = plain_of(front);
  if (!front->listener) return false;
  if (plain->gone) {
    plain->gone = false;  // said once
    plain->out = -1;
    front->listener->on_leave(front->listener->context);
    return true;
  }
  if (take_line(plain)) return true;
  if (!plain->at_end || plain->typed.len || !plain->question) return false;
  end_of_input(plain);
  return true;
}

static void plain_destroy(struct front *front) {
  struct plain *plain = plain_of(front);
  close_question(plain);
  buf_finish(&plain->typed);
  buf_finish(&plain->text);
  free(plain);
}

static const struct front_class plain_class = {
    "plain",    plain_say,  plain_tell,       plain_ask,   plain_retract,  plain_phase,      plain_rest,
    plain_wait, plain_end,  plain_unfinished, plain_input, plain_on_input, plain_take, plain_destroy,
};

struct front *front_plain(int in, int out) {
  struct plain *plain = mem_zero(1, sizeof *plain);
  plain->front.class = &plain_class;
  plain->in = in;
  plain->out = out;
  plain->terminal = in >= 0 && isatty(in);
  plain->at_end = in < 0;
  plain->front.interactive = plain->terminal;
  return &plain->front;
}

void front_plain_feed(struct front *front, const char *data, size_t length) {
  struct plain *plain = plain_of(front);
  buf_add(&plain->typed, data, length);
  plain->at_end = true;
  plain->echo = true;
}
