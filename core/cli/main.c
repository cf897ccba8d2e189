// The program: finds the command and runs it.
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "common.h"
#include "paths.h"
#include "text.h"

static const struct command *const commands[] = {&command_run, &command_list, &command_show, &command_journal,
                                               &command_remind, &command_agent, &command_doctor,
                                               &command_new, &command_check, &command_rehearse, &command_test,
                                               &command_install, &command_update, &command_uninstall, &command_verify,
                                               &command_pack, &command_copy, &command_search, &command_index};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_help(void) {
  puts("tend runs small practices: breathing, noticing, collecting, making, imagining, writing.\n"
       "It is company for a quiet moment, and no therapy.\n");
  puts("  tend                 what there is today");
  for (size_t i = 0; i < COMMANDS; i++) printf("  tend %-15s %s\n", commands[i]->name, commands[i]->summary);
  puts("\n'tend COMMAND --help' says more about one of them; 'tend --version' names the version.");
}

static const struct command *find_command(const char *name) {
  for (size_t i = 0; i < COMMANDS; i++)
    if (strcmp(commands[i]->name, name) == 0) return commands[i];
  return NULL;
}

static int unknown_command(const char *name) {
  const char *names[COMMANDS + 3] = {"--help", "--version"};
  for (size_t i = 0; i < COMMANDS; i++) names[i + 2] = commands[i]->name;
  const char *nearest = text_nearest(name, names);
  if (nearest) return complain(STATUS_USAGE, "there is no command '%s' (did you mean 'tend %s'?)", name, nearest);
  if (*name == '-') return complain(STATUS_USAGE, "there is no option '%s'; 'tend --help' lists what there is", name);
  return complain(STATUS_USAGE, "there is no command '%s'; to run a practice of that name, type: tend run %s", name,
                  name);
}

static bool wants_help(int count, char **arguments) {
  for (int i = 0; i < count; i++) {
    if (strcmp(arguments[i], "--") == 0) return false;
    if (strcmp(arguments[i], "--help") == 0 || strcmp(arguments[i], "-h") == 0) return true;
  }
  return false;
}

// Where one of the three is closed, the next file that is opened would take its place, and be written over by what is
// said.
static void fill_standard_descriptors(void) {
  int fd;
  do fd = open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd > STDERR_FILENO) close(fd);
}

static int run_command(int count, char **arguments) {
  if (count < 2) return command_home.run(&command_home, 0, arguments + 1);
  const char *name = arguments[1];
  bool help = strcmp(name, "help") == 0;
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || (help && count == 2)) {
    print_help();
    return STATUS_OK;
  }
  if (help) name = arguments[2];
  if (strcmp(name, "--version") == 0) {
    puts("tend " TEND_VERSION);
    return STATUS_OK;
  }
  const struct command *command = find_command(name);
  if (!command) return unknown_command(name);
  if (help || wants_help(count - 2, arguments + 2)) {
    printf("%s\n\n%s", command->summary, command->usage);
    return STATUS_OK;
  }
  return command->run(command, count - 2, arguments + 2);
}

static bool find_journal(const char *path, struct stat *info) { return path && stat(path, info) == 0; }

// Root's journal is another one than that of the person who typed sudo, which is easily missed; so it is said, to whoever
// sits at a terminal, when such a journal was made, and not again. In somebody else's home it is closed to its owner.
static void say_whose_journal(const char *path) {
  struct stat journal, home;
  if (!find_journal(path, &journal)) return;
  const char *place = getenv("HOME");
  if (!place || stat(place, &home) < 0 || home.st_uid == journal.st_uid) {
    complain(STATUS_OK, "you are root, and this began a journal of root's own, %s; yours is reached without root", path);
    return;
  }
  char *data = path_of(PATH_DATA, NULL, NULL), *state = path_of(PATH_STATE, NULL, NULL);
  complain(STATUS_OK,
           "you are root, and %s is somebody else's home, who cannot open what was made there now; to hand it over: "
           "chown -R --reference=%s %s %s",
           place, place, data ? data : path, state ? state : "");
  free(data);
  free(state);
}

// A pipe that nobody reads any more is no mistake; that is how 'head' ends.
static bool is_read(int fd) {
  struct pollfd output = {.fd = fd, .events = POLLOUT};
  return poll(&output, 1, 0) != 1 || !(output.revents & (POLLERR | POLLHUP));
}

// What was said may be waiting still, and a full disk is found out only now.
static int finish_stdout(int status) {
  bool ok = fflush(stdout) == 0 && !ferror(stdout);
  if (ok || !is_read(STDOUT_FILENO)) return status;
  complain(STATUS_ERROR, "not all of the output could be written: is the disk full?");
  return status == STATUS_OK ? STATUS_ERROR : status;
}

int main(int count, char **arguments) {
  fill_standard_descriptors();
  signal(SIGCHLD, SIG_DFL);  // where who started us ignores it, nobody could be asked how a child ended
  setlocale(LC_CTYPE, "");
  // Whatever is written is the person's alone, and a crash leaves no copy of it behind.
  umask(077);
#ifndef TEND_SANITIZED
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
  bool as_root = geteuid() == 0 && isatty(STDERR_FILENO);
  char *journal = as_root ? path_of(PATH_DATA, "journal.db", NULL) : NULL;
  bool new = as_root && !find_journal(journal, &(struct stat){0});
  int status = finish_stdout(run_command(count, arguments));
  if (new) say_whose_journal(journal);
  free(journal);
  return status;
}
