// One setting of a practice, as a line of [settings] declares it:
//
//   minutes = integer 20 5..60 How long the walk lasts
//   pace = number 1 0.5..2 How fast it is read
//   every = duration 8m 1m..1h How long you look for each thing
//   after = boolean no Whether you write afterwards
//   place = text "the woods" Where you like to go
//   pattern = choice extended extended|box|coherent Which breath
//
// TYPE, DEFAULT, then for a choice its words and for a number or duration (if wanted) its range, then help for the
// person. A text that is more than one word stands in double quotes, which it cannot contain; "" is the empty text.
#pragma once

#include "ini.h"
#include "practice.h"

enum { SETTING_TEXT_MAX = 500, SETTING_HELP_MAX = 300, SETTING_CHOICES_MAX = 32 };

// Reads one line into a zeroed setting, which is the caller's to finish even after a mistake.
bool setting_read(struct practice_setting *setting, const struct ini_value *value, struct fault *fault);
void setting_finish(struct practice_setting *setting);

// Checks a text against a setting's type and range; the sentence says what would be right.
bool setting_check(const struct practice_setting *setting, const char *value, struct fault *fault);
