// A journal that comes as an archive; see journal_archive.h.
#include "journal_archive.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "frame.h"
#include "memory.h"
#include "unpacker.h"

struct member {
  char *name;
  struct buf data;
};

struct members {
  struct member *items;
  size_t count;
};

bool journal_use_is_archive(const char *path) {
  char start[4] = "";
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  bool is_zip = fd >= 0 && read(fd, start, sizeof start) == sizeof start && memcmp(start, "PK\3\4", sizeof start) == 0;
  if (fd >= 0) close(fd);
  return is_zip;
}

static bool take(void *context, const char *name, struct buf *data, struct fault *fault) {
  (void)fault;
  struct members *members = context;
  members->items = mem_resize(members->items, (members->count + 1) * sizeof *members->items);
  members->items[members->count++] = (struct member){mem_copy(name), *data};
  *data = (struct buf){0};
  return true;
}

static void finish(struct members *members) {
  for (size_t i = 0; i < members->count; i++) {
    free(members->items[i].name);
    if (members->items[i].data.data) explicit_bzero(members->items[i].data.data, members->items[i].data.len);
    buf_finish(&members->items[i].data);
  }
  free(members->items);
}

static bool ends_with(const char *name, const char *end) {
  size_t length = strlen(name), tail = strlen(end);
  return length >= tail && strcmp(name + length - tail, end) == 0 && (length == tail || name[length - tail - 1] == '/' || *end == '.');
}

// Photos lie in a folder of that name, wherever in the archive; a name is compared and never becomes a path.
static bool read_member(void *context, const char *name, struct buf *bytes) {
  const struct members *members = context;
  for (size_t i = 0; i < members->count; i++) {
    const struct member *member = &members->items[i];
    if (!ends_with(member->name, name)) continue;
    buf_add(bytes, buf_text(&member->data), member->data.len);
    return true;
  }
  return false;
}

static bool import_members(struct import *import, const struct format *format, const char *path,
                           struct members *members, struct fault *fault) {
  const struct import_beside beside = {members, read_member};
  bool ok = true, any = false;
  import->beside = &beside;
  for (size_t i = 0; ok && i < members->count; i++) {
    const struct member *member = &members->items[i];
    // What a Mac's archiver adds begins so.
    if (!ends_with(member->name, ".json") || strncmp(member->name, "__MACOSX/", 9) == 0) continue;
    char *where = mem_format("%s: %s", path, member->name);
    any = true;
    ok = import_bytes(import, format, where, buf_text(&member->data), member->data.len, fault);
    free(where);
  }
  import->beside = NULL;
  return any ? ok : fault_set(fault, "%s: there is no JSON file in it, so it is no export of Day One", path);
}

bool journal_use_import_archive(struct import *import, const struct format *format, const char *path,
                                struct fault *fault) {
  struct buf archive = {0};
  struct members members = {0};
  struct fault why;
  bool ok = file_read(path, FRAME_ARCHIVE_MAX, &archive, fault);
  if (ok && !unpacker_read(&unpack_journal, &archive, take, &members, &why))
    ok = fault_set(fault, "%s: %s", path, why.text);
  if (archive.data) explicit_bzero(archive.data, archive.len);
  buf_finish(&archive);
  ok = ok && import_members(import, format, path, &members, fault);
  finish(&members);
  return ok;
}
