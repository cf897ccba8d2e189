// Signatures as minisign makes them (Ed25519 with BLAKE2b-512), with libsodium. The format:
// https://jedisct1.github.io/minisign/
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

enum { MINISIGN_KEY_TEXT = 57 };  // a public key as text ("RW..."), and its NUL

// Whether `signature` (the text of a .minisig file) is this key's, over these bytes and over its own trusted comment.
bool minisign_verify(const char *key, const void *data, size_t length, const char *signature, struct fault *fault);

struct minisign_secret;
// From the text of a secret key file. `password` opens an encrypted one; NULL or "" for one that is not.
struct minisign_secret *minisign_open(const char *text, const char *password, struct fault *fault);
bool minisign_is_encrypted(const char *text);
void minisign_close(struct minisign_secret *secret);
void minisign_key(const struct minisign_secret *secret, char key[MINISIGN_KEY_TEXT]);
void minisign_sign(const struct minisign_secret *secret, const void *data, size_t length, const char *comment,
                   struct buf *signature);
