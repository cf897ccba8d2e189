// What is typed on a terminal in raw mode, as keys: bytes go in, keys come out.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

enum key_name {
  KEY_NONE,
  KEY_TEXT,   // one code point, in text
  KEY_PASTE,  // any text (bytes that are no UTF-8 included), newlines as \n; not to be taken for keys
  KEY_ENTER,
  KEY_TAB,
  KEY_ESCAPE,
  KEY_BACKSPACE,
  KEY_DELETE,
  KEY_LEFT,
  KEY_RIGHT,
  KEY_UP,
  KEY_DOWN,
  KEY_HOME,
  KEY_END,
  KEY_PAGE_UP,
  KEY_PAGE_DOWN,
  KEY_CONTROL,  // Ctrl and the letter in text
};

struct key {
  enum key_name name;
  bool word;         // with Ctrl or Alt: by words
  const char *text;  // valid until the next call
  size_t length;
};

enum { KEYBOARD_ESCAPE_MS = 50 };  // an Esc that nothing follows for so long is the key, and no sequence's beginning

struct keyboard {
  struct buf pending;  // bytes not yet taken
  struct buf text;     // behind the last key
  bool pasting;
};

void keyboard_add(struct keyboard *keyboard, const char *data, size_t length);
// The next key; KEY_NONE when more bytes are needed. `late`: KEYBOARD_ESCAPE_MS have passed since the last byte.
struct key keyboard_next(struct keyboard *keyboard, bool late);
bool keyboard_waiting(const struct keyboard *keyboard);  // bytes are there that `late` could turn into a key
void keyboard_finish(struct keyboard *keyboard);
