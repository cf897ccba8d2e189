// Allocation that cannot fail; see memory.h.
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void (*before_end)(void);

void mem_before_end(void (*hook)(void)) { before_end = hook; }

void *mem_checked(void *memory) {
  if (memory) return memory;
  if (before_end) before_end();
  static const char message[] = "tend: out of memory\n";
  ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
  (void)ignored;
  _exit(1);
}

void *mem_alloc(size_t size) { return mem_checked(malloc(size ? size : 1)); }

void *mem_zero(size_t count, size_t size) { return mem_checked(calloc(count ? count : 1, size ? size : 1)); }

void *mem_resize(void *memory, size_t size) { return mem_checked(realloc(memory, size ? size : 1)); }

char *mem_copy(const char *text) { return text ? mem_copy_n(text, strlen(text)) : NULL; }

char *mem_copy_n(const char *data, size_t length) {
  char *copy = mem_alloc(length + 1);
  if (length) memcpy(copy, data, length);
  copy[length] = '\0';
  return copy;
}

char *mem_format(const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *text = NULL;
  int length = vasprintf(&text, format, args);
  va_end(args);
  return mem_checked(length < 0 ? NULL : text);
}
