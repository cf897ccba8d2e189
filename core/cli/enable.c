// Starting the agent together with the person's desktop session; see enable.h.
#include "enable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"
#include "buf.h"
#include "command.h"
#include "common.h"
#include "file.h"
#include "memory.h"
#include "paths.h"
#include "placed.h"

#define UNIT "tend-agent.service"

enum { TEMPLATE_MOST = 64 * 1024 };

static const char *const below_config[] = {
    [ENABLE_SYSTEMD] = "systemd/user/" UNIT,
    [ENABLE_AUTOSTART] = "autostart/tend-agent.desktop",
};
static const char wanted_below_config[] = "systemd/user/graphical-session.target.wants/" UNIT;

const char *enable_way_name(enum enable_way way) {
  static const char *const names[] = {
      [ENABLE_NONE] = "no", [ENABLE_SYSTEMD] = "systemd", [ENABLE_AUTOSTART] = "autostart"};
  return names[way];
}

const char *enable_way_words(enum enable_way way) {
  static const char *const words[] = {
      [ENABLE_NONE] = "does not start by itself",
      [ENABLE_SYSTEMD] = "starts with your desktop session, by systemd",
      [ENABLE_AUTOSTART] = "starts with your desktop session, by your autostart folder",
  };
  return words[way];
}

// Below the folder in which tend's own settings folder lies.
static char *config_path(const char *name) {
  char *own = path_of(PATH_CONFIG, NULL, NULL), *path;
  if (!own) return mem_copy("");
  path = mem_format("%.*s/%s", (int)(strrchr(own, '/') - own), own, name);
  free(own);
  return path;
}

static bool is_there(const char *name) {
  struct stat info;
  char *path = config_path(name);
  bool there = lstat(path, &info) == 0;
  free(path);
  return there;
}

enum enable_way enable_look(void) {
  if (is_there(wanted_below_config)) return ENABLE_SYSTEMD;
  return is_there(below_config[ENABLE_AUTOSTART]) ? ENABLE_AUTOSTART : ENABLE_NONE;
}

// systemctl --user.

// `quietly`: what it says is of no interest.
static bool systemctl(bool quietly, const char *verb, const char *what) {
  const char *words[] = {"systemctl", "--user", "--quiet", verb, what, NULL};
  posix_spawn_file_actions_t actions;
  pid_t pid;
  int status = 0;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (quietly) posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  int error = posix_spawnp(&pid, words[0], &actions, NULL, (char **)words, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error) return false;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Some desktops run beside systemd and never reach this target; what hangs on it would not start there.
static bool systemd_runs_the_session(void) { return systemctl(true, "is-active", "graphical-session.target"); }

// The text of the file.

// In systemd's files % begins a specifier; nothing else needs care, because self_path refuses what does.
static void add_for_systemd(struct buf *out, const char *program) {
  for (; *program; program++) {
    if (*program == '%') buf_add_char(out, '%');
    buf_add_char(out, *program);
  }
}

// In quotes. A desktop file reads backslashes twice: as a string, and as quoting.
static void add_for_desktop(struct buf *out, const char *program) {
  for (; *program; program++) {
    if (*program == '\\') buf_add_text(out, "\\\\\\");
    else if (*program == '%') buf_add_char(out, '%');
    else if (strchr("\"`$", *program)) buf_add_text(out, "\\\\");
    buf_add_char(out, *program);
  }
}

static void add_command(struct buf *out, enum enable_way way, const char *program) {
  buf_add_char(out, '"');
  if (way == ENABLE_SYSTEMD) add_for_systemd(out, program);
  else add_for_desktop(out, program);
  buf_add_char(out, '"');
}

// As a value of its own, unquoted.
static void add_program(struct buf *out, enum enable_way way, const char *program) {
  if (way == ENABLE_SYSTEMD) return add_for_systemd(out, program);
  for (; *program; program++) {
    if (*program == '\\') buf_add_char(out, '\\');
    buf_add_char(out, *program);
  }
}

static void fill(struct buf *out, enum enable_way way, const char *template, const char *program) {
  static const char exec[] = "@TEND_EXEC@", path[] = "@TEND_PROGRAM@";
  while (*template) {
    bool is_exec = strncmp(template, exec, sizeof exec - 1) == 0;
    bool is_path = strncmp(template, path, sizeof path - 1) == 0;
    if (is_exec) add_command(out, way, program);
    else if (is_path) add_program(out, way, program);
    else buf_add_char(out, *template);
    template += is_exec ? sizeof exec - 1 : is_path ? sizeof path - 1 : 1;
  }
}

// systemd takes no program with a quote or a backslash in its path.
static bool is_startable(enum enable_way way, const char *program) {
  for (; *program; program++)
    if ((unsigned char)*program < ' ' || (way == ENABLE_SYSTEMD && strchr("\"'\\", *program))) return false;
  return true;
}

static bool self_path(enum enable_way way, char self[PATH_MAX], struct fault *fault) {
  ssize_t length = readlink("/proc/self/exe", self, PATH_MAX - 1);
  if (length < 0) return fault_set(fault, "/proc/self/exe cannot be read: %s", strerror(errno));
  self[length] = '\0';
  return is_startable(way, self) ||
         fault_set(fault, "%s: a program with such a character in its path cannot be started so", self);
}

static bool make_text(struct buf *out, enum enable_way way, struct fault *fault) {
  char self[PATH_MAX];
  struct buf template = {0};
  const char *name = way == ENABLE_SYSTEMD ? "desktop/tend-agent.service.in" : "desktop/tend-agent.desktop.in";
  char *path = path_of(PATH_SHARE, name, fault);
  bool ok = path && file_read(path, TEMPLATE_MOST, &template, fault) && self_path(way, self, fault);
  if (ok) fill(out, way, buf_text(&template), self);
  buf_finish(&template);
  free(path);
  return ok;
}

// Enabling.

// True when the file is as it shall be, or the person made it theirs.
static bool put(enum enable_way way, const char *path) {
  struct buf text = {0};
  struct fault fault;
  enum placed placed = placed_look(path);
  bool ok = true;
  if (placed == PLACED_THEIRS) {
    printf("%s is yours: you changed it or put it there, so it stays as it is.\n", path);
  } else {
    ok = make_text(&text, way, &fault);
    if (ok && !placed_holds(path, buf_text(&text))) ok = placed_write(path, buf_text(&text), &fault);
    if (!ok) complain(STATUS_ERROR, "%s", fault.text);
  }
  buf_finish(&text);
  return ok;
}

// True when no file of ours is there afterwards.
static bool take_away(const char *path) {
  enum placed placed = placed_look(path);
  return placed == PLACED_NONE || (placed == PLACED_OURS && unlink(path) == 0);
}

static bool agent_runs(void) {
  json_t *status = agent_tell("status");
  json_decref(status);
  return status != NULL;
}

static bool start_unit(void) {
  if (!agent_runs()) return systemctl(false, "start", UNIT);
  puts("An agent is running already, so none was started.");
  return true;
}

static int enable_with_systemd(const char *path) {
  if (!put(ENABLE_SYSTEMD, path)) return STATUS_ERROR;
  if (!systemctl(false, "daemon-reload", NULL) || !systemctl(false, "enable", UNIT))
    return complain(STATUS_ERROR, "the agent could not be enabled in your systemd; 'tend agent run' runs it by hand");
  // A session has one agent; a file in the autostart folder would start a second one.
  char *other = config_path(below_config[ENABLE_AUTOSTART]);
  take_away(other);
  free(other);
  if (!start_unit())
    return complain(STATUS_ERROR, "the agent is enabled, and did not start; 'systemctl --user status %s' says why",
                    UNIT);
  printf("The agent starts with your desktop session, by systemd: %s\n", path);
  puts("'tend agent disable' undoes it.");
  return STATUS_OK;
}

static int enable_with_autostart(const char *path) {
  if (!put(ENABLE_AUTOSTART, path)) return STATUS_ERROR;
  printf("The agent starts with your next desktop session, by your autostart folder: %s\n", path);
  if (!agent_runs()) puts("'tend agent run' runs it until then.");
  puts("'tend agent disable' undoes it.");
  return STATUS_OK;
}

int enable_agent(void) {
  enum enable_way way = systemd_runs_the_session() ? ENABLE_SYSTEMD : ENABLE_AUTOSTART;
  // Called from outside the session: what was chosen inside it holds.
  if (enable_look() == ENABLE_SYSTEMD) way = ENABLE_SYSTEMD;
  char *path = config_path(below_config[way]);
  int status = way == ENABLE_SYSTEMD ? enable_with_systemd(path) : enable_with_autostart(path);
  free(path);
  return status;
}

// Disabling.

// Its link goes even where no systemd answers that would take it away.
static void disable_unit(const char *path) {
  char *wanted = config_path(wanted_below_config);
  systemctl(true, "disable", UNIT);
  systemctl(true, "stop", UNIT);
  unlink(wanted);
  free(wanted);
  if (!take_away(path)) printf("%s is yours, so it stays; nothing starts it any more.\n", path);
  systemctl(true, "daemon-reload", NULL);
}

// False where none ran.
static bool stop_agent(void) {
  json_t *answer = agent_tell("stop");
  json_decref(answer);
  return answer != NULL;
}

int disable_agent(void) {
  enum enable_way before = enable_look();
  char *unit = config_path(below_config[ENABLE_SYSTEMD]), *entry = config_path(below_config[ENABLE_AUTOSTART]);
  int status = STATUS_OK;
  if (before == ENABLE_SYSTEMD || placed_look(unit) == PLACED_OURS) disable_unit(unit);
  if (!take_away(entry)) {
    status = complain(STATUS_ERROR, "%s is yours, so it stays, and it starts the agent; remove it to end that", entry);
  } else if (before == ENABLE_NONE) {
    puts(stop_agent() ? "The agent was not enabled; the one that ran stops." : "The agent was not enabled.");
  } else {
    stop_agent();
    puts("The agent is stopped and no longer starts by itself. 'tend agent enable' brings it back.");
  }
  free(unit);
  free(entry);
  return status;
}
