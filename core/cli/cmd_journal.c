// tend journal: adding to the journal and reading in it.
#include <string.h>

#include "common.h"
#include "journal_filter.h"
#include "journal_use.h"
#include "text.h"

static const struct {
  const char *name;
  int (*use)(struct journal *journal, const struct command *command, char **arguments);
} uses[] = {
    {"add", journal_use_add},       {"list", journal_use_list},     {"search", journal_use_search},
    {"show", journal_use_show},     {"edit", journal_use_edit},     {"delete", journal_use_delete},
    {"export", journal_use_export}, {"import", journal_use_import}, {"passphrase", journal_use_passphrase},
    {"lock", journal_use_lock},     {"unlock", journal_use_unlock},
};

enum { USES = sizeof uses / sizeof *uses };

static int with_journal(int (*use)(struct journal *journal, const struct command *command, char **arguments),
                        const struct command *command, char **arguments) {
  struct fault fault;
  struct keeper *keeper = keeper_create();
  struct journal *journal = keeper_journal(keeper, &fault);
  int status = journal ? use(journal, command, arguments) : complain(STATUS_ERROR, "%s", fault.text);
  keeper_destroy(keeper);
  return status;
}

static int run(const struct command *command, int count, char **arguments) {
  const char *names[USES + 1] = {NULL};
  for (size_t i = 0; i < USES; i++) {
    names[i] = uses[i].name;
    if (count > 0 && strcmp(arguments[0], uses[i].name) == 0) return with_journal(uses[i].use, command, arguments + 1);
  }
  if (count == 0) return command_usage(command, "what would you like to do with the journal?");
  const char *nearest = text_nearest(arguments[0], names);
  if (nearest) return command_usage(command, "there is no 'journal %s' (did you mean '%s'?)", arguments[0], nearest);
  return command_usage(command, "there is no 'journal %s'", arguments[0]);
}

const struct command command_journal = {
    "journal", "add to your journal, and read in it",
    "  tend journal add [--photo FILE]... [--json]   what you type, or what comes through a pipe\n"
    "  tend journal list [WHICH] [--json]\n"
    "  tend journal search [WHICH] [WORD...] [--json]   sea \"old house\" -rain; without any, it asks\n"
    "  tend journal show ID [--history] [--json] ID: the id, or its last six characters\n"
    "  tend journal show ID --open               its photos, in your viewer, as copies that go afterwards\n"
    "  tend journal edit ID [--whole] [--editor] what you change is kept beside what was there before\n"
    "  tend journal delete ID [--yes]            for good, with all that it was before\n"
    "  tend journal export [--format NAME] [--force] [FILE]       without a file: to stdout\n"
    "  tend journal export --html DIR [--force]  a page to keep, to read in a browser and to print\n"
    "  tend journal import [--format NAME] FILE...                also while it is locked\n"
    "  tend journal passphrase set|change|remove [--fd N]\n"
    "  tend journal unlock [--for 30m] [--fd N]  reading asks for no passphrase for so long\n"
    "  tend journal lock                         it asks again from now on\n"
    "A passphrase is typed. Off a terminal it is a line of stdin, or of descriptor N; for change,\n"
    "the old one and then the new. The recovery code is taken in its place.\n"
    "WHICH: --since DAY, --until DAY, --on DAY, --today-in-history, --practice NAME, --tag NAME,\n"
    "--mood NAME, --limit N. " JOURNAL_FILTER_USAGE
    "Formats: jsonl (everything; what is used when you name none), dayone, jrnl, jrnl-text, markdown\n"
    "(a folder); text and html only leave. An import recognises its format.\n"
    "Exit status: 0 done, 1 something is wrong, 2 wrong use, 7 the journal is locked.\n",
    run,
};
