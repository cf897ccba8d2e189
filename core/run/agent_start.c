// Starting a practice from a reminder; see agent_start.h.
#include "agent_start.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memory.h"
#include "paths.h"

enum { WORDS_MAX = 32 };

// The last three words are ours.
static size_t split(char *command, char **words) {
  size_t count = 0;
  for (char *rest = command, *word; (word = strsep(&rest, " \t")) && count < WORDS_MAX - 8;)
    if (*word) words[count++] = word;
  return count;
}

// `setsid --fork` comes back at once and leaves the terminal to itself, so that no child of ours is left to be waited
// for.
static bool spawn_detached(char **words, struct fault *fault) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, defaults;
  pid_t pid;
  int status = 0;
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);  // which the agent ignores
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  int error = posix_spawnp(&pid, words[0], &actions, &attributes, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error) return fault_set(fault, "%s cannot be started: %s", words[0], strerror(error));
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return (WIFEXITED(status) && WEXITSTATUS(status) == 0) || fault_set(fault, "the terminal cannot be opened");
}

bool agent_start(const char *terminal, const char *practice, struct fault *fault) {
  char self[PATH_MAX];
  char *words[WORDS_MAX] = {(char *)"setsid", (char *)"--fork"};
  char *command = mem_copy(terminal ? terminal : "x-terminal-emulator -e");
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  size_t count = 2 + split(command, words + 2);
  // What becomes of it is setsid's to know, which does not say.
  bool ok = (words[2] && path_has_program(words[2])) ||
            fault_set(fault, "the terminal '%s' is not installed; 'terminal' under [agent] in tend.ini names another",
                      words[2] ? words[2] : "");
  if (length <= 0) ok = fault_set(fault, "/proc/self/exe cannot be read");
  if (ok) {
    self[length] = '\0';
    words[count++] = self;
    words[count++] = (char *)"run";
    words[count++] = (char *)practice;
    ok = spawn_detached(words, fault);
  }
  free(command);
  return ok;
}
