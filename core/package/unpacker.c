// tend-archive at work; see unpacker.h.
#include "unpacker.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "child.h"
#include "frame.h"
#include "monotonic.h"
#include "paths.h"
#include "text.h"

enum { PATIENCE_MS = 60000 };  // for all of it; it may compute for five seconds, where others do, too

struct helper {
  struct child child;
  int socket;
  int64_t until;
  struct sigaction pipe;  // what a broken one did before
};

static bool start(struct helper *helper, const char *what, struct fault *fault) {
  const char *const words[] = {what, NULL};
  char *program = path_of(PATH_LIBEXEC, "tend-archive", fault);
  bool ok = program && child_start(&helper->child, program, words, &helper->socket, fault);
  free(program);
  helper->until = monotonic_ms() + PATIENCE_MS;
  // It may die while it is spoken to, of what it reads.
  const struct sigaction ignored = {.sa_handler = SIG_IGN};
  if (ok) sigaction(SIGPIPE, &ignored, &helper->pipe);
  return ok;
}

static void stop(struct helper *helper) {
  child_kill(&helper->child, NULL);
  close(helper->child.pidfd);
  close(helper->socket);
  sigaction(SIGPIPE, &helper->pipe, NULL);
}

static bool refused(const struct frame *frame, struct fault *fault) {
  struct buf why = {0};
  text_clean(&why, buf_text(&frame->data), frame->data.len, false);
  fault_set(fault, "%s", buf_text(&why));
  buf_finish(&why);
  return false;
}

// One that has ended before all was handed over to it may have said why.
static bool ended_early(const struct helper *helper, const char *otherwise, struct fault *fault) {
  struct frame frame = {0};
  if (frame_receive(helper->socket, &frame, helper->until) && frame.kind == FRAME_REFUSED) refused(&frame, fault);
  else fault_set(fault, "%s", otherwise);
  buf_finish(&frame.data);
  return false;
}

static bool receive_files(int socket, int64_t until, const struct unpack_limits *limits, unpacker_take *take,
                          void *context, struct fault *fault) {
  struct frame frame = {0};
  size_t files = 0, left = limits->bytes;
  bool ok = true, over = false;
  while (ok && !over) {
    if (!frame_receive(socket, &frame, until)) {
      ok = fault_set(fault, "it could not be read to its end");
    } else if (frame.kind == FRAME_END) {
      over = true;
    } else if (frame.kind != FRAME_FILE) {
      ok = refused(&frame, fault);
    } else if (++files > limits->files || frame.data.len > left) {
      ok = fault_set(fault, "more came out of it than may be in it");
    } else {
      left -= frame.data.len;
      ok = take(context, frame.name, &frame.data, fault);
    }
  }
  buf_finish(&frame.data);
  return ok;
}

bool unpacker_read(const struct unpack_limits *limits, const struct buf *archive, unpacker_take *take, void *context,
                   struct fault *fault) {
  struct helper helper;
  if (!start(&helper, limits->what, fault)) return false;
  bool ok = frame_send(helper.socket, FRAME_ARCHIVE, "", buf_text(archive), archive->len)
                ? receive_files(helper.socket, helper.until, limits, take, context, fault)
                : ended_early(&helper, "it could not be handed over to be read", fault);
  stop(&helper);
  return ok;
}

bool unpacker_pack(const struct practice_file *files, size_t count, struct buf *archive, struct fault *fault) {
  struct helper helper;
  struct frame frame = {0};
  if (!start(&helper, "pack", fault)) return false;
  bool ok = true;
  for (size_t i = 0; ok && i < count; i++)
    ok = frame_send(helper.socket, FRAME_FILE, files[i].name, files[i].text, files[i].length);
  ok = ok && frame_send(helper.socket, FRAME_END, "", NULL, 0);
  if (!ok) ended_early(&helper, "it could not be put together", fault);
  else if (!frame_receive(helper.socket, &frame, helper.until)) ok = fault_set(fault, "it could not be put together");
  else if (frame.kind != FRAME_ARCHIVE) ok = refused(&frame, fault);
  else buf_add(archive, frame.data.data, frame.data.len);
  buf_finish(&frame.data);
  stop(&helper);
  return ok;
}
