// The options of a choice where lines are typed: how each is called, and which one a line means.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { OPTION_LABEL_MAX = 24 };

struct options {
  char **texts;
  size_t count;
  bool lettered;  // they are called a, b, c, because some are numbers themselves
};

void options_set(struct options *options, const char *const *texts, size_t count);  // copies them
void options_clear(struct options *options);

void options_label(const struct options *options, size_t option, char label[OPTION_LABEL_MAX]);
// By its label, its words, or the beginning of the words of one alone.
bool options_find(const struct options *options, const char *line, size_t *option);
