// Terminal input as keys; see keyboard.h.
#include "keyboard.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

static const char paste_begin[] = "\x1B[200~", paste_end[] = "\x1B[201~";

enum { PASTE_MAX = 1 << 20 };

void keyboard_add(struct keyboard *keyboard, const char *data, size_t length) {
  buf_add(&keyboard->pending, data, length);
}

void keyboard_finish(struct keyboard *keyboard) {
  buf_finish(&keyboard->pending);
  buf_finish(&keyboard->text);
}

static struct key named(enum key_name name, bool word) { return (struct key){.name = name, .word = word}; }

// A key that carries text; it is copied, so that the bytes can be taken away.
static struct key with_text(struct keyboard *keyboard, enum key_name name, const char *text, size_t length) {
  buf_clear(&keyboard->text);
  buf_add(&keyboard->text, text, length);
  return (struct key){.name = name, .text = keyboard->text.data, .length = length};
}

static enum key_name final_key(char final, int number) {
  switch (final) {
    case 'A': return KEY_UP;
    case 'B': return KEY_DOWN;
    case 'C': return KEY_RIGHT;
    case 'D': return KEY_LEFT;
    case 'H': return KEY_HOME;
    case 'F': return KEY_END;
    case '~': break;
    default: return KEY_NONE;
  }
  switch (number) {
    case 1:
    case 7: return KEY_HOME;
    case 3: return KEY_DELETE;
    case 4:
    case 8: return KEY_END;
    case 5: return KEY_PAGE_UP;
    case 6: return KEY_PAGE_DOWN;
    default: return KEY_NONE;
  }
}

// ESC [ numbers final, or ESC O final; the Linux console has ESC [ [ letter for F1 to F5. Returns its length, 0 when
// it is not whole yet, and 1 for what is no sequence: the Esc alone.
static size_t read_sequence(const char *bytes, size_t length, struct key *key) {
  bool console = bytes[1] == '[' && length > 2 && bytes[2] == '[';
  size_t at = console ? 3 : 2;
  while (at < length && bytes[at] >= 0x20 && bytes[at] < 0x40) at++;
  if (at >= length) return 0;
  if (bytes[at] < 0x40 || bytes[at] > 0x7E) {
    *key = named(KEY_ESCAPE, false);
    return 1;
  }
  int number = atoi(bytes + 2);
  const char *modifier = memchr(bytes, ';', at);
  // 2 is Shift, 3 Alt, 5 Ctrl and so on; the bits of Alt and Ctrl mean "by words".
  bool word = modifier && ((atoi(modifier + 1) - 1) & 6) != 0;
  *key = named(console ? KEY_NONE : final_key(bytes[at], number), word);
  return at + 1;
}

// Keys behind Esc: a sequence, Alt and a key, or Esc itself. Returns the bytes used, 0 when more are needed.
static size_t read_escape(const char *bytes, size_t length, bool late, struct key *key) {
  if (length == 1) {
    *key = named(KEY_ESCAPE, false);
    return late ? 1 : 0;
  }
  if (bytes[1] == '[' || bytes[1] == 'O') {
    size_t used = read_sequence(bytes, length, key);
    if (used || !late) return used;
  }
  if (bytes[1] == 'b') *key = named(KEY_LEFT, true);
  else if (bytes[1] == 'f') *key = named(KEY_RIGHT, true);
  else if (bytes[1] == 0x7F) *key = named(KEY_BACKSPACE, true);
  else *key = named(KEY_ESCAPE, false);
  return key->name == KEY_ESCAPE ? 1 : 2;
}

static struct key read_control(struct keyboard *keyboard, char byte) {
  switch (byte) {
    case '\r':
    case '\n': return named(KEY_ENTER, false);
    case '\t': return named(KEY_TAB, false);
    case 0x08: return named(KEY_BACKSPACE, true);  // Ctrl-Backspace on most terminals
    case 0x7F: return named(KEY_BACKSPACE, false);
    default: break;
  }
  char letter = (char)(byte + 'a' - 1);
  return with_text(keyboard, KEY_CONTROL, &letter, 1);
}

// How much of a paste whose end has not come is whole: no beginning of its end, of a character, or of \r\n is cut off.
static size_t whole_part(const struct keyboard *keyboard) {
  const char *bytes = keyboard->pending.data;
  size_t length = keyboard->pending.len;
  const char *escape = length ? memrchr(bytes, 0x1B, length) : NULL;
  if (escape && (size_t)(bytes + length - escape) < sizeof paste_end - 1) length = (size_t)(escape - bytes);
  size_t start = length, code_point_most = 4;
  while (start > 0 && length - start < code_point_most && ((unsigned char)bytes[start - 1] & 0xC0) == 0x80) start--;
  unsigned code_point;
  bool cut = start > 0 && (unsigned char)bytes[start - 1] >= 0xC2 &&
             !text_decode(bytes + start - 1, length - start + 1, &code_point);
  if (cut) length = start - 1;
  if (length > 0 && bytes[length - 1] == '\r') length--;
  return length;
}

bool keyboard_waiting(const struct keyboard *keyboard) {
  return keyboard->pasting ? whole_part(keyboard) > 0 : keyboard->pending.len > 0;
}

// Terminals send \r for a line's end inside a paste. A paste that comes slowly is several keys.
static struct key read_paste(struct keyboard *keyboard, bool late) {
  const char *end = memmem(keyboard->pending.data, keyboard->pending.len, paste_end, sizeof paste_end - 1);
  size_t length = end                                      ? (size_t)(end - keyboard->pending.data)
                  : late || keyboard->pending.len >= PASTE_MAX ? whole_part(keyboard)
                                                           : 0;
  if (!end && length == 0) return named(KEY_NONE, false);
  buf_clear(&keyboard->text);
  for (size_t i = 0; i < length; i++) {
    char byte = keyboard->pending.data[i];
    if (byte == '\n' && i > 0 && keyboard->pending.data[i - 1] == '\r') continue;
    buf_add_char(&keyboard->text, byte == '\r' ? '\n' : byte);
  }
  buf_drop(&keyboard->pending, end ? length + sizeof paste_end - 1 : length);
  keyboard->pasting = end == NULL;
  return (struct key){.name = KEY_PASTE, .text = buf_text(&keyboard->text), .length = keyboard->text.len};
}

static struct key read_text(struct keyboard *keyboard, bool late, size_t *used) {
  unsigned code_point;
  const char *bytes = keyboard->pending.data;
  size_t size = text_decode(bytes, keyboard->pending.len, &code_point);
  unsigned char first = (unsigned char)bytes[0];
  bool begun = size == 0 && keyboard->pending.len < 4 && first >= 0xC2 && first <= 0xF4;
  *used = size ? size : begun && !late ? 0 : 1;
  if (size == 0) return named(KEY_NONE, false);
  return with_text(keyboard, KEY_TEXT, bytes, size);
}

struct key keyboard_next(struct keyboard *keyboard, bool late) {
  while (keyboard->pending.len > 0) {
    struct key key = {0};
    size_t used = 1;
    const char *bytes = keyboard->pending.data;
    // Nobody is to be caught in a paste whose end was lost: Ctrl-C alone is never pasted.
    if (keyboard->pasting && late && keyboard->pending.len == 1 && bytes[0] == 0x03) keyboard->pasting = false;
    if (keyboard->pasting) return read_paste(keyboard, late);
    if (keyboard->pending.len >= sizeof paste_begin - 1 && memcmp(bytes, paste_begin, sizeof paste_begin - 1) == 0) {
      buf_drop(&keyboard->pending, sizeof paste_begin - 1);
      keyboard->pasting = true;
      continue;
    }
    if (bytes[0] == 0x1B) used = read_escape(bytes, keyboard->pending.len, late, &key);
    else if ((unsigned char)bytes[0] < 0x20 || bytes[0] == 0x7F) key = read_control(keyboard, bytes[0]);
    else key = read_text(keyboard, late, &used);
    if (used == 0) break;
    buf_drop(&keyboard->pending, used);
    if (key.name != KEY_NONE) return key;
  }
  return named(KEY_NONE, false);
}
