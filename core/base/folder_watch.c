// Noticing that files were written; see folder_watch.h.
#include "folder_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "memory.h"

struct folder_watch {
  int fd;
};

struct folder_watch *folder_watch_create(struct fault *fault) {
  int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) {
    fault_set(fault, "changes of files cannot be watched on this machine (%s)", strerror(errno));
    return NULL;
  }
  struct folder_watch *watch = mem_alloc(sizeof *watch);
  watch->fd = fd;
  return watch;
}

void folder_watch_destroy(struct folder_watch *watch) {
  if (!watch) return;
  close(watch->fd);
  free(watch);
}

void folder_watch_add(struct folder_watch *watch, const char *folder) {
  // A file is looked at when it is complete: editors write in pieces, or beside the old one and then rename it.
  inotify_add_watch(watch->fd, folder, IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR);
}

int folder_watch_fd(const struct folder_watch *watch) { return watch->fd; }

static bool is_news(const struct inotify_event *event) {
  // A file that has just been made is still empty, and its end is still to come.
  return (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO | IN_Q_OVERFLOW)) || (event->mask & IN_ISDIR);
}

bool folder_watch_take(struct folder_watch *watch) {
  _Alignas(struct inotify_event) char chunk[4096];
  bool news = false;
  for (;;) {
    ssize_t got = read(watch->fd, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return news;
    for (ssize_t at = 0; at < got;) {
      const struct inotify_event *event = (const struct inotify_event *)(chunk + at);
      news |= is_news(event);
      at += (ssize_t)sizeof *event + event->len;
    }
  }
}
