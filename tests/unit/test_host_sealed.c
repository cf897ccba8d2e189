// How a sealed process looks from outside, to its parent and to others of the same user, and single steps of the sealing.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_host_child.h"

#include <poll.h>
#include <sys/stat.h>

static int report_then_wait(void) {
  char byte = '!';
  return write(0, &byte, 1) == 1 && read(0, &byte, 1) == 1 ? 0 : WRONG;
}

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

// A mapping of a descriptor is what the filter lets a sealed process try, and it tells one that is open from one that is not.
static bool is_open(int fd) {
  return syscall(SYS_mmap, NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0L) != -1 || errno != EBADF;
}

enum { FIRST_CLOSED = LOOSE ? 3 : 1, FAR = 700 };

static int look_for_descriptors(void) {
  if (!is_open(0)) return WRONG;
  for (int fd = FIRST_CLOSED; fd <= FAR; fd++)
    if (is_open(fd)) return WENT_ON;
  return 0;
}

static void every_descriptor_but_0_is_closed(void **state) {
  (void)state;
  int near = open("/", O_RDONLY), far = dup2(near, FAR);
  assert_true(near >= FIRST_CLOSED && far == FAR && is_open(far));
  assert_int_equal(finish(start(look_for_descriptors)), 0);
  close(near);
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
  close(ends[1]);
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
  ssize_t reported = read(ends[0], &byte, 1);
  kill(parent, SIGKILL);  // whatever came of it: it would wait for ever
  assert_int_equal(finish((struct child){parent, -1}), -SIGKILL);
  assert_int_equal(reported, 1);
  struct pollfd gone = {ends[0], POLLIN, 0};
  assert_int_equal(poll(&gone, 1, 20000), 1);
  assert_int_equal(read(ends[0], &byte, 1), 0);
  close(ends[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
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
