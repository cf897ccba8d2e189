#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "editor.c"

#define LEFT "\x1B[D"
#define RIGHT "\x1B[C"
#define UP "\x1B[A"
#define DOWN "\x1B[B"
#define HOME "\x1B[H"
#define END "\x1B[F"
#define DELETE "\x1B[3~"
#define WORD_LEFT "\x1B" "b"
#define WORD_RIGHT "\x1B" "f"
#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467"
#define FLAG "\U0001F1E9\U0001F1EA"

// Types the bytes as a terminal sends them. True when every key meant something.
static bool type(struct editor *editor, const char *bytes) {
  struct keyboard keys = {0};
  bool taken = true;
  keyboard_add(&keys, bytes, strlen(bytes));
  for (struct key key; (key = keyboard_next(&keys, true)).name != KEY_NONE;) taken &= editor_key(editor, &key);
  keyboard_finish(&keys);
  return taken;
}

static void assert_shows(const struct editor *editor, const char *marked, const char *what) {
  struct buf seen = {0};
  buf_add(&seen, editor_text(editor), editor->cursor);
  buf_add_char(&seen, '|');
  buf_add_text(&seen, editor_text(editor) + editor->cursor);
  if (strcmp(seen.data, marked) != 0) fail_msg("%s: %s, not %s", what, seen.data, marked);
  buf_finish(&seen);
}

static void every_key_does_what_it_says(void **state) {
  (void)state;
  static const struct {
    const char *keys, *shows;  // in a text of many lines, 20 columns wide; the cursor is |
  } rows[] = {
      {"", "|"},
      {"hello", "hello|"},
      {"hello" LEFT LEFT "X", "helX|lo"},
      {"hello" HOME "X", "X|hello"},
      {"hello\x01\x06\x06" "X", "heX|llo"},
      {"hello\x01\x05" "X", "helloX|"},
      {"hello\x02\x02" "X", "helX|lo"},
      {"a\rb", "a\nb|"},
      {"hello\x7F\x7F", "hel|"},
      {"\x7F", "|"},
      {"hello" HOME DELETE, "|ello"},
      {"hello" DELETE, "hello|"},
      {"one two\x1B\x7F", "one |"},
      {"one two \x08", "one |"},                       // Ctrl-Backspace
      {"one two\x17", "one |"},
      {"one two" HOME "\x1B[3;5~", "| two"},           // Ctrl-Delete
      {"one two" LEFT LEFT "\x0B", "one t|"},
      {"one two" LEFT LEFT "\x15", "|wo"},
      {"a\rbc\x15", "a\n|"},
      {"a\rbc" HOME "\x7F", "a|bc"},
      {"one, two" WORD_LEFT "X", "one, X|two"},
      {"one, two" WORD_LEFT WORD_LEFT "X", "X|one, two"},
      {"one, two" HOME WORD_RIGHT "X", "oneX|, two"},
      {"one, two" HOME WORD_RIGHT WORD_RIGHT "X", "one, twoX|"},
      {"don't go" HOME WORD_RIGHT "X", "don'tX| go"},
      {"gr\u00FC\u00DF dich" WORD_LEFT WORD_LEFT "X", "X|gr\u00FC\u00DF dich"},
      {"one\rtwo\x1B[1;5H", "|one\ntwo"},
      {"one\rtwo\x1B[1;5H\x1B[1;5F", "one\ntwo|"},
      {"e\u0301" "a" LEFT "\x7F", "|a"},               // a mark goes with its letter
      {"ae\u0301" LEFT "X", "aX|e\u0301"},
      {"ae\u0301" HOME RIGHT DELETE, "a|"},
      {"e\u0301", "e\u0301|"},
      {"x" FAMILY "\x7F", "x|"},
      {FAMILY FAMILY LEFT "\x7F", "|" FAMILY},
      {FLAG FLAG "\x7F", FLAG "|"},
      {"\u4E2D\u6587" LEFT "X", "\u4E2DX|\u6587"},
      {"one\rtwo" UP "X", "oneX|\ntwo"},
      {"one\rtwo" UP UP "X", "X|one\ntwo"},
      {"one\rtwo" UP HOME DOWN "X", "one\nX|two"},
      {"one\rtwo" UP DOWN DOWN "X", "one\ntwoX|"},
      {"\x1B[200~a\r\nb\tc\x1B[201~", "a\nb\tc|"},
      {"\x1B[200~a\x01\x1B[Ab\xFF\xC3\x1B[201~", "a[Ab|"},  // neither control characters nor broken bytes
      {"one\x1F", "|"},
      {"one\x1F\x1F", "|"},
      {"one" LEFT "X\x1F", "on|e"},
      {"one" LEFT "X\x1F\x1F", "|"},
      {"one\rtwo\x1F", "one\n|"},
      {"one\rtwo\x1F\x1F", "one|"},
      {"one two\x17\x1F", "one two|"},
      {"one two\x15\x19", "one two|"},
      {"one" HOME "\x1B[200~a b\x1B[201~\x1F", "|one"},
      {"one\x1Ftwo", "two|"},
      {"one\x1Ftwo\x1F", "|"},
      {"caf\u00E9 " WORD_LEFT "\x0B\x1F", "|caf\u00E9 "},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct editor *editor = editor_create(true);
    editor_layout(editor, 20);
    assert_true(type(editor, rows[i].keys));
    assert_shows(editor, rows[i].shows, rows[i].keys);
    assert_int_equal(editor_length(editor), strlen(editor_text(editor)));
    editor_destroy(editor);
  }
}

static void a_line_stays_one_line(void **state) {
  (void)state;
  struct editor *editor = editor_create(false);
  assert_true(type(editor, "a\x1B[200~b\r\nc\rd\x1B[201~e"));
  assert_shows(editor, "ab c de|", "a pasted line's end becomes a space");
  assert_false(type(editor, "\r"));
  assert_shows(editor, "ab c de|", "enter");
  editor_destroy(editor);
}

static void what_means_nothing_to_it_is_left_to_others(void **state) {
  (void)state;
  static const char *const keys[] = {"\r", "\t", "\x1B", "\x04", "\x03", "\x07", "\x1B[5~"};
  struct editor *editor = editor_create(false);
  type(editor, "word");
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    assert_false(type(editor, keys[i]));
    assert_shows(editor, "word|", keys[i]);
  }
  editor_destroy(editor);
  editor_destroy(NULL);
}

static void what_it_begins_with_is_no_change_to_undo(void **state) {
  (void)state;
  struct editor *editor = editor_create(true);
  type(editor, "before");
  editor_set(editor, "begun earlier", 13);
  assert_shows(editor, "begun earlier|", "set");
  type(editor, "!\x1F\x1F\x1F");
  assert_shows(editor, "begun earlier|", "undone all the way");
  editor_destroy(editor);
}

static void rows_are_wrapped_at_words_and_hold_every_byte(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int width;
    const char *rows;  // with / between
  } rows[] = {
      {"", 10, ""},
      {"\n", 10, "/"},
      {"one\n", 10, "one/"},
      {"one two three", 7, "one two/three"},
      {"one two three", 6, "one/two/three"},
      {"abcdefgh", 3, "abc/def/gh"},
      {"\u4E2D\u6587\u5B57", 5, "\u4E2D\u6587/\u5B57"},
      {"a\n\nb", 10, "a//b"},
      {"word ", 4, "word"},
      {"word  x", 4, "word/ x"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct editor *editor = editor_create(true);
    struct buf seen = {0};
    editor_set(editor, rows[i].text, strlen(rows[i].text));
    editor_layout(editor, rows[i].width);
    for (size_t row = 0; row < editor_rows(editor); row++) {
      size_t length;
      const char *text = editor_row(editor, row, &length);
      if (row) buf_add_char(&seen, '/');
      buf_add(&seen, text, length);
    }
    assert_string_equal(buf_text(&seen), rows[i].rows);
    buf_finish(&seen);
    editor_destroy(editor);
  }
}

static void assert_cursor(const struct editor *editor, size_t row, int column) {
  size_t at;
  int seen;
  editor_cursor(editor, &at, &seen);
  if (at != row || seen != column) fail_msg("row %zu, column %d, not %zu, %d", at, seen, row, column);
}

static void a_space_that_is_not_shown_is_not_doubled(void **state) {
  (void)state;
  struct editor *editor = editor_create(true);
  editor_layout(editor, 2);
  type(editor, "ab \x0B");
  assert_string_equal(editor_text(editor), "ab ");
  editor_destroy(editor);
}

static void up_and_down_keep_the_column_where_there_is_one(void **state) {
  (void)state;
  struct editor *editor = editor_create(true);
  static const char text[] = "a long first line that wraps\nab\n\u4E2D\u6587\u5B57\u4E2D\u6587\u5B57\nlast line here";
  editor_set(editor, text, strlen(text));
  editor_layout(editor, 12);  // a long first / line that / wraps / ab / CJK / last line / here
  assert_cursor(editor, 6, 4);
  type(editor, "\x1B[1;5H" RIGHT RIGHT RIGHT RIGHT RIGHT RIGHT RIGHT);
  assert_cursor(editor, 0, 7);
  static const int down[] = {7, 5, 2, 8, 7, 4}, up[] = {7, 8, 2, 5, 7, 7};
  for (size_t i = 0; i < 6; i++) {
    type(editor, DOWN);
    assert_cursor(editor, i + 1, down[i]);
  }
  for (size_t i = 0; i < 6; i++) {
    type(editor, UP);
    assert_cursor(editor, 5 - i, up[i]);
  }
  type(editor, DOWN DOWN LEFT DOWN);  // a move to the side sets a new goal
  assert_cursor(editor, 3, 2);
  type(editor, UP);
  assert_cursor(editor, 2, 4);
  editor_destroy(editor);
}

// Where a long word is broken, the end of one row is the beginning of the next: no move may stand still there.
static void a_word_of_many_rows_is_walked_through_row_by_row(void **state) {
  (void)state;
  struct editor *editor = editor_create(true);
  editor_set(editor, "abcdabcdabcd", 12);
  editor_layout(editor, 4);
  assert_cursor(editor, 2, 4);
  type(editor, UP);
  assert_cursor(editor, 1, 3);
  type(editor, UP);
  assert_cursor(editor, 0, 3);
  type(editor, HOME END END END);
  assert_cursor(editor, 0, 3);
  type(editor, DOWN DOWN);
  assert_cursor(editor, 2, 3);
  type(editor, UP "\x0B");
  assert_string_equal(editor_text(editor), "abcdabcabcd");
  editor_destroy(editor);
}

static void what_does_not_fit_any_more_is_left_out_and_known(void **state) {
  (void)state;
  struct editor *editor = editor_create(true);
  struct buf large = {0};
  for (size_t i = 0; i < TEXT_ANSWER_MAX; i += 8) buf_add_text(&large, "12345678");
  struct key paste_all = {.name = KEY_PASTE, .text = large.data, .length = large.len};
  editor_key(editor, &paste_all);
  assert_int_equal(editor_length(editor), TEXT_ANSWER_MAX);
  assert_false(editor_is_full(editor));
  type(editor, "x");
  assert_int_equal(editor_length(editor), TEXT_ANSWER_MAX);
  assert_true(editor_is_full(editor));
  // Of a paste, whole characters.
  type(editor, "\x7F\x7F\x7F\x7F\x1B[200~ab\u4E2Dcd\x1B[201~");
  assert_int_equal(editor_length(editor), TEXT_ANSWER_MAX - 2);
  assert_string_equal(editor_text(editor) + TEXT_ANSWER_MAX - 4, "ab");
  assert_true(editor_is_full(editor));
  type(editor, "\x1F\x1F\x1F\x1F\x1F");
  assert_false(editor_is_full(editor));
  assert_int_equal(editor_length(editor), TEXT_ANSWER_MAX);
  // Undo holds no more than so many bytes, however large the text is.
  for (int i = 0; i < 100; i++) type(editor, "\x7F");
  assert_true(editor->past_bytes <= UNDO_BYTES_MAX);
  for (int i = 0; i < 100; i++) type(editor, "\x1F");
  assert_true(editor->past_bytes == 0 && editor->past_count == 0);
  buf_finish(&large);
  editor_destroy(editor);
}

static unsigned next_random(uint32_t *random, unsigned below) {
  *random = *random * 1664525 + 1013904223;
  return (*random >> 10) % below;
}

static const char *random_keys(uint32_t *random) {
  static const char *const typed[] = {"a",    "b",  " ",          " ",      "\u00E9", "\u4E2D", "\u0301",
                                      FAMILY, FLAG, "\U0001F1E9", "\u200D", "\u202E", "'"};
  static const char *const moves[] = {LEFT,      RIGHT,      UP,          DOWN,        HOME,   END,
                                      WORD_LEFT, WORD_RIGHT, "\x1B[1;5H", "\x1B[1;5F", "\x02", "\x06"};
  static const char *const changes[] = {"\x7F", DELETE, "\r", "\x0B", "\x15", "\x17", "\x1B\x7F", "\x1B[3;5~",
                                        "\x1B[200~paste\r\n\u4E2D\t\xFF\x1B[201~", "\x1F"};
  unsigned kind = next_random(random, 10);
  if (kind < 5) return typed[next_random(random, sizeof typed / sizeof *typed)];
  if (kind < 8) return moves[next_random(random, sizeof moves / sizeof *moves)];
  return changes[next_random(random, sizeof changes / sizeof *changes)];
}

static void assert_sound(struct editor *editor, int width) {
  size_t length = editor_length(editor), row, bad = 0;
  int column;
  assert_true(text_is_utf8(editor_text(editor), length, &bad));
  assert_true(editor->cursor <= length);
  assert_true(text_is_utf8(editor_text(editor), editor->cursor, &bad));
  editor_cursor(editor, &row, &column);
  assert_true(row < editor_rows(editor) && column >= 0 && column <= width + 1);
  size_t end = 0;
  for (size_t i = 0; i < editor_rows(editor); i++) {
    size_t row_length, start = editor->rows[i].start;
    const char *text = editor_row(editor, i, &row_length);
    // A row begins where the one before ended, or behind the one space or newline that broke it.
    assert_true(start == end || (start == end + 1 && (text[-1] == ' ' || text[-1] == '\n')));
    assert_true(glyph_columns(text, row_length) <= width || glyph_at(text, row_length).length == row_length);
    end = start + row_length;
  }
  assert_true(end == length || (end + 1 == length && editor_text(editor)[end] == ' '));
}

static void any_keys_leave_whole_text_and_undo_leads_all_the_way_back(void **state) {
  (void)state;
  uint32_t random = 11;
  for (int round = 0; round < 700; round++) {
    struct editor *editor = editor_create(next_random(&random, 3) > 0);
    int width = (int)next_random(&random, 14) + 2;
    static const char begun[] = "begun: \u4E2D\u6587 e\u0301 " FAMILY "\nmore";
    editor_set(editor, begun, editor->many_lines ? strlen(begun) : 18);
    editor_layout(editor, width);
    struct buf beginning = {0};
    buf_add(&beginning, editor_text(editor), editor_length(editor));
    // Fewer than UNDO_MAX changes, so that all can be taken back.
    for (int i = 0; i < 150; i++) {
      type(editor, random_keys(&random));
      assert_sound(editor, width);
    }
    for (int i = 0; i < UNDO_MAX; i++) type(editor, "\x1F");
    assert_string_equal(editor_text(editor), beginning.data);
    assert_int_equal(editor->past_count, 0);
    assert_sound(editor, width);
    buf_finish(&beginning);
    editor_destroy(editor);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_key_does_what_it_says),
      cmocka_unit_test(a_line_stays_one_line),
      cmocka_unit_test(what_means_nothing_to_it_is_left_to_others),
      cmocka_unit_test(what_it_begins_with_is_no_change_to_undo),
      cmocka_unit_test(rows_are_wrapped_at_words_and_hold_every_byte),
      cmocka_unit_test(a_space_that_is_not_shown_is_not_doubled),
      cmocka_unit_test(up_and_down_keep_the_column_where_there_is_one),
      cmocka_unit_test(a_word_of_many_rows_is_walked_through_row_by_row),
      cmocka_unit_test(what_does_not_fit_any_more_is_left_out_and_known),
      cmocka_unit_test(any_keys_leave_whole_text_and_undo_leads_all_the_way_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
