// The plain front end: every line is printed once, nothing is repainted, and answers are lines. At any time the line
// "ground" leads to grounding, "leave" ends the practice, and "skip" passes over what is being waited for.
#include "front_plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "duration.h"
#include "file.h"
#include "memory.h"
#include "tty.h"

static struct plain *plain_of(struct front *front) { return (struct plain *)front; }

void plain_put(struct plain *plain, const char *data, size_t length) {
  // What reads answers makes a terminal's descriptor one that does not wait, and that is the one written to as well.
  if (plain->out >= 0 && !plain->gone) plain->gone = !file_write_all(plain->out, data, length);
}

void plain_put_line(struct plain *plain, const char *before, const char *text, const char *after) {
  struct buf line = {0};
  buf_format(&line, "%s%s%s\n", before, text, after);
  plain_put(plain, line.data, line.len);
  buf_finish(&line);
}

// tend speaks in lines that begin with this, and a practice's line never begins with such a bracket: there are too
// many letters that look like those of "tend" to look for the word.
static const char own_voice[] = "[tend] ";

// Spaces, and what takes no room at all.
static bool is_unseen(unsigned code_point) {
  static const unsigned ranges[][2] = {
      {0x20, 0x20},     {0xA0, 0xA0},     {0xAD, 0xAD},     {0x34F, 0x34F},   {0x115F, 0x1160}, {0x1680, 0x1680},
      {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F}, {0x2800, 0x2800},
      {0x3000, 0x3000}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xE0000, 0xE0FFF},
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

void plain_put_own(struct plain *plain, const char *text) { plain_put_line(plain, own_voice, text, ""); }

static int64_t plain_say(struct front *front, const char *text) {
  struct plain *plain = plain_of(front);
  struct buf out = {0};
  for (const char *line = text; line;) {
    const char *newline = strchr(line, '\n');
    if (sounds_like_tend(line)) buf_add_text(&out, "| ");
    buf_format(&out, "%.*s\n", newline ? (int)(newline - line) : (int)strlen(line), line);
    line = newline ? newline + 1 : NULL;
  }
  plain_put(plain, out.data, out.len);
  buf_finish(&out);
  return 0;
}

static void plain_tell(struct front *front, enum front_tone tone, const char *text) {
  struct plain *plain = plain_of(front);
  if (tone == FRONT_NOTICE) plain_say(front, text);
  else plain_put_own(plain, text);
}

static void show_options(struct plain *plain, const struct front_question *question) {
  struct buf lines = {0};
  char label[OPTION_LABEL_MAX];
  options_set(&plain->options, question->options, question->options_count);
  for (size_t i = 0; i < question->options_count; i++) {
    options_label(&plain->options, i, label);
    buf_format(&lines, "  %s. %s\n", label, question->options[i]);
  }
  plain_put(plain, lines.data, lines.len);
  buf_finish(&lines);
}

static void show_question(struct plain *plain, const struct front_question *question) {
  if (question->from_tend) plain_put_own(plain, question->text);
  else plain_say(&plain->front, question->text);
  if (question->initial) plain_put_line(plain, "  (an empty line: ", question->initial, ")");
  if (question->kind == FRONT_CHOICE) show_options(plain, question);
  if (question->kind == FRONT_TEXT && !plain->told_how_to_end) {
    plain_put_line(plain, "  (as many lines as you like; a line with only a full stop ends it)", "", "");
    plain->told_how_to_end = true;
  }
  if (question->begun) plain_put_line(plain, "  (what you wrote is still here; it goes on below)", "", "");
  if (plain->terminal) plain_put(plain, "> ", 2);
}

static void plain_ask(struct front *front, const struct front_question *question) {
  struct plain *plain = plain_of(front);
  plain->question = question->id;
  plain->kind = question->kind;
  plain->initial = mem_copy(question->initial);
  plain->secret = question->hidden;
  if (question->begun) buf_format(&plain->text, "%s\n", question->begun);
  plain_hide_typing(
      plain, question->hidden);  // first, so that what is typed at the sight of the question is neither seen nor lost
  show_question(plain, question);
}

// What is finished a moment too late is no answer to whatever is asked next.
static void tell_late(struct plain *plain) {
  if (plain->terminal) {
    buf_clear(&plain->typed);  // and what was begun was taken before
    plain_put(plain, "\n", 1);
  }
  plain_put_own(plain, "The time for this question is over.");
}

static void plain_retract(struct front *front, int64_t question, bool late) {
  struct plain *plain = plain_of(front);
  if (plain->question != question) return;
  plain_close_question(plain);
  if (late) tell_late(plain);
}

static void plain_phase(struct front *front, const struct front_phase *phase) {
  char length[64];
  plain_of(front)->waits = true;
  duration_words(phase->ms, length, sizeof length);
  struct buf line = {0};
  buf_format(&line, "%s, %s", front_phase_words(phase->name), length);
  plain_say(front, line.data);
  buf_finish(&line);
}

static void plain_rest(struct front *front) { plain_of(front)->waits = false; }

static void plain_wait(struct front *front, const char *label, int64_t ms) {
  char length[64];
  plain_of(front)->waits = true;
  duration_words(ms, length, sizeof length);
  struct buf line = {0};
  buf_format(&line, "%s (%s)", label, length);
  plain_say(front, line.data);
  buf_finish(&line);
}

static void plain_wait_on(struct front *front, int64_t left) {
  char length[64];
  duration_words((left + 999) / 1000 * 1000, length, sizeof length);
  plain_put_line(plain_of(front), "  (", length, " left)");
}

static void plain_end(struct front *front, int status) {
  (void)status;
  plain_close_question(plain_of(front));
}

// What was begun of a line, which is nowhere else afterwards.
static void take_begun_line(struct plain *plain, struct buf *out) {
  if (plain->terminal) tty_fetch_begun(plain->in, &plain->typed);
  const char *start = buf_text(&plain->typed), *newline = memrchr(start, '\n', plain->typed.len);
  size_t before = newline ? (size_t)(newline + 1 - start) : 0, length = plain->typed.len - before;
  if (text_is_utf8(start + before, length, NULL)) buf_add(out, start + before, length);
  buf_drop_end(&plain->typed, length);
}

static char *plain_unfinished(struct front *front) {
  struct plain *plain = plain_of(front);
  if (!plain->question || plain->kind == FRONT_CHOICE) return NULL;
  struct buf words = {0};
  buf_add(&words, buf_text(&plain->text), plain->text.len);
  take_begun_line(plain, &words);
  if (words.len && words.data[words.len - 1] == '\n') buf_drop_end(&words, 1);
  char *text = mem_copy_n(buf_text(&words), words.len);
  buf_finish(&words);
  return text;
}

static int plain_input(struct front *front) {
  struct plain *plain = plain_of(front);
  size_t most = plain_first_newline(plain) ? TYPED_AHEAD_MAX : TEXT_ANSWER_MAX + 1;
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
  if (plain_take_line(plain)) return true;
  if (!plain->at_end || plain->typed.len || !plain->question) return false;
  plain_finish_page(plain);
  return true;
}

static void plain_destroy(struct front *front) {
  struct plain *plain = plain_of(front);
  plain_close_question(plain);
  buf_finish(&plain->typed);
  buf_finish(&plain->text);
  free(plain);
}

static const struct front_class plain_class = {
    .say = plain_say,
    .tell = plain_tell,
    .ask = plain_ask,
    .retract = plain_retract,
    .phase = plain_phase,
    .rest = plain_rest,
    .wait = plain_wait,
    .wait_on = plain_wait_on,
    .wait_over = plain_rest,
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
