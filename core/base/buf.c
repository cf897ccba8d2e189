// A growing byte buffer; see buf.h.
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void buf_reserve(struct buf *buf, size_t extra) {
  size_t needed = buf->len + extra + 1;
  if (needed <= buf->cap) return;
  size_t cap = buf->cap ? buf->cap : 64;
  while (cap < needed) cap *= 2;
  buf->data = mem_resize(buf->data, cap);
  buf->cap = cap;
}

void buf_add(struct buf *buf, const void *data, size_t length) {
  buf_reserve(buf, length);
  if (length) memcpy(buf->data + buf->len, data, length);
  buf->len += length;
  buf->data[buf->len] = '\0';
}

void buf_add_text(struct buf *buf, const char *text) { buf_add(buf, text, strlen(text)); }

void buf_add_char(struct buf *buf, char byte) { buf_add(buf, &byte, 1); }

void buf_format(struct buf *buf, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (length > 0) {
    buf_reserve(buf, (size_t)length);
    vsnprintf(buf->data + buf->len, (size_t)length + 1, format, again);
    buf->len += (size_t)length;
  }
  va_end(again);
}

void buf_drop(struct buf *buf, size_t length) {
  if (!buf->data) return;
  if (length > buf->len) length = buf->len;
  memmove(buf->data, buf->data + length, buf->len - length + 1);
  buf->len -= length;
}

void buf_drop_end(struct buf *buf, size_t length) {
  if (!buf->data) return;
  buf->len -= length < buf->len ? length : buf->len;
  buf->data[buf->len] = '\0';
}

void buf_clear(struct buf *buf) {
  buf->len = 0;
  if (buf->data) buf->data[0] = '\0';
}

const char *buf_text(const struct buf *buf) { return buf->data ? buf->data : ""; }

char *buf_take(struct buf *buf) {
  char *text = buf->data ? buf->data : mem_copy("");
  *buf = (struct buf){0};
  return text;
}

void buf_finish(struct buf *buf) {
  free(buf->data);
  *buf = (struct buf){0};
}
