// A file that is imported; see source.h.
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

enum { SOURCE_CHUNK = 1 << 16 };

struct source {
  char *path;
  int fd, error;  // fd is -1 where all bytes are there already
  char *chunk;
  const char *bytes;
  size_t at, length, number;
};

static void skip_mark(struct source *source) {
  const char *bytes;
  if (source_ahead(source, 3, &bytes) >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) source->at += 3;
}

static struct source *create(const char *path, int fd) {
  struct source *source = mem_zero(1, sizeof *source);
  source->path = mem_copy(path);
  source->fd = fd;
  source->number = 1;
  return source;
}

struct source *source_open(const char *path, struct fault *fault) {
  struct stat info;
  bool is_stdin = strcmp(path, "-") == 0;
  int fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0 || fstat(fd, &info) != 0 || S_ISDIR(info.st_mode)) {
    if (fd >= 0) errno = EISDIR;
    fault_set(fault, "%s: cannot be read: %s", path, strerror(errno));
    if (fd >= 0) close(fd);
    return NULL;
  }
  struct source *source = create(is_stdin ? "stdin" : path, fd);
  source->bytes = source->chunk = mem_alloc(SOURCE_CHUNK);
  skip_mark(source);
  return source;
}

struct source *source_of_bytes(const char *name, const void *bytes, size_t length) {
  struct source *source = create(name, -1);
  source->bytes = bytes;
  source->length = length;
  skip_mark(source);
  return source;
}

void source_close(struct source *source) {
  if (!source) return;
  if (source->fd >= 0) close(source->fd);
  free(source->chunk);
  free(source->path);
  free(source);
}

const char *source_path(const struct source *source) { return source->path; }

// Moves what is left to the front and reads behind it.
static bool fill(struct source *source) {
  if (source->fd < 0 || source->error) return false;
  size_t left = source->length - source->at;
  if (left == SOURCE_CHUNK) return false;
  memmove(source->chunk, source->chunk + source->at, left);
  source->at = 0;
  source->length = left;
  ssize_t got;
  do got = read(source->fd, source->chunk + left, SOURCE_CHUNK - left);
  while (got < 0 && errno == EINTR);
  if (got < 0) source->error = errno;
  if (got > 0) source->length += (size_t)got;
  return got > 0;
}

size_t source_ahead(struct source *source, size_t least, const char **bytes) {
  while (source->length - source->at < least && fill(source)) continue;
  *bytes = source->bytes + source->at;
  return source->length - source->at;
}

static bool has_more(struct source *source) { return source->at < source->length || fill(source); }

enum source_line source_line(struct source *source, struct buf *line, size_t *number) {
  buf_clear(line);
  *number = source->number;
  if (!has_more(source)) return SOURCE_END;
  enum source_line result = SOURCE_LINE;
  const char *end = NULL;
  while (!end && has_more(source)) {
    const char *start = source->bytes + source->at;
    size_t length = source->length - source->at;
    end = memchr(start, '\n', length);
    if (end) length = (size_t)(end - start);
    if (line->len + length > SOURCE_LINE_MAX) result = SOURCE_TOO_LONG;
    else buf_add(line, start, length);
    source->at += length;
  }
  if (end) source->at++, source->number++;
  if (line->len && line->data[line->len - 1] == '\r') buf_drop_end(line, 1);
  return result;
}

bool source_is_well(const struct source *source, struct fault *fault) {
  return source->error == 0 || fault_set(fault, "%s: cannot be read: %s", source->path, strerror(source->error));
}

bool source_all(struct source *source, struct buf *text, struct fault *fault) {
  const char *bytes;
  for (size_t length; text->len <= SOURCE_WHOLE_MAX && (length = source_ahead(source, 1, &bytes)) > 0;) {
    buf_add(text, bytes, length);
    source->at += length;
  }
  return text->len <= SOURCE_WHOLE_MAX ||
         fault_set(fault, "%s: is larger than %d MB, the most that is read in this format", source->path,
                   SOURCE_WHOLE_MAX >> 20);
}

json_t *source_json(struct source *source, struct fault *fault) {
  struct buf text = {0};
  json_error_t error;
  json_t *value = NULL;
  if (source_all(source, &text, fault) && !(value = json_loadb(buf_text(&text), text.len, JSON_ALLOW_NUL, &error)))
    fault_set(fault, "%s:%d:%d: %s", source->path, error.line, error.column, error.text);
  if (value && !json_is_object(value)) {
    json_decref(value);
    value = NULL;
    fault_set(fault, "%s: is no JSON object", source->path);
  }
  buf_finish(&text);
  return value;
}
