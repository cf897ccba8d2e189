// The home on a terminal: what there is today, and a practice to pick.
#pragma once

#include <stddef.h>

struct home_row {
  char *name, *title, *kind, *summary;
  int minutes;
};

struct home {
  const char *greeting;
  char **notes;         // lines below the greeting: reminders
  size_t notes_count;
  char **kept;          // titles of what was kept lately
  size_t kept_count;
  struct home_row *rows;
  size_t rows_count;
};

// Shows it until the person picks (the index of the row) or goes (-1).
int home_pick(const struct home *home);
