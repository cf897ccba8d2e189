// Wrapping the keys of writing processes; see wrap.h and FORMAT.md.
#include "wrap.h"

#include <string.h>

void wrap_derive(unsigned char wrapping[SEAL_KEY], const unsigned char secret[crypto_box_SECRETKEYBYTES]) {
  static const char purpose[] = "tend journal 1 wrapping key";
  crypto_generichash(wrapping, SEAL_KEY, (const unsigned char *)purpose, sizeof purpose - 1, secret,
                     crypto_box_SECRETKEYBYTES);
}

void wrap_key(const unsigned char wrapping[SEAL_KEY], const char *process, const unsigned char key[SEAL_KEY],
              unsigned char nonce[SEAL_NONCE], unsigned char wrapped[WRAP_LENGTH]) {
  randombytes_buf(nonce, SEAL_NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt(wrapped, NULL, key, SEAL_KEY, (const unsigned char *)process,
                                             strlen(process), NULL, nonce, wrapping);
}

bool wrap_open(const unsigned char wrapping[SEAL_KEY], const char *process, const unsigned char nonce[SEAL_NONCE],
               const unsigned char wrapped[WRAP_LENGTH], unsigned char key[SEAL_KEY]) {
  return crypto_aead_xchacha20poly1305_ietf_decrypt(key, NULL, NULL, wrapped, WRAP_LENGTH,
                                                    (const unsigned char *)process, strlen(process), nonce,
                                                    wrapping) == 0;
}
