// The plain front end's questions: what lines that were typed come to.
#include <stdlib.h>
#include <string.h>

#include "front_plain.h"
#include "memory.h"

void plain_hide_typing(struct plain *plain, bool hide) {
  if (!plain->terminal || hide == plain->hidden) return;
  if (hide) {
    if (tcgetattr(plain->in, &plain->before) < 0) return;
    struct termios quiet = plain->before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(plain->in, TCSAFLUSH, &quiet);
  } else {
    tcsetattr(plain->in, TCSANOW, &plain->before);
    plain_put(plain, "\n", 1);
  }
  plain->hidden = hide;
}

void plain_close_question(struct plain *plain) {
  plain_hide_typing(plain, false);
  options_clear(&plain->options);
  free(plain->initial);
  plain->initial = NULL;
  plain->question = 0;
  plain->tries = 0;
  buf_clear(&plain->text);
}

static void skip(struct plain *plain) {
  int64_t question = plain->question;
  plain_close_question(plain);
  if (plain->front.listener) plain->front.listener->on_skip(plain->front.listener->context, question);
}

static void answer(struct plain *plain, const char *text, size_t length) {
  int64_t question = plain->question;
  char *copy = mem_copy_n(text, length);
  plain_close_question(plain);
  if (plain->front.listener) plain->front.listener->on_answer(plain->front.listener->context, question, copy, length);
  free(copy);
}

static void choose(struct plain *plain, size_t option) {
  int64_t question = plain->question;
  plain_close_question(plain);
  if (plain->front.listener) plain->front.listener->on_choice(plain->front.listener->context, question, option);
}

static void take_choice(struct plain *plain, const char *line) {
  size_t option, blank = strspn(line, " \t"), length = strlen(line);
  while (length > blank && strchr(" \t", line[length - 1])) length--;
  char *word = mem_copy_n(line + blank, length - blank);
  if (options_find(&plain->options, word, &option)) {
    choose(plain, option);
  } else if (++plain->tries >= TRIES_MAX) {
    plain_put_own(plain, "That was none of them either, so this question is passed over.");
    skip(plain);
  } else {
    char last[OPTION_LABEL_MAX];
    options_label(&plain->options, plain->options.count - 1, last);
    plain_put_line(plain, plain->options.lettered ? "A letter from a to " : "A number from 1 to ", last,
             ", please, or an empty line to pass over it.");
  }
  free(word);
}

void plain_finish_page(struct plain *plain) {
  if (plain->text.len) answer(plain, plain->text.data, plain->text.len - 1);
  else skip(plain);
}

static void take_text_line(struct plain *plain, const char *line, size_t length) {
  if (length == 1 && line[0] == '.') return plain_finish_page(plain);
  buf_add(&plain->text, line, length);
  buf_add_char(&plain->text, '\n');
  enum { CHARACTER_MAX = 4 };  // a line that was cut ends where a character does
  if (plain->text.len + CHARACTER_MAX <= TEXT_ANSWER_MAX) return;
  plain_put_own(plain, "This page is full, so it is kept as it is.");
  answer(plain, plain->text.data, plain->text.len - 1);
}

// A line that is no text.
static void refuse_line(struct plain *plain) {
  if (++plain->tries < TRIES_MAX)
    return plain_put_own(plain,
                         "That line is not UTF-8 text, so it cannot be kept as it was typed; please type it again.");
  plain_put_own(plain, plain->text.len ? "That line is not UTF-8 text either, so this page ends before it."
                                       : "That line is not UTF-8 text either, so this question is passed over.");
  plain_finish_page(plain);
}

static void take_answer(struct plain *plain, const char *line, size_t length) {
  if (!text_is_utf8(line, length, NULL) || memchr(line, '\0', length)) {
    refuse_line(plain);
    return;
  }
  if (plain->echo) plain_put_line(plain, "> ", plain->secret ? "..." : line, "");
  bool begun = plain->kind == FRONT_TEXT && plain->text.len > 0;
  if (length == 0 && plain->initial) answer(plain, plain->initial, strlen(plain->initial));
  else if (length == 0 && !begun) skip(plain);
  else if (plain->kind == FRONT_CHOICE) take_choice(plain, line);
  else if (plain->kind == FRONT_TEXT) take_text_line(plain, line, length);
  else answer(plain, line, length);
}

// Words to tend itself. True when the line was one. What was written on a page is not lost by passing over the rest.
static bool take_command(struct plain *plain, const char *line) {
  const struct front_listener *listener = plain->front.listener;
  if (!listener) return false;
  if (strcmp(line, "ground") == 0) listener->on_ground(listener->context);
  else if (strcmp(line, "leave") == 0) listener->on_leave(listener->context);
  else if (strcmp(line, "skip") == 0 && plain->question) plain_finish_page(plain);
  else if (strcmp(line, "skip") == 0) listener->on_skip(listener->context, 0);
  else return false;
  return true;
}

const char *plain_first_newline(const struct plain *plain) {
  return plain->typed.len ? memchr(plain->typed.data, '\n', plain->typed.len) : NULL;
}

// At most `most` bytes of what was typed, ending where a character ends.
static size_t cut_line(const struct plain *plain, size_t most) {
  for (int i = 0; i < 3 && most > 1 && ((unsigned char)plain->typed.data[most] & 0xC0) == 0x80; i++) most--;
  return most;
}

static bool is_command(const char *line) {
  return strcmp(line, "ground") == 0 || strcmp(line, "leave") == 0 || strcmp(line, "skip") == 0;
}

// A line that was typed, without its end, and at a terminal without what Esc leaves before it: who knows the full screen
// presses that for the way out. The caller frees it.
static char *copy_line(const struct plain *plain, const char *start, size_t *length) {
  enum { ESCAPE = 0x1B };
  for (; plain->terminal && *length && *start == ESCAPE; start++) --*length;
  char *line = mem_copy_n(start, *length);
  if (*length && line[*length - 1] == '\r') line[--*length] = '\0';
  return line;
}

// At a terminal a word to tend is not kept waiting by lines that came before it and that nothing asks for.
static bool take_waiting_command(struct plain *plain) {
  bool found = false;
  for (size_t at = 0, next; plain->terminal && !plain->question && !found; at = next) {
    const char *start = buf_text(&plain->typed) + at, *newline = memchr(start, '\n', plain->typed.len - at);
    if (!newline) return false;
    size_t length = (size_t)(newline - start);
    char *line = copy_line(plain, start, &length);
    next = (size_t)(newline + 1 - plain->typed.data);
    found = is_command(line);
    if (found) {
      memmove(plain->typed.data + at, plain->typed.data + next, plain->typed.len - next);
      buf_drop_end(&plain->typed, next - at);
      take_command(plain, line);
    }
    free(line);
  }
  return found;
}

// Of a line that no page could hold, as much as one can.
bool plain_take_line(struct plain *plain) {
  if (take_waiting_command(plain)) return true;
  const char *start = buf_text(&plain->typed), *newline = plain_first_newline(plain);
  if (!newline && plain->typed.len <= TEXT_ANSWER_MAX && !(plain->at_end && plain->typed.len)) return false;
  size_t length = newline ? (size_t)(newline - start) : plain->typed.len, taken = length + (newline != NULL);
  size_t most = TEXT_ANSWER_MAX - plain->text.len;
  if (length > most) taken = length = cut_line(plain, most);
  char *line = copy_line(plain, start, &length);
  // Someone at a terminal who presses Enter during a pause is not answering what has not been asked.
  bool idle_enter = length == 0 && plain->terminal && !plain->question;
  // What comes from a file or another program is there before anything is asked, and passes over the question it is for;
  // or what is just going on.
  bool command = is_command(line) && (plain->terminal || plain->waits || strcmp(line, "skip") != 0);
  bool wanted = command || idle_enter || plain->question;
  if (wanted) {
    buf_drop(&plain->typed, taken);
    if (!take_command(plain, line) && plain->question) take_answer(plain, line, length);
  }
  free(line);
  return wanted;
}
