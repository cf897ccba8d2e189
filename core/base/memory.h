// Allocation that ends the process when there is no memory left: no caller of ours can do anything better.
#pragma once

#include <stdarg.h>
#include <stddef.h>

// What is done before it ends the process: whoever has the terminal gives it back. It must not allocate.
void mem_before_end(void (*hook)(void));

void *mem_checked(void *memory);              // `memory` from elsewhere, never NULL
void *mem_alloc(size_t size);                 // never NULL
void *mem_zero(size_t count, size_t size);    // zeroed; never NULL; ends the process if count * size overflows
void *mem_resize(void *memory, size_t size);  // never NULL
char *mem_copy(const char *text);             // NULL gives NULL
char *mem_copy_n(const char *data, size_t length);  // length bytes and a terminating NUL
char *mem_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
