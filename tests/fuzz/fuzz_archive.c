// Any bytes at all as an archive: what comes out are files whose names lead nowhere and whose sizes have a bound, and at the
// end either an end or a reason.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "archive_work.h"
#include "bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct bundle bundle;
static size_t bytes;
static bool over, taken;

static void require(bool condition) {
  if (!condition) abort();
}

static void require_tame(const char *name) {
  require(name[0] && name[0] != '/' && strlen(name) <= BUNDLE_NAME_MAX && !strstr(name, "//") && !strchr(name, '\\'));
  for (const char *part = name; part; part = strchr(part, '/') ? strchr(part, '/') + 1 : NULL)
    require(strncmp(part, "../", 3) != 0 && strcmp(part, "..") != 0 && strcmp(part, ".") != 0 && part[0] != '-');
}

// In place of the socket to tend: what is sent goes straight into a bundle.
bool frame_send(int fd, enum frame_kind kind, const char *name, const void *content, size_t length) {
  (void)fd;
  require(!over);
  if (kind != FRAME_FILE) {
    over = true;
    require(kind == FRAME_END || length > 0);
    return true;
  }
  struct buf copy = {0};
  bytes += length;
  require(bytes <= unpack_practice.bytes);
  buf_add(&copy, content, length);
  taken &= bundle_add(&bundle, name, &copy, NULL);
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct buf archive = {0};
  bytes = 0;
  over = false;
  taken = true;
  buf_add(&archive, data, size);
  unpack(&archive, &unpack_practice);
  require(over);
  if (taken && bundle_close(&bundle, NULL))
    for (size_t i = 0; i < bundle.count; i++) require_tame(bundle.files[i].name);
  bundle_finish(&bundle);
  buf_finish(&archive);
  return 0;
}
