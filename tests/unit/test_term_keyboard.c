#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "keyboard.h"

// The keys that came, as a short text: letters as they are, other keys as <name>, with '*' for "by words".
static void note(struct buf *seen, const struct key *key) {
  static const char *const names[] = {
      [KEY_NONE] = "none",    [KEY_ENTER] = "enter",   [KEY_TAB] = "tab",   [KEY_ESCAPE] = "esc",
      [KEY_BACKSPACE] = "bs", [KEY_DELETE] = "del",    [KEY_LEFT] = "left", [KEY_RIGHT] = "right",
      [KEY_UP] = "up",        [KEY_DOWN] = "down",     [KEY_HOME] = "home", [KEY_END] = "end",
      [KEY_PAGE_UP] = "pgup", [KEY_PAGE_DOWN] = "pgdn"};
  switch (key->name) {
    case KEY_TEXT: buf_add(seen, key->text, key->length); break;
    case KEY_PASTE: buf_format(seen, "{%.*s}", (int)key->length, key->text); break;
    case KEY_CONTROL: buf_format(seen, "^%c", key->text[0]); break;
    default: buf_format(seen, "<%s%s>", names[key->name], key->word ? "*" : ""); break;
  }
}

static void take(struct keyboard *keys, bool late, struct buf *seen) {
  for (struct key key; (key = keyboard_next(keys, late)).name != KEY_NONE;) note(seen, &key);
}

static void assert_keys(const char *bytes, size_t length, size_t chunk, const char *wanted) {
  struct keyboard keys = {0};
  struct buf seen = {0};
  for (size_t at = 0; at < length; at += chunk) {
    keyboard_add(&keys, bytes + at, length - at < chunk ? length - at : chunk);
    take(&keys, false, &seen);
  }
  take(&keys, true, &seen);
  if (strcmp(buf_text(&seen), wanted) != 0) fail_msg("%zu at a time: %s, not %s", chunk, buf_text(&seen), wanted);
  assert_false(keyboard_waiting(&keys));
  keyboard_finish(&keys);
  buf_finish(&seen);
}

static void every_key_is_told_whole_or_in_pieces(void **state) {
  (void)state;
  static const struct {
    const char *bytes, *keys;
  } rows[] = {
      {"hello", "hello"},
      {"gr\xC3\xBC\xC3\x9F \U0001F33F", "gr\xC3\xBC\xC3\x9F \U0001F33F"},
      {"\r", "<enter>"},
      {"\n", "<enter>"},
      {"\t", "<tab>"},
      {"\x7F", "<bs>"},
      {"\x08", "<bs*>"},
      {"\x1B\x7F", "<bs*>"},
      {"\x01\x03\x04\x1A", "^a^c^d^z"},
      {"\x1F", "^\x7F"},
      {"\x1B[A\x1B[B\x1B[C\x1B[D\x1B[H\x1B[F", "<up><down><right><left><home><end>"},
      {"\x1BOA\x1BOB\x1BOC\x1BOD\x1BOH\x1BOF", "<up><down><right><left><home><end>"},
      {"\x1B[1~\x1B[3~\x1B[4~\x1B[5~\x1B[6~\x1B[7~\x1B[8~", "<home><del><end><pgup><pgdn><home><end>"},
      {"\x1B[1;5D\x1B[1;5C\x1B[1;3D\x1B[1;3C", "<left*><right*><left*><right*>"},
      {"\x1B[1;2D\x1B[1;2C\x1B[3;5~", "<left><right><del*>"},       // Shift alone says nothing about words
      {"\x1B[1;5H\x1B[1;5F\x1B[1;5A", "<home*><end*><up*>"},
      {"\x1B" "b\x1B" "f", "<left*><right*>"},
      {"\x1B[2~\x1B[15~\x1B[Z\x1B[1;5P\x1BOP", ""},                 // Insert, F5, Shift-Tab, Ctrl-F1, F1: no keys here
      {"\x1B[[A\x1B[[Ex", "x"},                                     // F1 and F5 on the Linux console
      {"\x1B[I\x1B[Ox", "x"},                                       // the window got and lost the focus
      {"\x1B[?62;c\x1B[24;80Rx", "x"},                              // answers that nobody asked for
      {"\x1B[200~two words\x1B[201~!", "{two words}!"},
      {"\x1B[200~a\rb\r\nc\nd\x1B[201~", "{a\nb\nc\nd}"},
      {"\x1B[200~\x1B[201~x", "{}x"},
      {"\x1B[200~\x1B[A\x03\x1B[2J\x1B\x1B[201~x", "{\x1B[A\x03\x1B[2J\x1B}x"},  // nothing in a paste is a key
      {"\x1B[200~\x1B[200~\x1B[201~", "{\x1B[200~}"},
      {"a\x1B[200~\xC3\xA4\x1B[201~\x1B[200~\xE4\xB8\xAD\x1B[201~", "a{\xC3\xA4}{\xE4\xB8\xAD}"},
      {"a\xFF" "b", "ab"},
      {"a\xC3(", "a("},
      {"\xE2\x82z", "z"},
      {"\xED\xA0\x80z", "z"},
      {"\xF0\x9F\x8Cz", "z"},
      {"\xC0\x80z\x80", "z"},
      {"\x1B[\x03", "<esc>[^c"},                                    // what is no sequence hides no key
      {"\x1B[1\xC3\xA9", "<esc>[1\xC3\xA9"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (size_t chunk = 1; chunk < 16; chunk++) assert_keys(rows[i].bytes, strlen(rows[i].bytes), chunk, rows[i].keys);
}

static void a_zero_byte_is_a_control_key(void **state) {
  (void)state;
  assert_keys("a\0b", 3, 1, "a^`b");
}

static void an_esc_alone_is_a_key_only_when_it_is_late(void **state) {
  (void)state;
  static const struct {
    const char *bytes, *before, *after;
  } rows[] = {
      {"\x1B", "", "<esc>"},
      {"\x1B\x1B", "<esc>", "<esc>"},
      {"\x1B[", "", "<esc>["},
      {"\x1BO", "", "<esc>O"},
      {"\x1B[1;", "", "<esc>[1;"},
      {"\x1Bq", "<esc>q", ""},
      {"\x1B\x03", "<esc>^c", ""},
      {"\x1B\x1B[A", "<esc><up>", ""},
      {"\xE2\x82", "", ""},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct keyboard keys = {0};
    struct buf seen = {0};
    assert_false(keyboard_waiting(&keys));
    keyboard_add(&keys, rows[i].bytes, strlen(rows[i].bytes));
    assert_true(keyboard_waiting(&keys));
    take(&keys, false, &seen);
    assert_string_equal(buf_text(&seen), rows[i].before);
    assert_true(keyboard_waiting(&keys) || !*rows[i].after);
    buf_clear(&seen);
    take(&keys, true, &seen);
    assert_string_equal(buf_text(&seen), rows[i].after);
    assert_false(keyboard_waiting(&keys));
    keyboard_finish(&keys);
    buf_finish(&seen);
  }
}

// A paste that stalls is handed on as far as it is whole, and nothing waits for a moment that never comes.
static void a_slow_paste_comes_in_parts_that_are_whole(void **state) {
  (void)state;
  static const struct {
    const char *bytes, *keys;
  } rows[] = {{"\x1B[200~ab\r", "{ab}"},
              {"\nc\xF0\x9F", "{\nc}"},
              {"\x8C\xBF\x1B[20", "{\U0001F33F}"},
              {"2~d", "{\x1B[202~d}"},
              {"\x1B", ""},
              {"[201~e", "{}e"}};
  struct keyboard keys = {0};
  struct buf seen = {0};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    keyboard_add(&keys, rows[i].bytes, strlen(rows[i].bytes));
    take(&keys, true, &seen);
    assert_string_equal(buf_text(&seen), rows[i].keys);
    assert_false(keyboard_waiting(&keys));
    buf_clear(&seen);
  }
  keyboard_finish(&keys);
  buf_finish(&seen);
}

static void a_paste_whose_end_was_lost_traps_nobody(void **state) {
  (void)state;
  struct keyboard keys = {0};
  struct buf seen = {0};
  keyboard_add(&keys, "\x1B[200~never ending", 18);
  take(&keys, false, &seen);
  assert_string_equal(buf_text(&seen), "");
  take(&keys, true, &seen);
  keyboard_add(&keys, "\x03", 1);
  take(&keys, true, &seen);
  keyboard_add(&keys, "q", 1);
  take(&keys, false, &seen);
  assert_string_equal(buf_text(&seen), "{never ending}^cq");
  keyboard_finish(&keys);
  buf_finish(&seen);
}

static void a_paste_larger_than_the_buffer_comes_in_parts(void **state) {
  (void)state;
  enum { MEGABYTES = 3 };
  struct keyboard keys = {0};
  struct buf chunk = {0}, seen = {0};
  for (int i = 0; i < (1 << 20) / 4; i++) buf_add_text(&chunk, "\U0001F33F");
  keyboard_add(&keys, "\x1B[200~x", 7);
  for (int i = 0; i < MEGABYTES; i++) {
    keyboard_add(&keys, chunk.data, chunk.len);
    for (struct key key; (key = keyboard_next(&keys, false)).name != KEY_NONE;) {
      assert_int_equal(key.name, KEY_PASTE);
      buf_add(&seen, key.text, key.length);
    }
  }
  keyboard_add(&keys, "\x1B[201~", 6);
  for (struct key key; (key = keyboard_next(&keys, false)).name != KEY_NONE;) buf_add(&seen, key.text, key.length);
  assert_int_equal(seen.len, 1 + MEGABYTES * chunk.len);
  for (int i = 0; i < MEGABYTES; i++) assert_memory_equal(seen.data + 1 + (size_t)i * chunk.len, chunk.data, chunk.len);
  keyboard_finish(&keys);
  buf_finish(&chunk);
  buf_finish(&seen);
}

// Whatever is typed, in whatever pieces: keys carry whole UTF-8, and it comes to an end.
static void any_bytes_at_all_are_survived(void **state) {
  (void)state;
  static const char alphabet[] = "\x1B\x1B\x1B[[O0123;~ABab\r\n\t\x03\x7F\xC3\xA9\xE4\xB8\xAD\xF0\x9F\xFF\x80";
  struct keyboard keys = {0};
  uint32_t random = 7;
  for (int i = 0; i < 200000; i++) {
    random = random * 1664525 + 1013904223;
    keyboard_add(&keys, &alphabet[(random >> 16) % (sizeof alphabet - 1)], 1);
    if (random >> 30 == 0) keyboard_add(&keys, "\x1B[200~", (random >> 27 & 7) % 7);
    bool late = (random >> 8 & 15) == 0;
    for (struct key key; (key = keyboard_next(&keys, late)).name != KEY_NONE;)
      if (key.name == KEY_TEXT) assert_in_range(key.length, 1, 4);
    assert_true(!late || !keyboard_waiting(&keys));
  }
  keyboard_finish(&keys);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_key_is_told_whole_or_in_pieces),
      cmocka_unit_test(a_zero_byte_is_a_control_key),
      cmocka_unit_test(an_esc_alone_is_a_key_only_when_it_is_late),
      cmocka_unit_test(a_slow_paste_comes_in_parts_that_are_whole),
      cmocka_unit_test(a_paste_whose_end_was_lost_traps_nobody),
      cmocka_unit_test(a_paste_larger_than_the_buffer_comes_in_parts),
      cmocka_unit_test(any_bytes_at_all_are_survived),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
