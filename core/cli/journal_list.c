// tend journal list and tend journal search: entries, the newest first.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "entry.h"
#include "journal_filter.h"
#include "journal_use.h"
#include "tty.h"

struct listing {
  struct journal_filter filter;
  struct match match;
  struct journal *journal;
  bool json, is_search, styled, found;
};

static bool print_line(void *context, const struct journal_entry *entry) {
  (void)context;
  entry_print_line(entry);
  return true;
}

static bool print_found(void *context, const struct journal_entry *entry) {
  struct listing *listing = context;
  listing->found = true;
  entry_print_found(entry, &listing->match, listing->styled);
  return true;
}

// Row by row: there may be very many.
static bool print_row(void *context, const struct journal_entry *entry) {
  struct listing *listing = context;
  json_t *row = entry_json(entry);
  putchar(listing->found ? ',' : '[');
  listing->found = true;
  json_dumpf(row, stdout, JSON_COMPACT);
  json_decref(row);
  return !ferror(stdout);
}

static int show(struct listing *listing, const struct journal_query *query) {
  struct fault fault;
  size_t unreadable = 0;
  journal_visit *visit = listing->json ? print_row : listing->is_search ? print_found : print_line;
  bool ok = journal_each(listing->journal, query, visit, listing, &unreadable, &fault);
  // The array is ended whatever happened, so that what was read can be used.
  if (listing->json && (ok || listing->found)) puts(listing->found ? "]" : "[]");
  if (!ok) return complain(STATUS_ERROR, "%s", fault.text);
  if (unreadable) return journal_use_damaged(unreadable);
  if (!listing->json && !listing->found) fputs("Nothing was found.\n", stderr);
  return STATUS_OK;
}

// What stands in an argument of its own is one term, with or without spaces; in one with quotation marks they tell.
static bool take_words(struct match *match, const char *words, struct fault *fault) {
  if (strchr(words, '"')) return match_parse(match, words, fault);
  bool unwanted = words[0] == '-' && words[1];
  match_add(match, words + unwanted, strlen(words + unwanted), unwanted);
  return true;
}

// Words that are typed here stand in no shell's history.
static bool ask_for_words(struct match *match, struct fault *fault) {
  char *line = NULL;
  size_t size = 0;
  if (isatty(STDIN_FILENO)) fprintf(stderr, "Look for: ");
  bool ok = getline(&line, &size, stdin) < 0 || match_parse(match, line, fault);
  free(line);
  return ok;
}

static int read_arguments(struct listing *listing, const struct command *command, char **arguments) {
  struct fault fault;
  int status = STATUS_OK;
  bool only_words = false, any = false;
  for (int at = 0; arguments[at]; at++) {
    const char *argument = arguments[at];
    bool is_option = !only_words && strncmp(argument, "--", 2) == 0;
    if (is_option && strcmp(argument, "--json") == 0) listing->json = true;
    else if (is_option && listing->is_search && !argument[2]) only_words = true;
    else if (is_option && journal_filter_take(&listing->filter, command, arguments, &at, &status)) continue;
    else if (status != STATUS_OK) return status;
    else if (is_option || !listing->is_search) return command_usage(command, "'%s' is not understood", argument);
    else if (!take_words(&listing->match, argument, &fault)) return complain(STATUS_USAGE, "%s", fault.text);
    else any = true;
  }
  if (!listing->is_search || any) return STATUS_OK;
  return ask_for_words(&listing->match, &fault) ? STATUS_OK : complain(STATUS_USAGE, "%s", fault.text);
}

static bool has_wanted(const struct match *match) {
  for (size_t i = 0; i < match->count; i++)
    if (!match->terms[i].unwanted) return true;
  return false;
}

static int run(struct listing *listing, const struct command *command, char **arguments) {
  int status = read_arguments(listing, command, arguments);
  if (status != STATUS_OK) return status;
  if (listing->is_search && !has_wanted(&listing->match))
    return complain(STATUS_USAGE, "what shall be looked for? For instance: tend journal search sea -rain");
  const struct journal_query *query = journal_filter_query(&listing->filter);
  if (!query) return STATUS_USAGE;
  status = journal_use_open_to_read(listing->journal);
  return status == STATUS_OK ? show(listing, query) : status;
}

static int use(struct journal *journal, const struct command *command, char **arguments, bool is_search) {
  struct listing listing = {.journal = journal, .is_search = is_search};
  listing.styled = isatty(STDOUT_FILENO) && tty_depth() != SCREEN_MONO;
  journal_filter_init(&listing.filter);
  if (is_search) listing.filter.query.match = &listing.match;
  int status = run(&listing, command, arguments);
  match_finish(&listing.match);
  journal_filter_finish(&listing.filter);
  return status;
}

int journal_use_list(struct journal *journal, const struct command *command, char **arguments) {
  return use(journal, command, arguments, false);
}

int journal_use_search(struct journal *journal, const struct command *command, char **arguments) {
  return use(journal, command, arguments, true);
}
