// Speaks the wire to a sealed host that runs a practice which only says one line after the other, and prints the
// microseconds from each request to the next: decoding it, the reply, and what the practice does until it asks again.
//
//   bench_round ROUNDS TEND-HOST
#include "memory.h"
#include "peer.h"
#include "samples.h"
#include "wire.h"

struct talk {
  struct peer *peer;
  double *samples, last;
  size_t count, rounds, warm_up;
};

static void start(struct talk *talk) {
  json_t *message = json_pack("{s:s, s:s, s:s, s:{s:s}, s:{}, s:{}, s:i, s:i}", "verb", "start", "name", "round",
                              "main", "main.lua", "files", "main.lua", "while true do say 'hello' end", "settings",
                              "undeclared", "seed", 1, "memory", 32 << 20);
  peer_send(talk->peer, message);
  json_decref(message);
}

static void on_request(struct talk *talk, const json_t *request) {
  double now = now_us();
  if (talk->warm_up > 0) talk->warm_up--;
  else talk->samples[talk->count++] = now - talk->last;
  talk->last = now;
  if (talk->count == talk->rounds) {
    peer_close(talk->peer);
    return;
  }
  json_t *reply = json_pack("{s:s, s:O, s:i}", "verb", "reply", "re", json_object_get(request, "id"), "t", 0);
  peer_send(talk->peer, reply);
  json_decref(reply);
}

static void on_line(void *context, const char *line, size_t length) {
  struct talk *talk = context;
  struct wire_message message;
  struct fault fault;
  if (!wire_decode(line, length, WIRE_HOST, &message, &fault)) give_up(fault.text);
  switch (message.id) {
    case WIRE_READY: start(talk); break;
    case WIRE_SAY: on_request(talk, message.body); break;
    case WIRE_IDLE: break;
    default: give_up(line);
  }
  json_decref(message.body);
}

static void on_trouble(void *context, const char *sentence) {
  (void)context;
  give_up(sentence);
}

int main(int count, char **arguments) {
  if (count != 3 || atoi(arguments[1]) < 1) give_up("usage: bench_round ROUNDS TEND-HOST");
  struct talk talk = {.rounds = (size_t)atoi(arguments[1]), .warm_up = 100};
  const struct peer_events events = {&talk, on_line, on_trouble, on_trouble};
  struct fault fault;
  uv_loop_t loop;
  uv_loop_init(&loop);
  talk.samples = mem_zero(talk.rounds, sizeof *talk.samples);
  talk.peer = peer_start(&loop, arguments[2], &events, &fault);
  if (!talk.peer) give_up(fault.text);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  print_samples(talk.samples, talk.rounds);
  free(talk.samples);
  return 0;
}
