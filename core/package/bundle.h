// The files of a practice on its way to or from somebody: in memory, checked, and nowhere on the disk yet.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"
#include "practice.h"

enum {
  BUNDLE_FILES_MAX = 512,
  BUNDLE_BYTES_MAX = 8 * 1024 * 1024,
  BUNDLE_DEPTH_MAX = 6,      // folders
  BUNDLE_NAME_MAX = 200,     // bytes
  BUNDLE_HASH_SIZE = PRACTICE_HASH_SIZE,
};

struct bundle {  // zeroed: empty
  struct practice_file *files;  // of any kind, and any bytes; sorted by name once bundle_close() said true
  size_t count, bytes;
};

// Takes the data over, whatever it says. False with a sentence for a name that could lead anywhere else, or not be the
// same on every machine: it is letters, digits, '_', '-' and '.' between single slashes.
bool bundle_add(struct bundle *bundle, const char *name, struct buf *data, struct fault *fault);
// After the last one: sorts, and looks for names that are given twice, differ in capitals only, or are a file and a folder.
// Where all of it lies in one folder that has the plugin.ini, that folder is taken off.
bool bundle_close(struct bundle *bundle, struct fault *fault);
void bundle_finish(struct bundle *bundle);

const struct practice_file *bundle_find(const struct bundle *bundle, const char *name);  // NULL: none
// Over all files, as a practice's is over those that are read.
void bundle_hash(const struct bundle *bundle, char hash[BUNDLE_HASH_SIZE]);
// Of the files of a folder.
bool bundle_hash_folder(const char *folder, char hash[BUNDLE_HASH_SIZE], struct fault *fault);
// Of one file's bytes.
void bundle_hash_bytes(const void *data, size_t length, char hash[BUNDLE_HASH_SIZE]);

// Writes the files below a folder that is made for them, 0700 and 0600, and has them on the disk before it returns.
bool bundle_write(const struct bundle *bundle, const char *folder, struct fault *fault);

// Each fills a zeroed bundle, closed; it is the caller's to finish even on failure.
bool bundle_read_folder(struct bundle *bundle, const char *folder, struct fault *fault);   // follows no link
bool bundle_read_archive_bytes(struct bundle *bundle, const struct buf *archive, struct fault *fault);
// From a repository's address, at `revision` (a branch, a tag or a commit; NULL: its own head), of `subfolder` (NULL: all).
// *commit is the caller's to free.
bool bundle_read_git(struct bundle *bundle, const char *url, const char *revision, const char *subfolder, char **commit,
                     struct fault *fault);

// One file of it, at most 1 MB.
bool bundle_read_git_file(struct buf *text, const char *url, const char *revision, const char *path, struct fault *fault);

// As one archive, the same for the same files: a tar in gzip.
bool bundle_pack(const struct bundle *bundle, struct buf *archive, struct fault *fault);
