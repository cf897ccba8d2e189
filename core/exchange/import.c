// Bringing entries in; see import.h. Revisions go into the journal in batches. The numbers count what is durable: where
// the journal fails, those of the open batch are taken back.
#include "import.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "batch.h"
#include "format.h"
#include "memory.h"
#include "revisions.h"

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
  if (import->refused++ < SAY_MOST) fprintf(stderr, "%s:%zu: %s\n", import->path, line, sentence);
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

void import_id(char id[JOURNAL_ID_MAX], const char *kind, const char *text, size_t length) {
  crypto_generichash_state state;
  unsigned char b[16];
  crypto_generichash_init(&state, NULL, 0, sizeof b);
  crypto_generichash_update(&state, (const unsigned char *)kind, strlen(kind) + 1);
  crypto_generichash_update(&state, (const unsigned char *)text, length);
  crypto_generichash_final(&state, b, sizeof b);
  b[6] = (unsigned char)((b[6] & 0x0F) | 0x80);
  b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
  snprintf(id, JOURNAL_ID_MAX, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2],
           b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

// Whether one of an entry's revisions says the same, and which came last.
struct history {
  const json_t *content;
  bool said;
  char last[JOURNAL_ID_MAX];
};

static bool compare(void *context, const struct journal_entry *revision, const json_t *parents) {
  struct history *history = context;
  (void)parents;
  history->said = json_equal(history->content, revision->content) == 1;
  snprintf(history->last, sizeof history->last, "%s", revision->id);
  return !history->said;
}

// The entry is here under this id. What another program changed in it since is an edit of ours.
static enum journal_put_result put_edit(struct import *import, const struct journal_entry *revision,
                                        struct fault *fault) {
  struct history history = {.content = revision->content};
  if (!import->edits || import->locked) return JOURNAL_PUT_THERE;
  if (!journal_each_revision_of(import->journal, revision->entry, compare, &history, NULL)) return JOURNAL_PUT_THERE;
  if (history.said || !history.last[0]) return JOURNAL_PUT_THERE;
  struct journal_entry edit = *revision;
  char *text = json_dumps(revision->content, JSON_COMPACT | JSON_SORT_KEYS);
  import_id(edit.id, revision->entry, text, strlen(text));
  free(text);
  json_t *parents = json_pack("[s]", history.last);
  enum journal_put_result result = journal_batch_put(import->batch, &edit, parents, fault);
  json_decref(parents);
  import->edited += result == JOURNAL_PUT_ADDED;
  return result;
}

static bool take(struct import *import, const struct journal_entry *revision, const json_t *parents, size_t line,
                 struct fault *fault) {
  struct fault refusal;
  enum journal_put_result result = journal_batch_put(import->batch, revision, parents, &refusal);
  if (result == JOURNAL_PUT_THERE) result = put_edit(import, revision, &refusal);
  switch (result) {
    case JOURNAL_PUT_ADDED: import->added++; break;
    case JOURNAL_PUT_THERE: import->there++; break;
    case JOURNAL_PUT_REFUSED: import_bad(import, line, "%s", refusal.text); break;
    case JOURNAL_PUT_FAILED: return fault_set(fault, "%s", refusal.text);
  }
  progress_tick(&import->progress, import->added + import->there);
  return true;
}

// A folder is Markdown: no other format is one.
static const struct format *recognise(struct source *source) {
  const char *start;
  size_t length = source_ahead(source, 4096, &start);
  for (size_t i = 0; formats[i]; i++)
    if (formats[i]->read && formats[i]->knows(start, length)) return formats[i];
  return NULL;
}

static bool refuse_unknown(const char *path, struct fault *fault) {
  struct buf names = {0};
  format_names(&names);
  fault_set(fault, "%s: is in no format that tend recognises; --format says which (%s)", path, buf_text(&names));
  buf_finish(&names);
  return false;
}

static bool read_source(struct import *import, const struct format *format, struct source *source,
                        struct fault *fault) {
  if (!format) format = recognise(source);
  if (!format) return refuse_unknown(source_path(source), fault);
  if (!format->read) return fault_set(fault, "%s: the format '%s' can only be written", source_path(source), format->name);
  import->path = source_path(source);
  import->edits = format->edits;
  return format->read(import, source, fault) && source_is_well(source, fault);
}

bool import_file(struct import *import, const struct format *format, const char *path, struct fault *fault) {
  struct source *source = source_open(path, fault);
  if (!source) return false;
  import->take = take;
  import->bad = say_bad;
  import->batch = journal_batch_create(import->journal);
  import->locked = journal_is_locked(import->journal);
  progress_begin(&import->progress, "read");
  bool ok = read_source(import, format, source, fault);
  size_t open = journal_batch_open(import->batch);
  // Also after a failure: what was read until then is worth keeping.
  if (!journal_batch_commit(import->batch, ok ? fault : NULL)) {
    import->added -= open;
    ok = false;
  }
  journal_batch_destroy(import->batch);
  source_close(source);
  return ok;
}
