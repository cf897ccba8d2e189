// What the terminal front end shows: the conversation flows upwards in a quiet column; below it stands what is going
// on now. tend's own lines begin with a bar in the margin, a column that no practice's text ever reaches.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "front_term.h"
#include "glyph.h"
#include "memory.h"
#include "shape.h"
#include "text.h"

enum {
  COLUMN_MOST = 74,   // wider lines are hard to read
  MARGIN = 3,         // to the left of the column; tend's bar stands in it
  SHAPE_ROWS_MOST = 13,
};

static const struct style plain = {0}, faint = {.dim = true}, question = {.bold = true};
static const struct style own = {.colour = 0xD8A657}, stop = {.colour = 0xD8A657, .bold = true},
                          answer = {.colour = 0x8FB8DE};

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
    case TERM_TEND:
    case TERM_TEND_ASKED: return own;
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
    bool from_tend = line->voice == TERM_TEND || line->voice == TERM_TEND_ASKED || line->voice == TERM_STOP;
    put_text(term, &place, row, line->text, style_of(line, i + 1 == term->lines_count && !term->question));
    if (from_tend) put_bar(term, &place, row, rows);
  }
}

// As many of the hints, the first of which matter most, as there is room for.
static void put_footer(struct term *term, const char *const *hints) {
  struct place place = body_of(term);
  int row = screen_rows(term->screen) - 1, column = place.left;
  for (; row > 3 && *hints; hints++) {
    int columns = glyph_columns(*hints, strlen(*hints));
    if (column + columns > place.left + place.width) return;
    column = screen_put(term->screen, row, column, *hints, strlen(*hints), faint) + 4;
  }
}

static void put_centred(struct term *term, int row, const char *text, struct style style) {
  struct place place = body_of(term);
  size_t taken, shown = glyph_wrap(text, strlen(text), place.width, &taken);
  int columns = glyph_columns(text, shown);
  screen_put(term->screen, row, place.left + (place.width - columns) / 2, text, shown, style);
}

// The breath.

// Under a shape that moves, its word is no sentence.
static void put_phase(struct term *term, int row, struct style style) {
  char *words = mem_copy(front_phase_words(term->scene.breath.name));
  if (strcmp(words, term->scene.breath.name) != 0 && words[0] >= 'A' && words[0] <= 'Z') words[0] += 'a' - 'A';
  put_centred(term, row, words, style);
  free(words);
}

static void put_cycles(struct term *term, int row) {
  struct buf text = {0};
  if (term->look.hide_cycles || term->scene.breath.cycles < 2) return;
  // What is left, as dots while they are few: to be felt more than read.
  int left = term->scene.breath.cycles - term->scene.breath.cycle;
  const char *dot = term->utf8 ? "\xC2\xB7 " : ". ";
  for (int i = 0; i < left && left <= 12; i++) buf_add_text(&text, dot);
  buf_drop_end(&text, 1);  // the space after the last
  put_centred(term, row, buf_text(&text), faint);
  buf_finish(&text);
}

static void put_breath(struct term *term, struct place *place) {
  int columns = screen_columns(term->screen), body = place->bottom - place->top;
  // Where there is room, there is air around it.
  int air = body >= 16;
  int word_row = place->bottom - 2 - air;
  // What was said last stays whole above it; that may be a caution.
  int said = term->lines_count ? count_rows(term->lines[term->lines_count - 1].text, place->width) : 1;
  int rows = body - 2 - 3 * air - (said < body / 2 ? said : 1);
  if (rows > SHAPE_ROWS_MOST) rows = SHAPE_ROWS_MOST;
  if (rows * 2 > columns - 4) rows = (columns - 4) / 2;
  if (rows >= 3) {
    int top = word_row - air - rows;
    double fullness = term->look.reduced_motion
                          ? term->scene.breath.to
                          : term_fullness(term, term->paused ? term->scene.breath.start : term_now(term));
    shape_draw(term->screen, top, (columns - rows * 2) / 2, rows, rows * 2, fullness, term->utf8);
    place->bottom = top - 1;
  } else {
    place->bottom = word_row - 1;
  }
  put_phase(term, word_row, question);
  put_cycles(term, word_row + 1);
  put_footer(term, (const char *const[]){"esc  pause, breathe normally, ground or leave", NULL});
}

// A pause with a label: a thin line that fills, which nobody has to watch.
static void put_pause(struct term *term, struct place *place) {
  int64_t gone = term_now(term) - term->scene.pause.start;
  int width = place->width < 40 ? place->width : 40;
  int full = term->scene.pause.ms ? (int)(gone * width / term->scene.pause.ms) : width;
  int rows = count_rows(term->scene.pause.label, place->width);
  put_text(term, place, place->bottom - 1 - rows, term->scene.pause.label, plain);
  const char *done = term->utf8 ? "\xE2\x94\x81" : "=", *left = term->utf8 ? "\xE2\x94\x80" : "-";
  for (int i = 0; i < width; i++)
    screen_put(term->screen, place->bottom - 1, place->left + i, i < full ? done : left, strlen(i < full ? done : left),
               faint);
  place->bottom -= rows + 2;
  put_footer(term, (const char *const[]){"enter  go on now", "esc  pause, ground or leave", NULL});
}

// Questions.

static void put_editor(struct term *term, const struct place *place, int row, int rows) {
  size_t cursor_row, count = editor_rows(term->editor), room = (size_t)rows;
  int cursor_column;
  editor_cursor(term->editor, &cursor_row, &cursor_column);
  if (term->editor_top + room > count) term->editor_top = count > room ? count - room : 0;
  if (cursor_row < term->editor_top) term->editor_top = cursor_row;
  if (cursor_row >= term->editor_top + room) term->editor_top = cursor_row + 1 - room;
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

// Things to choose from, numbered; long ones take several rows.

enum { LIST_INDENT = 5 };

static int count_list(const char *const *words, size_t count, int width) {
  int rows = 0;
  for (size_t i = 0; i < count; i++) rows += count_rows(words[i], width - LIST_INDENT);
  return rows;
}

// Draws them in the given rows, so that the selected one is among those that are seen.
static void put_list(struct term *term, const struct place *place, int top, int rows, const char *const *words,
                     size_t count, size_t selected) {
  struct place inside = {top > place->top ? top : place->top, top + rows, place->left + LIST_INDENT,
                         place->width - LIST_INDENT};
  int wanted = count_list(words, selected + 1, place->width), room = inside.bottom - inside.top;
  int row = wanted > room ? inside.bottom - wanted : inside.top;
  for (size_t i = 0; i < count; i++) {
    char number[24];
    int length = snprintf(number, sizeof number, "%zu", i + 1);
    struct style style = i == selected ? question : plain;
    bool seen = row >= inside.top && row < inside.bottom;
    if (seen && i == selected) put_prompt(term, place, row);
    if (seen) screen_put(term->screen, row, place->left + 2, number, (size_t)length, style);
    row = put_text(term, &inside, row, words[i], style);
  }
}

static void put_question_footer(struct term *term) {
  const char *pass = term->kind == FRONT_CHOICE || editor_length(term->editor) == 0 ? "tab  pass over" : NULL;
  const char *done = term->kind == FRONT_CHOICE ? "enter  choose"
                     : term->kind == FRONT_TEXT ? "ctrl-d  done"
                                                : "enter  done";
  put_footer(term, (const char *const[]){done, "esc  pause or leave", pass, NULL});
}

static void put_question(struct term *term, struct place *place) {
  int room = place->bottom - place->top;
  int asked = count_rows(term->question_text, place->width);
  const char *const *options = (const char *const *)term->options;
  if (term->editor) editor_layout(term->editor, place->width - 2);
  int wanted = term->kind == FRONT_CHOICE ? count_list(options, term->options_count, place->width)
               : term->hidden             ? 1  // how long it is is nobody's business either
                                          : (int)editor_rows(term->editor) + (term->kind == FRONT_TEXT);
  int most = room - asked - 1;
  if (term->kind == FRONT_TEXT && most > room * 2 / 3) most = room * 2 / 3;
  int rows = wanted < most ? wanted : most;
  if (rows < 1) rows = 1;
  int row = place->bottom - rows - asked;
  struct place here = {place->top, place->bottom, place->left, place->width};
  put_text(term, &here, row, term->question_text, term->from_tend ? own : question);
  if (term->from_tend) put_bar(term, &here, row, asked + rows);
  if (term->kind == FRONT_CHOICE) {
    put_list(term, place, row + asked, rows, options, term->options_count, term->selected);
  } else {
    put_prompt(term, place, row + asked);
    put_editor(term, place, row + asked, rows);
    if (term->initial && editor_length(term->editor) == 0)
      screen_put(term->screen, row + asked, place->left + 2, term->initial, strlen(term->initial), faint);
  }
  put_question_footer(term);
  place->bottom = row - 1;
}

// The choices come first: in a small window the words around them give way.
static void put_menu(struct term *term, struct place *place) {
  static const char heading[] = "Time is standing still. What would you like?";
  int room = place->bottom - place->top;
  int choices = count_list(term_menu_words, MENU_ITEMS, place->width);
  int help = term->help_line ? 1 + count_rows(term->help_line, place->width) : 0;
  int said = count_rows(heading, place->width);
  if (choices > room) choices = room;
  if (choices + help > room) help = 0;
  if (choices + help + said > room) said = 0;
  int rows = said + choices + help, row = place->bottom - rows;
  struct place here = {place->top, place->bottom, place->left, place->width};
  put_bar(term, &here, row, rows);
  if (said) put_text(term, &here, row, heading, own);
  put_list(term, place, row + said, choices, term_menu_words, MENU_ITEMS, term->menu_selected);
  if (help) put_text(term, &here, row + said + choices + 1, term->help_line, own);
  put_footer(term, (const char *const[]){"esc  go on", "enter  choose", "ctrl-c  leave", NULL});
  place->bottom = row - 1;
}

void term_compose(struct term *term) {
  static const char *const reading_hints[] = {"enter  go on", "esc  pause, ground or leave", NULL};
  const char *const *idle_hints = reading_hints + 1;
  struct place place = body_of(term);
  screen_clear(term->screen);
  if (term->menu) put_menu(term, &place);
  else if (term->question) put_question(term, &place);
  else if (term->scene.breath.on) put_breath(term, &place);
  else if (term->scene.pause.label) put_pause(term, &place);
  else put_footer(term, term->reading ? reading_hints : idle_hints);
  put_lines(term, place);
}
