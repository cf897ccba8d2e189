// A clock for the agent that a test sets: preloaded, so that the program that is tested is the one that is installed, and has no seam
// that only tests use. $TEND_TEST_CLOCK names a file of eight bytes: by how many milliseconds the wall clock is ahead of the
// machine's. After it was changed, SIGUSR1 wakes the timers, as the kernel does when a clock is stepped.
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead;
static int alarm_fd = -1, alarm_flags;
static struct itimerspec alarm_at;

static struct timespec moved(struct timespec moment, int64_t by) {
  int64_t ms = moment.tv_nsec / 1000000 + by % 1000;
  moment.tv_nsec = moment.tv_nsec % 1000000 + (ms % 1000 + 1000) % 1000 * 1000000;
  moment.tv_sec += by / 1000 + (ms < 0 ? -1 : ms / 1000);
  return moment;
}

__attribute__((visibility("default"))) int clock_gettime(clockid_t id, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, id, now);
  if (result == 0 && ahead && id == CLOCK_REALTIME) *now = moved(*now, *ahead);
  return result;
}

static int set_timer(void) {
  struct itimerspec when = alarm_at;
  when.it_value = moved(when.it_value, -*ahead);
  if (when.it_value.tv_sec < 1) when.it_value = (struct timespec){.tv_sec = 1};
  return (int)syscall(SYS_timerfd_settime, alarm_fd, alarm_flags, &when, NULL);
}

__attribute__((visibility("default"))) int timerfd_settime(int fd, int flags, const struct itimerspec *when,
                                                           struct itimerspec *old) {
  if (!ahead || !(flags & TFD_TIMER_ABSTIME)) return (int)syscall(SYS_timerfd_settime, fd, flags, when, old);
  alarm_fd = fd;
  alarm_flags = flags;
  alarm_at = *when;
  return set_timer();
}

static void on_step(int number) {
  (void)number;
  if (alarm_fd < 0) return;
  // It rings at once; the agent sets it anew for its own reasons.
  const struct itimerspec now = {.it_value = {.tv_sec = 1}};
  syscall(SYS_timerfd_settime, alarm_fd, alarm_flags, &now, NULL);
}

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("TEND_TEST_CLOCK");
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  void *page = fd >= 0 ? mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
  if (fd >= 0) close(fd);
  if (page == MAP_FAILED) return;
  ahead = page;
  signal(SIGUSR1, on_step);
}
