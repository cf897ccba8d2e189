// Where a practice comes from, as the person writes it: a folder, an archive, or URL[@tag|commit][#subfolder] of a git
// repository.
#pragma once

#include <stdbool.h>

#include "bundle.h"

enum source_kind { SOURCE_FOLDER, SOURCE_ARCHIVE, SOURCE_GIT };

struct source {
  enum source_kind kind;
  char *place;      // an absolute path, or a URL
  char *revision;   // git: a branch, a tag or a commit, or NULL
  char *subfolder;  // git: or NULL
};

// False with a sentence where it is none of these. The texts are the caller's to source_finish.
bool source_parse(struct source *source, const char *text, struct fault *fault);
void source_finish(struct source *source);
char *source_words(const struct source *source);  // as it could be written again; the caller frees it

// Fetches the files. *commit is the caller's to free, NULL where it is no git repository; `archive` takes the bytes of one
// that was read.
bool source_fetch(const struct source *source, struct bundle *bundle, struct buf *archive, char **commit,
                  struct fault *fault);
// Whether both are of one folder, archive or repository, at whatever revision.
bool source_same_place(const char *one, const char *other);
