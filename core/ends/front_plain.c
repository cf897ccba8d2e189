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
  LABEL_MAX = 24,
};

struct plain {
  struct front front;
  int in, out;
  bool terminal;   // stdin is one: answers are seen as they are typed
  bool at_end;     // nothing more will be read
  bool echo;       // show the answers that were taken
  bool gone;       // stdout is closed: the person has left
  bool told_how_to_end;
  struct buf typed;    // whole and begun lines not yet taken
  struct buf text;     // FRONT_TEXT: the lines so far
  int64_t question;    // 0: none open
  enum front_question_kind kind;
  char *initial;
  char **options;
  size_t options_count;
  bool lettered;          // the options are called a, b, c, because some are numbers themselves
  int tries;
  bool secret;            // the answer is not to be seen
  bool hidden;            // and typing is not echoed now
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

// tend speaks in lines that begin with this, and a practice's line never begins with such a bracket: there are too many letters
// that look like those of "tend" to look for the word.
static const char own_voice[] = "[tend] ";

// Spaces, and what takes no room at all.
static bool is_unseen(unsigned code_point) {
  static const unsigned ranges[][2] = {
      {0x20, 0x20},     {0xA0, 0xA0},     {0xAD, 0xAD},     {0x34F, 0x34F},   {0x115F, 0x1160}, {0x1680, 0x1680}, {0x17B4, 0x17B5},
      {0x180B, 0x180F}, {0x2000, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F}, {0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164},
      {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xE0000, 0xE0FFF},
  };
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    if (code_point >= ranges[i][0] && code_point <= ranges[i][1]) return true;
  return false;
}

static bool sounds_like_tend(const char *line) {
  enum { WIDE_BRACKET = 0xFF3B };
  size_t left = strcspn(line, "\n"), size;
  unsigned code_point = 0;
  for (; (size = text_decode(line, left, &code_point)) > 0 && is_unseen(code_point); line += size) left -= size;
  return size > 0 && (code_point == '[' || code_point == WIDE_BRACKET);
}

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

static void label_option(const struct plain *plain, size_t option, char *label, size_t size) {
  if (plain->lettered) snprintf(label, size, "%c", (char)('a' + option));
  else snprintf(label, size, "%zu", option + 1);
}

// By label, by name, or by the beginning of one name.
static bool find_option(const struct plain *plain, const char *line, size_t *option) {
  char label[LABEL_MAX];
  size_t found = 0, length = strlen(line);
  for (size_t i = 0; i < plain->options_count; i++) {
    label_option(plain, i, label, sizeof label);
    if (strcasecmp(line, label) != 0) continue;
    *option = i;
    return true;
  }
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
  size_t option, blank = strspn(line, " \t"), length = strlen(line);
  while (length > blank && strchr(" \t", line[length - 1])) length--;
  char *word = mem_copy_n(line + blank, length - blank);
  if (find_option(plain, word, &option)) {
    choose(plain, option);
  } else if (++plain->tries >= TRIES_MAX) {
    skip(plain);
  } else {
    char last[LABEL_MAX];
    label_option(plain, plain->options_count - 1, last, sizeof last);
    put_line(plain, plain->lettered ? "A letter from a to " : "A number from 1 to ", last,
             ", please, or an empty line to pass over it.");
  }
  free(word);
}

// Ends a question with what was written so far, if anything was.
static void finish_page(struct plain *plain) {
  if (plain->text.len) answer(plain, plain->text.data, plain->text.len - 1);
  else skip(plain);
}

static void take_text_line(struct plain *plain, const char *line, size_t length) {
  if (length == 1 && line[0] == '.') return finish_page(plain);
  buf_add(&plain->text, line, length);
  buf_add_char(&plain->text, '\n');
  if (plain->text.len < TEXT_MAX) return;
  put_line(plain, own_voice, "This page is full, so it is kept as it is.", "");
  answer(plain, plain->text.data, plain->text.len - 1);
}

static void take_answer(struct plain *plain, const char *line, size_t length) {
  if (!text_is_utf8(line, length, NULL) || memchr(line, '\0', length)) {
    put_line(plain, own_voice, "That line is not UTF-8 text, so it cannot be kept as it was typed; please type it again.", "");
    if (++plain->tries >= TRIES_MAX) finish_page(plain);
    return;
  }
  if (plain->echo) put_line(plain, "> ", plain->secret ? "..." : line, "");
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

static const char *first_newline(const struct plain *plain) {
  return plain->typed.len ? memchr(plain->typed.data, '\n', plain->typed.len) : NULL;
}

// At most `most` bytes of what was typed, ending where a character ends.
static size_t cut_line(const struct plain *plain, size_t most) {
  for (int i = 0; i < 3 && most > 1 && ((unsigned char)plain->typed.data[most] & 0xC0) == 0x80; i++) most--;
  return most;
}

// Takes the first line that was typed, if it is wanted now; false when nothing was taken. Of a line that no page could hold, as
// much as one can.
static bool take_line(struct plain *plain) {
  const char *start = buf_text(&plain->typed), *newline = first_newline(plain);
  if (!newline && plain->typed.len < TEXT_MAX && !(plain->at_end && plain->typed.len)) return false;
  size_t length = newline ? (size_t)(newline - start) : plain->typed.len, taken = length + (newline != NULL);
  size_t most = TEXT_MAX - plain->text.len;
  if (length > most) taken = length = cut_line(plain, most);
  char *line = mem_copy_n(start, length);
  if (length && line[length - 1] == '\r') line[--length] = '\0';
  bool is_command = strcmp(line, "ground") == 0 || strcmp(line, "leave") == 0 || strcmp(line, "skip") == 0;
  // Someone at a terminal who presses Enter during a pause is not answering what has not been asked.
  bool idle_enter = length == 0 && plain->terminal && !plain->question;
  bool wanted = is_command || idle_enter || plain->question;
  if (wanted) {
    buf_drop(&plain->typed, taken);
    if (!take_command(plain, line) && plain->question) take_answer(plain, line, length);
  }
  free(line);
  return wanted;
}

static bool is_number(const char *text) { return *text && text[strspn(text, "0123456789")] == '\0'; }

static void show_options(struct plain *plain, const struct front_question *question) {
  enum { LETTERS = 26 };
  struct buf lines = {0};
  char label[LABEL_MAX];
  plain->options = mem_zero(question->options_count, sizeof *plain->options);
  plain->options_count = question->options_count;
  plain->lettered = false;
  for (size_t i = 0; i < question->options_count; i++)
    plain->lettered |= question->options_count <= LETTERS && is_number(question->options[i]);
  for (size_t i = 0; i < question->options_count; i++) {
    plain->options[i] = mem_copy(question->options[i]);
    label_option(plain, i, label, sizeof label);
    buf_format(&lines, "  %s. %s\n", label, question->options[i]);
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
  if (question->begun) put_line(plain, "  (what you wrote is still here; it goes on below)", "", "");
  if (plain->terminal) put(plain, "> ", 2);
}

static void plain_ask(struct front *front, const struct front_question *question) {
  struct plain *plain = plain_of(front);
  plain->question = question->id;
  plain->kind = question->kind;
  plain->initial = mem_copy(question->initial);
  plain->secret = question->hidden;
  if (question->begun) buf_format(&plain->text, "%s\n", question->begun);
  hide_typing(plain, question->hidden);  // first, so that what is typed at the sight of the question is neither seen nor lost
  show_question(plain, question);
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

static void plain_wait_on(struct front *front, int64_t left) {
  char length[64];
  duration_words(left, length, sizeof length);
  put_line(plain_of(front), "  (", length, " left)");
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
  size_t most = first_newline(plain) ? TYPED_AHEAD_MAX : TEXT_MAX;
  return plain->at_end || plain->typed.len >= most ? -1 : plain->in;
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
    front->listener->on_leave(front->listener->context);
    return true;
  }
  if (take_line(plain)) return true;
  if (!plain->at_end || plain->typed.len || !plain->question) return false;
  finish_page(plain);
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
    .name = "plain",
    .say = plain_say,
    .tell = plain_tell,
    .ask = plain_ask,
    .retract = plain_retract,
    .phase = plain_phase,
    .rest = plain_rest,
    .wait = plain_wait,
    .wait_on = plain_wait_on,
    .end = plain_end,
    .unfinished = plain_unfinished,
    .input = plain_input,
    .on_input = plain_on_input,
    .take = plain_take,
    .destroy = plain_destroy,
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
