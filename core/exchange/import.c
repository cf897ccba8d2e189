// Bringing entries in; see import.h. Revisions go into the journal in batches. The numbers count what is durable: where
// the journal fails, those of the open batch are taken back.
#include "import.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "batch.h"
#include "format.h"
#include "paths.h"
#include "photos.h"
#include "stable.h"

enum { SAY_MOST = 20 };  // of the places that could not be read, in one go

bool import_take(struct import *import, const struct journal_entry *revision, const json_t *parents, size_t line,
                 struct fault *fault) {
  return import->take(import, revision, parents, line, fault);
}

void import_bad(struct import *import, size_t line, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char sentence[FAULT_MAX];
  vsnprintf(sentence, sizeof sentence, format, args);
  va_end(args);
  import->bad(import, line, sentence);
}

static void say_bad(struct import *import, size_t line, const char *sentence) {
  if (import->refused++ < SAY_MOST && line) fprintf(stderr, "%s:%zu: %s\n", import->path, line, sentence);
  else if (import->refused <= SAY_MOST) fprintf(stderr, "%s: %s\n", import->path, sentence);
  else if (import->refused == SAY_MOST + 1) fputs("...and more like this.\n", stderr);
}

void import_keep(json_t *content, const char *format, json_t *members) {
  if (json_object_size(members) == 0) {
    json_decref(members);
    return;
  }
  json_t *foreign = json_object_get(content, "foreign");
  if (!json_is_object(foreign)) {
    json_t *kept = json_object();
    // Somebody else's member of that name stays beside ours.
    if (foreign) json_object_set(kept, IMPORT_FOREIGN, foreign);
    json_object_set_new(content, "foreign", foreign = kept);
  }
  json_object_update_missing(members, json_object_get(foreign, format));
  json_object_set_new(foreign, format, members);
}

bool import_entry(struct import *import, const char *format, const char *id, int64_t created, int zone,
                  const json_t *content, size_t line, struct fault *fault) {
  struct journal_entry entry = {.created = created, .zone = zone, .device = format, .content = (json_t *)content};
  if (json_object_size(content) == 0) return true;
  if (id) snprintf(entry.id, sizeof entry.id, "%s", id);
  else stable_id(entry.id, format, created, content);
  memcpy(entry.entry, entry.id, sizeof entry.entry);
  return import_take(import, &entry, NULL, line, fault);
}

bool import_lines(struct import *import, struct source *source,
                  bool (*read_line)(void *context, const struct buf *line, size_t number, struct fault *fault),
                  void *context, struct fault *fault) {
  struct buf line = {0};
  size_t number;
  enum source_line got;
  bool ok = true;
  while (ok && (got = source_line(source, &line, &number)) != SOURCE_END) {
    if (got == SOURCE_LINE) ok = read_line(context, &line, number, fault);
    else import_bad(import, number, "this line was left out: it is longer than %d bytes", SOURCE_LINE_MAX);
  }
  buf_finish(&line);
  return ok;
}

bool import_rows(struct import *import, struct source *source, const char *program,
                 bool (*read_row)(struct import *import, const json_t *row, size_t number, struct fault *fault),
                 struct fault *fault) {
  json_t *file = source_json(source, fault), *rows = json_object_get(file, "entries"), *row;
  size_t at;
  bool ok = file != NULL;
  if (ok && !json_is_array(rows))
    ok = fault_set(fault, "%s: has no \"entries\", so it is no export of %s", source_path(source), program);
  json_array_foreach(rows, at, row) if (ok) ok = read_row(import, row, at + 1, fault);
  json_decref(file);
  return ok;
}

static bool take(struct import *import, const struct journal_entry *revision, const json_t *parents, size_t line,
                 struct fault *fault) {
  struct fault refusal;
  size_t open = journal_batch_open(import->batch);
  enum journal_put_result result = journal_batch_put(import->batch, revision, parents, &refusal);
  switch (result) {
    case JOURNAL_PUT_ADDED: import->added++; break;
    case JOURNAL_PUT_THERE: import->there++; break;
    case JOURNAL_PUT_REFUSED: import_bad(import, line, "%s", refusal.text); break;
    case JOURNAL_PUT_FAILED:
      import->added -= open;  // they were taken back
      return fault_set(fault, "%s", refusal.text);
  }
  progress_tick(&import->progress, import->added + import->there);
  return true;
}

static const struct format *recognise(struct source *source) {
  const char *start;
  size_t length = source_ahead(source, 4096, &start);
  for (size_t i = 0; formats[i]; i++)
    if (length && formats[i]->knows && formats[i]->knows(start, length)) return formats[i];
  return NULL;
}

static bool refuse_unknown(const char *path, struct fault *fault) {
  struct buf names = {0};
  format_names(&names, true);
  fault_set(fault, "%s: is in no format that tend recognises; --format says which (%s)", path, buf_text(&names));
  buf_finish(&names);
  return false;
}

static bool read_source(struct import *import, const struct format *format, struct source *source,
                        struct fault *fault) {
  if (!format) format = recognise(source);
  if (!format) return refuse_unknown(source_path(source), fault);
  import->path = source_path(source);
  return format->read(import, source, fault) && source_is_well(source, fault);
}

static bool read_file(struct import *import, const struct format *format, const char *path, struct fault *fault) {
  struct source *source = source_open(path, fault);
  bool ok = source && read_source(import, format, source, fault);
  source_close(source);
  return ok;
}

static int is_page(const struct dirent *file) {
  const char *end = strrchr(file->d_name, '.');
  return end && end != file->d_name && (strcmp(end, ".md") == 0 || strcmp(end, ".markdown") == 0);
}

static bool is_folder(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

// Other than that of the photos that the pages here name.
static bool has_folders(const char *path) {
  DIR *files = opendir(path);
  bool any = false;
  for (const struct dirent *file; files && !any && (file = readdir(files));) {
    char *each = path_join(path, file->d_name);
    any = file->d_name[0] != '.' && strcmp(file->d_name, PHOTOS_FOLDER) != 0 && is_folder(each);
    free(each);
  }
  if (files) closedir(files);
  return any;
}

static bool read_folder(struct import *import, const struct format *format, const char *path, struct fault *fault) {
  if (format && format != &format_markdown)
    return fault_set(fault, "%s: is a folder, of which the .md files are read; name a file to have it read as %s", path,
                     format->name);
  struct dirent **files = NULL;
  int count = scandir(path, &files, is_page, alphasort);
  if (count < 0) return fault_set(fault, "%s: cannot be read: %s", path, strerror(errno));
  bool ok = count > 0 || fault_set(fault, "%s: is a folder without any .md file", path);
  if (has_folders(path))
    fprintf(stderr, "%s: the folders in it were passed over; name those that you would like to bring in too\n", path);
  for (int i = 0; i < count; i++) {
    char *page = path_join(path, files[i]->d_name);
    ok = ok && read_file(import, &format_markdown, page, fault);
    free(page);
    free(files[i]);
  }
  free(files);
  return ok;
}

static void begin(struct import *import) {
  import->take = take;
  import->bad = say_bad;
  import->batch = journal_batch_create(import->journal);
  progress_begin(&import->progress, "read");
}

// Also after a failure: what was read until then is worth keeping.
static bool end(struct import *import, bool ok, struct fault *fault) {
  size_t open = journal_batch_open(import->batch);
  if (!journal_batch_commit(import->batch, ok ? fault : NULL)) {
    import->added -= open;
    ok = false;
  }
  journal_batch_destroy(import->batch);
  return ok;
}

bool import_file(struct import *import, const struct format *format, const char *path, struct fault *fault) {
  begin(import);
  bool ok = is_folder(path) ? read_folder(import, format, path, fault) : read_file(import, format, path, fault);
  return end(import, ok, fault);
}

bool import_bytes(struct import *import, const struct format *format, const char *path, const void *bytes, size_t length,
                  struct fault *fault) {
  begin(import);
  struct source *source = source_of_bytes(path, bytes, length);
  bool ok = read_source(import, format, source, fault);
  source_close(source);
  return end(import, ok, fault);
}
