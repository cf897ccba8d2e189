// The person's tend.ini: how things look and sound, what care to take, how long the journal stays unlocked, and each
// practice's settings. What it says about reminders and the agent is read by plan/rules.h.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "fault.h"

enum { SETTINGS_FILE_MAX = 4 * 1024 * 1024 };  // bytes, whoever reads it; ten thousand reminders are about 1 MB
enum { SETTINGS_UNLOCKED_LEAST = 60, SETTINGS_UNLOCKED_MOST = 24 * 3600 };  // seconds

struct settings {
  struct {
    char *front;          // [look] front = term | plain; NULL: chosen by the terminal
    double pace;          // [look] pace: reading time, 1 = as measured, 0 = none, at most 4
    bool reduced_motion;  // [look] motion = full | reduced
    bool hide_cycles;     // [look] cycles = shown | hidden
    bool receipt;         // [look] receipt = yes | no: what a practice did, told afterwards on a terminal
  } look;
  struct {
    bool holds;           // [care] holds = yes | no
    char *line;           // [care] line = the person's own help line, or NULL
    bool eyes_closed;     // [care] eyes = open | closed
  } care;
  struct {
    bool on;              // [sound] on = yes | no
    double volume;        // [sound] volume = 0..1
    bool speak;           // [sound] speak = yes | no: read lines aloud while the eyes are closed
  } sound;
  struct {
    int64_t unlocked;     // [journal] unlocked = how long `tend journal unlock` lasts, in milliseconds
  } journal;
  struct settings_value { // [practice NAME] KEY = VALUE, as written; checked against the manifest by whoever runs it
    char *practice, *key, *value;
    int line;
  } *values;
  size_t values_count;
};

void settings_init(struct settings *settings);  // the defaults
void settings_finish(struct settings *settings);

// Reads tend.ini over the defaults. A file that is missing is no mistake. Mistakes are appended to `errors`, a line
// each, and their keys keep the default; returns how many there were. Sections that belong to the agent ([remind NAME],
// [quiet], [agent]) are passed over.
size_t settings_read(struct settings *settings, const char *path, struct buf *errors);

// The value the person gave for a practice's setting, or NULL.
const struct settings_value *settings_for(const struct settings *settings, const char *practice, const char *key);
