// tend doctor: tries each way out of the sandbox on this machine, and looks at what else tend leans on.
#include <string.h>

#include "command.h"
#include "common.h"
#include "doctor.h"
#include "session.h"

static int run(const struct command *command, int count, char **arguments) {
  bool json = count >= 1 && strcmp(arguments[0], "--json") == 0;
  if (count > json) return command_usage(command, "'%s' is not understood", arguments[json]);
  struct trial trial;
  struct check checks[CHECKS];
  struct fault fault;
  const struct fault *unsealed = trial_run(&trial, &fault) ? NULL : &fault;
  checks_run(checks);
  if (json) print_json(doctor_json(&trial, unsealed, checks));
  else doctor_print(&trial, unsealed, checks);
  checks_finish(checks);
  if (unsealed) return SESSION_UNSEALED;
  return trial.out == 0 ? STATUS_OK : STATUS_ERROR;
}

const struct command command_doctor = {
    "doctor", "whether anything gets out of the sandbox here, and what is missing",
    "  tend doctor [--json]\n"
    "\n"
    "Ends with 0 when nothing got out, with 1 when something did, and with 6 when\n"
    "the sandbox cannot be set up on this machine. What else is missing is told,\n"
    "and does not count.\n",
    run,
};
