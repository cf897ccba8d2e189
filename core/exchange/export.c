// Taking the journal out; see export.h.
#include "export.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "format.h"
#include "memory.h"

struct tour {
  struct export *export;
  journal_visit_revision *visit;
  void *context;
};

static bool is_well(const struct export *export) { return !export->sink || sink_is_well(export->sink); }

static bool visit_one(void *context, const struct journal_entry *revision, const json_t *parents) {
  struct tour *tour = context;
  if (!tour->visit(tour->context, revision, parents)) return false;
  progress_tick(&tour->export->progress, ++tour->export->written);
  return is_well(tour->export);
}

bool export_each(struct export *export, journal_visit_revision *visit, void *context, struct fault *fault) {
  struct tour tour = {export, visit, context};
  return journal_each_revision(export->journal, visit_one, &tour, &export->unreadable, fault);
}

struct round {
  struct export *export;
  journal_visit *visit;
  void *context;
};

static bool visit_entry(void *context, const struct journal_entry *entry) {
  struct round *round = context;
  if (!round->visit(round->context, entry)) return false;
  if (!round->export->takes_photos)
    round->export->stayed += json_array_size(json_object_get(entry->content, "attachments"));
  progress_tick(&round->export->progress, ++round->export->written);
  return is_well(round->export);
}

bool export_newest(struct export *export, journal_visit *visit, void *context, struct fault *fault) {
  struct round round = {export, visit, context};
  const struct journal_query all = {.oldest_first = true};
  return journal_each(export->journal, &all, visit_entry, &round, &export->unreadable, fault);
}

static int add_piece(const char *piece, size_t length, void *sink) {
  sink_add(sink, piece, length);
  return 0;
}

void export_base64(struct sink *sink, const struct buf *bytes) {
  size_t room = sodium_base64_encoded_len(bytes->len, sodium_base64_VARIANT_ORIGINAL);
  char *text = mem_zero(room, 1);
  sodium_bin2base64(text, room, (const unsigned char *)buf_text(bytes), bytes->len, sodium_base64_VARIANT_ORIGINAL);
  sink_add_text(sink, text);
  sodium_memzero(text, room);
  free(text);
}

void export_json(struct sink *sink, const json_t *value) {
  json_dump_callback(value, add_piece, sink, JSON_COMPACT | JSON_ENCODE_ANY);
}

void export_row(struct export *export, json_t *row) {
  sink_add_text(export->sink, export->written ? ",\n" : "\n");
  export_json(export->sink, row);
  json_decref(row);
}

static bool export_file(struct export *export, const struct format *format, const char *path, bool force,
                        struct fault *fault) {
  export->sink = sink_open(path, force, fault);
  if (!export->sink) return false;
  bool ok = format->write(export, fault);
  // Where some of the journal is damaged, what could be read is worth a file.
  if (ok || export->written > 0) {
    bool finished = sink_finish(export->sink, ok ? fault : NULL);
    if (!finished) export->written = 0;
    return finished && ok;
  }
  sink_drop(export->sink);
  return false;
}

// What is in a folder is never touched, so nothing there is replaced.
static bool export_folder(struct export *export, const struct format *format, const char *path, struct fault *fault) {
  if (!path || strcmp(path, "-") == 0)
    return fault_set(fault, "'%s' is several files: name a new folder for them", format->name);
  if (!file_make_folder(path, fault)) return false;
  DIR *there = opendir(path);
  if (!there) return fault_set(fault, "%s: cannot be read (%s); name a new folder", path, strerror(errno));
  int count = 0;
  while (readdir(there)) count++;
  closedir(there);
  if (count != 2) return fault_set(fault, "%s: is a folder with something in it; name a new one", path);  // . and ..
  export->folder = path;
  return format->write(export, fault);
}

bool export_journal(struct export *export, const struct format *format, const char *path, bool force,
                    struct fault *fault) {
  export->written = export->unreadable = export->photos = export->stayed = 0;
  export->takes_photos = format->takes_photos;
  progress_begin(&export->progress, "written");
  return format->is_folder ? export_folder(export, format, path, fault)
                           : export_file(export, format, path, force, fault);
}
