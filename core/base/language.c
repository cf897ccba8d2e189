// What the person reads; see language.h.
#include "language.h"

#include <stdlib.h>
#include <string.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

struct list {
  char (*names)[LANGUAGE_SIZE];
  size_t count;
};

static void add(struct list *list, const char *name, size_t length) {
  if (length == 0 || length >= LANGUAGE_SIZE || list->count == LANGUAGES_MAX) return;
  for (size_t i = 0; i < list->count; i++)
    if (strlen(list->names[i]) == length && strncmp(list->names[i], name, length) == 0) return;
  memcpy(list->names[list->count], name, length);
  list->names[list->count++][length] = '\0';
}

// "de_AT.UTF-8@euro" is de_AT, and de.
static void add_both(struct list *list, const char *locale, size_t length) {
  size_t language = strspn(locale, letters), whole = language;
  if (language > length) language = whole = length;
  if (whole < length && locale[whole] == '_') whole += 1 + strspn(locale + whole + 1, letters);
  if (whole > length) whole = length;
  add(list, locale, whole);
  add(list, locale, language);
}

static const char *locale_of_messages(void) {
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value && *value) return value;
  }
  return "C";
}

size_t language_wanted(char wanted[LANGUAGES_MAX][LANGUAGE_SIZE]) {
  struct list list = {wanted, 0};
  const char *locale = locale_of_messages(), *several = getenv("LANGUAGE");
  size_t name = strcspn(locale, ".@");
  if (strncmp(locale, "C", name) == 0 || strncmp(locale, "POSIX", name) == 0) return 0;
  while (several && *several) {
    size_t length = strcspn(several, ":");
    add_both(&list, several, length);
    several += length + (several[length] == ':');
  }
  add_both(&list, locale, name);
  return list.count;
}
