// The journal: sealed entries in one SQLite file. Anyone who can open the file may add; reading takes the secret key.
// The format is written down in core/journal/FORMAT.md.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "fault.h"
#include "match.h"

enum {
  JOURNAL_ID_MAX = 37,            // a UUID as text, with its NUL
  JOURNAL_TAGS = 2,               // that one query may ask for
  JOURNAL_CONTENT_MAX = 4 << 20,  // bytes of one entry's content as JSON
  JOURNAL_ATTACHMENT_MAX = 16 << 20,  // bytes; a photo of today's telephones has 3 to 12 MB
};

struct journal;

// Opens the journal, creating it where it is missing; its key pair is made with the first entry. Never overwrites what
// it cannot understand: NULL and a sentence. `device` names this machine and program in each revision; past 64 bytes it
// is cut. One process has its own journal: a child of fork() must open it again.
struct journal *journal_open(const char *path, const char *device, struct fault *fault);
void journal_close(struct journal *journal);  // NULL is fine; wipes the keys

// One revision of one entry.
struct journal_entry {
  char id[JOURNAL_ID_MAX];     // this revision
  char entry[JOURNAL_ID_MAX];  // the entry it belongs to: the id of its first revision
  int64_t created;             // Unix milliseconds, UTC; of all revisions of an entry, when it was written
  int zone;                    // the offset from UTC where it was written, in minutes
  const char *device;
  json_t *content;  // an object: title, text, lines, mood, tags, fields, practice, attachments; unknown members are kept
};

// Seals and stores a new entry and fills `id` (a UUIDv7). When it returns true the entry is durable. `content` is
// borrowed. `created` and `zone` as above.
bool journal_add(struct journal *journal, const json_t *content, int64_t created, int zone, char id[JOURNAL_ID_MAX],
                 struct fault *fault);

// Stores a new revision of the entry to which `parent` belongs, which keeps its moment: an entry stays at the day on
// which it was written. When it was changed (`now`, Unix milliseconds) is in the revision's id; see journal_changed().
bool journal_revise(struct journal *journal, const char *parent, const json_t *content, int64_t now,
                    char id[JOURNAL_ID_MAX], struct fault *fault);
int64_t journal_changed(const struct journal_entry *revision);  // when it was made; `created` where its id does not tell

// Which entries to visit: all fields may be zero. Only the newest revision of an entry is visited (two newest with one
// parent are both visited).
struct journal_query {
  const char *practice;  // only entries whose content.practice is this
  const char *from;      // and whose content.from is this; without one, only with `inherits`
  bool inherits;
  const char *tags[JOURNAL_TAGS];  // only entries with these tags, and with this mood, however they are capitalized
  const char *mood;
  const struct match *match;  // and these words; borrowed
  int64_t since, until;  // created in [since, until) where not 0
  int month, day;        // written on this day of any year, by the clock of where it was written, where not 0
  size_t limit;          // at most so many, where not 0
  bool oldest_first;
};

// Calls `visit` for each entry, newest first unless the query says otherwise, until it returns false. The entry is
// borrowed for the call. Entries that cannot be opened are skipped and counted in *unreadable (may be NULL). False
// with a sentence where the journal is locked, or is damaged where its order is kept; then as many entries as possible
// were visited, replaced revisions among them.
typedef bool journal_visit(void *context, const struct journal_entry *entry);
bool journal_each(struct journal *journal, const struct journal_query *query, journal_visit *visit, void *context,
                  size_t *unreadable, struct fault *fault);

// Finds one entry by its id, the id of any of its revisions, or an unambiguous beginning (at least 4 characters) or end
// (at least 4 characters) of one, and visits its newest revision (each of them, newest first, where there are several).
// False with a sentence where no entry or more than one fits, or none of the revisions can be opened.
bool journal_find(struct journal *journal, const char *id, journal_visit *visit, void *context, struct fault *fault);

// The same with every revision that the entry has had.
bool journal_history(struct journal *journal, const char *id, journal_visit *visit, void *context, struct fault *fault);

// Deletes an entry with all its revisions, by an id as above. False with a sentence, and everything is as it was.
// journal_clear() is to follow.
bool journal_delete(struct journal *journal, const char *id, struct fault *fault);

// Removes what was deleted, and keys that were replaced, from the file and its log: until then their bytes can still lie
// in either. Takes about a second for 100,000 entries. False with the reason as a part of a sentence ("the disk is
// full") where something may be left; what has to go goes with the next call.
bool journal_clear(struct journal *journal, struct fault *fault);

// The same for whoever reads next, where it was cut short (by a kill, a full disk): at once where there is nothing to
// remove, and without a word, since what cannot be done now is tried again the next time.
void journal_clear_rest(struct journal *journal);

// Attachments: files that belong to an entry, each sealed by itself in the folder `attachments` beside the journal.

// Seals and stores the bytes, and gives the record that goes into the array `attachments` of an entry's content (a new
// reference): {"id", "key", "type", "size", "name"}. The same bytes are kept once where the journal can be read. Done
// before the entry is added; what no entry came to name can be opened by nobody. `type` is a media type, `name` is for
// the person. NULL with a sentence.
json_t *journal_attach(struct journal *journal, const void *bytes, size_t length, const char *type, const char *name,
                       struct fault *fault);

// The same with a record from elsewhere. What the journal already has under that id is never replaced, but by itself:
// one that was damaged comes back from a backup, where the journal can be read.
bool journal_attach_again(struct journal *journal, const json_t *record, const void *bytes, size_t length,
                          struct fault *fault);

// Opens an attachment by its record: its bytes are appended to `out`. False with a sentence where it is gone or damaged.
bool journal_attachment(struct journal *journal, const json_t *record, struct buf *out, struct fault *fault);

// True where entries are here and cannot be read until the journal is unlocked. Adding works all the same.
bool journal_is_locked(const struct journal *journal);

// The passphrase; passphrase.c. Without one the journal is open to whoever can read the file. journal_clear() is to
// follow each change of it, since the file may still hold the key from before.

enum { JOURNAL_CODE_MAX = 40 };  // a recovery code as it is printed, with its NUL

bool journal_has_passphrase(const struct journal *journal);

enum journal_answer { JOURNAL_OPENED, JOURNAL_WRONG, JOURNAL_FAULT };

// Opens the journal for this process with its passphrase or its recovery code; takes about a second and 256 MiB.
// JOURNAL_WRONG changes nothing, JOURNAL_FAULT comes with a sentence. `text` is borrowed and not kept.
enum journal_answer journal_unlock(struct journal *journal, const char *text, size_t length, struct fault *fault);

// Sets the first passphrase: makes a new key pair, hands every entry's key over to it, and gives a recovery code that
// opens the journal as well. Others may write all the while. All of it is done, or nothing.
bool journal_set_passphrase(struct journal *journal, const char *text, size_t length, char code[JOURNAL_CODE_MAX],
                            struct fault *fault);

// After journal_unlock(). The recovery code stays as it is when the passphrase changes, and ends when it is removed.
bool journal_change_passphrase(struct journal *journal, const char *text, size_t length, struct fault *fault);
bool journal_remove_passphrase(struct journal *journal, struct fault *fault);

// After journal_unlock(): every process of this person can read for so many seconds, by way of the kernel's keyring.
// journal_lock() ends that at once; *had tells whether it was unlocked so.
bool journal_stay_unlocked(struct journal *journal, unsigned seconds, struct fault *fault);
bool journal_lock(struct journal *journal, bool *had, struct fault *fault);
