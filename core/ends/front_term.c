// The terminal front end: a calm full screen. Esc or Ctrl-C at any moment shows the way out, while time stands still;
// a second Ctrl-C leaves. This file takes what the practice says and asks and what the person types;
// front_term_scene.c follows a breath or a pause, front_term_paint.c draws.
#include "front_term.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "glyph.h"
#include "memory.h"
#include "tty.h"

enum {
  FRAME_MS = 33,
  SLOW_FRAME_MS = 1000,  // for a pause that has a label
  READING_LEAST_MS = 900,
  READING_GLYPH_MS = 42,  // about 240 words a minute, slow reading
  READING_MOST_MS = 9000,
  HURRY_MS = 600,
  CONSENT_MS = 300,      // a question of tend's own takes no key that was typed before it could be read
};

const char *const term_menu_words[MENU_ITEMS] = {"Go on", "Breathe normally", "Ground", "Leave quietly"};

int64_t term_now(const struct term *term) { return term->clock->class->steady(term->clock); }

// The conversation so far.

static void add_line(struct term *term, enum term_voice voice, const char *text) {
  if (term->lines_count == TERM_LINES_MAX) {
    free(term->lines[0].text);
    memmove(term->lines, term->lines + 1, --term->lines_count * sizeof *term->lines);
  }
  term->lines[term->lines_count++] = (struct term_line){voice, mem_copy(text)};
  term->changed = true;
  if (voice == TERM_TEND || voice == TERM_STOP) return;
  free(term->farewell);
  term->farewell = NULL;
}

static int64_t term_reading(struct front *front, const char *text) {
  (void)front;
  int64_t ms = READING_LEAST_MS + (int64_t)glyph_columns(text, strlen(text)) * READING_GLYPH_MS;
  return ms < READING_MOST_MS ? ms : READING_MOST_MS;
}

static int64_t term_say(struct front *front, const char *text) {
  struct term *term = term_of(front);
  add_line(term, TERM_PRACTICE, text);
  term->reading = true;
  return term_reading(front, text);
}

static void term_tell(struct front *front, enum front_tone tone, const char *text) {
  struct term *term = term_of(front);
  if (tone == FRONT_NOTICE) return add_line(term, TERM_PRACTICE, text);
  add_line(term, tone == FRONT_STOP ? TERM_STOP : TERM_TEND, text);
  free(term->farewell);
  term->farewell = mem_copy(text);
}

// Questions.

static void close_question(struct term *term) {
  for (size_t i = 0; i < term->options_count; i++) free(term->options[i]);
  free(term->options);
  free(term->question_text);
  free(term->initial);
  editor_destroy(term->editor);
  term->options = NULL;
  term->options_count = 0;
  term->question_text = term->initial = NULL;
  term->editor = NULL;
  term->question = 0;
  term->changed = true;
}

static void term_ask(struct front *front, const struct front_question *question) {
  struct term *term = term_of(front);
  close_question(term);
  term->question = question->id;
  term->kind = question->kind;
  term->hidden = question->hidden;
  term->from_tend = question->from_tend;
  term->question_text = mem_copy(question->text);
  term->initial = mem_copy(question->initial);
  // What tend asks is about trust: nobody gives it by pressing Enter once too often.
  term->selected = question->from_tend && question->options_count ? question->options_count - 1 : 0;
  term->editor_top = 0;
  term->seen = 0;
  term->reading = false;
  term->options = mem_zero(question->options_count, sizeof *term->options);
  term->options_count = question->options_count;
  for (size_t i = 0; i < question->options_count; i++) term->options[i] = mem_copy(question->options[i]);
  if (question->kind == FRONT_CHOICE) return;
  term->editor = editor_create(question->kind == FRONT_TEXT);
  if (question->begun) editor_set(term->editor, question->begun, strlen(question->begun));
}

static void term_retract(struct front *front, int64_t question, bool late) {
  (void)late;
  struct term *term = term_of(front);
  if (term->question == question) close_question(term);
}

static char *term_unfinished(struct front *front) {
  struct term *term = term_of(front);
  if (!term->question || !term->editor) return NULL;
  return mem_copy_n(editor_text(term->editor), editor_length(term->editor));
}

static void skip_question(struct term *term) {
  int64_t question = term->question;
  add_line(term, term->from_tend ? TERM_TEND_ASKED : TERM_QUESTION, term->question_text);
  close_question(term);
  term->front.listener->on_skip(term->front.listener->context, question);
}

static void choose(struct term *term, size_t option) {
  int64_t question = term->question;
  add_line(term, term->from_tend ? TERM_TEND_ASKED : TERM_QUESTION, term->question_text);
  add_line(term, TERM_ANSWER, term->options[option]);
  close_question(term);
  term->front.listener->on_choice(term->front.listener->context, question, option);
}

static void answer(struct term *term) {
  int64_t question = term->question;
  bool use_initial = editor_length(term->editor) == 0;
  if (use_initial && !term->initial) return skip_question(term);
  char *text =
      use_initial ? mem_copy(term->initial) : mem_copy_n(editor_text(term->editor), editor_length(term->editor));
  add_line(term, term->from_tend ? TERM_TEND_ASKED : TERM_QUESTION, term->question_text);
  add_line(term, TERM_ANSWER, term->hidden ? "..." : text);
  close_question(term);
  term->front.listener->on_answer(term->front.listener->context, question, text, strlen(text));
  free(text);
}

// The way out.

static void set_paused(struct term *term, bool pause) {
  if (term->paused == pause || !term->front.listener) return;
  term->paused = pause;
  int64_t now = term_now(term);
  term->front.listener->on_pause(term->front.listener->context, pause);
  // What is drawn by the clock stands still too.
  if (pause) term->paused_at = now;
  else term_shift_scene(&term->scene, now - term->paused_at);
}

static void open_menu(struct term *term) {
  term->menu = true;
  term->menu_selected = MENU_GO_ON;
  term->changed = true;
  set_paused(term, true);
}

static void take_menu(struct term *term, enum term_menu item) {
  const struct front_listener *listener = term->front.listener;
  term->menu = false;
  term->changed = true;
  if (item == MENU_LEAVE) {
    term->paused = false;  // whoever comes back to the stage after grounding is not the one for whom time stood still
    return listener->on_leave(listener->context);
  }
  set_paused(term, false);
  if (item == MENU_GROUND) return listener->on_ground(listener->context);
  if (item != MENU_OWN_BREATH) return;
  term_tell(&term->front, FRONT_CARE, "Your own breath is enough, at its own speed.");
  if (term->scene.breath.on) listener->on_skip(listener->context, 0);
}

static void menu_key(struct term *term, const struct key *key) {
  bool control_c = key->name == KEY_CONTROL && key->text[0] == 'c';
  if (control_c) return take_menu(term, MENU_LEAVE);
  if (key->name == KEY_ESCAPE) return take_menu(term, MENU_GO_ON);
  if (key->name == KEY_ENTER) return take_menu(term, (enum term_menu)term->menu_selected);
  if (key->name == KEY_UP || key->name == KEY_LEFT)
    term->menu_selected = (term->menu_selected + MENU_ITEMS - 1) % MENU_ITEMS;
  if (key->name == KEY_DOWN || key->name == KEY_RIGHT || key->name == KEY_TAB)
    term->menu_selected = (term->menu_selected + 1) % MENU_ITEMS;
  if (key->name == KEY_TEXT && key->text[0] >= '1' && key->text[0] < '1' + MENU_ITEMS)
    return take_menu(term, (enum term_menu)(key->text[0] - '1'));
}

// Ctrl-Z: the shell gets its terminal, and time stands still until we are back.
static void suspend(struct term *term) {
  bool was_paused = term->paused;
  set_paused(term, true);
  term->away = !tty_suspend();
  screen_forget(term->screen);
  term->changed = true;
  if (!was_paused) set_paused(term, false);
}

// Keys.

// Somebody who hurries through lines with Enter has not seen a question that came in between.
static bool is_hurrying(const struct term *term, const struct key *key) {
  return key->name == KEY_ENTER && term_now(term) - term->hurried_at < HURRY_MS;
}

static void choice_key(struct term *term, const struct key *key) {
  size_t count = term->options_count;
  if (term->from_tend && (!term->seen || term->keys_at < term->seen + CONSENT_MS)) return;
  if (key->name == KEY_ENTER) return choose(term, term->selected);
  if (key->name == KEY_UP || key->name == KEY_LEFT) term->selected = (term->selected + count - 1) % count;
  if (key->name == KEY_DOWN || key->name == KEY_RIGHT) term->selected = (term->selected + 1) % count;
  if (key->name == KEY_TAB) return skip_question(term);
  if (key->name != KEY_TEXT || key->text[0] < '1' || key->text[0] > '9') return;
  size_t number = (size_t)(key->text[0] - '1');
  if (number < count) choose(term, number);
}

// A page ends with Ctrl-D, since Enter belongs to it; Tab passes over any question.
static void editor_event(struct term *term, const struct key *key) {
  bool control_d = key->name == KEY_CONTROL && key->text[0] == 'd';
  if (control_d || (key->name == KEY_ENTER && term->kind == FRONT_LINE)) return answer(term);
  if (key->name == KEY_TAB && editor_length(term->editor) == 0) return skip_question(term);
  bool was_full = editor_is_full(term->editor);
  editor_key(term->editor, key);
  if (editor_is_full(term->editor) && !was_full)
    term_tell(&term->front, FRONT_CARE, "This page is full. What did not fit any more is not in it.");
}

// Enter or Space goes on where a line is only being read.
static void idle_key(struct term *term, const struct key *key) {
  bool go_on = key->name == KEY_ENTER || (key->name == KEY_TEXT && key->text[0] == ' ');
  if (go_on) term->hurried_at = term_now(term);
  if (!go_on || !(term->reading || term->scene.pause.label)) return;
  term->reading = false;
  term->front.listener->on_skip(term->front.listener->context, 0);
}

static void take_key(struct term *term, const struct key *key) {
  term->changed = true;
  bool control = key->name == KEY_CONTROL;
  if (control && key->text[0] == 'z') return suspend(term);
  if (control && key->text[0] == 'l') return screen_forget(term->screen);
  if (term->menu) return menu_key(term, key);
  if (key->name == KEY_ESCAPE || (control && key->text[0] == 'c')) return open_menu(term);
  if (control && key->text[0] == 'g') return term->front.listener->on_ground(term->front.listener->context);
  if (!term->question) return idle_key(term, key);
  if (is_hurrying(term, key) && (!term->editor || editor_length(term->editor) == 0)) return;
  if (term->kind == FRONT_CHOICE) return choice_key(term, key);
  editor_event(term, key);
}

static int term_input(struct front *front) {
  struct term *term = term_of(front);
  return term->at_end || term->away ? -1 : term->in;
}

static void term_on_input(struct front *front) {
  struct term *term = term_of(front);
  char chunk[4096];
  ssize_t got = read(term->in, chunk, sizeof chunk);
  if (got > 0) keyboard_add(&term->keys, chunk, (size_t)got);
  else if (got == 0 || (errno != EINTR && errno != EAGAIN)) term->at_end = true;
  term->keys_at = term_now(term);
}

static bool term_take(struct front *front) {
  struct term *term = term_of(front);
  if (!front->listener) return false;
  struct key key = keyboard_next(&term->keys, term_now(term) - term->keys_at >= KEYBOARD_ESCAPE_MS);
  if (key.name != KEY_NONE) {
    take_key(term, &key);
    return true;
  }
  if (!term->at_end || term->in < 0) return false;
  term->in = -1;  // the terminal is gone: said once
  front->listener->on_leave(front->listener->context);
  return true;
}

// Painting.

static int64_t next_frame(const struct term *term) {
  if (term->menu || term->paused || term->away) return INT64_MAX;
  if (term->scene.breath.on && !term->look.reduced_motion &&
      term_now(term) < term->scene.breath.start + term->scene.breath.ms)
    return term->painted + FRAME_MS;
  return term->scene.pause.label ? term->painted + SLOW_FRAME_MS : INT64_MAX;
}

static int64_t term_due(struct front *front) {
  struct term *term = term_of(front);
  term_follow_stage(term);
  int64_t due = term->changed && !term->away ? term_now(term) : next_frame(term);
  int64_t escape = keyboard_waiting(&term->keys) ? term->keys_at + KEYBOARD_ESCAPE_MS : INT64_MAX;
  return due < escape ? due : escape;
}

static bool term_paint(struct front *front, struct buf *bytes) {
  struct term *term = term_of(front);
  term_follow_stage(term);
  int64_t now = term_now(term);
  if (term->away || (!term->changed && now < next_frame(term))) return false;
  if (term->question && !term->seen) term->seen = now;
  term->changed = false;
  term->painted = now;
  term_compose(term);
  size_t before = bytes->len;
  screen_flush(term->screen, bytes);
  return bytes->len > before;
}

static void measure(struct term *term) {
  int rows, columns;
  tty_size(term->out, &rows, &columns);
  screen_resize(term->screen, rows, columns);
  term->changed = true;
}

static void term_on_signal(struct front *front, int number) {
  struct term *term = term_of(front);
  if (term->away) return;
  if (number == SIGTSTP || (number == SIGCONT && !tty_is_ours())) return suspend(term);
  // Whoever had the terminal meanwhile may have left it in any state.
  if (number == SIGCONT) {
    tty_leave();
    tty_enter(term->in, term->out);
  }
  measure(term);
}

// From here on a signal may end this program at any moment.
static void term_end(struct front *front, int status) {
  (void)status;
  close_question(term_of(front));
  tty_leave();
}

static void term_destroy(struct front *front) {
  struct term *term = term_of(front);
  tty_leave();
  if (term->farewell) {
    struct buf line = {0};
    buf_format(&line, "%s\n", term->farewell);
    ssize_t ignored = write(term->out, line.data, line.len);
    (void)ignored;
    buf_finish(&line);
  }
  close_question(term);
  term_end_pause(&term->scene);
  term_end_pause(&term->below);
  for (size_t i = 0; i < term->lines_count; i++) free(term->lines[i].text);
  free(term->farewell);
  free(term->help_line);
  keyboard_finish(&term->keys);
  screen_destroy(term->screen);
  free(term);
}

static const struct front_class term_class = {
    .say = term_say,
    .reading = term_reading,
    .tell = term_tell,
    .ask = term_ask,
    .retract = term_retract,
    .phase = term_phase,
    .rest = term_rest,
    .wait = term_wait,
    .wait_over = term_wait_over,
    .end = term_end,
    .unfinished = term_unfinished,
    .input = term_input,
    .on_input = term_on_input,
    .take = term_take,
    .destroy = term_destroy,
    .due = term_due,
    .paint = term_paint,
    .on_signal = term_on_signal,
};

struct front *front_term(int in, int out, struct clock *clock, const struct front_look *look) {
  if (!tty_enter(in, out)) return NULL;
  struct term *term = mem_zero(1, sizeof *term);
  term->hurried_at = -HURRY_MS;
  term->front.class = &term_class;
  term->front.interactive = true;
  term->front.offers_drafts = true;
  term->front.paint_fd = out;
  term->in = in;
  term->out = out;
  term->clock = clock;
  term->look = *look;
  term->help_line = mem_copy(look->help_line);
  term->utf8 = tty_speaks_utf8();
  term->screen = screen_create(tty_depth());
  measure(term);
  return &term->front;
}
