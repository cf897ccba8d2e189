// Wrapping the keys of writing processes under one symmetric key, which only the secret key gives: opening a wrapped
// key costs a fiftieth of opening a sealed one. FORMAT.md has the exact bytes.
#pragma once

#include <stdbool.h>

#include "seal.h"

enum { WRAP_LENGTH = SEAL_KEY + crypto_aead_xchacha20poly1305_ietf_ABYTES };

void wrap_derive(unsigned char wrapping[SEAL_KEY], const unsigned char secret[crypto_box_SECRETKEYBYTES]);

// Wraps the key of the process with the id `process` under a fresh random nonce.
void wrap_key(const unsigned char wrapping[SEAL_KEY], const char *process, const unsigned char key[SEAL_KEY],
              unsigned char nonce[SEAL_NONCE], unsigned char wrapped[WRAP_LENGTH]);

// False where the bytes, the process and the wrapping key do not belong together.
bool wrap_open(const unsigned char wrapping[SEAL_KEY], const char *process, const unsigned char nonce[SEAL_NONCE],
               const unsigned char wrapped[WRAP_LENGTH], unsigned char key[SEAL_KEY]);
