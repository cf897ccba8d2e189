// What a keepsake shows of the whole journal: its days, the moods over time, and minutes by kind of practice. No
// numbers that judge: no streaks, no sums of days.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "export.h"

struct keepsake_mood {
  int32_t day;
  size_t word;  // in `words`
};

struct keepsake_word {
  char *text;
  size_t count;
  int row;  // in the picture, from 0; -1: there are too many
};

struct keepsake_kind {
  const char *kind;
  int minutes;
};

enum { KEEPSAKE_KINDS = 8, KEEPSAKE_MOODS = 8 };

struct keepsake {  // zeroed but for `export`, it is ready
  struct export *export;
  int32_t *days;  // each once, and rising, once it is settled
  bool *linked;   // which of them have their section, to which the calendar leads
  size_t days_count;
  struct keepsake_mood *moods;
  size_t moods_count;
  struct keepsake_word *words;
  size_t words_count;
  struct keepsake_kind kinds[KEEPSAKE_KINDS];
  size_t kinds_count;
  int32_t day;  // whose section is open
  bool open_day;
};

// They come in the order of the journal.
void keepsake_note_day(struct keepsake *keepsake, int32_t day);
void keepsake_note_mood(struct keepsake *keepsake, int32_t day, const char *mood);
void keepsake_note_practice(struct keepsake *keepsake, const char *practice);
void keepsake_settle(struct keepsake *keepsake);  // when all were noted

// Whether the section that now begins is the day's first, where clocks of several zones go back and forth. Once only.
bool keepsake_links_day(struct keepsake *keepsake, int32_t day);

bool keepsake_has_day_in(const struct keepsake *keepsake, int32_t from, int32_t until);

// Two pictures as inline SVG, each with its words for who does not see it; nothing where there is nothing to show.
void keepsake_add_pictures(struct keepsake *keepsake);

void keepsake_add_text(struct keepsake *keepsake, const char *text, size_t length);  // escapes
// Adds markup of ours, at most 511 bytes; numbers and dates need no escaping.
void keepsake_format(struct keepsake *keepsake, const char *format, ...) __attribute__((format(printf, 2, 3)));

void keepsake_finish(struct keepsake *keepsake);
