// Attachments: each a sealed file of its own beside the journal, under a key that stands in the entry which has it; see
// attach.h, journal.h and FORMAT.md. They are no rows, because the journal is built anew whenever something is deleted.
#include "attach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db.h"
#include "file.h"
#include "find.h"
#include "journal_file.h"
#include "memory.h"

enum {
  BLOCK = 4096,  // a picture is padded to a multiple of this many bytes
  TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
  SEALED_MAX = JOURNAL_ATTACHMENT_MAX + BLOCK + SEAL_NONCE + TAG,
};

static const char purpose[] = "tend journal 1 attachment";

struct naming {
  char id[ATTACH_ID + 1];
  unsigned char key[SEAL_KEY];
};

// Which bytes belong to the id: so no file can be put in another's place.
struct about {
  unsigned char bytes[sizeof purpose - 1 + ATTACH_ID];
};

static struct about about(const char *id) {
  struct about about;
  memcpy(about.bytes, purpose, sizeof purpose - 1);
  memcpy(about.bytes + sizeof purpose - 1, id, ATTACH_ID);
  return about;
}

// The folder, made with the first attachment, and held for reading as long as the journal is open: what was attached is
// then not taken away before the entry that names it is there.
static bool hold_folder(struct journal *journal, struct fault *fault) {
  if (journal->attachments >= 0) return true;
  if (mkdir(journal->folder, 0700) < 0 && errno != EEXIST)
    return fault_set(fault, "%s: the folder cannot be made: %s", journal->folder, strerror(errno));
  int fd = open(journal->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || flock(fd, LOCK_SH) < 0) {
    fault_set(fault, "%s: cannot be opened: %s", journal->folder, strerror(errno));
    if (fd >= 0) close(fd);
    return false;
  }
  journal->attachments = fd;
  return true;
}

// Where the secret is at hand the same bytes get the same name and key, and are kept once: so the first attachment of a
// new journal begins its keys.
static void name_it(struct journal *journal, const void *bytes, size_t length, struct naming *naming) {
  unsigned char drawn[ATTACH_ID / 2 + SEAL_KEY], hash[crypto_generichash_BYTES];
  crypto_generichash(hash, sizeof hash, bytes, length, NULL, 0);
  keys_begin(journal->keys, NULL);
  if (!keys_derive(journal->keys, purpose, hash, sizeof hash, drawn, sizeof drawn)) randombytes_buf(drawn, sizeof drawn);
  sodium_bin2hex(naming->id, sizeof naming->id, drawn, ATTACH_ID / 2);
  memcpy(naming->key, drawn + ATTACH_ID / 2, SEAL_KEY);
  sodium_memzero(drawn, sizeof drawn);
}

static bool is_id(const char *id) { return strlen(id) == ATTACH_ID && strspn(id, "0123456789abcdef") == ATTACH_ID; }

static const char *id_of(const json_t *record) {
  const char *id = json_string_value(json_object_get(record, "id"));
  return id && is_id(id) ? id : NULL;
}

static bool read_naming(const json_t *record, struct naming *naming) {
  const char *id = id_of(record), *key = json_string_value(json_object_get(record, "key"));
  size_t length;
  if (!id || !key || strlen(key) != SEAL_KEY * 2) return false;
  memcpy(naming->id, id, sizeof naming->id);
  return sodium_hex2bin(naming->key, SEAL_KEY, key, SEAL_KEY * 2, NULL, &length, NULL) == 0 && length == SEAL_KEY;
}

static void seal(const struct naming *naming, const void *bytes, size_t length, struct buf *out) {
  size_t padded = length;
  struct about data = about(naming->id);
  unsigned char nonce[SEAL_NONCE], *room = mem_zero(length + BLOCK + TAG, 1);
  memcpy(room, bytes, length);
  sodium_pad(&padded, room, length, BLOCK, length + BLOCK);
  randombytes_buf(nonce, sizeof nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(room, NULL, room, padded, data.bytes, sizeof data.bytes, NULL, nonce,
                                             naming->key);
  buf_add(out, nonce, sizeof nonce);
  buf_add(out, room, padded + TAG);
  free(room);
}

static bool unseal(const struct naming *naming, struct buf *sealed, struct buf *out) {
  struct about data = about(naming->id);
  unsigned long long length;
  size_t plain;
  if (sealed->len < SEAL_NONCE + TAG + BLOCK) return false;
  unsigned char *bytes = (unsigned char *)sealed->data + SEAL_NONCE;
  bool ok = crypto_aead_xchacha20poly1305_ietf_decrypt(bytes, &length, NULL, bytes, sealed->len - SEAL_NONCE, data.bytes,
                                                       sizeof data.bytes, (unsigned char *)sealed->data,
                                                       naming->key) == 0 &&
            sodium_unpad(&plain, bytes, length, BLOCK) == 0;
  if (ok) buf_add(out, (char *)bytes, plain);
  return ok;
}

static bool load(struct journal *journal, const struct naming *naming, struct buf *out, struct fault *fault) {
  char *path = mem_format("%s/%s", journal->folder, naming->id);
  struct buf sealed = {0};
  bool ok = file_read(path, SEALED_MAX, &sealed, fault) &&
            (unseal(naming, &sealed, out) || fault_set(fault, "%s: is damaged and cannot be opened", path));
  if (sealed.data) sodium_memzero(sealed.data, sealed.len);
  buf_finish(&sealed);
  free(path);
  return ok;
}

static bool is_there(struct journal *journal, const struct naming *naming, const void *bytes, size_t length) {
  struct buf found = {0};
  bool same = load(journal, naming, &found, NULL) && found.len == length && memcmp(buf_text(&found), bytes, length) == 0;
  if (found.data) sodium_memzero(found.data, found.len);
  buf_finish(&found);
  return same;
}

// Whole or not at all, and on the disk before an entry names it.
static bool write_sealed(struct journal *journal, const char *id, const struct buf *sealed, struct fault *fault) {
  char *path = mem_format("%s/%s", journal->folder, id);
  bool ok = file_replace(path, sealed->data, sealed->len, fault);
  free(path);
  return ok;
}

static bool keep(struct journal *journal, const struct naming *naming, const void *bytes, size_t length,
                 struct fault *fault) {
  struct buf sealed = {0};
  if (!journal->folder) return true;  // a scratch journal keeps nothing
  if (!hold_folder(journal, fault)) return false;
  if (is_there(journal, naming, bytes, length)) return true;
  seal(naming, bytes, length, &sealed);
  bool ok = write_sealed(journal, naming->id, &sealed, fault);
  buf_finish(&sealed);
  return ok;
}

static bool can_be_kept(size_t length, struct fault *fault) {
  return length <= JOURNAL_ATTACHMENT_MAX ||
         fault_set(fault, "more than %d MB in one attachment", JOURNAL_ATTACHMENT_MAX >> 20);
}

json_t *journal_attach(struct journal *journal, const void *bytes, size_t length, const char *type, const char *name,
                       struct fault *fault) {
  struct naming naming;
  char key[SEAL_KEY * 2 + 1];
  json_t *record = NULL;
  if (!can_be_kept(length, fault)) return NULL;
  name_it(journal, bytes, length, &naming);
  if (keep(journal, &naming, bytes, length, fault)) {
    sodium_bin2hex(key, sizeof key, naming.key, SEAL_KEY);
    record = json_pack("{s:s, s:s, s:s, s:I, s:s}", "id", naming.id, "key", key, "type", type, "size",
                       (json_int_t)length, "name", name);
    if (!record) fault_set(fault, "its name is not UTF-8 text");
  }
  sodium_memzero(&naming, sizeof naming);
  sodium_memzero(key, sizeof key);
  return record;
}

struct agreement {
  const struct naming *naming;
  bool found, other;
};

static bool compare(void *context, const struct journal_entry *revision) {
  struct agreement *agreement = context;
  const json_t *list = json_object_get(revision->content, "attachments");
  for (size_t i = 0; i < json_array_size(list); i++) {
    struct naming naming;
    if (!read_naming(json_array_get(list, i), &naming) || strcmp(naming.id, agreement->naming->id) != 0) continue;
    bool same = sodium_memcmp(naming.key, agreement->naming->key, SEAL_KEY) == 0;
    *(same ? &agreement->found : &agreement->other) = true;
    sodium_memzero(&naming, sizeof naming);
  }
  return true;
}

// Whether the entries here that name it do so with this key. Where they cannot be read, that is not known.
static bool is_known(struct journal *journal, const struct naming *naming) {
  static const char sql[] = "SELECT revision FROM attachment WHERE id = ?1 AND revision <> ''";
  struct agreement agreement = {naming, false, false};
  sqlite3_stmt *statement = db_prepare_with(journal->db, sql, DB_VALUES(naming->id), NULL);
  while (statement && sqlite3_step(statement) == SQLITE_ROW)
    journal_history(journal, (const char *)sqlite3_column_text(statement, 0), compare, &agreement, NULL);
  sqlite3_finalize(statement);
  return agreement.found && !agreement.other;
}

// Something else has its place. What does not open under its key is the same one, damaged, only where the entries here
// say so: with a made-up key nobody is to take a sound one away.
static bool is_taken(struct journal *journal, const struct naming *naming, const void *bytes, size_t length) {
  struct buf found = {0};
  char *path = mem_format("%s/%s", journal->folder, naming->id);
  bool is_free = access(path, F_OK) != 0 || is_there(journal, naming, bytes, length);
  bool opens = !is_free && load(journal, naming, &found, NULL);
  if (found.data) sodium_memzero(found.data, found.len);
  buf_finish(&found);
  free(path);
  return !is_free && (opens || !is_known(journal, naming));
}

bool journal_attach_again(struct journal *journal, const json_t *record, const void *bytes, size_t length,
                          struct fault *fault) {
  struct naming naming;
  if (!read_naming(record, &naming)) return fault_set(fault, "the attachment has no \"id\" and \"key\"");
  if (!can_be_kept(length, fault)) return false;
  bool taken = journal->folder && is_taken(journal, &naming, bytes, length);
  bool ok = taken ? fault_set(fault, "the journal has another attachment %s, which was left as it is", naming.id)
                  : keep(journal, &naming, bytes, length, fault);
  sodium_memzero(&naming, sizeof naming);
  return ok;
}

bool journal_attachment(struct journal *journal, const json_t *record, struct buf *out, struct fault *fault) {
  struct naming naming;
  if (!read_naming(record, &naming) || !journal->folder) return fault_set(fault, "the attachment cannot be found");
  bool ok = load(journal, &naming, out, fault);
  sodium_memzero(&naming, sizeof naming);
  return ok;
}

// The bookkeeping.

bool attach_note(struct journal *journal, const char *revision, const json_t *content, struct fault *fault) {
  const json_t *list = json_object_get(content, "attachments");
  size_t i;
  json_t *record;
  if (!json_is_array(list)) return true;
  json_array_foreach(list, i, record) {
    static const char sql[] = "INSERT OR IGNORE INTO attachment(revision, id) VALUES(?1, ?2)";
    const char *id = id_of(record);
    if (id && !db_write(journal->db, sql, DB_VALUES(revision, id), fault)) return false;
  }
  return true;
}

// By the indexes, so that a damaged page elsewhere is no obstacle.
#define OF_ENTRY "revision IN (SELECT id FROM revision WHERE " FIND_REVISIONS ")"

bool attach_let_go(struct journal *journal, const char *entry, struct fault *fault) {
  static const char sql[] =
      "INSERT OR IGNORE INTO attachment(revision, id) SELECT '', id FROM attachment WHERE " OF_ENTRY;
  return db_write(journal->db, sql, DB_VALUES(entry), fault) &&
         db_write(journal->db, "DELETE FROM attachment WHERE " OF_ENTRY, DB_VALUES(entry), fault);
}

static bool remove_files(struct journal *journal, struct fault *fault) {
  static const char sql[] =
      "SELECT id FROM attachment WHERE revision = '' AND id NOT IN (SELECT id FROM attachment WHERE revision <> '')";
  sqlite3_stmt *statement = db_prepare(journal->db, sql, NULL);
  bool ok = true;
  int code = SQLITE_ERROR;
  while (ok && statement && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    const char *id = (const char *)sqlite3_column_text(statement, 0);
    if (id && is_id(id) && unlinkat(journal->attachments, id, 0) < 0 && errno != ENOENT)
      ok = fault_set(fault, "%s/%s cannot be removed: %s", journal->folder, id, strerror(errno));
  }
  if (ok && code != SQLITE_DONE) ok = db_reason(journal->db, fault);
  sqlite3_finalize(statement);
  return ok;
}

// What a process that was killed had begun to write. Nobody writes now: the folder is held alone.
static void remove_begun(struct journal *journal) {
  DIR *files = opendir(journal->folder);
  for (const struct dirent *file; files && (file = readdir(files));)
    if (strlen(file->d_name) > ATTACH_ID && file->d_name[ATTACH_ID] == '.')
      unlinkat(journal->attachments, file->d_name, 0);
  if (files) closedir(files);
}

static bool is_any_going(struct journal *journal) {
  sqlite3_stmt *statement = db_prepare(journal->db, "SELECT 1 FROM attachment WHERE revision = '' LIMIT 1", NULL);
  bool any = !statement || sqlite3_step(statement) != SQLITE_DONE;  // or it cannot be told
  sqlite3_finalize(statement);
  return any;
}

// Linux gives a lock up before it takes one of the other kind, also where that is then not to be had.
static void hold_again(struct journal *journal) {
  int code;
  do code = flock(journal->attachments, LOCK_SH);
  while (code < 0 && errno == EINTR);
  if (code == 0) return;
  close(journal->attachments);
  journal->attachments = -1;
}

// With the reason as a part of a sentence.
static bool run(struct journal *journal, const char *sql, struct fault *fault) {
  return db_run(journal->db, sql, NULL) || db_reason(journal->db, fault);
}

bool attach_clear(struct journal *journal, struct fault *fault) {
  if (!journal->folder || !is_any_going(journal)) return true;
  if (!hold_folder(journal, fault)) return false;
  if (flock(journal->attachments, LOCK_EX | LOCK_NB) < 0) {
    hold_again(journal);
    return fault_set(fault, "another program is using it");
  }
  bool ok = run(journal, "BEGIN IMMEDIATE", fault) && remove_files(journal, fault) &&
            run(journal, "DELETE FROM attachment WHERE revision = ''", fault) && run(journal, "COMMIT", fault);
  db_end(journal->db);
  remove_begun(journal);
  hold_again(journal);
  return ok;
}
