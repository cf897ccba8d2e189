// Sealing the content of one revision; see seal.h and FORMAT.md. Every buffer that held plain text is wiped.
#include "seal.h"

#include <stdlib.h>
#include <string.h>

#include "journal.h"
#include "memory.h"

enum { TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES, ROOM_FIRST = 4096 };

static void add_number(struct buf *out, uint64_t number, size_t size) {
  unsigned char bytes[8];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(number >> (8 * i));
  buf_add(out, bytes, size);  // the lowest byte comes first
}

static void add_text(struct buf *out, const char *text) {
  size_t length = strlen(text);
  add_number(out, length, 4);
  buf_add(out, text, length);
}

// Every text carries its length, so that no two rows give the same bytes.
static void add_columns(struct buf *out, const struct seal_row *row) {
  add_text(out, "tend journal 1");
  add_text(out, row->id);
  add_text(out, row->entry);
  add_text(out, row->parents);
  add_text(out, row->device);
  add_text(out, row->process);
  add_number(out, (uint64_t)row->created, 8);
  add_number(out, (uint64_t)row->zone, 8);
}

static void wipe(void *memory, size_t size) {
  sodium_memzero(memory, size);
  free(memory);
}

bool seal_content(const struct seal_row *row, const unsigned char key[SEAL_KEY], const json_t *content,
                  struct sealed *sealed, struct fault *fault) {
  // Measured first, then written into one buffer: json_dumps() would leave outgrown copies behind in freed memory.
  size_t length = json_is_object(content) ? json_dumpb(content, NULL, 0, JSON_COMPACT) : 0;
  if (length == 0) return fault_set(fault, "an entry's content must be a JSON object");
  if (length > JOURNAL_CONTENT_MAX)
    return fault_set(fault, "this entry has %zu bytes, and %d is the most: divide it in two", length,
                     JOURNAL_CONTENT_MAX);
  size_t padded, room = length + SEAL_BLOCK;
  unsigned char *plain = mem_alloc(room);
  struct buf columns = {0};
  unsigned long long sealed_length;
  json_dumpb(content, (char *)plain, room, JSON_COMPACT);
  sodium_pad(&padded, plain, length, SEAL_BLOCK, room);
  add_columns(&columns, row);
  randombytes_buf(sealed->nonce, SEAL_NONCE);
  sealed->bytes = mem_alloc(padded + TAG);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed->bytes, &sealed_length, plain, padded,
                                             (unsigned char *)columns.data, columns.len, NULL, sealed->nonce, key);
  sealed->length = (size_t)sealed_length;
  buf_finish(&columns);
  wipe(plain, room);
  return true;
}

static void make_room(struct seal_opener *opener, size_t length) {
  if (length <= opener->room) return;
  if (opener->plain) wipe(opener->plain, opener->room);
  opener->room = length < ROOM_FIRST ? ROOM_FIRST : length;
  opener->plain = mem_alloc(opener->room);
}

bool seal_open(struct seal_opener *opener, const struct seal_row *row, const unsigned char key[SEAL_KEY],
               const unsigned char nonce[SEAL_NONCE], const unsigned char *bytes, size_t length) {
  unsigned long long padded = 0;
  opener->length = 0;
  if (length < TAG) return false;
  make_room(opener, length);
  buf_clear(&opener->columns);
  add_columns(&opener->columns, row);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(opener->plain, &padded, NULL, bytes, length,
                                                 (unsigned char *)opener->columns.data, opener->columns.len, nonce,
                                                 key) != 0)
    return false;
  opener->length = (size_t)padded;
  return true;
}

json_t *seal_content_of(const struct seal_opener *opener) {
  size_t length;
  if (opener->length == 0 || sodium_unpad(&length, opener->plain, opener->length, SEAL_BLOCK) != 0) return NULL;
  json_t *content = json_loadb((const char *)opener->plain, length, JSON_ALLOW_NUL, NULL);
  if (json_is_object(content)) return content;
  json_decref(content);
  return NULL;
}

void seal_opener_finish(struct seal_opener *opener) {
  buf_finish(&opener->columns);
  if (opener->plain) wipe(opener->plain, opener->room);
  *opener = (struct seal_opener){0};
}
