// A practice that somebody offers: fetched, checked for being one, and staged, so that it can be looked at before the person
// decides.
#pragma once

#include <jansson.h>

#include "address.h"
#include "bundle.h"
#include "minisign.h"
#include "practice.h"

struct offer {
  struct address address;
  struct buf pack;              // an archive, as it was read: once, so that what is verified is what is unpacked
  struct bundle bundle;
  char hash[BUNDLE_HASH_SIZE];
  char key[MINISIGN_KEY_TEXT];  // by which it is signed, verified; "" for none
  char *commit;                 // or NULL
  char *staged;                 // its folder until it is taken
  struct practice *practice;
};

// What an index says of it has to be so: the hash of its files and the key it is signed with, each NULL where nothing is said.
bool offer_is_as_promised(const struct offer *offer, const char *hash, const char *key, struct fault *fault);

// Fetches and stages. False with lines in `errors`. The offer is the caller's to offer_close in any case.
bool offer_open(struct offer *offer, const char *text, struct buf *errors);
void offer_close(struct offer *offer);

// Whether its key is the one that its name was installed with (pinned on first use): false with a sentence where it is
// another or none.
bool offer_key_fits(const struct offer *offer, const json_t *entry, struct fault *fault);
// Its entry for the lock file; a new reference.
json_t *offer_entry(const struct offer *offer);
