// UUIDs of version 7; see uuid.h. The 12 bits after the version are a counter that starts low at random in each
// millisecond (RFC 9562, section 6.2, method 1); 62 random bits follow.
#include "uuid.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNTER_MAX = 0xFFF, COUNTER_SEED_MASK = 0x7FF };

// The field has 48 bits; one is left so that counting up cannot run over.
static const uint64_t ms_max = ((uint64_t)1 << 47) - 1;

static void advance(struct uuid_maker *maker, int64_t now, unsigned seed) {
  uint64_t ms = now < 0 ? 0 : (uint64_t)now > ms_max ? ms_max : (uint64_t)now;
  if (ms <= maker->ms && maker->counter < COUNTER_MAX) {
    maker->counter++;
    return;
  }
  maker->ms = ms > maker->ms ? ms : maker->ms + 1;
  maker->counter = seed & COUNTER_SEED_MASK;
}

void uuid_make(struct uuid_maker *maker, int64_t now, char text[UUID_TEXT_MAX]) {
  unsigned char random[10];
  randombytes_buf(random, sizeof random);
  advance(maker, now, (unsigned)random[8] << 8 | random[9]);
  random[0] = (unsigned char)((random[0] & 0x3F) | 0x80);
  snprintf(text, UUID_TEXT_MAX, "%08x-%04x-7%03x-%02x%02x-%02x%02x%02x%02x%02x%02x", (unsigned)(maker->ms >> 16),
           (unsigned)(maker->ms & 0xFFFF), maker->counter, random[0], random[1], random[2], random[3], random[4],
           random[5], random[6], random[7]);
}

bool uuid_is_text(const char *text) {
  static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  for (size_t i = 0; i < sizeof shape; i++) {
    bool fits = shape[i] == 'x' ? text[i] && strchr("0123456789abcdef", text[i]) : text[i] == shape[i];
    if (!fits) return false;
  }
  return true;
}

int64_t uuid_made(const char *text) {
  char digits[13];
  if (!uuid_is_text(text) || text[14] != '7') return -1;
  memcpy(digits, text, 8);
  memcpy(digits + 8, text + 9, 4);
  digits[12] = '\0';
  return strtoll(digits, NULL, 16);
}
