// The person's tend.ini; see settings.h.
#include "settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "ini.h"
#include "memory.h"
#include "mistake.h"
#include "table.h"
#include "text.h"
#include "value.h"

enum { TEXT_MAX = 500 };

static const char *const fronts[] = {"term", "plain", NULL};
static const char *const motions[] = {"full", "reduced", NULL};
static const char *const cycles[] = {"shown", "hidden", NULL};
static const char *const eyes[] = {"open", "closed", NULL};

static bool read_duration(const struct ini_value *value, const struct table_row *row, void *place,
                          struct fault *fault) {
  return value_duration(value->key, value->value, row->least, row->most, place, fault);
}

#define PLACE(member) .offset = offsetof(struct settings, member)
static const struct table_row rows[] = {
    {"look", "front", table_word, PLACE(look.front), .words = fronts},
    {"look", "pace", table_number, PLACE(look.pace), .least = 0, .most = 4},
    {"look", "motion", table_second, PLACE(look.reduced_motion), .words = motions},
    {"look", "cycles", table_second, PLACE(look.hide_cycles), .words = cycles},
    {"look", "receipt", table_yes_no, PLACE(look.receipt)},
    {"care", "holds", table_yes_no, PLACE(care.holds)},
    {"care", "line", table_text, PLACE(care.line), .most = TEXT_MAX},
    {"care", "eyes", table_second, PLACE(care.eyes_closed), .words = eyes},
    {"sound", "on", table_yes_no, PLACE(sound.on)},
    {"sound", "volume", table_number, PLACE(sound.volume), .least = 0, .most = 1},
    {"sound", "speak", table_yes_no, PLACE(sound.speak)},
    {"journal", "unlocked", read_duration, PLACE(journal.unlocked), .least = SETTINGS_UNLOCKED_LEAST,
     .most = SETTINGS_UNLOCKED_MOST},
};

static const char *const others[] = {"practice", "remind", "quiet", "agent", NULL};
static const struct table table = {rows, sizeof rows / sizeof *rows, others};

struct settings_reading {
  struct settings *settings;
  char unknown[INI_NAME_BYTES + 1];  // see table_take
};

void settings_init(struct settings *settings) {
  *settings = (struct settings){
      .look = {.pace = 1, .receipt = true},
      .care = {.holds = true},
      .sound = {.on = true, .volume = 0.5},
      .journal = {.unlocked = 30 * 60 * 1000},
  };
}

void settings_finish(struct settings *settings) {
  free(settings->look.front);
  free(settings->care.line);
  for (size_t i = 0; i < settings->values_count; i++) {
    free(settings->values[i].practice);
    free(settings->values[i].key);
    free(settings->values[i].value);
  }
  free(settings->values);
  *settings = (struct settings){0};
}

// What follows "WORD " in the section's name, "" for the bare word, NULL for another section.
static const char *section_name(const char *section, const char *word) {
  size_t length = strlen(word);
  if (strncmp(section, word, length) != 0) return NULL;
  if (section[length] == '\0') return section + length;
  return section[length] == ' ' ? section + length + 1 : NULL;
}

static bool is_the_agents(const char *section) {
  return section_name(section, "remind") || !strcmp(section, "quiet") || !strcmp(section, "agent");
}

static bool take_practice(struct settings *settings, const char *practice, const struct ini_value *value,
                          struct fault *fault) {
  if (!text_is_name(practice))
    return fault_set(fault, "[%s] does not name a practice: write for instance [practice three-breaths]",
                     value->section);
  settings->values = mem_resize(settings->values, (settings->values_count + 1) * sizeof *settings->values);
  settings->values[settings->values_count++] = (struct settings_value){.practice = mem_copy(practice),
                                                                       .key = mem_copy(value->key),
                                                                       .value = mem_copy(value->value),
                                                                       .line = value->line};
  return true;
}

static bool take(void *context, const struct ini_value *value, struct fault *fault) {
  struct settings_reading *reading = context;
  const char *practice = section_name(value->section, "practice");
  if (practice) return take_practice(reading->settings, practice, value, fault);
  if (is_the_agents(value->section)) return true;
  return table_take(&table, reading->settings, reading->unknown, value, fault);
}

static bool is_missing(const char *path) { return access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR); }

size_t settings_read(struct settings *settings, const char *path, struct buf *errors) {
  struct settings_reading reading = {.settings = settings};
  struct buf text = {0};
  struct fault fault;
  size_t mistakes = 0;
  if (is_missing(path)) return 0;
  if (file_read(path, SETTINGS_FILE_MAX, &text, &fault)) {
    mistakes = ini_read(path, buf_text(&text), text.len, take, &reading, errors);
  } else {
    mistake_add(errors, "%s", fault.text);
    mistakes = 1;
  }
  buf_finish(&text);
  return mistakes;
}

const struct settings_value *settings_for(const struct settings *settings, const char *practice, const char *key) {
  for (size_t i = 0; i < settings->values_count; i++) {
    const struct settings_value *value = &settings->values[i];
    if (strcmp(value->practice, practice) == 0 && strcmp(value->key, key) == 0) return value;
  }
  return NULL;
}
