// A bundle from an archive, and as one; see bundle.h. The archive itself is read and written by tend-archive, which is
// sealed; what comes from it is looked at as if it came from the archive's author.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bundle.h"
#include "child.h"
#include "frame.h"
#include "paths.h"
#include "text.h"
#include "unpacker.h"

enum { PATIENCE_MS = 10000 };  // its processor time is limited to half of that

struct helper {
  struct child child;
  int socket;
  struct sigaction pipe;  // what a broken one did before
};

static bool start(struct helper *helper, const char *what, struct fault *fault) {
  const char *const words[] = {what, NULL};
  char *program = path_of(PATH_LIBEXEC, "tend-archive", fault);
  bool ok = program && child_start(&helper->child, program, words, &helper->socket, fault);
  free(program);
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

static bool receive_files(int socket, bool (*take)(void *context, const char *name, struct buf *data, struct fault *fault),
                          void *context, struct fault *fault) {
  struct frame frame = {0};
  bool ok = true, over = false;
  while (ok && !over) {
    if (!frame_receive(socket, &frame, PATIENCE_MS)) ok = fault_set(fault, "it could not be read to its end");
    else if (frame.kind == FRAME_FILE) ok = take(context, frame.name, &frame.data, fault);
    else if (frame.kind == FRAME_END) over = true;
    else ok = refused(&frame, fault);
  }
  buf_finish(&frame.data);
  return ok;
}

bool unpacker_read(const char *what, const struct buf *archive,
                   bool (*take)(void *context, const char *name, struct buf *data, struct fault *fault), void *context,
                   struct fault *fault) {
  struct helper helper;
  if (!start(&helper, what, fault)) return false;
  bool ok = frame_send(helper.socket, FRAME_ARCHIVE, "", buf_text(archive), archive->len)
                ? receive_files(helper.socket, take, context, fault)
                : fault_set(fault, "it could not be handed over to be read");
  stop(&helper);
  return ok;
}

static bool take_file(void *context, const char *name, struct buf *data, struct fault *fault) {
  return bundle_add(context, name, data, fault);
}

bool bundle_read_archive_bytes(struct bundle *bundle, const struct buf *archive, struct fault *fault) {
  return unpacker_read("practice", archive, take_file, bundle, fault) && bundle_close(bundle, fault);
}

bool bundle_pack(const struct bundle *bundle, struct buf *archive, struct fault *fault) {
  struct helper helper;
  struct frame frame = {0};
  if (!start(&helper, "pack", fault)) return false;
  bool ok = true;
  for (size_t i = 0; ok && i < bundle->count; i++)
    ok = frame_send(helper.socket, FRAME_FILE, bundle->files[i].name, bundle->files[i].text, bundle->files[i].length);
  ok = ok && frame_send(helper.socket, FRAME_END, "", NULL, 0) && frame_receive(helper.socket, &frame, PATIENCE_MS);
  if (!ok) fault_set(fault, "it could not be put together");
  else if (frame.kind != FRAME_ARCHIVE) ok = refused(&frame, fault);
  else buf_add(archive, frame.data.data, frame.data.len);
  buf_finish(&frame.data);
  stop(&helper);
  return ok;
}
