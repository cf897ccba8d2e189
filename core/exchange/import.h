// Bringing entries into the journal: what every format's reader shares. It works while the journal is locked.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"
#include "journal.h"
#include "progress.h"

struct format;
struct source;
struct journal_batch;
struct zone;

// Reads a file that lies beside the one that is read, such as a photo, where these are in no folder. False: there is
// none.
struct import_beside {
  void *context;
  bool (*read)(void *context, const char *name, struct buf *bytes);
};

struct import {
  // Filled by import_file() and import_bytes(); a test may have its own.
  bool (*take)(struct import *import, const struct journal_entry *revision, const json_t *parents, size_t line,
               struct fault *fault);
  void (*bad)(struct import *import, size_t line, const char *sentence);
  const char *path;  // of the file that is read, for sentences
  const struct zone *zone;  // for times without one; borrowed, NULL: UTC

  const struct import_beside *beside;  // borrowed; NULL: the folder of `path`
  struct journal *journal;
  struct journal_batch *batch;
  struct progress progress;
  size_t added, there, refused;
};

// One revision that a reader found, which began in `line`; `parents` is an array of ids, or NULL. All is borrowed.
// False with a sentence where the journal can take no more: then the reader returns false.
bool import_take(struct import *import, const struct journal_entry *revision, const json_t *parents, size_t line,
                 struct fault *fault);

// The same for an entry of a format without revisions. `id` is what the format calls it, a UUID; where it is NULL one
// is made from the moment and the content, so that the same entry has the same id each time (see FORMAT.md). An entry
// without content is none.
bool import_entry(struct import *import, const char *format, const char *id, int64_t created, int zone,
                  const json_t *content, size_t line, struct fault *fault);

// Hands each line of a file to `read_line` with its number from 1 on; one that is too long is named.
bool import_lines(struct import *import, struct source *source,
                  bool (*read_line)(void *context, const struct buf *line, size_t number, struct fault *fault),
                  void *context, struct fault *fault);

// Reads a file that is one JSON object with an array `entries`, and hands each to `read_row` with its number from 1 on.
// `program` is whose export it should be, for the sentence.
bool import_rows(struct import *import, struct source *source, const char *program,
                 bool (*read_row)(struct import *import, const json_t *row, size_t number, struct fault *fault),
                 struct fault *fault);

// Says that something could not be read, and where (0: the sentence tells); the reader goes on.
void import_bad(struct import *import, size_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

// Where content.foreign was something else than an object of ours before: the member of that object that holds it.
#define IMPORT_FOREIGN "content.foreign"

// What a format gave us that we have no place for is kept under its name in the content's member `foreign`.
void import_keep(json_t *content, const char *format, json_t *members);  // takes the reference; an empty object is let go

// Reads one file in a format, or in the one that it is recognised as where `format` is NULL; of a folder every .md file,
// and none of the folders in it, which is said. What was read before a failure stays; the numbers in `import` add up
// over several calls. `import->journal` is the caller's to set.
bool import_file(struct import *import, const struct format *format, const char *path, struct fault *fault);
// The same from memory, as a file that is called `path` in sentences.
bool import_bytes(struct import *import, const struct format *format, const char *path, const void *bytes, size_t length,
                  struct fault *fault);
