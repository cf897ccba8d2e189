// One command of `tend`: one file, one entry in the table of main.c.
#pragma once

enum { STATUS_OK = 0, STATUS_ERROR = 1, STATUS_USAGE = 2, STATUS_LOCKED = 7 };

struct command {
  const char *name, *summary;
  const char *usage;  // what follows "tend", a line each
  // `arguments` starts after the command's name and ends with NULL. The process's exit status.
  int (*run)(const struct command *command, int count, char **arguments);
};

extern const struct command command_agent, command_doctor, command_home, command_journal, command_list, command_remind,
    command_run, command_show, command_new, command_check, command_rehearse, command_test,
    command_install, command_update, command_uninstall, command_verify, command_pack, command_copy, command_search,
    command_index;
