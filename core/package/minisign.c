// Signatures as minisign makes them; see minisign.h.
#include "minisign.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { ID = 8, KEY = 2 + ID + crypto_sign_PUBLICKEYBYTES, SIGNATURE = 2 + ID + crypto_sign_BYTES, HASH = 64, CHECK = 32 };

struct key {
  unsigned char algorithm[2], id[ID], key[crypto_sign_PUBLICKEYBYTES];
};

struct signature {
  unsigned char algorithm[2], id[ID], signature[crypto_sign_BYTES];
};

struct numbered {
  unsigned char id[ID], secret[crypto_sign_SECRETKEYBYTES], check[CHECK];
};

struct secret_file {
  unsigned char algorithm[2], kdf[2], checksum[2], salt[crypto_pwhash_scryptsalsa208sha256_SALTBYTES], operations[8],
      memory[8];
  struct numbered numbered;
};

struct minisign_secret {
  struct numbered numbered;
};

_Static_assert(sizeof(struct key) == KEY && sizeof(struct signature) == SIGNATURE && sizeof(struct secret_file) == 158,
               "they are read as they stand in a file");

static bool from_base64(void *out, size_t size, const char *text, size_t length) {
  size_t got;
  const char *end;
  return sodium_base642bin(out, size, text, length, "\r", &got, &end, sodium_base64_VARIANT_ORIGINAL) == 0 &&
         got == size && end == text + length;
}

static void to_base64(struct buf *out, const void *data, size_t length) {
  size_t size = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);
  char *text = mem_alloc(size);
  sodium_bin2base64(text, size, data, length, sodium_base64_VARIANT_ORIGINAL);
  buf_add_text(out, text);
  sodium_memzero(text, size);
  free(text);
}

// The line after `*at`, without its end; moves on behind it.
static bool next_line(const char **at, const char **line, size_t *length) {
  if (!**at) return false;
  *line = *at;
  *length = strcspn(*at, "\n");
  *at += *length + ((*at)[*length] == '\n');
  if (*length && (*line)[*length - 1] == '\r') --*length;
  return true;
}

static bool read_key(const char *text, struct key *key) {
  return from_base64(key, sizeof *key, text, strlen(text)) && memcmp(key->algorithm, "Ed", 2) == 0;
}

struct parsed {
  struct signature signature;
  const char *comment;
  size_t comment_length;
  unsigned char global[crypto_sign_BYTES];
};

static bool parse(const char *text, struct parsed *parsed) {
  static const char trusted[] = "trusted comment: ";
  const char *line;
  size_t length;
  if (!next_line(&text, &line, &length) || !next_line(&text, &line, &length) ||
      !from_base64(&parsed->signature, sizeof parsed->signature, line, length) || !next_line(&text, &line, &length) ||
      length < sizeof trusted - 1 || memcmp(line, trusted, sizeof trusted - 1) != 0)
    return false;
  parsed->comment = line + sizeof trusted - 1;
  parsed->comment_length = length - (sizeof trusted - 1);
  return next_line(&text, &line, &length) && from_base64(parsed->global, sizeof parsed->global, line, length);
}

static bool comment_holds(const struct parsed *parsed, const struct key *key) {
  struct buf signed_part = {0};
  buf_add(&signed_part, parsed->signature.signature, crypto_sign_BYTES);
  buf_add(&signed_part, parsed->comment, parsed->comment_length);
  bool holds = crypto_sign_verify_detached(parsed->global, (unsigned char *)signed_part.data, signed_part.len, key->key) == 0;
  buf_finish(&signed_part);
  return holds;
}

bool minisign_verify(const char *key_text, const void *data, size_t length, const char *signature, struct fault *fault) {
  struct key key;
  struct parsed parsed;
  unsigned char hash[HASH];
  if (!read_key(key_text, &key)) return fault_set(fault, "the key '%.60s' is no minisign key", key_text);
  if (!parse(signature, &parsed)) return fault_set(fault, "the signature is none of minisign's");
  bool hashed = memcmp(parsed.signature.algorithm, "ED", 2) == 0;
  if (!hashed && memcmp(parsed.signature.algorithm, "Ed", 2) != 0)
    return fault_set(fault, "the signature is of a kind that tend does not know");
  if (memcmp(parsed.signature.id, key.id, ID) != 0) return fault_set(fault, "it is signed with another key");
  if (hashed) crypto_generichash(hash, sizeof hash, data, length, NULL, 0);
  const unsigned char *message = hashed ? hash : data;
  if (crypto_sign_verify_detached(parsed.signature.signature, message, hashed ? HASH : length, key.key) != 0 ||
      !comment_holds(&parsed, &key))
    return fault_set(fault,
                     "the signature does not fit: it was changed after it was signed; fetch the file and its .minisig "
                     "again, or ask its author");
  return true;
}

// Secret keys.

static bool read_secret_file(const char *text, struct secret_file *file) {
  const char *line;
  size_t length;
  return next_line(&text, &line, &length) && next_line(&text, &line, &length) &&
         from_base64(file, sizeof *file, line, length) && memcmp(file->algorithm, "Ed", 2) == 0 &&
         memcmp(file->checksum, "B2", 2) == 0 && (memcmp(file->kdf, "Sc", 2) == 0 || memcmp(file->kdf, "\0\0", 2) == 0);
}

bool minisign_is_encrypted(const char *text) {
  struct secret_file file;
  bool encrypted = read_secret_file(text, &file) && file.kdf[0] != '\0';
  sodium_memzero(&file, sizeof file);
  return encrypted;
}

static uint64_t number(const unsigned char bytes[8]) {
  uint64_t value = 0;
  for (int i = 7; i >= 0; i--) value = value << 8 | bytes[i];
  return value;
}

static bool decrypt(struct secret_file *file, const char *password) {
  enum { MEMORY_MAX = 2047 };  // MB; minisign's own choice is 1024
  unsigned char stream[sizeof file->numbered], *bytes = (unsigned char *)&file->numbered;
  uint64_t memory = number(file->memory);
  if (memory >> 20 > MEMORY_MAX ||
      crypto_pwhash_scryptsalsa208sha256(stream, sizeof stream, password, strlen(password), file->salt,
                                         number(file->operations), (size_t)memory) != 0)
    return false;
  for (size_t i = 0; i < sizeof stream; i++) bytes[i] ^= stream[i];
  sodium_memzero(stream, sizeof stream);
  return true;
}

static bool check_holds(const struct secret_file *file) {
  unsigned char check[CHECK];
  crypto_generichash_state state;
  crypto_generichash_init(&state, NULL, 0, sizeof check);
  crypto_generichash_update(&state, file->algorithm, sizeof file->algorithm);
  crypto_generichash_update(&state, file->numbered.id, ID);
  crypto_generichash_update(&state, file->numbered.secret, sizeof file->numbered.secret);
  crypto_generichash_final(&state, check, sizeof check);
  return sodium_memcmp(check, file->numbered.check, sizeof check) == 0;
}

struct minisign_secret *minisign_open(const char *text, const char *password, struct fault *fault) {
  struct secret_file file;
  struct minisign_secret *secret = NULL;
  if (sodium_init() < 0) {
    fault_set(fault, "libsodium cannot be used on this machine");
  } else if (!read_secret_file(text, &file)) {
    fault_set(fault, "it is no secret key of minisign's; 'minisign -G' makes one");
  } else if (file.kdf[0] != '\0' && !decrypt(&file, password ? password : "")) {
    fault_set(fault, "there is not enough memory to open it");
  } else if (file.kdf[0] == '\0' || check_holds(&file)) {
    secret = sodium_malloc(sizeof *secret);
    if (secret) secret->numbered = file.numbered;
    else fault_set(fault, "there is not enough memory to open it");
  } else {
    fault_set(fault, "that is not its password");
  }
  sodium_memzero(&file, sizeof file);
  return secret;
}

void minisign_close(struct minisign_secret *secret) {
  if (secret) sodium_free(secret);
}

void minisign_key(const struct minisign_secret *secret, char text[MINISIGN_KEY_TEXT]) {
  struct key key = {.algorithm = {'E', 'd'}};
  memcpy(key.id, secret->numbered.id, ID);
  crypto_sign_ed25519_sk_to_pk(key.key, secret->numbered.secret);
  sodium_bin2base64(text, MINISIGN_KEY_TEXT, (unsigned char *)&key, sizeof key, sodium_base64_VARIANT_ORIGINAL);
}

void minisign_sign(const struct minisign_secret *secret, const void *data, size_t length, const char *comment,
                   struct buf *out) {
  struct signature signature = {.algorithm = {'E', 'D'}};
  struct buf signed_part = {0};
  unsigned char hash[HASH], global[crypto_sign_BYTES];
  memcpy(signature.id, secret->numbered.id, ID);
  crypto_generichash(hash, sizeof hash, data, length, NULL, 0);
  crypto_sign_detached(signature.signature, NULL, hash, sizeof hash, secret->numbered.secret);
  buf_add(&signed_part, signature.signature, crypto_sign_BYTES);
  buf_add_text(&signed_part, comment);
  crypto_sign_detached(global, NULL, (unsigned char *)signed_part.data, signed_part.len, secret->numbered.secret);
  buf_add_text(out, "untrusted comment: signature of a practice for tend\n");
  to_base64(out, &signature, sizeof signature);
  buf_format(out, "\ntrusted comment: %s\n", comment);
  to_base64(out, global, sizeof global);
  buf_add_char(out, '\n');
  buf_finish(&signed_part);
}
