// Reading .ini files; see ini.h. inih splits the lines into sections, keys and values. It knows only lines of 200
// bytes, takes an indented line for more of the value above it, and cuts in silence what it cannot hold. So it is fed
// by a reader that hands it nothing but lines that it takes as they are: stripped, without comments, and a long value
// in pieces.
#include "ini.h"

#include <inih.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "mistake.h"
#include "text.h"

struct span {
  const char *at;
  size_t length;
};

struct reading {
  const char *name;
  ini_take *take;
  void *context;
  struct buf *errors;
  size_t mistakes;
  struct span rest;   // what has not been looked at
  int line;           // the one that was looked at last
  bool lost;          // below a header that was a mistake
  struct span unfed;  // what inih has not yet been given of the value in this line
  bool waiting;       // for inih to hand the value back
  size_t length;      // of the whole value
  struct buf value;   // what inih has handed back of it
  void *given;        // a tsearch tree of struct given
};

struct given {
  char *name;  // the section, a newline, the key
  int line;
};

__attribute__((format(printf, 2, 3))) static void mistake(struct reading *reading, const char *format, ...) {
  if (++reading->mistakes > INI_MISTAKES_LISTED) return;
  struct fault fault;
  va_list args;
  va_start(args, format);
  vsnprintf(fault.text, sizeof fault.text, format, args);
  va_end(args);
  mistake_add(reading->errors, "%s:%d: %s", reading->name, reading->line, fault.text);
}

// As isspace in the C locale, whatever the locale is.
static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static struct span strip(struct span text) {
  while (text.length && is_space(text.at[0])) text = (struct span){text.at + 1, text.length - 1};
  while (text.length && is_space(text.at[text.length - 1])) text.length--;
  return text;
}

static struct span without_comment(struct span line) {
  if (line.length && line.at[0] == '#') return (struct span){line.at, 0};
  for (size_t i = 0; i < line.length; i++)
    if (line.at[i] == ';' && (i == 0 || is_space(line.at[i - 1]))) line.length = i;
  return strip(line);
}

static struct span next_line(struct reading *reading) {
  struct span *rest = &reading->rest;
  const char *newline = memchr(rest->at, '\n', rest->length);
  struct span line = {rest->at, newline ? (size_t)(newline - rest->at) : rest->length};
  size_t used = line.length + (newline != NULL);
  *rest = (struct span){rest->at + used, rest->length - used};
  reading->line++;
  return line;
}

static bool begins_with_mark(struct span text) { return text.length >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0; }

static bool is_readable(struct reading *reading, struct span line) {
  if (line.length > INI_LINE_BYTES)
    mistake(reading, "the line has %zu bytes: at most %d are allowed", line.length, INI_LINE_BYTES);
  else if (memchr(line.at, '\0', line.length))
    mistake(reading, "there is a NUL byte in the line: is this a text file?");
  else if (!text_is_utf8(line.at, line.length, NULL))
    mistake(reading, "the line is not UTF-8 text: save the file as UTF-8");
  else if (begins_with_mark(line))  // inih takes one away from its first line
    mistake(reading, "the line begins with an invisible byte order mark (U+FEFF): delete it");
  else
    return true;
  return false;
}

// The bytes of `line` that a sentence repeats.
static int quoted(struct span line) { return line.length > 60 ? 60 : (int)line.length; }

// Writes the name with single spaces between its words; false when it is too long.
static bool copy_name(char out[INI_NAME_BYTES + 1], struct span name) {
  size_t length = 0;
  for (size_t i = 0; i < name.length; i++) {
    bool space = is_space(name.at[i]);
    if (space && is_space(name.at[i - 1])) continue;  // a stripped name does not begin with a space
    if (length == INI_NAME_BYTES) return false;
    out[length++] = space ? ' ' : name.at[i];
  }
  out[length] = '\0';
  return true;
}

static bool feed_header(struct reading *reading, struct span line, char *out, size_t size) {
  char name[INI_NAME_BYTES + 1];
  const char *close = memchr(line.at, ']', line.length);
  struct span inner = {line.at + 1, close ? (size_t)(close - line.at) - 1 : 0};
  inner = strip(inner);
  reading->lost = true;
  if (!close)
    mistake(reading, "the section header '%.*s' is not closed: it ends with ']'", quoted(line), line.at);
  else if (close != line.at + line.length - 1)
    mistake(reading, "there is text after the section header '%.*s]': put it on a line of its own", quoted(inner) + 1,
            line.at);
  else if (inner.length == 0)
    mistake(reading, "the section header has no name between '[' and ']'");
  else if (!copy_name(name, inner))
    mistake(reading, "the section's name has more than %d bytes", INI_NAME_BYTES);
  else
    reading->lost = false;
  if (reading->lost) return false;
  snprintf(out, size, "[%s]\n", name);
  return true;
}

// Gives inih the next piece of the value, as what follows `before`. Between its bars a piece may begin and end with
// anything: inih would strip white space, and take a piece that begins with ';' or '#' for a comment.
static void feed_piece(struct reading *reading, const char *before, char *out, size_t size) {
  size_t first = strlen(before), room = size - first - sizeof "||\n";
  struct span *unfed = &reading->unfed;
  size_t length = unfed->length < room ? unfed->length : room;
  memcpy(out, before, first);
  out[first] = '|';
  memcpy(out + first + 1, unfed->at, length);
  memcpy(out + first + 1 + length, "|\n", sizeof "|\n");
  *unfed = (struct span){unfed->at + length, unfed->length - length};
}

static bool is_key(struct reading *reading, struct span line, struct span key, const char *equals) {
  if (!equals)
    mistake(reading, "'%.*s' has no '=': write KEY = VALUE, or begin the line with ';' to make it a comment",
            quoted(line), line.at);
  else if (key.length == 0)
    mistake(reading, "there is no key before '=': write KEY = VALUE");
  else if (key.length > INI_NAME_BYTES)
    mistake(reading, "the key '%.*s...' has more than %d bytes", quoted(key), key.at, INI_NAME_BYTES);
  else if (memchr(key.at, ':', key.length))
    mistake(reading, "the key '%.*s' has a ':', which no key has: write KEY = VALUE", quoted(key), key.at);
  else
    return true;
  return false;
}

static bool feed_value(struct reading *reading, struct span line, char *out, size_t size) {
  const char *equals = memchr(line.at, '=', line.length);
  struct span key = strip((struct span){line.at, equals ? (size_t)(equals - line.at) : 0});
  if (reading->lost || !is_key(reading, line, key, equals)) return false;
  reading->unfed = strip((struct span){equals + 1, line.length - (size_t)(equals + 1 - line.at)});
  reading->length = reading->unfed.length;
  reading->waiting = true;
  buf_clear(&reading->value);
  char before[INI_NAME_BYTES + 2];
  memcpy(before, key.at, key.length);
  memcpy(before + key.length, "=", sizeof "=");
  feed_piece(reading, before, out, size);
  return true;
}

static bool feed_line(struct reading *reading, struct span line, char *out, size_t size) {
  line = strip(line);
  if (!is_readable(reading, line)) return false;
  line = without_comment(line);
  if (line.length == 0) return false;
  return line.at[0] == '[' ? feed_header(reading, line, out, size) : feed_value(reading, line, out, size);
}

// inih asks for its next line here, as it would with fgets.
static char *feed(char *out, int size, void *stream) {
  struct reading *reading = stream;
  if (reading->unfed.length) {
    feed_piece(reading, " ", out, (size_t)size);
    return out;
  }
  // Nothing is known to come here; should inih ever read a line in another way than we do, nobody gets half a value.
  if (reading->waiting) mistake(reading, "the line cannot be read");
  reading->waiting = false;
  while (reading->rest.length)
    if (feed_line(reading, next_line(reading), out, (size_t)size)) return out;
  return NULL;
}

static int compare_given(const void *a, const void *b) {
  return strcmp(((const struct given *)a)->name, ((const struct given *)b)->name);
}

static void free_given(void *node) {
  struct given *given = node;
  free(given->name);
  free(given);
}

// The line in which the key was given before in this section; otherwise 0, and it counts as given now.
static int given_before(struct reading *reading, const char *section, const char *key) {
  struct given *given = mem_alloc(sizeof *given);
  size_t first = strlen(section), size = strlen(key) + 1;
  *given = (struct given){mem_alloc(first + 1 + size), reading->line};
  memcpy(given->name, section, first);
  given->name[first] = '\n';
  memcpy(given->name + first + 1, key, size);
  struct given **found = tsearch(given, &reading->given, compare_given);
  if (!found || *found == given) return 0;
  free_given(given);
  return (*found)->line;
}

static void deliver(struct reading *reading, const char *section, const char *key) {
  reading->waiting = false;
  int before = given_before(reading, section, key);
  if (before) {
    mistake(reading, "'%s' was already given in line %d for this section: keep one of the two", key, before);
    return;
  }
  struct fault fault;
  struct ini_value value = {section, key, buf_text(&reading->value), reading->line};
  if (!reading->take(reading->context, &value, &fault)) mistake(reading, "%s", fault.text);
}

static int on_value(void *context, const char *section, const char *key, const char *piece) {
  struct reading *reading = context;
  size_t length = strlen(piece);
  if (length >= 2) buf_add(&reading->value, piece + 1, length - 2);
  bool whole = reading->unfed.length == 0 && reading->value.len == reading->length;
  if (reading->waiting && whole) deliver(reading, section, key);
  return 1;
}

size_t ini_read(const char *name, const char *text, size_t length, ini_take *take, void *context, struct buf *errors) {
  struct reading reading = {.name = name, .take = take, .context = context, .errors = errors, .rest = {text, length}};
  if (begins_with_mark(reading.rest)) reading.rest = (struct span){text + 3, length - 3};
  ini_parse_stream(feed, &reading, on_value, &reading);
  if (reading.mistakes > INI_MISTAKES_LISTED)
    mistake_add(errors, "%s: %zu more mistakes are not listed", name, reading.mistakes - INI_MISTAKES_LISTED);
  tdestroy(reading.given, free_given);
  buf_finish(&reading.value);
  return reading.mistakes;
}
