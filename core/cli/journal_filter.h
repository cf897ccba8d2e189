// Which entries a command is about: the options that `tend journal list` and `search` share.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "command.h"
#include "journal.h"

struct journal_filter {
  struct journal_query query;  // everything in it is borrowed from the arguments
  int32_t today;               // a date, by the machine's clock
  struct zone *zone;
};

#define JOURNAL_FILTER_USAGE \
  "A DAY is 2026-11-23, 2026-11, 2026, today, yesterday\nor monday; --until takes its whole day in.\n"

void journal_filter_init(struct journal_filter *filter);
void journal_filter_finish(struct journal_filter *filter);

// Takes the option at arguments[*at] and its value: --since --until --on DAY, --today-in-history, --practice, --tag,
// --mood and --limit. False where it is another one, or where *status is STATUS_USAGE, which was said.
bool journal_filter_take(struct journal_filter *filter, const struct command *command, char **arguments, int *at,
                         int *status);

// The query; what contradicts itself is said, and NULL.
const struct journal_query *journal_filter_query(struct journal_filter *filter);
