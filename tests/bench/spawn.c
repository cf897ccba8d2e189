// Starts a sealed host as core/run does, again and again, and prints the microseconds until each was ready.
//
//   bench_spawn ROUNDS TEND-HOST
#include "memory.h"
#include "peer.h"
#include "samples.h"
#include "wire.h"

struct spawn {
  uv_loop_t loop;
  struct peer *peer;
  double ready;
};

static void on_line(void *context, const char *line, size_t length) {
  struct spawn *spawn = context;
  struct wire_message message;
  bool ready = wire_decode(line, length, WIRE_HOST, &message, NULL) && message.id == WIRE_READY;
  if (!ready) give_up("the host is not ready");
  spawn->ready = now_us();
  json_decref(message.body);
  peer_close(spawn->peer);
}

static void on_trouble(void *context, const char *sentence) {
  (void)context;
  give_up(sentence);
}

static double measure(struct spawn *spawn, const char *host) {
  const struct peer_events events = {spawn, on_line, on_trouble, on_trouble};
  struct fault fault;
  double begun = now_us();
  spawn->peer = peer_start(&spawn->loop, host, &events, &fault);
  if (!spawn->peer) give_up(fault.text);
  uv_run(&spawn->loop, UV_RUN_DEFAULT);
  return spawn->ready - begun;
}

int main(int count, char **arguments) {
  if (count != 3 || atoi(arguments[1]) < 1) give_up("usage: bench_spawn ROUNDS TEND-HOST");
  size_t rounds = (size_t)atoi(arguments[1]);
  double *samples = mem_zero(rounds, sizeof *samples);
  struct spawn spawn = {0};
  uv_loop_init(&spawn.loop);
  measure(&spawn, arguments[2]);  // warms the caches
  for (size_t i = 0; i < rounds; i++) samples[i] = measure(&spawn, arguments[2]);
  uv_loop_close(&spawn.loop);
  print_samples(samples, rounds);
  free(samples);
  return 0;
}
