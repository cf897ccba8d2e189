// A text being written; see editor.h.
#include "editor.h"

#include <stdlib.h>
#include <string.h>

#include "glyph.h"
#include "memory.h"
#include "text.h"

enum { UNDO_MAX = 200, UNDO_BYTES_MAX = 8 << 20 };

// The text before a change. The oldest are forgotten when they get too many or too large.
struct past {
  char *text;
  size_t length, cursor;
};

struct row {
  size_t start, length;
};

struct editor {
  bool many_lines;
  struct buf text;
  size_t cursor;  // bytes; always between glyphs
  int goal;       // the column that Up and Down aim for, or -1
  struct past *past;
  size_t past_count, past_bytes;
  bool full;      // what came last did not all fit
  bool typing;    // the last change was typing: further letters belong to the same undo step
  struct row *rows;
  size_t rows_count;
  int width;
};

struct editor *editor_create(bool many_lines) {
  struct editor *editor = mem_zero(1, sizeof *editor);
  editor->many_lines = many_lines;
  editor->goal = -1;
  editor->past = mem_zero(UNDO_MAX, sizeof *editor->past);
  editor_layout(editor, 80);
  return editor;
}

void editor_destroy(struct editor *editor) {
  if (!editor) return;
  for (size_t i = 0; i < editor->past_count; i++) free(editor->past[i].text);
  free(editor->past);
  free(editor->rows);
  buf_finish(&editor->text);
  free(editor);
}

const char *editor_text(const struct editor *editor) { return buf_text(&editor->text); }

size_t editor_length(const struct editor *editor) { return editor->text.len; }

bool editor_is_full(const struct editor *editor) { return editor->full; }

// Layout.

static void add_row(struct editor *editor, size_t start, size_t length) {
  editor->rows = mem_resize(editor->rows, (editor->rows_count + 1) * sizeof *editor->rows);
  editor->rows[editor->rows_count++] = (struct row){start, length};
}

void editor_layout(struct editor *editor, int width) {
  const char *text = editor_text(editor);
  size_t length = editor->text.len, at = 0;
  editor->width = width;
  editor->rows_count = 0;
  while (at < length) {
    size_t taken, shown = glyph_wrap(text + at, length - at, width, &taken);
    add_row(editor, at, shown);
    at += taken;
  }
  if (length == 0 || text[length - 1] == '\n') add_row(editor, length, 0);
}

size_t editor_rows(const struct editor *editor) { return editor->rows_count; }

const char *editor_row(const struct editor *editor, size_t row, size_t *length) {
  *length = editor->rows[row].length;
  return editor_text(editor) + editor->rows[row].start;
}

static size_t cursor_row(const struct editor *editor) {
  size_t row = editor->rows_count - 1;
  while (row > 0 && editor->rows[row].start > editor->cursor) row--;
  return row;
}

void editor_cursor(const struct editor *editor, size_t *row, int *column) {
  *row = cursor_row(editor);
  size_t start = editor->rows[*row].start;
  *column = glyph_columns(editor_text(editor) + start, editor->cursor - start);
}

// Changes.

static void forget_oldest(struct editor *editor) {
  editor->past_bytes -= editor->past[0].length;
  free(editor->past[0].text);
  memmove(editor->past, editor->past + 1, --editor->past_count * sizeof *editor->past);
}

static void remember(struct editor *editor, bool typing) {
  bool goes_on = typing && editor->typing;
  editor->typing = typing;
  if (goes_on) return;
  editor->past_bytes += editor->text.len;
  while (editor->past_count && (editor->past_count == UNDO_MAX || editor->past_bytes > UNDO_BYTES_MAX))
    forget_oldest(editor);
  editor->past[editor->past_count++] =
      (struct past){mem_copy_n(editor_text(editor), editor->text.len), editor->text.len, editor->cursor};
}

static void replace_text(struct editor *editor, const char *text, size_t length) {
  buf_clear(&editor->text);
  buf_add(&editor->text, text, length);
}

static void undo(struct editor *editor) {
  if (editor->past_count == 0) return;
  struct past *past = &editor->past[--editor->past_count];
  replace_text(editor, past->text, past->length);
  editor->cursor = past->cursor;
  editor->past_bytes -= past->length;
  editor->typing = false;
  free(past->text);
}

// As much of it as fits, in whole characters.
static size_t fitting(const struct editor *editor, const char *text, size_t length) {
  size_t room = editor->text.len < TEXT_ANSWER_MAX ? TEXT_ANSWER_MAX - editor->text.len : 0;
  if (length <= room) return length;
  while (room > 0 && ((unsigned char)text[room] & 0xC0) == 0x80) room--;
  return room;
}

static void insert(struct editor *editor, const char *text, size_t length, bool typing) {
  size_t fits = fitting(editor, text, length);
  editor->full = fits < length;
  length = fits;
  if (length == 0) return;
  remember(editor, typing);
  char *rest = mem_copy_n(editor_text(editor) + editor->cursor, editor->text.len - editor->cursor);
  size_t rest_length = editor->text.len - editor->cursor;
  buf_drop_end(&editor->text, rest_length);
  buf_add(&editor->text, text, length);
  buf_add(&editor->text, rest, rest_length);
  editor->cursor += length;
  free(rest);
}

static void erase(struct editor *editor, size_t from, size_t to) {
  if (from == to) return;
  remember(editor, false);
  char *rest = mem_copy_n(editor_text(editor) + to, editor->text.len - to);
  size_t rest_length = editor->text.len - to;
  buf_drop_end(&editor->text, editor->text.len - from);
  buf_add(&editor->text, rest, rest_length);
  editor->cursor = from;
  free(rest);
}

void editor_set(struct editor *editor, const char *text, size_t length) {
  while (editor->past_count) forget_oldest(editor);
  editor->typing = false;
  replace_text(editor, text, length);
  editor->cursor = length;
  editor_layout(editor, editor->width);
}

// Only text that is whole UTF-8 comes in; in a single line, a pasted line's end becomes a space.
static void paste(struct editor *editor, const char *text, size_t length) {
  struct buf whole = {0};
  unsigned code_point;
  for (size_t at = 0; at < length;) {
    size_t size = text_decode(text + at, length - at, &code_point);
    if (size && code_point == '\n' && !editor->many_lines) buf_add_char(&whole, ' ');
    else if (size && (code_point >= 0x20 || code_point == '\n' || code_point == '\t')) buf_add(&whole, text + at, size);
    at += size ? size : 1;
  }
  insert(editor, buf_text(&whole), whole.len, false);
  buf_finish(&whole);
}

// Moves.

static bool is_word_byte(char byte) {
  return (unsigned char)byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z') ||
         byte == '\'';
}

static size_t left_of(const struct editor *editor, size_t at) { return at - glyph_before(editor_text(editor), at); }

static size_t right_of(const struct editor *editor, size_t at) {
  return at + glyph_at(editor_text(editor) + at, editor->text.len - at).length;
}

static size_t word_left(const struct editor *editor, size_t at) {
  const char *text = editor_text(editor);
  while (at > 0 && !is_word_byte(text[at - 1])) at = left_of(editor, at);
  while (at > 0 && is_word_byte(text[at - 1])) at = left_of(editor, at);
  return at;
}

static size_t word_right(const struct editor *editor, size_t at) {
  const char *text = editor_text(editor);
  while (at < editor->text.len && !is_word_byte(text[at])) at = right_of(editor, at);
  while (at < editor->text.len && is_word_byte(text[at])) at = right_of(editor, at);
  return at;
}

static size_t row_end(const struct editor *editor, size_t row) {
  return editor->rows[row].start + editor->rows[row].length;
}

// The last place that is still shown in `row`: where a long word goes on in the next row, the end belongs to that one.
static size_t last_place(const struct editor *editor, size_t row) {
  size_t end = row_end(editor, row);
  bool goes_on = row + 1 < editor->rows_count && editor->rows[row + 1].start == end;
  return goes_on ? left_of(editor, end) : end;
}

// The place in `row` that is nearest to the goal column.
static size_t place_in_row(const struct editor *editor, size_t row) {
  size_t at = editor->rows[row].start, end = last_place(editor, row);
  int column = 0;
  while (at < end && column < editor->goal) {
    struct glyph glyph = glyph_at(editor_text(editor) + at, end - at);
    column += glyph.columns;
    at += glyph.length;
  }
  return at;
}

static void move_rows(struct editor *editor, int by) {
  size_t row;
  int column;
  editor_cursor(editor, &row, &column);
  if (editor->goal < 0) editor->goal = column;
  if (by < 0 && row == 0) editor->cursor = 0;
  else if (by > 0 && row + 1 == editor->rows_count) editor->cursor = editor->text.len;
  else editor->cursor = place_in_row(editor, by < 0 ? row - 1 : row + 1);
}

static size_t line_start(const struct editor *editor) { return editor->rows[cursor_row(editor)].start; }

static size_t line_end(const struct editor *editor) { return last_place(editor, cursor_row(editor)); }

// The cursor may stand behind a space that is not shown: the one at which the row was broken.
static void erase_to_end(struct editor *editor) {
  size_t end = row_end(editor, cursor_row(editor));
  if (end > editor->cursor) erase(editor, editor->cursor, end);
}

static bool control(struct editor *editor, char letter) {
  switch (letter) {
    case 'a': editor->cursor = line_start(editor); return true;
    case 'e': editor->cursor = line_end(editor); return true;
    case 'b': editor->cursor = left_of(editor, editor->cursor); return true;
    case 'f': editor->cursor = right_of(editor, editor->cursor); return true;
    case 'k': erase_to_end(editor); return true;
    case 'u': erase(editor, line_start(editor), editor->cursor); return true;
    case 'w': erase(editor, word_left(editor, editor->cursor), editor->cursor); return true;
    case 'y':
    case '_':
    case '\x7F': undo(editor); return true;  // Ctrl-_ arrives as 0x1F
    default: return false;
  }
}

static bool take(struct editor *editor, const struct key *key) {
  size_t at = editor->cursor;
  switch (key->name) {
    case KEY_TEXT: insert(editor, key->text, key->length, true); return true;
    case KEY_PASTE: paste(editor, key->text, key->length); return true;
    case KEY_ENTER:
      if (editor->many_lines) insert(editor, "\n", 1, false);
      return editor->many_lines;
    case KEY_BACKSPACE: erase(editor, key->word ? word_left(editor, at) : left_of(editor, at), at); return true;
    case KEY_DELETE: {
      erase(editor, at, key->word ? word_right(editor, at) : right_of(editor, at));
      return true;
    }
    case KEY_LEFT: editor->cursor = key->word ? word_left(editor, at) : left_of(editor, at); return true;
    case KEY_RIGHT: editor->cursor = key->word ? word_right(editor, at) : right_of(editor, at); return true;
    case KEY_UP: move_rows(editor, -1); return true;
    case KEY_DOWN: move_rows(editor, 1); return true;
    case KEY_HOME: editor->cursor = key->word ? 0 : line_start(editor); return true;
    case KEY_END: editor->cursor = key->word ? editor->text.len : line_end(editor); return true;
    case KEY_CONTROL: return control(editor, key->text[0]);
    default: return false;
  }
}

bool editor_key(struct editor *editor, const struct key *key) {
  size_t before = editor->cursor;
  editor->full = false;
  bool taken = take(editor, key);
  if (key->name != KEY_UP && key->name != KEY_DOWN) editor->goal = -1;
  if (taken && key->name != KEY_TEXT && editor->cursor != before) editor->typing = false;
  editor_layout(editor, editor->width);
  return taken;
}
