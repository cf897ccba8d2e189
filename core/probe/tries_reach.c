// Tries to reach files, descriptors, the network and a terminal; see tries.h. Through syscall(2), so that the C library
// makes no other call before.
#include "tries.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const char file[] = "/etc/passwd";

int try_open(void) {
#ifdef SYS_open
  return became(syscall(SYS_open, file, O_RDONLY));
#else
  return became(syscall(SYS_openat, AT_FDCWD, file, O_RDONLY));
#endif
}

int try_openat2(void) {
  const struct open_how how = {.flags = O_RDONLY};
  return became(syscall(SYS_openat2, AT_FDCWD, file, &how, sizeof how));
}

int try_proc(void) { return became(syscall(SYS_openat, AT_FDCWD, "/proc/self/status", O_RDONLY)); }

int try_stat(void) {
  struct stat info;
  return became(syscall(SYS_newfstatat, AT_FDCWD, file, &info, 0));
}

// It is told before the folder is taken away again, which may be forbidden where making it is not; the next try of this
// core then does it.
int try_mkdir(void) {
  char folder[64];
  snprintf(folder, sizeof folder, "/tmp/tend-probe-was-here-%d", aim.parent);
  if (syscall(SYS_mkdirat, AT_FDCWD, folder, 0700) < 0 && errno != EEXIST) return errno;
  if (write(STDIN_FILENO, PROBE_GOT_OUT, sizeof PROBE_GOT_OUT - 1) < 0) return errno;
  syscall(SYS_unlinkat, AT_FDCWD, folder, AT_REMOVEDIR);
  return PROBE_OUT;
}

int try_inherited(void) {
  char byte;
  return became(syscall(SYS_read, aim.inherited, &byte, 1));
}

// What is opened before sealing goes to LEFT_OPEN.
static void leave_open(int fd) {
  if (fd >= 0) dup2(fd, LEFT_OPEN);
}

void prepare_descriptor(void) { leave_open(open("/proc/self/exe", O_RDONLY)); }

int try_descriptor(void) {
  char byte;
  return became(syscall(SYS_read, LEFT_OPEN, &byte, 1));
}

int try_socket(void) { return became(syscall(SYS_socket, AF_INET, SOCK_STREAM, 0)); }

void prepare_connect(void) { leave_open(socket(AF_INET, SOCK_DGRAM, 0)); }

// A datagram socket that connects sends nothing.
int try_connect(void) {
  const struct sockaddr_in discard = {
      .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  return became(syscall(SYS_connect, LEFT_OPEN, &discard, sizeof discard));
}

// A terminal of its own, so that nothing reaches the person's where it succeeds.
void prepare_tiocsti(void) {
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) return;
  leave_open(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY));
}

int try_tiocsti(void) { return became(syscall(SYS_ioctl, LEFT_OPEN, TIOCSTI, " ")); }

// What every practice needs. Its socket it has used already, to say that it is sealed.
int try_control(void) {
  struct timespec now;
  char random[16];
  volatile char *memory = malloc(4u << 20);
  if (!memory || clock_gettime(CLOCK_MONOTONIC, &now) < 0) return errno;
  for (size_t i = 0; i < 4u << 20; i += 4096) memory[i] = 1;
  free((void *)memory);
  return became(syscall(SYS_getrandom, random, sizeof random, 0));
}
