// Taking the journal out: what every format's writer shares.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"
#include "journal.h"
#include "progress.h"
#include "revisions.h"
#include "sink.h"

struct format;

struct export {
  struct journal *journal;
  struct sink *sink;
  const char *folder;  // in the place of a sink
  struct progress progress;
  size_t written, unreadable;  // entries; none was written where the file was not finished
  size_t photos;               // of what was written, that are damaged or gone
  size_t stayed;               // photos that the format has no place for
  bool takes_photos;           // it has one
  // What kind of practice one is and how many minutes it usually takes, by its name; NULL where it is not known. May be
  // NULL itself. The text is valid as long as `kinds` is.
  const char *(*kind_of)(void *kinds, const char *practice, int *minutes);
  void *kinds;
};

// Visits revisions, the oldest first, until `visit` returns false or the sink fails; counts them.
bool export_each(struct export *export, journal_visit_revision *visit, void *context, struct fault *fault);

// The same for the entries as they are now, for formats that have no place for what they were before.
bool export_newest(struct export *export, journal_visit *visit, void *context, struct fault *fault);

// Adds one of the rows of a JSON array, a line each; takes the reference.
void export_row(struct export *export, json_t *row);

// Adds bytes as base64 (RFC 4648, with padding).
void export_base64(struct sink *sink, const struct buf *bytes);

// Adds a value as compact JSON.
void export_json(struct sink *sink, const json_t *value);

// Writes the journal in a format to `path`: a file, or "-" or NULL for stdout. The file is 0600, and one that is there
// already is left alone unless `force`. A format of several files makes a new folder, 0700, or fills an empty one.
// Where entries were damaged the rest is written, and export->unreadable says how many; export->photos, how many photos
// of what was written. `journal` and kind_of are the caller's to set.
bool export_journal(struct export *export, const struct format *format, const char *path, bool force,
                    struct fault *fault);
