// What a sealed process can still do: each try is made by a child of its own, and judged by how that child ended.
// The .c is included to reach single steps of the sealing.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sandbox.c"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#ifdef TEND_SANITIZED
enum { LOOSE = 1 };  // a sanitizer's own system calls are allowed besides
// Looking for leaks at exit takes system calls that the sandbox forbids.
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }
#else
enum { LOOSE = 0 };
#endif

enum { REFUSED = 90, WENT_ON = 91, WRONG = 92 };  // exit statuses of a child

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
static int wait_for_a_byte(void) { return read(0, page, 1) == 1 ? 0 : WRONG; }

struct child {
  pid_t pid;
  int end;  // of its descriptor 0
};

static void become(int end, int (*attempt)(void)) {
  struct fault fault;
  dup2(end, 0);
  if (!sandbox_enter(getppid(), &fault)) _exit(REFUSED);
  _exit(attempt());
}

static struct child start(int (*attempt)(void)) {
  int ends[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const struct child child = {fork(), ends[0]};
  if (child.pid == 0) become(ends[1], attempt);
  assert_true(child.pid > 0);
  close(ends[1]);
  return child;
}

// How it ended: an exit status, or a signal's number below zero.
static int finish(struct child child) {
  int status;
  assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
  close(child.end);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

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

// What the parent sees of a child that is sealed and waits for a byte.

static int report_then_wait(void) { return write(0, "!", 1) == 1 ? wait_for_a_byte() : WRONG; }

static struct child start_sealed(void) {
  struct child child = start(report_then_wait);
  char byte = 0;
  assert_int_equal(read(child.end, &byte, 1), 1);
  return child;
}

static void let_go(struct child child) {
  assert_int_equal(write(child.end, ".", 1), 1);
  assert_int_equal(finish(child), 0);
}

static int status_line(pid_t pid, const char *name) {
  char path[64], line[256];
  int value = -1;
  snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  while (fgets(line, sizeof line, file))
    if (strncmp(line, name, strlen(name)) == 0) value = atoi(line + strlen(name));
  fclose(file);
  return value;
}

static void the_kernel_says_that_it_is_sealed(void **state) {
  (void)state;
  struct child child = start_sealed();
  assert_int_equal(status_line(child.pid, "NoNewPrivs:"), 1);
  assert_int_equal(status_line(child.pid, "Seccomp:"), SECCOMP_MODE_FILTER);
  assert_int_equal(status_line(child.pid, "Threads:"), 1);
  let_go(child);
}

static void every_limit_is_in_force(void **state) {
  (void)state;
  static const struct {
    int resource;
    rlim_t most, hard;
    int loose;
  } rows[] = {{RLIMIT_CORE, 0, 0, 0},    {RLIMIT_FSIZE, 0, 0, 0},  {RLIMIT_NPROC, 0, 0, 0},
              {RLIMIT_MEMLOCK, 0, 0, 0}, {RLIMIT_NOFILE, 1, 1, 1}, {RLIMIT_CPU, 5, 600, 0},
              {RLIMIT_AS, 256u << 20, 256u << 20, 1}};
  struct child child = start_sealed();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct rlimit limit;
    if (LOOSE && rows[i].loose) continue;
    assert_int_equal(prlimit(child.pid, (__rlimit_resource_t)rows[i].resource, NULL, &limit), 0);
    assert_int_equal(limit.rlim_cur, rows[i].most);
    assert_int_equal(limit.rlim_max, rows[i].hard);
  }
  let_go(child);
}

static void every_descriptor_but_0_is_closed(void **state) {
  (void)state;
  if (LOOSE) skip();
  int extra = open("/", O_RDONLY), far = fcntl(extra, F_DUPFD, 700);
  assert_true(extra > 0 && far >= 700);
  struct child child = start_sealed();
  for (int fd = 0; fd <= far; fd++) {
    char path[64];
    struct stat what;
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)child.pid, fd);
    // Without the right to look into the child, there is nothing to see.
    if (fd == 0 && lstat(path, &what) < 0) break;
    assert_int_equal(lstat(path, &what) == 0, fd == 0);
  }
  let_go(child);
  close(extra);
  close(far);
}

// A child of an ordinary user, who could look into it as long as it may be dumped.
static int look_into_children(void) {
  struct child child;
  char path[64], byte;
  int ends[2];
  if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0)) return WRONG;
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) return WRONG;
  child = (struct child){fork(), ends[0]};
  if (child.pid == 0) {
    // Not yet sealed: it waits until it was looked into.
    if (read(ends[1], &byte, 1) != 1) _exit(WRONG);
    become(ends[1], report_then_wait);
  }
  snprintf(path, sizeof path, "/proc/%d/mem", (int)child.pid);
  int before = open(path, O_RDONLY);
  if (write(child.end, ".", 1) != 1 || read(child.end, &byte, 1) != 1) return WRONG;
  int after = open(path, O_RDONLY);
  int error = errno;
  if (write(child.end, ".", 1) != 1 || waitpid(child.pid, NULL, 0) != child.pid) return WRONG;
  if (before < 0) return REFUSED;  // this machine does not let anyone look
  return after < 0 && error == EACCES ? 0 : WENT_ON;
}

static int end_of(int (*act)(void)) {
  pid_t pid = fork();
  if (pid == 0) _exit(act());
  return finish((struct child){pid, -1});
}

static void its_memory_is_hidden_from_the_same_user(void **state) {
  (void)state;
  int end = end_of(look_into_children);
  if (end == REFUSED) skip();
  assert_int_equal(end, 0);
}

static int hide_and_look(void) {
  struct fault fault;
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  int before = open("/", O_RDONLY | O_DIRECTORY);
  if (before < 0 || !sandbox_hide_files(&fault)) return WRONG;
  int after = open("/", O_RDONLY | O_DIRECTORY);
  if (after >= 0) return WENT_ON;
  return errno == EACCES && open("/dev/null", O_WRONLY) < 0 && errno == EACCES && mkdir("/tmp/tend-sealed", 0700) < 0
             ? 0
             : WRONG;
}

static void no_file_is_in_reach_even_without_the_filter(void **state) {
  (void)state;
  if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1) skip();  // not in this kernel
  assert_int_equal(end_of(hide_and_look), 0);
}

static int seal_for_a_parent_that_is_gone(void) {
  struct fault fault;
  if (sandbox_enter(getppid() + 1, &fault)) return WENT_ON;
  return strcmp(fault.text, "parent-death signal: the parent is gone") == 0 ? 0 : WRONG;
}

static void a_parent_that_is_gone_is_refused(void **state) {
  (void)state;
  assert_int_equal(end_of(seal_for_a_parent_that_is_gone), 0);
}

static void it_ends_with_its_parent(void **state) {
  (void)state;
  int ends[2];
  char byte = 0;
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  pid_t parent = fork();
  if (parent == 0) {
    // Its descriptors are closed one generation further down; only the sealed child holds the other end.
    if (fork() == 0) become(ends[1], report_then_wait);
    close(ends[1]);
    close(ends[0]);
    pause();
  }
  close(ends[1]);
  assert_int_equal(read(ends[0], &byte, 1), 1);
  kill(parent, SIGKILL);
  assert_int_equal(finish((struct child){parent, -1}), -SIGKILL);
  struct pollfd gone = {ends[0], POLLIN, 0};
  assert_int_equal(poll(&gone, 1, 20000), 1);
  assert_int_equal(read(ends[0], &byte, 1), 0);
  close(ends[0]);
}

static void no_child_is_left(void **state) {
  (void)state;
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  assert_int_equal(errno, ECHILD);
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
      cmocka_unit_test(the_kernel_says_that_it_is_sealed),
      cmocka_unit_test(every_limit_is_in_force),
      cmocka_unit_test(every_descriptor_but_0_is_closed),
      cmocka_unit_test(its_memory_is_hidden_from_the_same_user),
      cmocka_unit_test(no_file_is_in_reach_even_without_the_filter),
      cmocka_unit_test(a_parent_that_is_gone_is_refused),
      cmocka_unit_test(it_ends_with_its_parent),
      cmocka_unit_test(no_child_is_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
