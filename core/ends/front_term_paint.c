// What the terminal front end shows: the conversation flows upwards in a quiet column; below it stands what is going on now.
// tend's own lines begin with a bar in the margin, a column that no practice's text ever reaches.
#include <stdlib.h>
#include <string.h>

#include "front_term.h"
#include "glyph.h"
#include "shape.h"
#include "text.h"

enum {
  COLUMN_MOST = 74,   // wider lines are hard to read
  MARGIN = 3,         // to the left of the column; tend's bar stands in it
  SHAPE_ROWS_MOST = 13,
};

static const struct style plain = {0}, faint = {.dim = true}, question = {.bold = true};
static const struct style own = {.colour = 0xD8A657}, stop = {.colour = 0xD8A657, .bold = true}, answer = {.colour = 0x8FB8DE};

// Where things go: rows top..bottom of the body, and the column.
struct place {
  int top, bottom;  // bottom is the first row below
  int left, width;
};

static struct place body_of(const struct term *term) {
  int rows = screen_rows(term->screen), columns = screen_columns(term->screen);
  struct place place = {.top = rows > 10, .bottom = rows > 4 ? rows - 2 : rows};
  place.width = columns > COLUMN_MOST + 2 * MARGIN ? COLUMN_MOST : columns - 2 * MARGIN;
  if (place.width < 8) place.width = columns;
  place.left = (columns - place.width) / 2;
  return place;
}

static int count_rows(const char *text, int width) {
  int rows = 0;
  for (size_t at = 0, length = strlen(text); at < length || rows == 0; rows++) {
    size_t taken;
    glyph_wrap(text + at, length - at, width, &taken);
    at += taken;
    if (taken == 0) break;
  }
  return rows ? rows : 1;
}

// Draws wrapped text from `row` on; rows outside top..bottom are left out. Returns the row after it.
static int put_text(struct term *term, const struct place *place, int row, const char *text, struct style style) {
  size_t length = strlen(text), at = 0;
  do {
    size_t taken, shown = glyph_wrap(text + at, length - at, place->width, &taken);
    if (row >= place->top && row < place->bottom) screen_put(term->screen, row, place->left, text + at, shown, style);
    at += taken;
    row++;
    if (taken == 0) break;
  } while (at < length);
  return row;
}

static void put_bar(struct term *term, const struct place *place, int row, int rows) {
  const char *bar = term->utf8 ? "\xE2\x96\x8F" : "|";
  for (int i = 0; i < rows; i++)
    if (row + i >= place->top && row + i < place->bottom)
      screen_put(term->screen, row + i, place->left - 2, bar, strlen(bar), own);
}

static struct style style_of(const struct term_line *line, bool newest) {
  switch (line->voice) {
    case TERM_PRACTICE: return newest ? plain : faint;
    case TERM_QUESTION: return faint;
    case TERM_ANSWER: return (struct style){.colour = answer.colour, .dim = !newest};
    case TERM_TEND: return own;
    case TERM_STOP: return stop;
  }
  return plain;
}

// The newest lines, from the bottom of `place` upwards.
static void put_lines(struct term *term, struct place place) {
  int row = place.bottom;
  for (size_t i = term->lines_count; i-- > 0 && row > place.top;) {
    const struct term_line *line = &term->lines[i];
    int rows = count_rows(line->text, place.width);
    row -= rows;
    bool from_tend = line->voice == TERM_TEND || line->voice == TERM_STOP;
    put_text(term, &place, row, line->text, style_of(line, i + 1 == term->lines_count && !term->question));
    if (from_tend) put_bar(term, &place, row, rows);
  }
}

static void put_footer(struct term *term, const char *text) {
  struct place place = body_of(term);
  int row = screen_rows(term->screen) - 1;
  if (row > 3) screen_put(term->screen, row, place.left, text, strlen(text), faint);
}

static void put_centred(struct term *term, int row, const char *text, struct style style) {
  int columns = glyph_columns(text, strlen(text));
  screen_put(term->screen, row, (screen_columns(term->screen) - columns) / 2, text, strlen(text), style);
}

// The breath.

static const char *phase_words(const char *name) {
  static const struct {
    const char *name, *words;
  } known[] = {{"in", "breathe in"}, {"out", "breathe out"}, {"hold", "hold gently"}, {"top-up", "a little more"}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(name, known[i].name) == 0) return known[i].words;
  return name;
}

static void put_cycles(struct term *term, int row) {
  struct buf text = {0};
  if (term->look.hide_cycles || term->breath.cycles < 2) return;
  // What is left, as dots while they are few: to be felt more than read.
  int left = term->breath.cycles - term->breath.cycle;
  const char *dot = term->utf8 ? "\xC2\xB7 " : ". ";
  for (int i = 0; i < left && left <= 12; i++) buf_add_text(&text, dot);
  put_centred(term, row, buf_text(&text), faint);
  buf_finish(&text);
}

static void put_breath(struct term *term, struct place *place) {
  int rows = place->bottom - place->top - 6;
  if (rows > SHAPE_ROWS_MOST) rows = SHAPE_ROWS_MOST;
  int columns = screen_columns(term->screen);
  if (rows * 2 > columns - 4) rows = (columns - 4) / 2;
  int word_row = place->bottom - 3;
  if (rows >= 3) {
    int top = word_row - 1 - rows;
    double fullness = term->look.reduced_motion ? term->breath.to : term_fullness(term, term->paused ? term->breath.start : term_now(term));
    shape_draw(term->screen, top, (columns - rows * 2) / 2, rows, rows * 2, fullness, term->utf8);
    place->bottom = top - 1;
  } else {
    place->bottom = word_row - 1;
  }
  put_centred(term, word_row, phase_words(term->breath.name), question);
  put_cycles(term, word_row + 1);
  put_footer(term, "esc  pause, breathe normally, ground or leave");
}

// A pause with a label: a thin line that fills, which nobody has to watch.
static void put_pause(struct term *term, struct place *place) {
  int64_t gone = term_now(term) - term->pause.start;
  int width = place->width < 40 ? place->width : 40;
  int full = term->pause.ms ? (int)(gone * width / term->pause.ms) : width;
  struct place below = {place->bottom - 2, place->bottom, place->left, place->width};
  put_text(term, &below, below.top, term->pause.label, plain);
  const char *done = term->utf8 ? "\xE2\x94\x81" : "=", *left = term->utf8 ? "\xE2\x94\x80" : "-";
  for (int i = 0; i < width; i++)
    screen_put(term->screen, below.top + 1, place->left + i, i < full ? done : left, strlen(i < full ? done : left), faint);
  place->bottom -= 3;
  put_footer(term, "enter  go on now    esc  pause, ground or leave");
}

// Questions.

static void put_editor(struct term *term, const struct place *place, int row, int rows) {
  editor_layout(term->editor, place->width - 2);
  size_t cursor_row, count = editor_rows(term->editor);
  int cursor_column;
  editor_cursor(term->editor, &cursor_row, &cursor_column);
  if (cursor_row < term->editor_top) term->editor_top = cursor_row;
  if (cursor_row >= term->editor_top + (size_t)rows) term->editor_top = cursor_row + 1 - (size_t)rows;
  for (int i = 0; i < rows && term->editor_top + (size_t)i < count; i++) {
    size_t length;
    const char *text = editor_row(term->editor, term->editor_top + (size_t)i, &length);
    struct buf clean = {0};
    text_clean(&clean, text, length, false);
    if (!term->hidden) screen_put(term->screen, row + i, place->left + 2, buf_text(&clean), clean.len, answer);
    buf_finish(&clean);
  }
  int column = term->hidden ? 0 : cursor_column;
  screen_cursor(term->screen, row + (int)(cursor_row - term->editor_top), place->left + 2 + column);
}

static void put_prompt(struct term *term, const struct place *place, int row) {
  const char *prompt = term->utf8 ? "\xE2\x80\xBA" : ">";
  screen_put(term->screen, row, place->left, prompt, strlen(prompt), answer);
}

static void put_options(struct term *term, const struct place *place, int row, int rows) {
  size_t first = term->selected >= (size_t)rows ? term->selected + 1 - (size_t)rows : 0;
  for (int i = 0; i < rows && first + (size_t)i < term->options_count; i++) {
    size_t option = first + (size_t)i;
    bool selected = option == term->selected;
    struct buf line = {0};
    buf_format(&line, "%zu  %s", option + 1, term->options[option]);
    if (selected) put_prompt(term, place, row + i);
    screen_put(term->screen, row + i, place->left + 2, line.data, line.len, selected ? question : plain);
    buf_finish(&line);
  }
}

static const char *question_footer(const struct term *term) {
  if (term->kind == FRONT_CHOICE) return "arrows or a number, enter    tab  pass over    esc  pause, ground or leave";
  if (term->kind == FRONT_TEXT) return "ctrl-d  done    tab  pass over    esc  pause, ground or leave";
  return "enter  done    tab  pass over    esc  pause, ground or leave";
}

static void put_question(struct term *term, struct place *place) {
  int room = place->bottom - place->top;
  int asked = count_rows(term->question_text, place->width);
  int wanted = term->kind == FRONT_CHOICE ? (int)term->options_count : 1;
  if (term->kind == FRONT_TEXT) {
    editor_layout(term->editor, place->width - 2);
    wanted = (int)editor_rows(term->editor) + 1;
  }
  int most = room - asked - 1;
  if (term->kind == FRONT_TEXT && most > room * 2 / 3) most = room * 2 / 3;
  int rows = wanted < most ? wanted : most;
  if (rows < 1) rows = 1;
  int row = place->bottom - rows - asked;
  struct place here = {place->top, place->bottom, place->left, place->width};
  put_text(term, &here, row, term->question_text, term->from_tend ? own : question);
  if (term->from_tend) put_bar(term, &here, row, asked + rows);
  if (term->kind == FRONT_CHOICE) {
    put_options(term, place, row + asked, rows);
  } else {
    put_prompt(term, place, row + asked);
    put_editor(term, place, row + asked, rows);
    if (term->initial && editor_length(term->editor) == 0)
      screen_put(term->screen, row + asked, place->left + 2, term->initial, strlen(term->initial), faint);
  }
  put_footer(term, question_footer(term));
  place->bottom = row - 1;
}

static void put_menu(struct term *term, struct place *place) {
  static const char heading[] = "Time is standing still. What would you like?";
  int rows = MENU_ITEMS + 1 + (term->help_line ? 2 : 0), row = place->bottom - rows;
  struct place here = {place->top, place->bottom, place->left, place->width};
  put_bar(term, &here, row, rows);
  put_text(term, &here, row, heading, own);
  for (int i = 0; i < MENU_ITEMS; i++) {
    bool selected = (size_t)i == term->menu_selected;
    struct buf line = {0};
    buf_format(&line, "%d  %s", i + 1, term_menu_words[i]);
    if (selected) put_prompt(term, place, row + 1 + i);
    screen_put(term->screen, row + 1 + i, place->left + 2, line.data, line.len, selected ? question : plain);
    buf_finish(&line);
  }
  if (term->help_line) put_text(term, &here, row + MENU_ITEMS + 2, term->help_line, own);
  put_footer(term, "esc  go on    enter  choose    ctrl-c  leave");
  place->bottom = row - 1;
}

void term_compose(struct term *term) {
  struct place place = body_of(term);
  screen_clear(term->screen);
  if (term->menu) put_menu(term, &place);
  else if (term->question) put_question(term, &place);
  else if (term->breath.on) put_breath(term, &place);
  else if (term->pause.label) put_pause(term, &place);
  else put_footer(term, term->reading ? "enter  go on    esc  pause, ground or leave" : "esc  pause, ground or leave");
  put_lines(term, place);
}
