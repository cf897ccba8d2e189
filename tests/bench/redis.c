// The peer of round.c: has a redis server run a Lua line again and again over a Unix socket, and prints the microseconds
// of each request and reply.
//
//   bench_redis ROUNDS SOCKET
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "memory.h"
#include "samples.h"

static const char request[] = "*4\r\n$4\r\nEVAL\r\n$14\r\nreturn ARGV[1]\r\n$1\r\n0\r\n$5\r\nhello\r\n";
static const char reply[] = "$5\r\nhello\r\n";

static int open_socket(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) give_up(path);
  return fd;
}

static double measure(int fd) {
  char answer[64];
  size_t length = 0;
  double begun = now_us();
  if (write(fd, request, sizeof request - 1) != sizeof request - 1) give_up("redis does not read");
  while (length < sizeof reply - 1) {
    ssize_t got = read(fd, answer + length, sizeof answer - length);
    if (got <= 0) give_up("redis is gone");
    length += (size_t)got;
  }
  if (memcmp(answer, reply, sizeof reply - 1) != 0) give_up("redis answers something else");
  return now_us() - begun;
}

int main(int count, char **arguments) {
  if (count != 3 || atoi(arguments[1]) < 1) give_up("usage: bench_redis ROUNDS SOCKET");
  size_t rounds = (size_t)atoi(arguments[1]);
  double *samples = mem_zero(rounds, sizeof *samples);
  int fd = open_socket(arguments[2]);
  for (int i = 0; i < 100; i++) measure(fd);  // warms the caches
  for (size_t i = 0; i < rounds; i++) samples[i] = measure(fd);
  close(fd);
  print_samples(samples, rounds);
  free(samples);
  return 0;
}
