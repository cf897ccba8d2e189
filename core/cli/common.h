// What several commands need.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "buf.h"
#include "catalogue.h"
#include "command.h"
#include "settings.h"

// Prints "tend: sentence" on stderr and returns `status`.
int complain(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Says on stderr how the command is used, after a sentence on what was wrong; STATUS_USAGE.
int command_usage(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Prints lines of mistakes (each ends with a newline) on stderr.
void print_mistakes(const struct buf *mistakes);

// Reads tend.ini; its mistakes go to stderr and do not stop anything.
void read_settings(struct settings *settings);

// Finds and loads what the person named; on failure says why on stderr.
struct practice *load_named(const char *named);

// The value after an option: "--name=value" or "--name" "value". False when arguments[*at] is another option. *value
// is NULL when the value is missing.
bool option_value(char **arguments, int *at, const char *name, const char **value);

// Says what may have been meant by an option that is none of `own` (ends with NULL) and no setting of the practice, which
// may be NULL.
int unknown_option(const struct practice *practice, const char *const *own, const char *name);

// Prints text that someone else wrote, fit for a terminal: one line of it, without a newline.
void print_clean_line(const char *text);

// The same with each line of a text, behind `before`.
void print_clean_lines(const char *before, const char *text);

// A line of what something is: nothing for a value that is NULL or "".
void print_field(const char *name, const char *value);

// What a practice may do, and why: without a newline.
void print_permission(const struct practice_permission *permission);

// Asks on the terminal; no, unless it is a clear yes.
bool ask_yes(const char *question);

int64_t wall_now(void);  // Unix milliseconds

void print_json(json_t *value);  // one line on stdout; takes the reference

const char *origin_words(enum practice_origin origin);
