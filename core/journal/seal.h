// Sealing the content of one revision: JSON, padded, XChaCha20-Poly1305-IETF, with the columns of its row as additional
// data, so that no column can be changed and no content moved to another row unnoticed. FORMAT.md has the exact bytes.
#pragma once

#include <jansson.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "fault.h"

enum {
  SEAL_KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
  SEAL_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
  SEAL_BLOCK = 256,  // content is padded to a multiple of this many bytes, so that its length tells little
};

// The columns of a row that are not sealed; all borrowed.
struct seal_row {
  const char *id, *entry, *parents, *device, *process;
  int64_t created, zone;
};

struct sealed {
  unsigned char nonce[SEAL_NONCE];
  unsigned char *bytes;  // the ciphertext and its tag
  size_t length;
};

// Seals `content` under a fresh random nonce; the caller frees sealed->bytes. False where the content is no JSON
// object, or too long (JOURNAL_CONTENT_MAX).
bool seal_content(const struct seal_row *row, const unsigned char key[SEAL_KEY], const json_t *content,
                  struct sealed *sealed, struct fault *fault);

// Opens contents one after the other, in memory of its own. Zeroed, it is ready.
struct seal_opener {
  struct buf columns;
  unsigned char *plain;  // the padded JSON text that was opened last
  size_t length, room;   // bytes of it, and allocated
};

// False where the bytes, the row and the key do not belong together.
bool seal_open(struct seal_opener *opener, const struct seal_row *row, const unsigned char key[SEAL_KEY],
               const unsigned char nonce[SEAL_NONCE], const unsigned char *bytes, size_t length);

// What was opened last, as JSON; a new reference. NULL where it is no JSON object.
json_t *seal_content_of(const struct seal_opener *opener);

void seal_opener_finish(struct seal_opener *opener);  // wipes it
