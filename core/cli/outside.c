// The person's own editor; see outside.h.
#include "outside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"
#include "paths.h"

enum { FILE_MOST = 8 << 20, ENDING = 6 };

static const int ending[ENDING] = {SIGTERM, SIGHUP, SIGPIPE, SIGALRM, SIGUSR1, SIGUSR2};
static volatile sig_atomic_t caught, editor_process;

static void on_signal(int number) {
  caught = number;
  if (editor_process > 0) kill(editor_process, number);
}

static const char *editor(void) {
  const char *own = getenv("VISUAL");
  if (!own || !*own) own = getenv("EDITOR");
  return own && *own ? own : NULL;
}

// A folder of its own, so that what an editor leaves beside the file goes with it.
static char *make_folder(struct fault *fault) {
  const char *runtime = getenv("XDG_RUNTIME_DIR");
  if (!runtime || runtime[0] != '/') {
    fault_set(fault,
              "$XDG_RUNTIME_DIR is not set, so there is no place in memory for an editor's file; without --editor "
              "you write inside tend");
    return NULL;
  }
  char *folder = path_for_writing(PATH_RUNTIME, "edit-XXXXXX", fault);
  if (folder && mkdtemp(folder)) return folder;
  if (folder) fault_set(fault, "%s: the folder cannot be made: %s", folder, strerror(errno));
  free(folder);
  return NULL;
}

static bool write_file(const char *path, const struct buf *text, struct fault *fault) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool ok = fd >= 0 && file_write_all(fd, text->data, text->len);
  if (!ok) fault_set(fault, "%s: cannot be written: %s", path, strerror(errno));
  if (fd >= 0) close(fd);
  return ok;
}

// Through a shell, because $EDITOR may hold options.
static bool run_editor(const char *path, struct fault *fault) {
  char *command = mem_format("exec %s \"$1\"", editor());
  char *arguments[] = {(char *)"sh", (char *)"-c", command, (char *)"sh", (char *)path, NULL};
  pid_t pid;
  posix_spawnattr_t attributes;
  sigset_t usual, blocked, before;
  sigemptyset(&usual);
  sigaddset(&usual, SIGINT);
  sigaddset(&usual, SIGQUIT);
  sigemptyset(&blocked);
  for (int i = 0; i < ENDING; i++) sigaddset(&blocked, ending[i]);
  // None comes before it is known whom it is for.
  sigprocmask(SIG_BLOCK, &blocked, &before);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setsigmask(&attributes, &before);
  int status = 0, error = posix_spawn(&pid, "/bin/sh", NULL, &attributes, arguments, environ);
  editor_process = error ? 0 : pid;
  // One that came while the file was being made.
  if (!error && caught) kill(pid, caught);
  sigprocmask(SIG_SETMASK, &before, NULL);
  posix_spawnattr_destroy(&attributes);
  free(command);
  if (error) return fault_set(fault, "the editor could not be started: %s", strerror(error));
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  editor_process = 0;
  if (caught || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) return true;
  return fault_set(fault, "the editor '%.60s' did not end well", editor());
}

static bool edit_in(const char *folder, struct buf *text, struct fault *fault) {
  char *path = path_join(folder, "entry.txt");
  bool ended = text->len && text->data[text->len - 1] == '\n';
  bool ok = write_file(path, text, fault) && run_editor(path, fault);
  if (ok) {
    if (text->data) explicit_bzero(text->data, text->len);
    buf_clear(text);
    ok = file_read(path, FILE_MOST, text, fault);
  }
  // Most editors end the last line; one that had no end keeps none.
  if (ok && !ended && text->len && text->data[text->len - 1] == '\n') buf_drop_end(text, 1);
  free(path);
  return ok;
}

bool outside_edit(struct buf *text, int *signal, struct fault *fault) {
  struct sigaction before[ENDING], on = {.sa_handler = on_signal}, ignored = {.sa_handler = SIG_IGN}, interrupt, quit;
  if (!editor())
    return fault_set(fault, "neither $VISUAL nor $EDITOR says which editor; without --editor you write inside tend");
  caught = 0;
  // Ctrl-C is the editor's, as long as it has the terminal.
  sigaction(SIGINT, &ignored, &interrupt);
  sigaction(SIGQUIT, &ignored, &quit);
  for (int i = 0; i < ENDING; i++) sigaction(ending[i], &on, &before[i]);
  char *folder = make_folder(fault);
  bool ok = folder && edit_in(folder, text, fault);
  if (folder) file_remove_folder(folder);
  *signal = caught;
  for (int i = 0; i < ENDING; i++) sigaction(ending[i], &before[i], NULL);
  sigaction(SIGINT, &interrupt, NULL);
  sigaction(SIGQUIT, &quit, NULL);
  free(folder);
  return ok;
}
