// A bundle from a git repository; see bundle.h. Git fetches into a bare repository, so nothing is ever checked out, and
// hands the tree over as a tar, which is read as any stranger's archive is.
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bundle.h"
#include "file.h"
#include "frame.h"
#include "memory.h"
#include "monotonic.h"
#include "paths.h"
#include "text.h"

enum {
  SECONDS_MAX = 120,               // for one call of git
  STORE_MAX = 128 * 1024 * 1024,   // bytes of one file that git writes
  SAID_MAX = 16 * 1024,            // bytes of what it complains about
  FILE_MAX = 1024 * 1024,          // of a single file
};

struct git {
  char *folder;  // the bare repository
  int64_t until;
};

// Nobody's configuration, no questions, no hooks of a template, and no way of fetching that runs a program of the
// repository's choice. What the person needs to reach a server of theirs stays.
static char **environment_of_git(void) {
  static const char *const fixed[] = {"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0",
                                      "GIT_ASKPASS=true", "SSH_ASKPASS=true", "GIT_SSH_COMMAND=ssh -oBatchMode=yes",
                                      "GIT_ALLOW_PROTOCOL=https:http:git:ssh:file", "GIT_TEMPLATE_DIR=/var/empty",
                                      "GIT_ATTR_NOSYSTEM=1", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C"};
  static const char *const kept[] = {"PATH", "HOME", "SSH_AUTH_SOCK", "https_proxy", "http_proxy", "no_proxy", "SSL_CERT_FILE"};
  enum { FIXED = sizeof fixed / sizeof *fixed, KEPT = sizeof kept / sizeof *kept };
  char **environment = mem_zero(FIXED + KEPT + 1, sizeof *environment);
  size_t count = 0;
  for (; count < FIXED; count++) environment[count] = mem_copy(fixed[count]);
  for (size_t i = 0; i < KEPT; i++) {
    const char *value = getenv(kept[i]);
    if (value) environment[count++] = mem_format("%s=%s", kept[i], value);
  }
  return environment;
}

static void free_environment(char **environment) {
  for (size_t i = 0; environment[i]; i++) free(environment[i]);
  free(environment);
}

// In the child, between fork and exec.
static void become_git(const char *const *arguments, char **environment, int out, int err, pid_t parent) {
  const struct rlimit store = {STORE_MAX, STORE_MAX}, none = {0, 0};
  int nothing = open("/dev/null", O_RDONLY);
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // whatever ends us
  if (getppid() != parent) _exit(127);
  alarm(SECONDS_MAX + 5);
  setrlimit(RLIMIT_FSIZE, &store);
  setrlimit(RLIMIT_CORE, &none);
  dup2(nothing, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  execvpe("git", (char *const *)arguments, environment);
  _exit(127);
}

struct pipes {
  struct pollfd ends[2];
  struct buf *said[2];
  size_t most[2];
};

static bool drain(struct pipes *pipes, int which) {
  char chunk[16384];
  ssize_t got = read(pipes->ends[which].fd, chunk, sizeof chunk);
  if (got < 0 && errno == EINTR) return true;
  if (got <= 0) {
    pipes->ends[which].fd = -1;
    return true;
  }
  bool fits = pipes->said[which]->len + (size_t)got <= pipes->most[which];
  if (fits) buf_add(pipes->said[which], chunk, (size_t)got);
  return fits || which == 1;
}

enum listened { HEARD, TOO_LATE, TOO_MUCH };

static enum listened listen_to(struct pipes *pipes, int64_t until) {
  while (pipes->ends[0].fd >= 0 || pipes->ends[1].fd >= 0) {
    int64_t left = until - monotonic_ms();
    if (left <= 0) return TOO_LATE;
    int ready = poll(pipes->ends, 2, (int)left);
    for (int i = 0; i < 2 && ready > 0; i++)
      if (pipes->ends[i].revents && !drain(pipes, i)) return TOO_MUCH;
  }
  return HEARD;
}

// The first line that says what is wrong, or else the first.
static void complain_as_git(const struct buf *said, struct fault *fault) {
  static const char *const marks[] = {"fatal: ", "error: "};
  struct buf line = {0};
  const char *text = buf_text(said), *best = text;
  bool found = false;
  for (const char *at = text; *at && !found; at += strcspn(at, "\n"), at += *at == '\n') {
    for (size_t i = 0; i < sizeof marks / sizeof *marks && !found; i++) {
      found = strncmp(at, marks[i], strlen(marks[i])) == 0;
      if (found) best = at + strlen(marks[i]);
    }
  }
  text_clean(&line, best, strcspn(best, "\n"), false);
  fault_set(fault, "git says: %.600s", line.len ? buf_text(&line) : "nothing");
  buf_finish(&line);
}

static void close_pipe(int ends[2]) {
  close(ends[0]);
  close(ends[1]);
}

static bool open_pipes(int said[2][2]) {
  if (pipe2(said[0], O_CLOEXEC) < 0) return false;
  if (pipe2(said[1], O_CLOEXEC) == 0) return true;
  close_pipe(said[0]);
  return false;
}

// Git in a process group of its own; said[0] and said[1] are what comes from its stdout and stderr. -1, or its number.
static pid_t start(const char *const *arguments, int said[2]) {
  int pipes[2][2];
  if (!open_pipes(pipes)) return -1;
  char **environment = environment_of_git();
  pid_t parent = getpid(), process = fork();
  if (process == 0) become_git(arguments, environment, pipes[0][1], pipes[1][1], parent);
  free_environment(environment);
  for (int i = 0; i < 2; i++) {
    said[i] = pipes[i][0];
    close(pipes[i][1]);
    if (process < 0) close(pipes[i][0]);
  }
  return process;
}

// Ends what is left of it. False where its status is not to be had: it went to somebody else, or to nobody.
static bool reap(pid_t process, bool heard, int *status) {
  pid_t reaped;
  if (!heard) kill(-process, SIGKILL);
  do reaped = waitpid(process, status, 0);
  while (reaped < 0 && errno == EINTR);
  if (heard) kill(-process, SIGKILL);  // whatever it left running
  return reaped == process;
}

static bool listen_and_end(pid_t process, struct pipes *pipes, int64_t until, struct fault *fault) {
  int status = 0;
  enum listened listened = listen_to(pipes, until);
  bool reaped = reap(process, listened == HEARD, &status);
  if (listened == TOO_LATE)
    return fault_set(fault, "git took longer than %d seconds; try again when the line is better", SECONDS_MAX);
  if (listened == TOO_MUCH)
    return fault_set(fault, "it is too large: what a practice is read from has at most %d MB", FRAME_DATA_MAX >> 20);
  if (!reaped) return fault_set(fault, "how git ended could not be told; try again");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
    return fault_set(fault, "it is a git repository, and there is no git here: sudo apt install git");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) complain_as_git(pipes->said[1], fault);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Runs git on the repository. *out (which may be NULL) is appended to.
static bool run(const struct git *git, const char *const *words, struct buf *out, struct fault *fault) {
  static const char *const settings[] = {"git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c",
                                         "protocol.ext.allow=never", "-c", "fetch.fsckObjects=true", "-c",
                                         "gc.auto=0", "-c", "maintenance.auto=false", "-c", "core.attributesFile=/dev/null",
                                         "--git-dir"};
  enum { SETTINGS = sizeof settings / sizeof *settings, WORDS = 16 };
  const char *arguments[SETTINGS + WORDS + 2] = {0};
  memcpy(arguments, settings, sizeof settings);
  arguments[SETTINGS] = git->folder;
  for (size_t i = 0; words[i] && i < WORDS; i++) arguments[SETTINGS + 1 + i] = words[i];
  int said[2];
  pid_t process = start(arguments, said);
  if (process < 0) return fault_set(fault, "git could not be started: %s", strerror(errno));
  struct buf unused = {0}, complaint = {0};
  struct pipes pipes = {{{said[0], POLLIN, 0}, {said[1], POLLIN, 0}},
                        {out ? out : &unused, &complaint}, {FRAME_DATA_MAX, SAID_MAX}};
  bool ok = listen_and_end(process, &pipes, git->until, fault);
  close(said[0]);
  close(said[1]);
  buf_finish(&unused);
  buf_finish(&complaint);
  return ok;
}

// It answered, and did not break off.
static bool git_said_no(const struct fault *fault) { return strncmp(fault->text, "git says", 8) == 0; }

static bool is_commit(const char *revision) {
  size_t length = revision ? strspn(revision, "0123456789abcdefABCDEF") : 0;
  return length >= 7 && length <= 64 && !revision[length];
}

static bool resolve(const struct git *git, const char *revision, char **commit, struct fault *fault) {
  struct buf said = {0};
  char *wanted = mem_format("%s^{commit}", revision);
  bool ok = run(git, (const char *const[]){"rev-parse", "--verify", "-q", "--end-of-options", wanted, NULL}, &said, fault);
  free(wanted);
  if (!ok && git_said_no(fault)) fault_set(fault, "it has no '%s'", revision);
  while (said.len && isspace((unsigned char)said.data[said.len - 1])) buf_drop_end(&said, 1);
  free(*commit);
  *commit = buf_take(&said);
  return ok;
}

// A commit cannot be asked for by its number everywhere, so that all is fetched then.
static bool fetch(const struct git *git, const char *url, const char *revision, char **commit, struct fault *fault) {
  if (is_commit(revision)) {
    const char *const all[] = {"fetch", "-q", "--no-recurse-submodules", "--", url, "+refs/heads/*:refs/heads/*",
                               "+refs/tags/*:refs/tags/*", NULL};
    if (run(git, all, NULL, fault) && resolve(git, revision, commit, fault)) return true;
  }
  const char *const one[] = {"fetch", "-q", "--no-tags", "--no-recurse-submodules", "--depth=1", "--", url,
                             revision ? revision : "HEAD", NULL};
  return run(git, one, NULL, fault) && resolve(git, "FETCH_HEAD", commit, fault);
}

static bool read_tree(const struct git *git, const char *commit, const char *subfolder, struct bundle *bundle,
                      struct fault *fault) {
  struct buf archive = {0};
  char *tree = mem_format("%s%s%s", commit, subfolder ? ":" : "", subfolder ? subfolder : "");
  bool ok = run(git, (const char *const[]){"archive", "--format=tar", tree, NULL}, &archive, fault);
  if (!ok && subfolder && git_said_no(fault)) fault_set(fault, "it has no folder '%s'", subfolder);
  ok = ok && bundle_read_archive_bytes(bundle, &archive, fault);
  buf_finish(&archive);
  free(tree);
  return ok;
}

static bool begin(struct git *git, struct fault *fault) {
  *git = (struct git){path_for_writing(PATH_STATE, "git-XXXXXX", fault), monotonic_ms() + SECONDS_MAX * 1000};
  if (!git->folder) return false;
  if (mkdtemp(git->folder)) return run(git, (const char *const[]){"init", "-q", "--bare", NULL}, NULL, fault);
  fault_set(fault, "%s: the folder cannot be made: %s", git->folder, strerror(errno));
  free(git->folder);
  git->folder = NULL;
  return false;
}

static void end(struct git *git) {
  if (git->folder) file_remove_folder(git->folder);
  free(git->folder);
}

bool bundle_read_git(struct bundle *bundle, const char *url, const char *revision, const char *subfolder, char **commit,
                     struct fault *fault) {
  struct git git;
  *commit = NULL;
  bool ok = begin(&git, fault) && fetch(&git, url, revision, commit, fault) &&
            read_tree(&git, *commit, subfolder, bundle, fault);
  end(&git);
  return ok;
}

bool bundle_read_git_file(struct buf *text, const char *url, const char *revision, const char *path, struct fault *fault) {
  struct git git;
  struct fault why;
  char *commit = NULL, *object = NULL;
  bool ok = begin(&git, fault) && fetch(&git, url, revision, &commit, fault);
  if (ok) object = mem_format("%s:%s", commit, path);
  if (ok && !run(&git, (const char *const[]){"cat-file", "blob", object, NULL}, text, &why))
    ok = git_said_no(&why) ? fault_set(fault, "%s: it has no %s", url, path) : fault_set(fault, "%s: %s", url, why.text);
  if (ok && text->len > FILE_MAX) ok = fault_set(fault, "%s: %s is larger than 1 MB", url, path);
  end(&git);
  free(commit);
  free(object);
  return ok;
}
