// What a keepsake shows of the whole journal; see keepsake.h.
#include "keepsake.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "fold.h"
#include "memory.h"

void keepsake_note_day(struct keepsake *keepsake, int32_t day) {
  size_t count = keepsake->days_count;
  if (count && keepsake->days[count - 1] == day) return;
  if ((count & (count - 1)) == 0)
    keepsake->days = mem_resize(keepsake->days, (count ? 2 * count : 1) * sizeof *keepsake->days);
  keepsake->days[keepsake->days_count++] = day;
}

static size_t find_word(struct keepsake *keepsake, const char *mood) {
  for (size_t i = 0; i < keepsake->words_count; i++)
    if (fold_equals(keepsake->words[i].text, mood)) return i;
  keepsake->words = mem_resize(keepsake->words, (keepsake->words_count + 1) * sizeof *keepsake->words);
  keepsake->words[keepsake->words_count] = (struct keepsake_word){mem_copy(mood), 0, -1};
  return keepsake->words_count++;
}

void keepsake_note_mood(struct keepsake *keepsake, int32_t day, const char *mood) {
  enum { WORDS_MOST = 200 };  // so many different ones are no picture any more
  if (keepsake->words_count >= WORDS_MOST) return;
  size_t count = keepsake->moods_count, word = find_word(keepsake, mood);
  if ((count & (count - 1)) == 0)
    keepsake->moods = mem_resize(keepsake->moods, (count ? 2 * count : 1) * sizeof *keepsake->moods);
  keepsake->moods[keepsake->moods_count++] = (struct keepsake_mood){day, word};
  keepsake->words[word].count++;
}

void keepsake_note_practice(struct keepsake *keepsake, const char *practice) {
  const struct export *export = keepsake->export;
  int minutes = 0;
  const char *kind = export->kind_of ? export->kind_of(export->kinds, practice, &minutes) : NULL;
  if (!kind || !*kind || minutes <= 0) return;
  for (size_t i = 0; i < keepsake->kinds_count; i++)
    if (strcmp(keepsake->kinds[i].kind, kind) == 0) {
      keepsake->kinds[i].minutes += minutes;
      return;
    }
  if (keepsake->kinds_count < KEEPSAKE_KINDS)
    keepsake->kinds[keepsake->kinds_count++] = (struct keepsake_kind){kind, minutes};
}

static int by_day(const void *a, const void *b) {
  int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
  return left < right ? -1 : left > right;
}

static int by_minutes(const void *a, const void *b) {
  return ((const struct keepsake_kind *)b)->minutes - ((const struct keepsake_kind *)a)->minutes;
}

// The words that come most often have a row each.
static void choose_words(struct keepsake *keepsake) {
  for (int row = 0; row < KEEPSAKE_MOODS; row++) {
    struct keepsake_word *best = NULL;
    for (size_t i = 0; i < keepsake->words_count; i++)
      if (keepsake->words[i].row < 0 && (!best || keepsake->words[i].count > best->count)) best = &keepsake->words[i];
    if (best) best->row = row;
  }
}

// Clocks of several zones may bring days out of their order, and more than once.
static void settle_days(struct keepsake *keepsake) {
  size_t kept = 0;
  if (keepsake->days_count) qsort(keepsake->days, keepsake->days_count, sizeof *keepsake->days, by_day);
  for (size_t i = 0; i < keepsake->days_count; i++)
    if (kept == 0 || keepsake->days[i] != keepsake->days[kept - 1]) keepsake->days[kept++] = keepsake->days[i];
  keepsake->days_count = kept;
  keepsake->linked = mem_zero(kept, sizeof *keepsake->linked);
}

void keepsake_settle(struct keepsake *keepsake) {
  settle_days(keepsake);
  if (keepsake->kinds_count) qsort(keepsake->kinds, keepsake->kinds_count, sizeof *keepsake->kinds, by_minutes);
  choose_words(keepsake);
}

// The first day that is not before this one.
static size_t find_day(const struct keepsake *keepsake, int32_t from) {
  size_t low = 0, high = keepsake->days_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (keepsake->days[middle] < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

bool keepsake_has_day_in(const struct keepsake *keepsake, int32_t from, int32_t until) {
  size_t at = find_day(keepsake, from);
  return at < keepsake->days_count && keepsake->days[at] < until;
}

bool keepsake_links_day(struct keepsake *keepsake, int32_t day) {
  size_t at = find_day(keepsake, day);
  if (at == keepsake->days_count || keepsake->days[at] != day || keepsake->linked[at]) return false;
  return keepsake->linked[at] = true;
}

// Writing.

void keepsake_add_text(struct keepsake *keepsake, const char *text, size_t length) {
  struct sink *sink = keepsake->export->sink;
  for (size_t i = 0; i < length; i++) switch (text[i]) {
      case '&': sink_add_text(sink, "&amp;"); break;
      case '<': sink_add_text(sink, "&lt;"); break;
      case '>': sink_add_text(sink, "&gt;"); break;
      case '"': sink_add_text(sink, "&quot;"); break;
      // A browser takes these for mistakes, or leaves them out.
      case '\0': case '\r': break;
      default: sink_add(sink, text + i, 1);
    }
}

void keepsake_format(struct keepsake *keepsake, const char *format, ...) {
  char line[512];
  va_list args;
  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  sink_add_text(keepsake->export->sink, line);
}

// The pictures.

enum { LABELS = 150, WIDTH = 640, ROW = 26 };  // in units of the picture

static void add_label(struct keepsake *keepsake, int row, const char *text) {
  enum { LETTERS = 20 };
  size_t length = 0, letters = 0;
  for (; text[length] && (letters < LETTERS || (text[length] & 0xC0) == 0x80); length++)
    letters += (text[length] & 0xC0) != 0x80;
  keepsake_format(keepsake, "<text x=\"%d\" y=\"%d\">", LABELS - 10, row * ROW + 17);
  keepsake_add_text(keepsake, text, length);
  keepsake_format(keepsake, "%s</text>", text[length] ? "&hellip;" : "");
}

static void begin_picture(struct keepsake *keepsake, const char *id, const char *heading, int rows, int more) {
  keepsake_format(keepsake,
                  "<figure class=\"picture\" aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n"
                  "<svg viewBox=\"0 0 %d %d\" aria-hidden=\"true\">\n",
                  id, id, heading, WIDTH, rows * ROW + more);
}

static double across(const struct keepsake *keepsake, int32_t day) {
  int32_t first = keepsake->days[0], last = keepsake->days[keepsake->days_count - 1];
  double part = last > first ? (double)(day - first) / (last - first) : 0.5;
  return LABELS + 10 + part * (WIDTH - LABELS - 20);
}

static void add_moods(struct keepsake *keepsake) {
  int rows = keepsake->words_count < KEEPSAKE_MOODS ? (int)keepsake->words_count : KEEPSAKE_MOODS;
  char day[DATE_TEXT_MAX];
  begin_picture(keepsake, "moods", "Moods", rows, ROW);
  for (size_t i = 0; i < keepsake->words_count; i++) {
    const struct keepsake_word *word = &keepsake->words[i];
    if (word->row < 0) continue;
    add_label(keepsake, word->row, word->text);
    int y = word->row * ROW + 13;
    keepsake_format(keepsake, "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n", LABELS, WIDTH, y, y);
  }
  for (size_t i = 0; i < keepsake->moods_count; i++) {
    const struct keepsake_mood *mood = &keepsake->moods[i];
    int row = keepsake->words[mood->word].row;
    if (row >= 0)
      keepsake_format(keepsake, "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\"/>", across(keepsake, mood->day), row * ROW + 13);
  }
  keepsake_format(keepsake, "\n<text class=\"from\" x=\"%d\" y=\"%d\">%s</text>", LABELS, rows * ROW + 17,
                  date_text(keepsake->days[0], day));
  keepsake_format(keepsake, "<text x=\"%d\" y=\"%d\">%s</text>\n</svg>\n", WIDTH, rows * ROW + 17,
                  date_text(keepsake->days[keepsake->days_count - 1], day));
  keepsake_format(keepsake, "<figcaption>When each word was written:");
  for (int row = 0; row < rows; row++)
    for (size_t i = 0; i < keepsake->words_count; i++)
      if (keepsake->words[i].row == row) {
        keepsake_format(keepsake, row ? ", " : " ");
        keepsake_add_text(keepsake, keepsake->words[i].text, strlen(keepsake->words[i].text));
      }
  keepsake_format(keepsake, ".</figcaption>\n</figure>\n");
}

static void add_kinds(struct keepsake *keepsake) {
  int most = keepsake->kinds[0].minutes;
  begin_picture(keepsake, "kinds", "Time with practices", (int)keepsake->kinds_count, 0);
  for (size_t i = 0; i < keepsake->kinds_count; i++) {
    const struct keepsake_kind *kind = &keepsake->kinds[i];
    add_label(keepsake, (int)i, kind->kind);
    keepsake_format(keepsake, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\" rx=\"7\"/>\n", LABELS,
                    (int)i * ROW + 6, (double)kind->minutes / most * (WIDTH - LABELS - 10));
  }
  keepsake_format(keepsake, "</svg>\n<figcaption>About so long, by what each practice usually takes:");
  for (size_t i = 0; i < keepsake->kinds_count; i++) {
    keepsake_format(keepsake, i ? ", " : " ");
    keepsake_add_text(keepsake, keepsake->kinds[i].kind, strlen(keepsake->kinds[i].kind));
    keepsake_format(keepsake, " %d minutes", keepsake->kinds[i].minutes);
  }
  keepsake_format(keepsake, ".</figcaption>\n</figure>\n");
}

void keepsake_add_pictures(struct keepsake *keepsake) {
  if (keepsake->moods_count == 0 && keepsake->kinds_count == 0) return;
  keepsake_format(keepsake, "<div class=\"pictures\">\n");
  if (keepsake->moods_count) add_moods(keepsake);
  if (keepsake->kinds_count) add_kinds(keepsake);
  keepsake_format(keepsake, "</div>\n");
}

void keepsake_finish(struct keepsake *keepsake) {
  for (size_t i = 0; i < keepsake->words_count; i++) free(keepsake->words[i].text);
  free(keepsake->words);
  free(keepsake->moods);
  free(keepsake->days);
  free(keepsake->linked);
}
