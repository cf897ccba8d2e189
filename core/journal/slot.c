// Key slots that a text opens; see slot.h and FORMAT.md.
#include "slot.h"

#include <string.h>

enum {
  OPERATIONS_MOST = 64,  // a slot that asks for more than we would ever write is damaged, or there to exhaust us
  MEMORY_MOST = 1 << 30,
};

// Crockford's base 32: no I, L, O or U, so that a code survives being written down by hand.
static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

bool slot_no_memory(struct fault *fault) {
  return fault_set(fault, "there is no memory left for the journal's keys: close something and try again");
}

static bool derive(const struct slot *slot, const char *text, size_t length, unsigned char *key, struct fault *fault) {
  return crypto_pwhash(key, crypto_aead_xchacha20poly1305_ietf_KEYBYTES, text, length, slot->salt,
                       (unsigned long long)slot->operations, (size_t)slot->memory, crypto_pwhash_ALG_ARGON2ID13) == 0 ||
         fault_set(fault,
                   "the passphrase could not be tried: that takes %d MiB of memory; close something and try "
                   "again",
                   (int)(slot->memory >> 20));
}

// What the wrapped secret is bound to: the kind of its slot and the public key that belongs to it.
static size_t bind(const struct slot *slot, const unsigned char public[SLOT_PUBLIC], unsigned char out[128]) {
  static const char purpose[] = "tend journal 1 slot";
  size_t at = sizeof purpose - 1, length = strnlen(slot->kind, 32);
  memcpy(out, purpose, at);
  out[at++] = (unsigned char)length;
  memcpy(out + at, slot->kind, length);
  memcpy(out + at + length, public, SLOT_PUBLIC);
  return at + length + SLOT_PUBLIC;
}

bool slot_wrap(struct slot *slot, const char *kind, const unsigned char public[SLOT_PUBLIC],
               const unsigned char secret[SLOT_SECRET], const char *text, size_t length, struct fault *fault) {
  unsigned char bound[128];
  *slot = (struct slot){.kind = kind,
                        .operations = crypto_pwhash_argon2id_OPSLIMIT_MODERATE,
                        .memory = crypto_pwhash_argon2id_MEMLIMIT_MODERATE};
  randombytes_buf(slot->salt, sizeof slot->salt);
  randombytes_buf(slot->nonce, sizeof slot->nonce);
  unsigned char *key = sodium_malloc(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  if (!key) return slot_no_memory(fault);
  bool ok = derive(slot, text, length, key, fault);
  if (ok)
    crypto_aead_xchacha20poly1305_ietf_encrypt(slot->wrapped, NULL, secret, SLOT_SECRET, bound,
                                               bind(slot, public, bound), NULL, slot->nonce, key);
  sodium_free(key);
  return ok;
}

static bool is_sound(const struct slot *slot) {
  return slot->operations >= crypto_pwhash_argon2id_OPSLIMIT_MIN && slot->operations <= OPERATIONS_MOST &&
         slot->memory >= crypto_pwhash_argon2id_MEMLIMIT_MIN && slot->memory <= MEMORY_MOST;
}

enum slot_answer slot_damaged(const char *kind, struct fault *fault) {
  fault_set(fault, "the slot of the journal's %s is damaged, and was left as it is: restore the journal from a backup",
            kind);
  return SLOT_FAULT;
}

enum slot_answer slot_open(const struct slot *slot, const unsigned char public[SLOT_PUBLIC], const char *text,
                           size_t length, unsigned char secret[SLOT_SECRET], struct fault *fault) {
  unsigned char bound[128];
  if (!is_sound(slot)) return slot_damaged(slot->kind, fault);
  unsigned char *key = sodium_malloc(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  enum slot_answer answer = SLOT_FAULT;
  if (!key) slot_no_memory(fault);
  else if (derive(slot, text, length, key, fault))
    answer = crypto_aead_xchacha20poly1305_ietf_decrypt(secret, NULL, NULL, slot->wrapped, SLOT_WRAPPED, bound,
                                                        bind(slot, public, bound), slot->nonce, key) == 0
                 ? SLOT_OPEN
                 : SLOT_WRONG;
  sodium_free(key);
  return answer;
}

void slot_make_code(char code[SLOT_CODE_PRINTED]) {
  unsigned char random[SLOT_CODE];
  size_t at = 0;
  randombytes_buf(random, sizeof random);
  for (size_t i = 0; i < SLOT_CODE; i++) {
    if (i && i % 4 == 0) code[at++] = '-';
    code[at++] = letters[random[i] & 31];
  }
  code[at] = '\0';
  sodium_memzero(random, sizeof random);
}

static char meant(char typed) {
  if (typed >= 'a' && typed <= 'z') typed = (char)(typed - 'a' + 'A');
  return typed == 'O' ? '0' : typed == 'I' || typed == 'L' ? '1' : typed;
}

bool slot_normalize(const char *text, size_t length, char code[SLOT_CODE]) {
  size_t count = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '-' || text[i] == ' ') continue;
    char letter = meant(text[i]);
    if (!letter || !strchr(letters, letter) || count == SLOT_CODE) return false;
    code[count++] = letter;
  }
  return count == SLOT_CODE;
}
