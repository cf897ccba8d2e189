// Trying the ways out; see doctor.h. Each try is a tend-probe of its own, so that one that is killed is told from one
// that met an error. It is made sealed, and with single steps of the sealing, to learn which of them would stop it.
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"
#include "doctor.h"
#include "paths.h"

enum { PATIENCE_MS = 20000, FAR_DESCRIPTOR = 100 };

struct end {
  enum { END_UNREADY, END_OUT, END_ERROR, END_FORBIDDEN, END_OTHER, END_NOT_HERE } kind;
  int error;
  struct fault fault;  // END_UNREADY: why it was not sealed
};

struct prober {
  char *program;
  char inherited[16];  // the number of a descriptor of ours that a child would inherit
};

static const struct {
  const char *name, *words;
} rows[] = {
#define ROW(name, words) {#name, words},
    WAYS(ROW)
#undef ROW
};

const char *way_name(enum way way) { return rows[way].name; }
const char *way_words(enum way way) { return rows[way].words; }

const char *stopper_name(enum stopper stopper) {
  switch (stopper) {
    case STOPPED_BY_NOTHING: return "nothing";
    case STOPPED_BY_SECCOMP: return "seccomp";
    case STOPPED_BY_LANDLOCK: return "Landlock";
    case STOPPED_BY_LIMIT: return "rlimit";
    case STOPPED_BY_CLOSING: return "closing";
    case STOPPED_BY_SYSTEM: return "system";
    case STOPPED_UNCLEAR: return "unclear";
    case STOPPED_NOT_HERE: return "not here";
  }
  return "";
}

bool stopper_is_none(enum stopper stopper) { return stopper == STOPPED_BY_NOTHING || stopper == STOPPED_UNCLEAR; }

// One try.

static void judge_status(struct end *end, int status) {
  if (status == PROBE_OUT) end->kind = END_OUT;
  else if (status == PROBE_NOT_HERE) end->kind = END_NOT_HERE;
  else if (status < PROBE_UNSEALED) *end = (struct end){.kind = END_ERROR, .error = status};
}

// A try counts only where the probe has said that it was sealed before.
static struct end judge(const siginfo_t *info, const char *said) {
  struct end end = {.kind = END_OTHER};
  if (strcmp(said, PROBE_READY PROBE_GOT_OUT) == 0) {
    end.kind = END_OUT;
  } else if (strcmp(said, PROBE_READY) != 0) {
    const char *why = *said == *PROBE_REFUSED ? said + 1 : "its process ended before it was sealed";
    end.kind = END_UNREADY;
    fault_set(&end.fault, "%s", why);
  } else if (info->si_code == CLD_EXITED) {
    judge_status(&end, info->si_status);
  } else if (info->si_status == SIGSYS) {
    end.kind = END_FORBIDDEN;
  }
  return end;
}

static struct end try(const struct prober *prober, const char *seal, const char *name) {
  const char *words[] = {seal, name, prober->inherited, NULL};
  struct end end = {.kind = END_UNREADY};
  struct child child;
  siginfo_t info = {0};
  char said[FAULT_MAX] = "";
  int socket;
  if (!child_start(&child, prober->program, words, &socket, &end.fault)) return end;
  struct pollfd ended = {child.pidfd, POLLIN, 0};
  while (poll(&ended, 1, PATIENCE_MS) < 0 && errno == EINTR) {
  }
  if (!child_reap(&child, &info, false)) child_kill(&child, &info);
  for (size_t length = 0; length < sizeof said - 1;) {
    ssize_t got = recv(socket, said + length, sizeof said - 1 - length, MSG_DONTWAIT);
    if (got <= 0) break;
    length += (size_t)got;
  }
  close(child.pidfd);
  close(socket);
  return judge(&info, said);
}

// Judging one way.

static enum stopper stopped_by_limits(const struct end *end) {
  return end->error == EBADF ? STOPPED_BY_CLOSING : STOPPED_BY_LIMIT;
}

static bool is_stopped(const struct end *end) { return end->kind == END_ERROR || end->kind == END_OTHER; }

// What stops it without seccomp. A step gets the credit only for what goes through without it.
static unsigned judge_steps(const struct end *bare, const struct end *landlock, const struct end *limits) {
  unsigned also = 0;
  if (is_stopped(bare)) return bare->error == EBADF ? STOPPED_BY_CLOSING : STOPPED_BY_SYSTEM;
  if (is_stopped(landlock)) also |= STOPPED_BY_LANDLOCK;
  if (is_stopped(limits)) also |= stopped_by_limits(limits);
  return also;
}

static enum stopper judge_sealed(const struct end *sealed, const struct end *limits, unsigned also) {
  switch (sealed->kind) {
    case END_OUT: return STOPPED_BY_NOTHING;
    case END_FORBIDDEN: return STOPPED_BY_SECCOMP;
    case END_NOT_HERE: return STOPPED_NOT_HERE;
    case END_ERROR:
      if (is_stopped(limits) && limits->error == sealed->error && !(also & STOPPED_BY_SYSTEM))
        return stopped_by_limits(limits);
      return also & STOPPED_BY_LANDLOCK ? STOPPED_BY_LANDLOCK : STOPPED_BY_SYSTEM;
    // A machine without such an entry ends who uses it with a fault, sealed or not.
    case END_OTHER: return also & STOPPED_BY_SYSTEM ? STOPPED_BY_SYSTEM : STOPPED_UNCLEAR;
    case END_UNREADY: break;
  }
  return STOPPED_UNCLEAR;
}

static bool try_way(struct trial *trial, const struct prober *prober, enum way way, struct fault *fault) {
  const char *name = way_name(way);
  struct end sealed = try(prober, PROBE_SEALED, name), bare = try(prober, PROBE_BARE, name);
  struct end landlock = try(prober, PROBE_LANDLOCK, name), limits = try(prober, PROBE_LIMITS, name);
  if (sealed.kind == END_UNREADY) return fault_set(fault, "%s", sealed.fault.text);
  unsigned also = judge_steps(&bare, &landlock, &limits);
  enum stopper by = judge_sealed(&sealed, &limits, also);
  trial->ways[way].by = by;
  trial->ways[way].also = by == STOPPED_NOT_HERE ? 0 : also & ~(unsigned)by;
  if (stopper_is_none(by)) trial->out++;
  return true;
}

// The whole.

// A probe that could do nothing at all would look like a perfect sandbox.
static bool can_practise(const struct prober *prober, struct fault *fault) {
  struct end end = try(prober, PROBE_SEALED, PROBE_CONTROL);
  if (end.kind == END_OUT) return true;
  if (end.kind == END_UNREADY) return fault_set(fault, "%s", end.fault.text);
  return fault_set(fault, "a sealed process cannot do what every practice needs");
}

static int landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version > 0 ? (int)version : 0;
}

// Without O_CLOEXEC, as a careless library would leave it.
static int open_carelessly(void) {
  int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), far = fd < 0 ? -1 : fcntl(fd, F_DUPFD, FAR_DESCRIPTOR);
  if (fd >= 0) close(fd);
  return far;
}

bool trial_run(struct trial *trial, struct fault *fault) {
  *trial = (struct trial){.landlock = landlock_version()};
  struct prober prober = {.program = path_of(PATH_LIBEXEC, "tend-probe", fault)};
  if (!prober.program) return false;
  int inherited = open_carelessly();
  snprintf(prober.inherited, sizeof prober.inherited, "%d", inherited);
  bool ok = can_practise(&prober, fault);
  for (int way = 0; ok && way < WAY_COUNT; way++) ok = try_way(trial, &prober, (enum way)way, fault);
  if (inherited >= 0) close(inherited);
  free(prober.program);
  return ok;
}
