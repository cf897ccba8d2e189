// Tries to run programs, to reach other processes, to make code, and to have the kernel do what the filter does not
// see; see tries.h. Through syscall(2), so that the C library makes no other call before.
#include "tries.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// Programs. What is started is this program itself, which then does nothing and says that it is out.

static const char *const itself[] = {"tend-probe", PROBE_CONTROL, NULL}, *const nothing[] = {NULL};

int try_exec(void) { return became(syscall(SYS_execve, "/proc/self/exe", itself, nothing)); }

int try_memfd(void) {
  char chunk[65536];
  ssize_t got = 0;
  int copy = (int)syscall(SYS_memfd_create, "tend-probe", 0);
  int self = copy < 0 ? -1 : (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/exe", O_RDONLY);
  if (self < 0) return errno;
  while ((got = read(self, chunk, sizeof chunk)) > 0)
    if (write(copy, chunk, (size_t)got) != got) return errno;
  return got < 0 ? errno : became(syscall(SYS_execveat, copy, "", itself, nothing, AT_EMPTY_PATH));
}

int try_fork(void) {
#ifdef SYS_fork
  long pid = syscall(SYS_fork);
#else
  long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
#endif
  if (pid == 0) _exit(0);
  return became(pid);
}

int try_clone3(void) {
  const struct clone_args arguments = {.exit_signal = SIGCHLD};
  long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid == 0) _exit(0);
  return became(pid);
}

// Other processes. Signal 0 is none; it is refused as any other would be.

int try_kill(void) { return became(syscall(SYS_kill, aim.parent, 0)); }

int try_kill_all(void) { return became(syscall(SYS_kill, -1, 0)); }

int try_pidfd(void) { return became(syscall(SYS_pidfd_open, aim.parent, 0)); }

// Seizing does not stop it, and ends with this process.
int try_ptrace(void) { return became(syscall(SYS_ptrace, PTRACE_SEIZE, aim.parent, 0, 0)); }

// Whether it may is asked before whether the address is one.
int try_vm_read(void) {
  char byte;
  const struct iovec here = {&byte, 1}, there = {&aim, 1};
  long got = syscall(SYS_process_vm_readv, aim.parent, &here, 1, &there, 1, 0);
  return got < 0 && errno == EFAULT ? PROBE_OUT : became(got);
}

// Memory.

static char page[4096] __attribute__((aligned(4096)));

int try_mmap(void) {
  const int rights = PROT_READ | PROT_WRITE | PROT_EXEC;
  return became(syscall(SYS_mmap, 0, sizeof page, rights, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

int try_mprotect(void) { return became(syscall(SYS_mprotect, page, sizeof page, PROT_READ | PROT_EXEC)); }

int try_pkey_mprotect(void) {
  return became(syscall(SYS_pkey_mprotect, page, sizeof page, PROT_READ | PROT_EXEC, -1));
}

int try_personality(void) { return became(syscall(SYS_personality, READ_IMPLIES_EXEC)); }

int try_memory(void) {
  return became(syscall(SYS_mmap, 0, 300u << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

// Of no size, so that none is made, which would outlive its process: EINVAL is told only to who may ask.
int try_shared(void) {
  long id = syscall(SYS_shmget, IPC_PRIVATE, 0, IPC_CREAT | 0600);
  return id < 0 && errno == EINVAL ? PROBE_OUT : became(id);
}

// Other entries into the kernel, and its larger machines.

int try_io_uring(void) {
  struct io_uring_params parameters = {0};
  return became(syscall(SYS_io_uring_setup, 1, &parameters));
}

// The 32-bit entry has other numbers: 20 is its getpid, and in ours writev.
int try_int_80(void) {
#ifdef __x86_64__
  long result = 20;
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
  return result < 0 ? (int)-result : PROBE_OUT;
#else
  return PROBE_NOT_HERE;
#endif
}

int try_x32(void) {
#ifdef __x86_64__
  return became(syscall(0x40000000 | SYS_getpid));
#else
  return PROBE_NOT_HERE;
#endif
}

int try_userfaultfd(void) {
  enum { USER_MODE_ONLY = 1 };
  return became(syscall(SYS_userfaultfd, USER_MODE_ONLY));
}

// The journal's key is kept there while the journal is unlocked.
int try_keyctl(void) {
  return became(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 1));
}

int try_bpf(void) {
  union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
  return became(syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map));
}

int try_perf(void) {
  struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof event, .config = PERF_COUNT_SW_TASK_CLOCK,
                                  .exclude_kernel = 1, .exclude_hv = 1};
  return became(syscall(SYS_perf_event_open, &event, 0, -1, -1, 0));
}

int try_unshare(void) { return became(syscall(SYS_unshare, CLONE_NEWUSER)); }

// A bind mount of nothing: EINVAL is told only to who may mount.
int try_mount(void) {
  long result = syscall(SYS_mount, NULL, "/", NULL, MS_BIND, NULL);
  return result < 0 && errno == EINVAL ? PROBE_OUT : became(result);
}

// What sealing gave up, taken back.

int try_dumpable(void) { return became(syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0)); }

int try_outlive(void) { return became(syscall(SYS_prctl, PR_SET_PDEATHSIG, 0, 0, 0, 0)); }

int try_setrlimit(void) {
  const struct rlimit many = {16, 16};
  return became(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &many, NULL));
}
