// What an .ini file may hold, as a table: one row for each key says how it is read and where it is stored.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"
#include "ini.h"

struct table_row {
  const char *section, *key;
  bool (*read)(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault);
  size_t offset;             // of the place in the struct that is filled
  const char *const *words;  // for table_word and table_second; ends with NULL
  double least, most;        // for table_number and table_whole; for table_text, `most` is its bytes
  const char *example;       // a line to paste, where the key is required; otherwise NULL
};

struct table {
  const struct table_row *rows;
  size_t count;
  const char *const *others;  // first words of further sections, for the hint on an unknown one; ends with NULL
};

// The row of a value; NULL when its section or key is not in the table.
const struct table_row *table_find(const struct table *table, const struct ini_value *value);

// Reads a value into its place in `target`; an unknown section or key is a mistake that names the nearest right one.
// `unknown` (at first "") keeps the section that was last said to be unknown, so that its other keys are passed over.
bool table_take(const struct table *table, void *target, char unknown[INI_NAME_BYTES + 1],
                const struct ini_value *value, struct fault *fault);

// The readers. A text that was stored before is freed.
bool table_yes_no(const struct ini_value *, const struct table_row *, void *place, struct fault *);  // bool
bool table_second(const struct ini_value *, const struct table_row *, void *place, struct fault *);  // bool: words[1]
bool table_number(const struct ini_value *, const struct table_row *, void *place, struct fault *);  // double
bool table_whole(const struct ini_value *, const struct table_row *, void *place, struct fault *);   // int
bool table_word(const struct ini_value *, const struct table_row *, void *place, struct fault *);    // char *
bool table_text(const struct ini_value *, const struct table_row *, void *place, struct fault *);  // char *; "" is NULL
