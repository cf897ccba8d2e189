// Files over a socket; see frame.h.
#include "frame.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "monotonic.h"

struct head {
  uint32_t kind, name;
  uint64_t data;
};

static size_t most_of(uint32_t kind) { return kind == FRAME_ARCHIVE ? FRAME_ARCHIVE_MAX : FRAME_DATA_MAX; }

bool frame_send(int fd, enum frame_kind kind, const char *name, const void *data, size_t length) {
  const struct head head = {kind, (uint32_t)strlen(name), length};
  return head.name <= FRAME_NAME_MAX && length <= most_of(kind) && file_write_all(fd, &head, sizeof head) &&
         file_write_all(fd, name, head.name) && file_write_all(fd, data, length);
}

// Whether there is something to read in time.
static bool await(int fd, int64_t until) {
  if (until == FRAME_PATIENT) return true;
  struct pollfd wait = {fd, POLLIN, 0};
  int ready;
  do {
    int64_t left = until - monotonic_ms();
    if (left <= 0) return false;
    ready = poll(&wait, 1, left < INT_MAX ? (int)left : INT_MAX);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

static bool receive(int fd, void *into, size_t length, int64_t until) {
  char *at = into;
  while (length > 0) {
    ssize_t got = await(fd, until) ? read(fd, at, length) : 0;
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    length -= (size_t)got;
  }
  return true;
}

bool frame_receive(int fd, struct frame *frame, int64_t until) {
  struct head head;
  if (!receive(fd, &head, sizeof head, until)) return false;
  if (head.kind < FRAME_FILE || head.kind > FRAME_REFUSED || head.name > FRAME_NAME_MAX || head.data > most_of(head.kind))
    return false;
  frame->kind = (enum frame_kind)head.kind;
  frame->name[head.name] = '\0';
  buf_clear(&frame->data);
  buf_reserve(&frame->data, head.data);
  if (!receive(fd, frame->name, head.name, until)) return false;
  if (strlen(frame->name) != head.name) return false;
  if (head.data && !receive(fd, frame->data.data, head.data, until)) return false;
  frame->data.len = head.data;
  if (frame->data.data) frame->data.data[head.data] = '\0';
  return true;
}
