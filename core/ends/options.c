// The options of a choice; see options.h.
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "memory.h"

static bool is_number(const char *text) { return *text && text[strspn(text, "0123456789")] == '\0'; }

void options_set(struct options *options, const char *const *texts, size_t count) {
  enum { LETTERS = 26 };
  options_clear(options);
  options->texts = mem_zero(count, sizeof *options->texts);
  options->count = count;
  for (size_t i = 0; i < count; i++) {
    options->texts[i] = mem_copy(texts[i]);
    options->lettered |= count <= LETTERS && is_number(texts[i]);
  }
}

void options_clear(struct options *options) {
  for (size_t i = 0; i < options->count; i++) free(options->texts[i]);
  free(options->texts);
  *options = (struct options){0};
}

void options_label(const struct options *options, size_t option, char label[OPTION_LABEL_MAX]) {
  if (options->lettered) snprintf(label, OPTION_LABEL_MAX, "%c", (char)('a' + option));
  else snprintf(label, OPTION_LABEL_MAX, "%zu", option + 1);
}

bool options_find(const struct options *options, const char *line, size_t *option) {
  char label[OPTION_LABEL_MAX];
  size_t found = 0, length = strlen(line);
  for (size_t i = 0; i < options->count; i++) {
    options_label(options, i, label);
    if (strcasecmp(line, label) != 0) continue;
    *option = i;
    return true;
  }
  for (size_t i = 0; i < options->count; i++) {
    if (strncasecmp(options->texts[i], line, length) != 0) continue;
    *option = i;
    if (options->texts[i][length] == '\0') return true;
    found++;
  }
  return found == 1;
}
