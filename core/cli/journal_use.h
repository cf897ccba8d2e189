// The uses of `tend journal`, a file each: journal_add.c, journal_export.c, journal_import.c,
// journal_list.c (and search), journal_lock.c (and unlock), journal_passphrase.c, journal_show.c.
#pragma once

#include "command.h"
#include "keeper.h"

// Each gets the open journal; `arguments` start after the word, and end with NULL.
int journal_use_add(struct journal *journal, const struct command *command, char **arguments);
int journal_use_export(struct journal *journal, const struct command *command, char **arguments);
int journal_use_import(struct journal *journal, const struct command *command, char **arguments);
int journal_use_list(struct journal *journal, const struct command *command, char **arguments);
int journal_use_search(struct journal *journal, const struct command *command, char **arguments);
int journal_use_show(struct journal *journal, const struct command *command, char **arguments);
int journal_use_lock(struct journal *journal, const struct command *command, char **arguments);
int journal_use_passphrase(struct journal *journal, const struct command *command, char **arguments);
int journal_use_unlock(struct journal *journal, const struct command *command, char **arguments);

// "--fd N": the descriptor from which a passphrase is read. False where arguments[*at] is another one.
bool journal_fd_option(char **arguments, int *at, int *fd);
