// A key slot that a text opens: a journal's secret key, wrapped under a key that Argon2id makes of a passphrase or of a
// recovery code. FORMAT.md has the exact bytes.
#pragma once

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

enum {
  SLOT_SALT = crypto_pwhash_argon2id_SALTBYTES,
  SLOT_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
  SLOT_SECRET = crypto_box_SECRETKEYBYTES,
  SLOT_PUBLIC = crypto_box_PUBLICKEYBYTES,
  SLOT_WRAPPED = SLOT_SECRET + crypto_aead_xchacha20poly1305_ietf_ABYTES,
  SLOT_CODE = 32,          // characters of a recovery code without its dashes: 160 random bits
  SLOT_CODE_PRINTED = 40,  // with a dash after every fourth, and a NUL
};

struct slot {
  const char *kind;  // "passphrase" or "recovery"; borrowed
  unsigned char salt[SLOT_SALT], nonce[SLOT_NONCE], wrapped[SLOT_WRAPPED];
  int64_t operations, memory;  // what Argon2id is told: passes, and bytes of memory
};

// Wraps the secret of the pair whose public key is `public`, with fresh random bytes and Argon2id's MODERATE limits.
// `text` is the passphrase as it is, or slot_normalize() of a recovery code. Takes about a second and 256 MiB; false
// where there is no such memory.
bool slot_wrap(struct slot *slot, const char *kind, const unsigned char public[SLOT_PUBLIC],
               const unsigned char secret[SLOT_SECRET], const char *text, size_t length, struct fault *fault);

enum slot_answer { SLOT_OPEN, SLOT_WRONG, SLOT_FAULT };

// The secret in `secret`; SLOT_WRONG where the text is another one (or the slot was meddled with), SLOT_FAULT with a
// sentence where it cannot be tried.
enum slot_answer slot_open(const struct slot *slot, const unsigned char public[SLOT_PUBLIC], const char *text,
                           size_t length, unsigned char secret[SLOT_SECRET], struct fault *fault);

enum slot_answer slot_damaged(const char *kind, struct fault *fault);  // says so, and gives SLOT_FAULT
bool slot_no_memory(struct fault *fault);  // says that there is none in which a key could lie; false

// A new recovery code as it is printed.
void slot_make_code(char code[SLOT_CODE_PRINTED]);

// The 32 characters that a typed code means: small letters count as large ones, O as 0, I and L as 1, and spaces and
// dashes do not count. False where it is no recovery code.
bool slot_normalize(const char *text, size_t length, char code[SLOT_CODE]);
