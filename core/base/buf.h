// A growing byte buffer. A zeroed struct is an empty buffer; data is NUL-terminated whenever it is not NULL.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf {
  char *data;    // NULL while nothing was ever appended
  size_t len;    // bytes, without the NUL
  size_t cap;
};

void buf_reserve(struct buf *buf, size_t extra);  // room for so many bytes more, and the NUL
void buf_add(struct buf *buf, const void *data, size_t length);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char byte);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_drop(struct buf *buf, size_t length);  // removes bytes from the front
void buf_drop_end(struct buf *buf, size_t length);  // removes bytes from the end
void buf_clear(struct buf *buf);                // empty, memory kept
const char *buf_text(const struct buf *buf);    // never NULL
char *buf_take(struct buf *buf);                // the text, now the caller's to free; never NULL; the buffer is empty
void buf_finish(struct buf *buf);
