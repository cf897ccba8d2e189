// What a sealed process can still do: each try is made by a child of its own, and judged by how that child ended.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_host_child.h"

#include <sched.h>
#include <sys/ioctl.h>
#include <time.h>

static char page[4096] __attribute__((aligned(4096)));

// One system call, as it is made by a child that is sealed.
struct call {
  const char *name;
  long number;
  long arguments[6];
  bool loose;  // let through where a sanitizer needs it
};

static const struct call *call;

static int make_call(void) {
  const long *argument = call->arguments;
  syscall(call->number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5]);
  return WENT_ON;
}

static int use_memory(void) {
  volatile char *memory = malloc(20u << 20);
  if (!memory) return WRONG;
  for (size_t i = 0; i < 20u << 20; i += 4096) memory[i] = 1;
  free((void *)memory);
  for (size_t size = 16; size < 8u << 20; size *= 2) {
    char *grown = realloc(malloc(size), size * 2);
    if (!grown) return WRONG;
    free(grown);
  }
  return 0;
}
static int read_and_write(void) {
  char bytes[4] = "";
  if (read(0, bytes, 4) != 4 || memcmp(bytes, "ping", 4) != 0) return WRONG;
  return write(0, "pong", 4) == 4 ? 0 : WRONG;
}
static int tell_time(void) {
  struct timespec now;
  return clock_gettime(CLOCK_MONOTONIC, &now) || clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) ? WRONG : 0;
}
static int take_random(void) { return syscall(SYS_getrandom, page, 16, 0) == 16 ? 0 : WRONG; }
static int exit_thread(void) {
  syscall(SYS_exit, 0);
  return WENT_ON;
}
static int leave(void) { return 0; }
static int run_out_of_memory(void) { return malloc(300u << 20) ? WENT_ON : 0; }

static void what_reaches_out_is_killed(void **state) {
  (void)state;
  const long at = (long)page, cwd = AT_FDCWD, name = (long)"/etc/passwd", executable = PROT_READ | PROT_EXEC;
  const long anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
  const struct call calls[] = {
#ifdef SYS_open
      {"open", SYS_open, {name, O_RDONLY}, false},
      {"fork", SYS_fork, {0}, false},
      {"vfork", SYS_vfork, {0}, false},
      {"dup2", SYS_dup2, {0, 5}, false},
#endif
      {"openat", SYS_openat, {cwd, name, O_RDONLY}, false},
      {"openat2", SYS_openat2, {cwd, name, at, 24}, false},
      {"socket", SYS_socket, {AF_UNIX, SOCK_STREAM}, false},
      {"connect", SYS_connect, {0, at, 16}, false},
      {"sendmsg", SYS_sendmsg, {0, at}, false},
      {"recvmsg", SYS_recvmsg, {0, at}, false},
      {"execve", SYS_execve, {(long)"/bin/true", at, at}, false},
      {"execveat", SYS_execveat, {0, (long)"", at, at, AT_EMPTY_PATH}, false},
      {"clone", SYS_clone, {SIGCHLD}, false},
      {"clone3", SYS_clone3, {at, 88}, false},
      {"mmap executable", SYS_mmap, {0, 4096, executable, anonymous, -1}, false},
      {"mmap writable and executable", SYS_mmap, {0, 4096, executable | PROT_WRITE, anonymous, -1}, false},
      {"mprotect executable", SYS_mprotect, {at, 4096, executable}, true},
      {"mprotect", SYS_mprotect, {at, 4096, PROT_READ}, true},
      {"pkey_mprotect", SYS_pkey_mprotect, {at, 4096, executable}, false},
      {"memfd_create", SYS_memfd_create, {name}, false},
      {"ptrace", SYS_ptrace, {0}, false},
      {"process_vm_writev", SYS_process_vm_writev, {1, at, 1, at, 1}, false},
      {"kill", SYS_kill, {getpid(), 0}, false},
      {"kill its group", SYS_kill, {0, 0}, false},
      {"tgkill", SYS_tgkill, {getpid(), getpid(), 0}, false},
      {"pidfd_open", SYS_pidfd_open, {getpid()}, false},
      {"getppid", SYS_getppid, {0}, false},
      {"io_uring_setup", SYS_io_uring_setup, {1, at}, false},
      {"bpf", SYS_bpf, {0, at, 8}, false},
      {"perf_event_open", SYS_perf_event_open, {at, 0, -1, -1}, false},
      {"userfaultfd", SYS_userfaultfd, {0}, false},
      {"add_key", SYS_add_key, {(long)"user", name, name, 1, -3}, false},
      {"unshare", SYS_unshare, {CLONE_NEWUSER}, false},
      {"mount", SYS_mount, {(long)"none", (long)"/nowhere", (long)"tmpfs"}, false},
      {"ioctl TIOCSTI", SYS_ioctl, {0, TIOCSTI, name}, false},
      {"fcntl", SYS_fcntl, {0, F_DUPFD, 3}, false},
      {"dup", SYS_dup, {0}, false},
      {"close", SYS_close, {0}, false},
      {"unlinkat", SYS_unlinkat, {cwd, (long)"/nowhere"}, false},
      {"stat", SYS_newfstatat, {cwd, name, at}, false},
      {"prctl", SYS_prctl, {PR_SET_DUMPABLE, 1}, false},
      {"setrlimit", SYS_setrlimit, {RLIMIT_AS, at}, false},
      {"prlimit", SYS_prlimit64, {0, RLIMIT_AS, at}, false},
      {"setuid", SYS_setuid, {0}, false},
      {"another filter", SYS_seccomp, {SECCOMP_SET_MODE_FILTER, 0, at}, false},
      {"nanosleep", SYS_nanosleep, {at}, false},
      {"a number that is no call", 4000, {0}, false},
      {"read from 1", SYS_read, {1, at, 1}, false},
      {"read from 3", SYS_read, {3, at, 1}, false},
      {"read from -1", SYS_read, {-1, at, 1}, false},
      {"write to 1", SYS_write, {1, name, 1}, true},
      {"write to 2", SYS_write, {2, name, 1}, true},
      {"readv", SYS_readv, {0, at}, false},
      {"pwrite", SYS_pwrite64, {0, name, 1}, false},
#ifdef __x86_64__
      {"x32 write", 0x40000000 | SYS_write, {0, name, 1}, false},
      {"x32 exit", 0x40000000 | SYS_exit_group, {0}, false},
#endif
  };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    if (LOOSE && calls[i].loose) continue;
    call = &calls[i];
    int end = finish(start(make_call));
    if (end != -SIGSYS) fail_msg("%s ended with %d", call->name, end);
  }
}

#ifdef __x86_64__
// The 32-bit entry has other numbers: 20 is its getpid, and in ours writev.
static int make_32_bit_call(void) {
  long number = 20;
  __asm__ volatile("int $0x80" : "+a"(number) : : "memory", "r8", "r9", "r10", "r11");
  return WENT_ON;
}

static void the_32_bit_entry_is_closed(void **state) {
  (void)state;
  int end = finish(start(make_32_bit_call));
  // A kernel that has no such entry ends it with a fault.
  assert_true(end == -SIGSYS || end == -SIGSEGV);
}
#endif

static void what_a_practice_needs_goes_on(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int (*attempt)(void);
  } rows[] = {{"memory", use_memory},
              {"time", tell_time},
              {"random bytes", take_random},
              {"exit of a thread", exit_thread},
              {"exit", leave}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    int end = finish(start(rows[i].attempt));
    if (end != 0) fail_msg("%s ended with %d", rows[i].name, end);
  }
}

static void descriptor_0_can_be_read_and_written(void **state) {
  (void)state;
  char bytes[4] = "";
  struct child child = start(read_and_write);
  assert_int_equal(write(child.end, "ping", 4), 4);
  assert_int_equal(read(child.end, bytes, 4), 4);
  assert_memory_equal(bytes, "pong", 4);
  assert_int_equal(finish(child), 0);
}

static void more_memory_than_the_limit_is_not_given(void **state) {
  (void)state;
  if (LOOSE) skip();
  assert_int_equal(finish(start(run_out_of_memory)), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_reaches_out_is_killed),
#ifdef __x86_64__
      cmocka_unit_test(the_32_bit_entry_is_closed),
#endif
      cmocka_unit_test(what_a_practice_needs_goes_on),
      cmocka_unit_test(descriptor_0_can_be_read_and_written),
      cmocka_unit_test(more_memory_than_the_limit_is_not_given),
      cmocka_unit_test(no_child_is_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
