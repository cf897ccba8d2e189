// A front end without a person; see front_rehearsal.h. Nothing that the person does is handed on from inside a call of
// the session: it waits until take().
#include "front_rehearsal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "memory.h"
#include "options.h"
#include "text.h"

struct rehearsal_front {
  struct front front;
  struct cue cue;
  struct buf *out;
  struct clock *clock;
  const struct rehearsal_part *part;
  size_t lines;
  int64_t shown_at, announced;  // when the last line was written; how long it said that something takes
  int cycle;                    // of the breath that is followed
  bool fresh;                   // something was shown since the person could last act
  bool left;
  int64_t question;             // 0: none open
  enum front_question_kind kind;
  char *initial;
  struct options options;
  bool waited;                  // in silence, on this question
};

static struct rehearsal_front *rehearsal_of(struct front *front) { return (struct rehearsal_front *)front; }

static void put(struct rehearsal_front *rehearsal, const char *before, const char *text, size_t length,
                const char *after) {
  buf_add_text(rehearsal->out, before);
  buf_add(rehearsal->out, text, length);
  buf_add_text(rehearsal->out, after);
  buf_add_char(rehearsal->out, '\n');
  rehearsal->lines++;
}

// Says how much time has passed since the last line, where that line did not say so itself.
static void mark_time(struct rehearsal_front *rehearsal) {
  enum { WORTH_SAYING_MS = 1000 };
  int64_t now = rehearsal->clock->class->steady(rehearsal->clock);
  int64_t passed = now - rehearsal->shown_at - rehearsal->announced;
  char length[64];
  rehearsal->shown_at = now;
  rehearsal->announced = 0;
  if (passed < WORTH_SAYING_MS) return;
  duration_words(passed, length, sizeof length);
  put(rehearsal, "(after ", length, strlen(length), ")");
}

static bool looks_like_a_mark(const char *line) {
  return strchr(">!#([|", *line) && *line;
}

static void put_lines(struct rehearsal_front *rehearsal, const char *before, const char *text) {
  mark_time(rehearsal);
  for (const char *line = text; line;) {
    size_t length = strcspn(line, "\n");
    put(rehearsal, *before ? before : looks_like_a_mark(line) ? "| " : "", line, length, "");
    line = line[length] ? line + length + 1 : NULL;
  }
  rehearsal->fresh = true;
}

static int64_t rehearsal_say(struct front *front, const char *text) {
  put_lines(rehearsal_of(front), "", text);
  return 0;
}

static void rehearsal_tell(struct front *front, enum front_tone tone, const char *text) {
  put_lines(rehearsal_of(front), tone == FRONT_NOTICE ? "[notice] " : "[tend] ", text);
}

static void close_question(struct rehearsal_front *rehearsal) {
  options_clear(&rehearsal->options);
  free(rehearsal->initial);
  rehearsal->initial = NULL;
  rehearsal->question = 0;
  rehearsal->waited = rehearsal->front.silent = false;
}

static void rehearsal_ask(struct front *front, const struct front_question *question) {
  struct rehearsal_front *rehearsal = rehearsal_of(front);
  put_lines(rehearsal, question->from_tend ? "[tend] " : "", question->text);
  if (question->initial) put(rehearsal, "  (an empty line: ", question->initial, strlen(question->initial), ")");
  rehearsal->question = question->id;
  rehearsal->kind = question->kind;
  rehearsal->initial = mem_copy(question->initial);
  options_set(&rehearsal->options, question->options, question->options_count);
  for (size_t i = 0; i < question->options_count; i++) {
    char label[OPTION_LABEL_MAX], before[OPTION_LABEL_MAX + 4];
    options_label(&rehearsal->options, i, label);
    snprintf(before, sizeof before, "  %s. ", label);
    put(rehearsal, before, question->options[i], strlen(question->options[i]), "");
  }
}

static void rehearsal_retract(struct front *front, int64_t question, bool late) {
  (void)late;
  struct rehearsal_front *rehearsal = rehearsal_of(front);
  if (rehearsal->question == question) close_question(rehearsal);
}

// The first breath, phase by phase; of the others, that there are any.
static void rehearsal_phase(struct front *front, const struct front_phase *phase) {
  struct rehearsal_front *rehearsal = rehearsal_of(front);
  char length[64];
  struct buf line = {0};
  if (phase->cycle == 1) {
    duration_words(phase->ms, length, sizeof length);
    buf_format(&line, "%s, %s", front_phase_original(phase->name), length);
    put_lines(rehearsal, "", buf_text(&line));
    rehearsal->announced = phase->ms;
  } else if (phase->cycle == 2 && rehearsal->cycle == 1) {
    buf_format(&line, "and on, %d times in all)", phase->cycles);
    put_lines(rehearsal, "(", buf_text(&line));
  }
  rehearsal->cycle = phase->cycle;
  buf_finish(&line);
}

static void rehearsal_rest(struct front *front) {
  struct rehearsal_front *rehearsal = rehearsal_of(front);
  rehearsal->shown_at = rehearsal->clock->class->steady(rehearsal->clock);
  rehearsal->announced = 0;
}

static void rehearsal_wait(struct front *front, const char *label, int64_t ms) {
  struct rehearsal_front *rehearsal = rehearsal_of(front);
  char length[64];
  struct buf line = {0};
  duration_words(ms, length, sizeof length);
  buf_format(&line, "%s (%s)", label, length);
  put_lines(rehearsal, "", buf_text(&line));
  rehearsal->announced = ms;
  buf_finish(&line);
}

static void rehearsal_end(struct front *front, int status) {
  (void)status;
  close_question(rehearsal_of(front));
}

static char *rehearsal_unfinished(struct front *front) {
  (void)front;
  return NULL;
}

static int rehearsal_input(struct front *front) {
  (void)front;
  return -1;
}

static void rehearsal_on_input(struct front *front) { (void)front; }

// What the person does.

static void skip(struct rehearsal_front *rehearsal) {
  int64_t question = rehearsal->question;
  close_question(rehearsal);
  rehearsal->front.listener->on_skip(rehearsal->front.listener->context, question);
}

static void give(struct rehearsal_front *rehearsal, const char *text, size_t length) {
  int64_t question = rehearsal->question;
  char *copy = mem_copy_n(text, length);
  close_question(rehearsal);
  rehearsal->front.listener->on_answer(rehearsal->front.listener->context, question, copy, length);
  free(copy);
}

static void leave(struct rehearsal_front *rehearsal) {
  rehearsal->left = true;
  rehearsal->front.listener->on_leave(rehearsal->front.listener->context);
}

static bool do_command(struct rehearsal_front *rehearsal, const char *word) {
  const struct front_listener *listener = rehearsal->front.listener;
  if (strcmp(word, "leave") == 0) leave(rehearsal);
  else if (strcmp(word, "ground") == 0) listener->on_ground(listener->context);
  else if (strcmp(word, "skip") == 0 && rehearsal->question) skip(rehearsal);
  else if (strcmp(word, "skip") == 0) listener->on_skip(listener->context, 0);
  else return false;
  return true;
}

static void choose(struct rehearsal_front *rehearsal, const char *line) {
  size_t option;
  int64_t question = rehearsal->question;
  if (!options_find(&rehearsal->options, line, &option)) {
    put(rehearsal, "(that is none of them, so it is passed over)", "", 0, "");
    return skip(rehearsal);
  }
  close_question(rehearsal);
  rehearsal->front.listener->on_choice(rehearsal->front.listener->context, question, option);
}

static void echo(struct rehearsal_front *rehearsal, const char *line, size_t length) {
  struct buf clean = {0};
  text_clean(&clean, line, length, false);
  put(rehearsal, length ? "> " : ">", buf_text(&clean), clean.len, "");
  buf_finish(&clean);
}

// A page goes on to a line with a full stop, or to the end of the answers.
static void fill_page(struct rehearsal_front *rehearsal, struct buf *line) {
  struct buf page = {0};
  do {
    buf_add(&page, line->data, line->len);
    buf_add_char(&page, '\n');
    buf_clear(line);
    if (!rehearsal->part->answer(rehearsal->part->context, NULL, line)) buf_add_char(line, '.');
    echo(rehearsal, buf_text(line), line->len);
  } while (strcmp(buf_text(line), ".") != 0);
  give(rehearsal, page.data, page.len - 1);
  buf_finish(&page);
}

static void take_answer(struct rehearsal_front *rehearsal, struct buf *line) {
  const char *text = buf_text(line);
  mark_time(rehearsal);
  echo(rehearsal, text, line->len);
  if (do_command(rehearsal, text)) return;
  if (strcmp(text, "...") == 0) rehearsal->front.silent = rehearsal->waited = true;
  else if (line->len == 0 && rehearsal->initial) give(rehearsal, rehearsal->initial, strlen(rehearsal->initial));
  else if (line->len == 0 || (rehearsal->kind == FRONT_TEXT && strcmp(text, ".") == 0)) skip(rehearsal);
  else if (rehearsal->kind == FRONT_CHOICE) choose(rehearsal, text);
  else if (rehearsal->kind == FRONT_TEXT) fill_page(rehearsal, line);
  else give(rehearsal, text, line->len);
}

static bool answer(struct rehearsal_front *rehearsal) {
  struct front_question question = {.kind = rehearsal->kind,
                                    .initial = rehearsal->initial,
                                    .options = (const char *const *)rehearsal->options.texts,
                                    .options_count = rehearsal->options.count};
  struct buf line = {0};
  rehearsal->fresh = false;
  if (rehearsal->waited) {
    put(rehearsal, "(no time ends this question, so it is passed over)", "", 0, "");
    skip(rehearsal);
    return true;
  }
  if (!rehearsal->part->answer(rehearsal->part->context, &question, &line)) buf_add_text(&line, "skip");
  take_answer(rehearsal, &line);
  buf_finish(&line);
  return true;
}

static bool is_endless(const struct rehearsal_front *rehearsal) {
  return rehearsal->lines > REHEARSAL_LINES_MAX ||
         rehearsal->clock->class->steady(rehearsal->clock) > REHEARSAL_HOURS_MAX * INT64_C(3600000);
}

static bool rehearsal_take(struct front *front) {
  struct rehearsal_front *rehearsal = rehearsal_of(front);
  if (!front->listener || rehearsal->left) return false;
  if (is_endless(rehearsal)) {
    put_lines(rehearsal, "(", "it would go on, and the rehearsal leaves here)");
    leave(rehearsal);
    return true;
  }
  if (rehearsal->question) return !front->silent && answer(rehearsal);
  if (!rehearsal->fresh) return false;
  rehearsal->fresh = false;
  const char *act = rehearsal->part->act(rehearsal->part->context, rehearsal->lines);
  if (!act) return false;
  put(rehearsal, "! ", act, strlen(act), "");
  return do_command(rehearsal, act);
}

static void rehearsal_destroy(struct front *front) {
  close_question(rehearsal_of(front));
  free(front);
}

static const struct front_class rehearsal_class = {
    .say = rehearsal_say,
    .tell = rehearsal_tell,
    .ask = rehearsal_ask,
    .retract = rehearsal_retract,
    .phase = rehearsal_phase,
    .rest = rehearsal_rest,
    .wait = rehearsal_wait,
    .end = rehearsal_end,
    .unfinished = rehearsal_unfinished,
    .input = rehearsal_input,
    .on_input = rehearsal_on_input,
    .take = rehearsal_take,
    .destroy = rehearsal_destroy,
};

// Sounds.

static struct rehearsal_front *rehearsal_of_cue(struct cue *cue) {
  return (struct rehearsal_front *)((char *)cue - offsetof(struct rehearsal_front, cue));
}

static bool cue_play(struct cue *cue, const char *sound) {
  struct buf line = {0};
  buf_format(&line, "%s)", sound);
  put_lines(rehearsal_of_cue(cue), "(a sound: ", buf_text(&line));
  buf_finish(&line);
  return true;
}

static int64_t cue_speak(struct cue *cue, const char *text) {
  (void)cue, (void)text;
  return 0;
}

static const char *cue_missing(struct cue *cue) {
  (void)cue;
  return NULL;
}

static void cue_destroy(struct cue *cue) { (void)cue; }

static const struct cue_class rehearsal_cue = {
    .play = cue_play, .speak = cue_speak, .missing = cue_missing, .destroy = cue_destroy};

struct front *front_rehearsal(struct buf *transcript, struct clock *clock, const struct rehearsal_part *part) {
  struct rehearsal_front *rehearsal = mem_zero(1, sizeof *rehearsal);
  rehearsal->front.class = &rehearsal_class;
  rehearsal->cue.class = &rehearsal_cue;
  rehearsal->out = transcript;
  rehearsal->clock = clock;
  rehearsal->part = part;
  rehearsal->shown_at = clock->class->steady(clock);
  return &rehearsal->front;
}

struct cue *front_rehearsal_cue(struct front *front) { return &rehearsal_of(front)->cue; }

bool front_rehearsal_left(const struct front *front) { return ((const struct rehearsal_front *)front)->left; }
