// Seals this process in; see sandbox.h. One step after the other, each able to refuse; the filter comes last, because
// the steps before it need system calls that it forbids.
#include "sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCH AUDIT_ARCH_AARCH64
#else
#error "the system call filter is written for x86_64 and aarch64"
#endif

static bool failed(struct fault *fault, const char *step) { return fault_set(fault, "%s: %s", step, strerror(errno)); }

static bool close_descriptors(struct fault *fault) {
#ifdef TEND_SANITIZED
  const unsigned first = 3;  // a sanitizer reports on descriptor 2
#else
  const unsigned first = 1;
#endif
  return syscall(SYS_close_range, first, ~0u, 0) == 0 || failed(fault, "closing descriptors");
}

static bool limit_resources(struct fault *fault) {
  static const struct {
    int resource;
    rlim_t most, hard;
    const char *name;
  } limits[] = {
      {RLIMIT_CORE, 0, 0, "RLIMIT_CORE"},  // a core file would hold the person's words
      {RLIMIT_FSIZE, 0, 0, "RLIMIT_FSIZE"},
      {RLIMIT_NPROC, 0, 0, "RLIMIT_NPROC"},
      {RLIMIT_MEMLOCK, 0, 0, "RLIMIT_MEMLOCK"},
      // Seconds; a walk of an hour uses a few milliseconds. The core gives more, up to the hard limit, with time.
      {RLIMIT_CPU, 5, 600, "RLIMIT_CPU"},
#ifndef TEND_SANITIZED
      {RLIMIT_AS, 256u << 20, 256u << 20, "RLIMIT_AS"},  // behind the allocator's own cap; sanitizers reserve terabytes
#endif
  };
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    const struct rlimit limit = {limits[i].most, limits[i].hard};
    if (setrlimit((__rlimit_resource_t)limits[i].resource, &limit) < 0) return failed(fault, limits[i].name);
  }
  return true;
}

bool sandbox_give_up(int parent, struct fault *fault) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return failed(fault, "no-new-privs");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0) return failed(fault, "dumpable");
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) return failed(fault, "parent-death signal");
  // The parent may have died before the signal was asked for.
  if (getppid() != parent) return fault_set(fault, "parent-death signal: the parent is gone");
  return true;
}

bool sandbox_hide_files(struct fault *fault) {
  struct landlock_ruleset_attr rules = {.handled_access_fs = (1u << 13) - 1};  // everything that ABI 1 can forbid
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
  // A kernel without Landlock, or with it switched off: the filter forbids opening anyway.
  if (ruleset < 0) return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM || failed(fault, "Landlock");
  bool ok = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  int error = errno;
  close(ruleset);
  errno = error;
  return ok || failed(fault, "Landlock");
}

// The calls that may be made. Any other kills the process.

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, action)
#define ALLOW RETURN(SECCOMP_RET_ALLOW)
#define KILL RETURN(SECCOMP_RET_KILL_PROCESS)
#define NUMBER_IS(name, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, skip)
#define ALLOW_CALL(name) NUMBER_IS(name, 1), ALLOW
// The low half of an argument decides: descriptors and protections are ints, and the kernel ignores the upper half of
// both.
#define ALLOW_ON_DESCRIPTOR_0(name) \
  NUMBER_IS(name, 4), LOAD(args[0]), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), ALLOW, KILL
#define ALLOW_NOT_EXECUTABLE(name) \
  NUMBER_IS(name, 4), LOAD(args[2]), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0), ALLOW, KILL

static bool filter(struct fault *fault) {
  struct sock_filter code[] = {
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCH, 1, 0),
      KILL,
      LOAD(nr),
#ifdef TEND_SANITIZED
      ALLOW_CALL(write),
      ALLOW_CALL(mprotect),
      ALLOW_CALL(madvise),
      ALLOW_CALL(sigaltstack),
      ALLOW_CALL(futex),
      ALLOW_CALL(getpid),
      ALLOW_CALL(gettid),
      ALLOW_CALL(sched_yield),
      ALLOW_CALL(rt_sigprocmask),
      ALLOW_CALL(rt_sigaction),
#endif
      ALLOW_ON_DESCRIPTOR_0(read),
      ALLOW_ON_DESCRIPTOR_0(write),
      ALLOW_NOT_EXECUTABLE(mmap),
      ALLOW_CALL(munmap),
      ALLOW_CALL(mremap),
      ALLOW_CALL(brk),
      ALLOW_CALL(clock_gettime),
      ALLOW_CALL(getrandom),
      ALLOW_CALL(rt_sigreturn),
      ALLOW_CALL(restart_syscall),
      ALLOW_CALL(exit),
      ALLOW_CALL(exit_group),
      KILL,
  };
  const struct sock_fprog program = {sizeof code / sizeof *code, code};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 || failed(fault, "seccomp");
}

static bool forbid_descriptors(struct fault *fault) {
#ifdef TEND_SANITIZED
  const rlim_t most = 3;
#else
  const rlim_t most = 1;
#endif
  const struct rlimit limit = {most, most};
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 || failed(fault, "RLIMIT_NOFILE");
}

bool sandbox_limit(struct fault *fault) {
  return close_descriptors(fault) && limit_resources(fault) && forbid_descriptors(fault);
}

// Landlock comes after the privileges, which it asks to be given up, and before the limits, which leave it no
// descriptor for its ruleset.
bool sandbox_enter(int parent, struct fault *fault) {
  return sandbox_give_up(parent, fault) && sandbox_hide_files(fault) && sandbox_limit(fault) && filter(fault);
}
