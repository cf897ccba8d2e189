// tend remind: reminders, as tend.ini has them.
#include <string.h>

#include "command.h"
#include "common.h"
#include "remind.h"
#include "text.h"

static const struct {
  const char *name;
  int (*use)(const struct command *command, char **arguments);
} uses[] = {
    {"list", remind_list},     {"add", remind_add},       {"remove", remind_remove},
    {"pause", remind_pause},   {"resume", remind_resume}, {"snooze", remind_snooze},
    {"skip", remind_skip},     {"why", remind_why},       {"simulate", remind_simulate},
};

enum { USES = sizeof uses / sizeof *uses };

static int run(const struct command *command, int count, char **arguments) {
  const char *names[USES + 1] = {NULL};
  // An option alone is one of the list's.
  if (count == 0 || arguments[0][0] == '-') return remind_list(command, arguments);
  for (size_t i = 0; i < USES; i++) {
    names[i] = uses[i].name;
    if (strcmp(arguments[0], uses[i].name) == 0) return uses[i].use(command, arguments + 1);
  }
  const char *nearest = text_nearest(arguments[0], names);
  if (nearest) return command_usage(command, "there is no 'remind %s' (did you mean '%s'?)", arguments[0], nearest);
  return command_usage(command, "there is no 'remind %s'", arguments[0]);
}

const struct command command_remind = {
    "remind",
    "reminders: when a practice is offered to you",
    "  tend remind [list] [--json | --ics]       what is set; --ics for other calendars\n"
    "  tend remind add NAME --at TIMES | --every DURATION | --random N\n"
    "                  [--on DAYS] [--between SPAN] [--apart DURATION]\n"
    "                  [--missed HOW] [--zone ZONE] [--text TEXT] [--json]\n"
    "                                            NAME: a practice. For instance:\n"
    "                                            --at 08:30 --on mon-fri\n"
    "                                            --random 3 --between 09:00-18:00 --apart 45m\n"
    "  tend remind remove NAME [--json]          NAME: as the list has it\n"
    "  tend remind pause [NAME] [--until WHEN | --for DURATION] [--json]\n"
    "                                            none comes until then; without NAME: all. WHEN: 18:00,\n"
    "                                            2026-12-01, or '2026-12-01 18:00'\n"
    "  tend remind resume [NAME] [--json]        ends a pause; without NAME: every pause\n"
    "  tend remind snooze NAME [--for DURATION] [--json]\n"
    "                                            it comes once more, a little later\n"
    "  tend remind skip NAME [--json]            the next one does not come\n"
    "  tend remind why NAME [--json]             what came since yesterday, when it comes next,\n"
    "                                            and what does not come until then\n"
    "  tend remind simulate [--days N] [--from DATE] [--zone ZONE] [--sleep SPAN] [--json]\n"
    "                                            the coming days in no time; SPAN: when the\n"
    "                                            machine sleeps, such as 23:00-07:00\n",
    run,
};
