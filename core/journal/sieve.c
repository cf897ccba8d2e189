// Passing over what cannot be looked for; see sieve.h.
#include "sieve.h"

#include <string.h>

#include "fold.h"

// What JSON may write in another way than as itself, and spaces, which may be others in the text.
static bool is_plain(char letter) {
  return (unsigned char)letter > ' ' && letter != '"' && letter != '\\' && letter != '/';
}

void sieve_add(struct sieve *sieve, const char *words) {
  struct buf folded = {0};
  size_t best = 0, longest = 0;
  fold_add(&folded, words, strlen(words));
  for (size_t at = 0, length; at < folded.len; at += length ? length : 1) {
    for (length = 0; at + length < folded.len && is_plain(folded.data[at + length]);) length++;
    if (length > longest) best = at, longest = length;
  }
  if (longest && sieve->count < SIEVE_MAX) buf_add(&sieve->needles[sieve->count++], folded.data + best, longest);
  buf_finish(&folded);
}

bool sieve_passes(struct sieve *sieve, const char *json, size_t length) {
  if (sieve->count == 0) return true;
  length = strnlen(json, length);  // JSON has no NUL; the padding has
  buf_clear(&sieve->folded);
  fold_add(&sieve->folded, json, length);
  for (size_t i = 0; i < sieve->count; i++) {
    if (strstr(buf_text(&sieve->folded), buf_text(&sieve->needles[i]))) continue;
    // A letter that is written as its number could be any.
    const char *escape = memchr(json, '\\', length);
    return escape && memmem(escape, length - (size_t)(escape - json), "\\u", 2);
  }
  return true;
}

void sieve_finish(struct sieve *sieve) {
  for (size_t i = 0; i < sieve->count; i++) buf_finish(&sieve->needles[i]);
  // It held the person's words.
  if (sieve->folded.data) explicit_bzero(sieve->folded.data, sieve->folded.cap);
  buf_finish(&sieve->folded);
  sieve->count = 0;
}
