// A file of tend's among the settings of other programs; see placed.h.
#include "placed.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "buf.h"
#include "file.h"
#include "memory.h"
#include "paths.h"

enum { FILE_MOST = 64 * 1024 };

// FNV-1a: it tells an edit, and need not withstand an enemy.
static uint64_t sum_of(const char *text) {
  uint64_t sum = UINT64_C(14695981039346656037);
  for (; *text; text++) sum = (sum ^ (unsigned char)*text) * UINT64_C(1099511628211);
  return sum;
}

static char *with_first_line(const char *text) {
  static const char words[] = "'tend agent enable' wrote this file, and looks after it while it is as it was";
  return mem_format("# %s: %016" PRIx64 "\n%s", words, sum_of(text), text);
}

// Ends in the sum that fits the lines below.
static bool is_ours(const char *content) {
  const char *newline = strchr(content, '\n');
  if (!newline) return false;
  char *expected = with_first_line(newline + 1);
  bool same = strcmp(content, expected) == 0;
  free(expected);
  return same;
}

static bool read_content(const char *path, struct buf *content) {
  struct fault fault;
  return file_read(path, FILE_MOST, content, &fault) && strlen(buf_text(content)) == content->len;
}

enum placed placed_look(const char *path) {
  struct stat info;
  struct buf content = {0};
  if (lstat(path, &info) < 0) return errno == ENOENT || errno == ENOTDIR ? PLACED_NONE : PLACED_THEIRS;
  bool ours = S_ISREG(info.st_mode) && read_content(path, &content) && is_ours(buf_text(&content));
  buf_finish(&content);
  return ours ? PLACED_OURS : PLACED_THEIRS;
}

bool placed_holds(const char *path, const char *text) {
  struct buf content = {0};
  char *expected = with_first_line(text);
  bool ours = placed_look(path) == PLACED_OURS && read_content(path, &content);
  bool same = ours && strcmp(buf_text(&content), expected) == 0;
  free(expected);
  buf_finish(&content);
  return same;
}

static bool make_folder_of(const char *path, struct fault *fault) {
  char *folder = path_folder(path);
  bool ok = file_make_folder(folder, fault);
  free(folder);
  return ok;
}

bool placed_write(const char *path, const char *text, struct fault *fault) {
  if (!make_folder_of(path, fault)) return false;
  char *content = with_first_line(text);
  bool ok = file_replace(path, content, strlen(content), fault);
  free(content);
  return ok;
}
