// A passphrase on its way in: typed on a terminal without being shown, or a line of a descriptor. It lies in memory
// that is locked, left out of core dumps and wiped, and nowhere else.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"

enum { SECRET_MAX = 1024 };  // bytes

struct secret {
  char text[SECRET_MAX + 1];  // ends with a NUL once it was asked for or read
  size_t length;
};

struct secret *secret_create(void);  // NULL without memory
void secret_destroy(struct secret *secret);

bool secret_can_ask(void);  // somebody is there to type

// Asks on the terminal. False with a sentence, or with an empty one where the person broke off (Ctrl-C, Ctrl-D).
bool secret_ask(const char *prompt, struct secret *secret, struct fault *fault);

// The next line of `fd`, read byte by byte so that what follows is left for whoever reads next. The line's end is no
// part of it.
bool secret_read(int fd, struct secret *secret, struct fault *fault);

bool secret_equals(const struct secret *a, const struct secret *b);
