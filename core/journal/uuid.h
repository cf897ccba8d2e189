// UUIDs of version 7 (RFC 9562): they sort by the time they were made, and no two are alike.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { UUID_TEXT_MAX = 37 };  // 36 characters and a NUL

// A zeroed struct is ready. One maker's ids ascend always: also within a millisecond, also when the clock goes back.
struct uuid_maker {
  uint64_t ms;       // of the last id
  unsigned counter;  // of the last id within its millisecond, 12 bits
};

// Writes the next id, in small letters, for the Unix time `now` in milliseconds. sodium_init() comes first.
void uuid_make(struct uuid_maker *maker, int64_t now, char text[UUID_TEXT_MAX]);

// When it was made, Unix milliseconds; -1 for an id of another version.
int64_t uuid_made(const char *text);

// True for 36 characters that can be a UUID of any version, in small letters.
bool uuid_is_text(const char *text);
