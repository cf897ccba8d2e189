// The agent's control socket; see agent_control.h.
#include "agent_control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent.h"
#include "memory.h"
#include "paths.h"
#include "wire.h"

enum { CLIENTS_MAX = 16, BACKLOG = 8 };

struct agent_control {
  uv_pipe_t pipe;
  agent_answer *answer;
  void *context;
  char *path;
  struct client *clients;
  int count;
  bool closed;  // for good, when the last handle is
};

struct client {
  uv_pipe_t pipe;
  uv_write_t write;
  struct agent_control *control;
  struct client *next;
  struct wire_reader reader;
  struct buf out;
  char chunk[1024];
};

static void free_control(struct agent_control *control) {
  if (control->closed && !control->clients) free(control);
}

static void on_client_closed(uv_handle_t *handle) {
  struct client *client = handle->data;
  struct client **link = &client->control->clients;
  while (*link != client) link = &(*link)->next;
  *link = client->next;
  client->control->count--;
  free_control(client->control);
  wire_reader_finish(&client->reader);
  buf_finish(&client->out);
  free(client);
}

static void close_client(struct client *client) {
  if (!uv_is_closing((uv_handle_t *)&client->pipe)) uv_close((uv_handle_t *)&client->pipe, on_client_closed);
}

static void on_written(uv_write_t *write, int status) {
  (void)status;
  close_client(write->data);
}

static void answer(struct client *client, const char *line, size_t length) {
  struct wire_message message;
  struct fault fault;
  json_t *reply = NULL;
  if (wire_decode(line, length, WIRE_CONTROL, &message, &fault)) {
    reply = client->control->answer(client->control->context, message.verb->name);
    json_decref(message.body);
  } else {
    reply = json_pack("{s:s}", "problem", fault.text);
  }
  wire_encode(&client->out, reply);
  json_decref(reply);
  uv_buf_t buffer = uv_buf_init(client->out.data, (unsigned)client->out.len);
  client->write.data = client;
  uv_read_stop((uv_stream_t *)&client->pipe);
  if (uv_write(&client->write, (uv_stream_t *)&client->pipe, &buffer, 1, on_written) < 0) close_client(client);
}

static void on_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
  (void)suggested;
  struct client *client = handle->data;
  *buffer = uv_buf_init(client->chunk, sizeof client->chunk);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer) {
  struct client *client = stream->data;
  const char *line;
  size_t length;
  if (got < 0) return close_client(client);
  wire_reader_add(&client->reader, buffer->base, (size_t)got);
  int found = wire_reader_next(&client->reader, &line, &length, NULL);
  if (found > 0) answer(client, line, length);
  else if (found < 0) close_client(client);
}

static void on_connection(uv_stream_t *stream, int status) {
  struct agent_control *control = stream->data;
  if (status < 0) return;
  struct client *client = mem_zero(1, sizeof *client);
  client->control = control;
  client->pipe.data = client;
  client->next = control->clients;
  control->clients = client;
  control->count++;
  uv_pipe_init(stream->loop, &client->pipe, 0);
  bool taken = uv_accept(stream, (uv_stream_t *)&client->pipe) == 0;
  if (!taken || control->count > CLIENTS_MAX) return close_client(client);
  uv_read_start((uv_stream_t *)&client->pipe, on_allocate, on_read);
}

struct agent_control *agent_control_open(uv_loop_t *loop, agent_answer *answer_request, void *context,
                                         struct fault *fault) {
  struct agent_control *control = mem_zero(1, sizeof *control);
  control->answer = answer_request;
  control->context = context;
  control->path = path_for_writing(PATH_RUNTIME, "agent.sock", fault);
  uv_pipe_init(loop, &control->pipe, 0);
  control->pipe.data = control;
  if (control->path) unlink(control->path);
  int error = control->path ? uv_pipe_bind(&control->pipe, control->path) : 0;
  if (control->path && error == 0) error = uv_listen((uv_stream_t *)&control->pipe, BACKLOG, on_connection);
  if (control->path && error == 0) return control;
  if (error) fault_set(fault, "%s: the agent's socket cannot be made: %s", control->path, uv_strerror(error));
  agent_control_close(control);
  return NULL;
}

static void on_closed(uv_handle_t *handle) {
  struct agent_control *control = handle->data;
  control->closed = true;
  free_control(control);
}

void agent_control_close(struct agent_control *control) {
  if (!control) return;
  if (control->path) unlink(control->path);
  free(control->path);
  control->path = NULL;
  for (struct client *client = control->clients; client; client = client->next) close_client(client);
  uv_close((uv_handle_t *)&control->pipe, on_closed);
}

// The other side.

static bool speak(int fd, const char *verb) {
  struct buf line = {0};
  json_t *request = json_pack("{s:s}", "verb", verb);
  wire_encode(&line, request);
  json_decref(request);
  bool sent = send(fd, line.data, line.len, MSG_NOSIGNAL) == (ssize_t)line.len;
  buf_finish(&line);
  return sent;
}

static json_t *hear(int fd) {
  struct wire_reader reader = {0};
  const char *line;
  size_t length;
  char chunk[4096];
  ssize_t got;
  int found = 0;
  while (found == 0 && (got = read(fd, chunk, sizeof chunk)) > 0) {
    wire_reader_add(&reader, chunk, (size_t)got);
    found = wire_reader_next(&reader, &line, &length, NULL);
  }
  json_t *answer = found > 0 ? json_loadb(line, length, 0, NULL) : NULL;
  wire_reader_finish(&reader);
  return answer;
}

static int connect_agent(void) {
  char *path = path_of(PATH_RUNTIME, "agent.sock", NULL);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const struct timeval patience = {.tv_sec = 5};
  int fd = path && strlen(path) < sizeof address.sun_path ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
  if (fd >= 0) {
    strcpy(address.sun_path, path);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  free(path);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

json_t *agent_tell(const char *verb) {
  int fd = connect_agent();
  json_t *answer = fd >= 0 && speak(fd, verb) ? hear(fd) : NULL;
  if (fd >= 0) close(fd);
  return answer;
}

void agent_nudge(void) {
  int fd = connect_agent();
  if (fd < 0) return;
  speak(fd, "refresh");
  close(fd);
}
