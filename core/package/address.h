// Where a practice comes from, as the person writes it: a folder, an archive, or URL[@tag|commit][#subfolder] of a git
// repository.
#pragma once

#include <stdbool.h>

#include "bundle.h"

enum address_kind { ADDRESS_FOLDER, ADDRESS_ARCHIVE, ADDRESS_GIT };

struct address {
  enum address_kind kind;
  char *place;      // an absolute path, or a URL
  char *revision;   // git: a branch, a tag or a commit, or NULL
  char *subfolder;  // git: or NULL
};

// False with a sentence where it is none of these. The texts are the caller's to address_finish.
bool address_parse(struct address *address, const char *text, struct fault *fault);
void address_finish(struct address *address);
char *address_words(const struct address *address);  // as it could be written again; the caller frees it

// Fetches the files. *commit is the caller's to free, NULL where it is no git repository; `archive` takes the bytes of one
// that was read.
bool address_fetch(const struct address *address, struct bundle *bundle, struct buf *archive, char **commit,
                  struct fault *fault);
// Whether both are of one folder, archive or repository, at whatever revision.
bool address_same_place(const char *one, const char *other);
