// Ids for entries that have none; see stable.h.
#include "stable.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static int add_piece(const char *piece, size_t length, void *state) {
  return crypto_generichash_update(state, (const unsigned char *)piece, length);
}

void stable_id(char id[JOURNAL_ID_MAX], const char *format, int64_t created, const json_t *content) {
  crypto_generichash_state state;
  unsigned char hash[16];
  uint64_t ms = created < 0 ? 0 : (uint64_t)created;
  json_t *moment = json_integer(created);
  crypto_generichash_init(&state, NULL, 0, sizeof hash);
  crypto_generichash_update(&state, (const unsigned char *)format, strlen(format) + 1);
  json_dump_callback(moment, add_piece, &state, JSON_ENCODE_ANY);
  json_dump_callback(content, add_piece, &state, JSON_COMPACT | JSON_SORT_KEYS);
  crypto_generichash_final(&state, hash, sizeof hash);
  json_decref(moment);
  snprintf(id, JOURNAL_ID_MAX, "%08x-%04x-8%02x%x-%02x%02x-%02x%02x%02x%02x%02x%02x", (unsigned)(ms >> 16 & 0xFFFFFFFF),
           (unsigned)(ms & 0xFFFF), hash[6], hash[7] & 0xF, (hash[8] & 0x3F) | 0x80, hash[9], hash[10], hash[11],
           hash[12], hash[13], hash[14], hash[15]);
}
