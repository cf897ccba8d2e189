// The person's own editor and viewer; see outside.h.
#include "outside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
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

// What is as it was again when the other program has ended.
struct outside {
  char *folder;  // of its own, so that what an editor leaves beside the file goes with it
  struct sigaction before[ENDING], interrupt, quit;
};

static char *make_folder(struct fault *fault) {
  const char *runtime = getenv("XDG_RUNTIME_DIR");
  if (!runtime || runtime[0] != '/') {
    fault_set(fault, "$XDG_RUNTIME_DIR is not set, so there is no place in memory for another program's file");
    return NULL;
  }
  char *folder = path_for_writing(PATH_RUNTIME, "edit-XXXXXX", fault);
  if (folder && mkdtemp(folder)) return folder;
  if (folder) fault_set(fault, "%s: the folder cannot be made: %s", folder, strerror(errno));
  free(folder);
  return NULL;
}

static bool begin(struct outside *outside, struct fault *fault) {
  const struct sigaction on = {.sa_handler = on_signal}, ignored = {.sa_handler = SIG_IGN};
  caught = 0;
  // Ctrl-C is the other program's, as long as it has the terminal.
  sigaction(SIGINT, &ignored, &outside->interrupt);
  sigaction(SIGQUIT, &ignored, &outside->quit);
  for (int i = 0; i < ENDING; i++) sigaction(ending[i], &on, &outside->before[i]);
  outside->folder = make_folder(fault);
  return outside->folder != NULL;
}

static void end(struct outside *outside, int *signal) {
  if (outside->folder) file_remove_folder(outside->folder);
  *signal = caught;
  for (int i = 0; i < ENDING; i++) sigaction(ending[i], &outside->before[i], NULL);
  sigaction(SIGINT, &outside->interrupt, NULL);
  sigaction(SIGQUIT, &outside->quit, NULL);
  free(outside->folder);
}

static bool write_file(const char *path, const struct buf *text, struct fault *fault) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool ok = fd >= 0 && file_write_all(fd, text->data, text->len);
  if (!ok) fault_set(fault, "%s: cannot be written: %s", path, strerror(errno));
  if (fd >= 0) close(fd);
  return ok;
}

// Through a shell, because $EDITOR may hold options.
static bool run(const char *program, const char *path, struct fault *fault) {
  char *command = mem_format("exec %s \"$1\"", program);
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
  if (error) return fault_set(fault, "'%.60s' could not be started: %s", program, strerror(error));
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  editor_process = 0;
  if (caught || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) return true;
  return fault_set(fault, "'%.60s' did not end well", program);
}

static bool take_back(const char *path, struct buf *text, struct fault *fault) {
  struct buf written = {0};
  bool ended = text->len && text->data[text->len - 1] == '\n';
  if (!file_read(path, FILE_MOST, &written, fault)) {
    if (written.data) explicit_bzero(written.data, written.len);
    buf_finish(&written);
    return false;
  }
  // Most editors end the last line; one that had no end keeps none.
  if (!ended && written.len && written.data[written.len - 1] == '\n') buf_drop_end(&written, 1);
  if (text->data) explicit_bzero(text->data, text->len);
  buf_finish(text);
  *text = written;
  return true;
}

// Where the editor failed, what it had written is the person's all the same.
static bool edit_in(const char *folder, struct buf *text, struct fault *fault) {
  struct fault why;
  char *path = path_join(folder, "entry.txt");
  bool ok = write_file(path, text, fault);
  if (ok && run(editor(), path, &why)) {
    ok = take_back(path, text, fault);
  } else if (ok) {
    ok = fault_set(fault, "%s, so the entry is as it was", why.text);
    take_back(path, text, NULL);
  }
  free(path);
  return ok;
}

bool outside_edit(struct buf *text, int *signal, struct fault *fault) {
  struct outside outside;
  if (!editor())
    return fault_set(fault, "neither $VISUAL nor $EDITOR says which editor; without --editor you write inside tend");
  bool ok = begin(&outside, fault) && edit_in(outside.folder, text, fault);
  end(&outside, signal);
  return ok;
}

// A program that only tells another one to show the file ends at once; on a terminal the person says when it is seen.
static void wait_until_seen(void) {
  const struct sigaction on = {.sa_handler = on_signal};
  if (caught || !isatty(STDIN_FILENO)) return;
  sigaction(SIGINT, &on, NULL);
  fputs("Press Enter when you have seen it; the copy is removed then. ", stderr);
  // By itself, so that a signal ends the waiting.
  for (char typed = 0; typed != '\n' && !caught;)
    if (read(STDIN_FILENO, &typed, 1) <= 0) break;
}

bool outside_view(const struct outside_file *files, size_t count, int *signal, struct fault *fault) {
  struct outside outside;
  const char *viewer = getenv("TEND_VIEWER");
  bool ok = begin(&outside, fault);
  for (size_t i = 0; i < count && ok && !caught; i++) {
    char *path = mem_format("%s/%zu.%s", outside.folder, i + 1, files[i].ending);
    ok = write_file(path, &files[i].bytes, fault) && run(viewer && *viewer ? viewer : "xdg-open", path, fault);
    free(path);
  }
  if (ok) wait_until_seen();
  end(&outside, signal);
  return ok;
}
