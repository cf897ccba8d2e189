// The files of a practice's folder; see folder.h.
#include "folder.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "manifest.h"
#include "memory.h"
#include "mistake.h"
#include "paths.h"
#include "text.h"

enum { MISTAKES_MAX = 10 };  // after which a folder is not looked at further

static bool is_source(const char *path, const struct buf *text, struct buf *errors) {
  size_t bad;
  const char *nul = text->len ? memchr(text->data, '\0', text->len) : NULL;
  if (buf_text(text)[0] == '\x1B')
    mistake_add(errors, "%s: this is compiled Lua, which is not run: put the source text there", path);
  else if (nul)
    mistake_add(errors, "%s:%zu: there is a NUL byte in the line: is this a text file?", path,
                text_line_at(text->data, (size_t)(nul - text->data)));
  else if (!text_is_utf8(buf_text(text), text->len, &bad))
    mistake_add(errors, "%s:%zu: the line is not UTF-8 text: save the file as UTF-8", path,
                text_line_at(text->data, bad));
  else
    return true;
  return false;
}

bool folder_read_file(struct folder *folder, const char *path, const char *name, struct buf *errors) {
  struct buf text = {0};
  struct fault fault;
  bool ok = false;
  if (folder->count == PRACTICE_FILES_MAX)
    mistake_add(errors, "%s: one file too many: a practice has at most %d", path, PRACTICE_FILES_MAX);
  else if (!file_read(path, PRACTICE_SOURCE_MAX, &text, &fault))
    mistake_add(errors, "%s", fault.text);
  else if (text.len > PRACTICE_SOURCE_MAX - folder->bytes)
    mistake_add(errors, "%s: too much: the files of a practice have at most %d bytes in all", path,
                PRACTICE_SOURCE_MAX);
  else
    ok = is_source(path, &text, errors);
  if (ok) {
    folder->files = mem_resize(folder->files, (folder->count + 1) * sizeof *folder->files);
    folder->bytes += text.len;
    size_t length = text.len;
    folder->files[folder->count++] = (struct practice_file){mem_copy(name), buf_take(&text), length};
  }
  buf_finish(&text);
  return ok;
}

static bool read_manifest(struct folder *folder, const char *path, struct buf *errors) {
  struct buf text = {0};
  struct fault fault;
  bool ok = file_read(path, MANIFEST_MAX, &text, &fault);
  if (ok) {
    folder->manifest_length = text.len;
    folder->manifest = buf_take(&text);
  } else {
    mistake_add(errors, "%s", fault.text);
  }
  buf_finish(&text);
  return ok;
}

static bool is_passed_over(const FTSENT *entry) {
  return entry->fts_level > 0 &&
         (entry->fts_name[0] == '.' || (entry->fts_level == 1 && strcmp(entry->fts_name, "tests") == 0));
}

static bool is_plain(const char *name) {
  return name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./")] == '\0';
}

static bool read_entry(struct folder *folder, const char *path, const char *name, struct buf *errors) {
  if (strcmp(name, "plugin.ini") == 0) return read_manifest(folder, path, errors);
  if (!text_has_ending(name, PRACTICE_LUA) && !text_has_ending(name, ".txt")) return true;
  if (is_plain(name)) return folder_read_file(folder, path, name, errors);
  mistake_add(errors, "%s: a file's name and its folders' are letters, digits, '_', '-' and '.': rename it", path);
  return false;
}

static bool visit(struct folder *folder, FTS *walk, FTSENT *entry, size_t root_length, struct buf *errors) {
  const char *path = entry->fts_path;
  switch (entry->fts_info) {
    case FTS_D:
      if (entry->fts_level <= FOLDER_DEPTH_MAX) return true;
      fts_set(walk, entry, FTS_SKIP);
      mistake_add(errors, "%s: a practice's folders go at most %d deep", path, FOLDER_DEPTH_MAX);
      return false;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
      mistake_add(errors, "%s: cannot be read: %s", path, strerror(entry->fts_errno));
      return false;
    case FTS_SL:
    case FTS_SLNONE:
      mistake_add(errors, "%s: a symbolic link is not read in a practice: put the file itself there", path);
      return false;
    case FTS_DP: return true;
    default: return read_entry(folder, path, path + root_length + 1, errors);
  }
}

// Someone's whole home, named by accident, is not walked.
static bool holds_practice(const char *path) {
  char *manifest = path_join(path, "plugin.ini"), *program = path_join(path, "main.lua");
  bool holds = access(manifest, F_OK) == 0 || access(program, F_OK) == 0;
  free(manifest);
  free(program);
  return holds;
}

bool folder_read(struct folder *folder, const char *path, struct buf *errors) {
  if (!holds_practice(path)) {
    mistake_add(errors, "%s: the folder holds no practice: it needs a plugin.ini and a main.lua", path);
    return false;
  }
  char *root = mem_copy(path), *const roots[] = {root, NULL};
  FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
  int mistakes = walk == NULL;
  if (!walk) mistake_add(errors, "%s: cannot be read: %s", path, strerror(errno));
  for (FTSENT *entry; walk && mistakes < MISTAKES_MAX && (entry = fts_read(walk));) {
    if (is_passed_over(entry))
      fts_set(walk, entry, FTS_SKIP);
    else
      mistakes += !visit(folder, walk, entry, strlen(root), errors);
  }
  if (walk) fts_close(walk);
  practice_files_sort(folder->files, folder->count);
  free(root);
  return mistakes == 0;
}

bool folder_read_manifest(struct folder *folder, const char *path, struct buf *errors) {
  char *manifest = path_join(path, "plugin.ini");
  bool ok = read_manifest(folder, manifest, errors);
  free(manifest);
  return ok;
}

void folder_finish(struct folder *folder) {
  practice_files_free(folder->files, folder->count);
  free(folder->manifest);
  *folder = (struct folder){0};
}
