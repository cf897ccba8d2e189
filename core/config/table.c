// What an .ini file may hold, as a table; see table.h.
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "value.h"

enum { NAMES_MAX = 64 };

static void add_name(const char **names, const char *name) {
  size_t count = 0;
  for (; names[count]; count++)
    if (strcmp(names[count], name) == 0) return;
  if (count + 1 < NAMES_MAX) names[count] = name;
}

static bool unknown_section(const struct table *table, const char *section, struct fault *fault) {
  const char *names[NAMES_MAX] = {0};
  for (size_t i = 0; i < table->count; i++) add_name(names, table->rows[i].section);
  for (size_t i = 0; table->others[i]; i++) add_name(names, table->others[i]);
  char *first = mem_copy_n(section, strcspn(section, " ")), hint[VALUE_HINT_MAX];
  fault_set(fault, "unknown section [%s]%s", section, value_hint(first, names, hint));
  free(first);
  return false;
}

static bool unknown_key(const struct table *table, const struct ini_value *value, struct fault *fault) {
  const char *names[NAMES_MAX] = {0};
  for (size_t i = 0; i < table->count; i++)
    if (strcmp(table->rows[i].section, value->section) == 0) add_name(names, table->rows[i].key);
  char hint[VALUE_HINT_MAX];
  return fault_set(fault, "unknown key '%s' in [%s]%s", value->key, value->section,
                   value_hint(value->key, names, hint));
}

static bool has_section(const struct table *table, const char *section) {
  for (size_t i = 0; i < table->count; i++)
    if (strcmp(table->rows[i].section, section) == 0) return true;
  return false;
}

const struct table_row *table_find(const struct table *table, const struct ini_value *value) {
  for (size_t i = 0; i < table->count; i++) {
    const struct table_row *row = &table->rows[i];
    // The key first: sections have many rows each.
    if (strcmp(row->key, value->key) == 0 && strcmp(row->section, value->section) == 0) return row;
  }
  return NULL;
}

bool table_take(const struct table *table, void *target, char unknown[INI_NAME_BYTES + 1],
                const struct ini_value *value, struct fault *fault) {
  const struct table_row *row = table_find(table, value);
  if (row) return row->read(value, row, (char *)target + row->offset, fault);
  if (value->section[0] == '\0')
    return fault_set(fault, "'%s' stands before the first section: put it below a line such as [%s]", value->key,
                     table->rows[0].section);
  if (has_section(table, value->section)) return unknown_key(table, value, fault);
  if (strcmp(unknown, value->section) == 0) return true;
  memcpy(unknown, value->section, strlen(value->section) + 1);  // fits: ini_read delivers no longer name
  return unknown_section(table, value->section, fault);
}

bool table_yes_no(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  (void)row;
  return value_yes_no(value->key, value->value, place, fault);
}

bool table_second(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  size_t index;
  if (!value_word(value->key, value->value, row->words, &index, fault)) return false;
  *(bool *)place = index == 1;
  return true;
}

bool table_number(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  return value_number(value->key, value->value, row->least, row->most, place, fault);
}

bool table_whole(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  int64_t whole;
  if (!value_whole(value->key, value->value, row->least, row->most, &whole, fault)) return false;
  *(int *)place = (int)whole;
  return true;
}

static void store(void *place, char *text) {
  char **stored = place;
  free(*stored);
  *stored = text;
}

bool table_word(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  size_t index;
  if (!value_word(value->key, value->value, row->words, &index, fault)) return false;
  store(place, mem_copy(row->words[index]));
  return true;
}

bool table_text(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  size_t length = strlen(value->value), most = (size_t)row->most;
  if (length > most) return fault_set(fault, "'%s' has %zu bytes: at most %zu are allowed", value->key, length, most);
  store(place, length ? mem_copy(value->value) : NULL);
  return true;
}
