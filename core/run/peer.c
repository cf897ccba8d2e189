// One sealed child on a loop; see peer.h. child.c starts it and takes it away.
#include "peer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "memory.h"
#include "wire.h"

enum {
  UNREAD_MAX = 4 << 20,  // bytes that may wait for a child that does not read
  SILENCE_MAX = 10,      // seconds until its first word, which takes a millisecond
};

struct peer {
  struct peer_events events;
  struct child child;
  uv_pipe_t pipe;
  uv_poll_t exit;
  uv_timer_t silence;  // ticks until its first word
  int silent;          // ticks so far
  int64_t cpu_allowed; // seconds
  struct wire_reader reader;
  char chunk[65536];
  bool listening, at_end, closing;
  int open_handles;
};

struct write {
  uv_write_t request;
  struct buf data;
};

static void on_handle_closed(uv_handle_t *handle) {
  struct peer *peer = handle->data;
  if (--peer->open_handles > 0) return;
  close(peer->child.pidfd);
  wire_reader_finish(&peer->reader);
  free(peer);
}

static void describe_end(const struct peer *peer, const siginfo_t *info, char *sentence, size_t size) {
  if (info->si_code == CLD_EXITED)
    snprintf(sentence, size, "its process ended by itself with status %d", info->si_status);
  else if (info->si_status == SIGSYS)
    snprintf(sentence, size, "its process tried what the sandbox forbids and was stopped by the kernel");
  else if (info->si_status == SIGXCPU)
    snprintf(sentence, size, "it used more than %lld seconds of computing", (long long)peer->cpu_allowed);
  else snprintf(sentence, size, "its process was ended by signal %d (%s)", info->si_status, strsignal(info->si_status));
}

// Messages that are already here, as long as they are wanted.
static void deliver(struct peer *peer) {
  struct fault fault;
  const char *text;
  size_t length;
  int found = 0;
  while (peer->listening && !peer->closing && (found = wire_reader_next(&peer->reader, &text, &length, &fault)) > 0)
    peer->events.on_line(peer->events.context, text, length);
  if (found < 0 && !peer->closing) peer->events.on_broken(peer->events.context, fault.text);
}

static void on_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
  (void)suggested;
  struct peer *peer = handle->data;
  *buffer = uv_buf_init(peer->chunk, sizeof peer->chunk);
}

static void on_exit_event(uv_poll_t *poll, int status, int events) {
  (void)status, (void)events;
  struct peer *peer = poll->data;
  siginfo_t info;
  char sentence[160];
  // What it said last may still be on its way; it is read before its end is told.
  if (!peer->at_end) return;
  if (!child_reap(&peer->child, &info, false)) return;
  uv_poll_stop(&peer->exit);
  describe_end(peer, &info, sentence, sizeof sentence);
  peer->events.on_gone(peer->events.context, sentence);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer) {
  struct peer *peer = stream->data;
  uv_timer_stop(&peer->silence);
  if (got > 0) {
    wire_reader_add(&peer->reader, buffer->base, (size_t)got);
    deliver(peer);
  } else if (got < 0) {
    peer->at_end = true;
    uv_read_stop(stream);
    // Usually it has ended. One that only closed its socket could stay for ever.
    if (peer->child.pid > 0) kill(peer->child.pid, SIGKILL);
  }
}

// A tick at a time, so that a tend which was itself stopped meanwhile still gives its child a moment.
static void on_silence(uv_timer_t *timer) {
  struct peer *peer = timer->data;
  if (++peer->silent < SILENCE_MAX) return;
  uv_timer_stop(timer);
  peer->events.on_broken(peer->events.context, "its process did not say that it is ready");
}

static bool open_handles(uv_loop_t *loop, struct peer *peer, int own_end, struct fault *fault) {
  uv_pipe_init(loop, &peer->pipe, 0);
  uv_poll_init(loop, &peer->exit, peer->child.pidfd);
  uv_timer_init(loop, &peer->silence);
  peer->pipe.data = peer->exit.data = peer->silence.data = peer;
  peer->open_handles = 3;
  uv_timer_start(&peer->silence, on_silence, 1000, 1000);
  int error = uv_pipe_open(&peer->pipe, own_end);
  if (error < 0) {
    close(own_end);
    return fault_set(fault, "its process cannot be spoken to: %s", uv_strerror(error));
  }
  peer_listen(peer, true);
  return true;
}

struct peer *peer_start(uv_loop_t *loop, const char *host, const struct peer_events *events, struct fault *fault) {
  struct child child;
  int own_end;
  if (!child_start(&child, host, NULL, &own_end, fault)) return NULL;
  struct peer *peer = mem_zero(1, sizeof *peer);
  peer->events = *events;
  peer->child = child;
  if (open_handles(loop, peer, own_end, fault)) return peer;
  peer_close(peer);
  return NULL;
}

static void on_written(uv_write_t *request, int status) {
  (void)status;  // a child that is gone is told of by its exit
  struct write *write = (struct write *)request;
  buf_finish(&write->data);
  free(write);
}

bool peer_send(struct peer *peer, const json_t *message) {
  struct buf data = {0};
  bool fits = wire_encode(&data, message) && uv_stream_get_write_queue_size((uv_stream_t *)&peer->pipe) < UNREAD_MAX;
  if (!fits || peer->closing) {
    buf_finish(&data);
    return peer->closing;
  }
  uv_buf_t buffer = uv_buf_init(data.data, (unsigned)data.len);
  int sent = uv_try_write((uv_stream_t *)&peer->pipe, &buffer, 1);
  if (sent < 0) sent = 0;
  if ((size_t)sent == data.len) {
    buf_finish(&data);
    return true;
  }
  struct write *write = mem_zero(1, sizeof *write);
  buf_drop(&data, (size_t)sent);
  write->data = data;
  buffer = uv_buf_init(data.data, (unsigned)data.len);
  if (uv_write(&write->request, (uv_stream_t *)&peer->pipe, &buffer, 1, on_written) < 0) on_written(&write->request, 0);
  return true;
}

void peer_listen(struct peer *peer, bool listen) {
  if (peer->listening == listen || peer->closing) return;
  peer->listening = listen;
  if (listen && !peer->at_end) uv_read_start((uv_stream_t *)&peer->pipe, on_allocate, on_read);
  else uv_read_stop((uv_stream_t *)&peer->pipe);
  // One that ends unheard is told of when its last words were heard.
  if (listen && peer->child.pid > 0) uv_poll_start(&peer->exit, UV_READABLE, on_exit_event);
  else uv_poll_stop(&peer->exit);
  if (listen) deliver(peer);
}

int64_t peer_cpu(const struct peer *peer) {
  clockid_t clock;
  struct timespec used;
  pid_t pid = peer->child.pid;
  if (pid <= 0 || clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0) return -1;
  return used.tv_sec * INT64_C(1000) + used.tv_nsec / 1000000;
}

void peer_allow_cpu(struct peer *peer, int64_t seconds) {
  struct rlimit limit;
  if (peer->child.pid <= 0 || prlimit(peer->child.pid, RLIMIT_CPU, NULL, &limit) < 0) return;
  // The child has set its own hard limit, which nobody but root can raise.
  limit.rlim_cur = (rlim_t)seconds < limit.rlim_max ? (rlim_t)seconds : limit.rlim_max;
  if (prlimit(peer->child.pid, RLIMIT_CPU, &limit, NULL) == 0) peer->cpu_allowed = (int64_t)limit.rlim_cur;
}

int64_t peer_close(struct peer *peer) {
  if (!peer || peer->closing) return 0;
  peer->closing = true;
  // SIGKILL cannot be put off, and the child holds nothing that could keep it in the kernel: waiting for it here takes
  // microseconds.
  child_kill(&peer->child, NULL);
  int64_t used = peer->child.cpu;
  uv_poll_stop(&peer->exit);
  uv_close((uv_handle_t *)&peer->silence, on_handle_closed);
  uv_close((uv_handle_t *)&peer->exit, on_handle_closed);
  uv_close((uv_handle_t *)&peer->pipe, on_handle_closed);
  return used;
}
