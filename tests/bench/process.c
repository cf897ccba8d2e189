// Runs commands in turn, so that a busy moment of the machine falls on all of them. Prints for each run which command
// it was, its microseconds (to its first line, to its end, and of CPU time, its children's too), and the most memory
// that it had, in MB.
//
//   bench_process ROUNDS INPUT COMMAND [ARGUMENT...] [-- COMMAND [ARGUMENT...]]...
//
// Every run reads the file INPUT and writes into a pipe.
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "samples.h"

enum { COMMANDS_MAX = 8 };

struct run {
  double first_line, whole, cpu, memory;
};

static double microseconds(struct timeval time) { return (double)time.tv_sec * 1e6 + (double)time.tv_usec; }

static pid_t start(char **command, int input, int output) {
  posix_spawn_file_actions_t actions;
  pid_t pid;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  if (posix_spawnp(&pid, command[0], &actions, NULL, command, environ) != 0) give_up(command[0]);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

// Reads to the end; the moment at which the first line was complete, or 0.
static double read_output(int output) {
  char chunk[65536];
  double first_line = 0;
  for (ssize_t got; (got = read(output, chunk, sizeof chunk)) != 0;) {
    if (got < 0 && errno != EINTR) give_up("a command's output cannot be read");
    if (got > 0 && first_line == 0 && memchr(chunk, '\n', (size_t)got)) first_line = now_us();
  }
  return first_line;
}

static struct run measure(char **command, const char *path) {
  int ends[2], status, input = open(path, O_RDONLY | O_CLOEXEC);
  struct rusage used;
  if (input < 0 || pipe2(ends, O_CLOEXEC) < 0) give_up(path);
  double begun = now_us();
  pid_t pid = start(command, input, ends[1]);
  close(ends[1]);
  double first_line = read_output(ends[0]);
  if (wait4(pid, &status, 0, &used) < 0 || status != 0) give_up(command[0]);
  double ended = now_us();
  close(ends[0]);
  close(input);
  double cpu = microseconds(used.ru_utime) + microseconds(used.ru_stime);
  return (struct run){first_line ? first_line - begun : 0, ended - begun, cpu, (double)used.ru_maxrss * 1024 / 1e6};
}

int main(int count, char **arguments) {
  char **commands[COMMANDS_MAX] = {0};
  int commands_count = 0;
  for (int i = 3; i < count && commands_count < COMMANDS_MAX; i++) {
    commands[commands_count++] = arguments + i;
    while (i < count && strcmp(arguments[i], "--") != 0) i++;
    arguments[i] = NULL;
  }
  if (commands_count == 0) give_up("usage: bench_process ROUNDS INPUT COMMAND... [-- COMMAND...]");
  // The first round only warms the caches.
  for (int round = -1; round < atoi(arguments[1]); round++) {
    for (int i = 0; i < commands_count; i++) {
      struct run run = measure(commands[i], arguments[2]);
      if (round >= 0) printf("%d %.1f %.1f %.1f %.3f\n", i, run.first_line, run.whole, run.cpu, run.memory);
    }
  }
  return 0;
}
