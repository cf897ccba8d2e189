// Reading the journal; see journal.h. Which revisions to visit comes from the indexes alone and each row is fetched on
// its own, so that a damaged page costs the entries on it and no others.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "journal_file.h"
#include "memory.h"

// The ids that some other revision replaces. Damaged parents count as none rather than ending the whole query.
#define REPLACED(where)                                                                                               \
  "(SELECT value FROM revision AS later, json_each(CASE WHEN json_valid(later.parents) THEN later.parents ELSE '[]' " \
  "END)"                                                                                                              \
  " WHERE later.parents <> '[]'" where ")"
#define NEWEST_FIRST " ORDER BY created DESC, id DESC"

enum {
  SHORTEST_PART = 4,
  RESCUE_MOST = 1000000,  // rows tried one by one where an index is damaged; takes about a second
};

struct reading {
  struct journal *journal;
  sqlite3_stmt *fetch;
  const struct journal_query *query;
  journal_visit *visit;
  void *context;
  const char *entry;  // the only entry looked for, or NULL
  size_t visited, unreadable;
  bool listed;  // `created` and `id` are those of the row listed last
  int64_t created;
  char id[JOURNAL_ID_MAX];
};

static const char *text_at(sqlite3_stmt *statement, int column) {
  const char *text = (const char *)sqlite3_column_text(statement, column);
  return text ? text : "";
}

static bool has_tag(const json_t *content, const char *tag) {
  size_t at;
  json_t *each;
  json_array_foreach(json_object_get(content, "tags"), at,
                     each) if (json_is_string(each) && strcmp(json_string_value(each), tag) == 0) return true;
  return false;
}

static bool is_wanted(const struct journal_query *query, const json_t *content) {
  const char *practice = json_string_value(json_object_get(content, "practice"));
  const char *from = json_string_value(json_object_get(content, "from"));
  if (query->from && !(from ? strcmp(from, query->from) == 0 : query->inherits)) return false;
  if (query->practice && (!practice || strcmp(practice, query->practice) != 0)) return false;
  return !query->tag || has_tag(content, query->tag);
}

static struct seal_row read_columns(sqlite3_stmt *fetch) {
  return (struct seal_row){
      .id = text_at(fetch, 0),
      .entry = text_at(fetch, 1),
      .parents = text_at(fetch, 2),
      .device = text_at(fetch, 3),
      .process = text_at(fetch, 4),
      .created = sqlite3_column_int64(fetch, 5),
      .zone = sqlite3_column_int64(fetch, 6),
  };
}

static json_t *open_content(struct reading *reading, const struct seal_row *row) {
  const unsigned char *key = keys_of_process(reading->journal->keys, row->process);
  if (!key || sqlite3_column_bytes(reading->fetch, 7) != SEAL_NONCE) return NULL;
  return seal_open(row, key, sqlite3_column_blob(reading->fetch, 7), sqlite3_column_blob(reading->fetch, 8),
                   (size_t)sqlite3_column_bytes(reading->fetch, 8));
}

static bool show(struct reading *reading, const struct seal_row *row, json_t *content) {
  struct journal_entry entry = {
      .created = row->created, .zone = (int)row->zone, .device = row->device, .content = content};
  snprintf(entry.id, sizeof entry.id, "%s", row->id);
  snprintf(entry.entry, sizeof entry.entry, "%s", row->entry);
  reading->visited++;
  return reading->visit(reading->context, &entry);
}

// Opens and shows the row that `fetch` stands on. False where the visitor has seen enough.
static bool visit_row(struct reading *reading) {
  const struct journal_query *query = reading->query;
  struct seal_row row = read_columns(reading->fetch);
  json_t *content = open_content(reading, &row);
  bool more = true;
  if (!content)
    reading->unreadable++;
  else if (is_wanted(query, content))
    more = show(reading, &row, content);
  json_decref(content);
  return more && (query->limit == 0 || reading->visited < query->limit);
}

static int fetch(struct reading *reading, sqlite3_int64 number) {
  sqlite3_reset(reading->fetch);
  sqlite3_bind_int64(reading->fetch, 1, number);
  return sqlite3_step(reading->fetch);
}

// Visits the row on which `list` stands: its number, created and id.
static bool visit_listed(struct reading *reading, sqlite3_stmt *list) {
  reading->listed = true;
  reading->created = sqlite3_column_int64(list, 1);
  snprintf(reading->id, sizeof reading->id, "%s", text_at(list, 2));
  if (fetch(reading, sqlite3_column_int64(list, 0)) == SQLITE_ROW) return visit_row(reading);
  reading->unreadable++;
  return true;
}

// True for the rows that the list would still have come to.
static bool is_to_come(const struct reading *reading) {
  const struct journal_query *query = reading->query;
  int64_t created = sqlite3_column_int64(reading->fetch, 5);
  if (reading->entry && strcmp(text_at(reading->fetch, 1), reading->entry) != 0) return false;
  if ((query->since && created < query->since) || (query->until && created >= query->until)) return false;
  if (!reading->listed || created < reading->created) return true;
  return created == reading->created && strcmp(text_at(reading->fetch, 0), reading->id) < 0;
}

// Where the indexes cannot be read to their end, the entries still can: one row after the other, the last written
// first. Without an index nothing tells which revisions were replaced, so all are visited.
static void rescue(struct reading *reading) {
  sqlite3_stmt *last = db_prepare(reading->journal->db, "SELECT max(row) FROM revision", NULL);
  sqlite3_int64 number = last && sqlite3_step(last) == SQLITE_ROW ? sqlite3_column_int64(last, 0) : 0;
  sqlite3_finalize(last);
  for (int tried = 0; number > 0 && tried < RESCUE_MOST; number--, tried++) {
    int code = fetch(reading, number);
    if (code == SQLITE_ROW && is_to_come(reading) && !visit_row(reading)) return;
    if (code != SQLITE_ROW && code != SQLITE_DONE) reading->unreadable++;
  }
}

static bool unlock(struct journal *journal, struct fault *fault) {
  enum keys_state state = keys_unlock(journal->keys, fault);
  if (state == KEYS_LOCKED) fault_set(fault, "the journal is locked: run `tend journal unlock` first");
  return state == KEYS_OPEN || state == KEYS_NONE;
}

static int step(const struct reading *reading, sqlite3_stmt *list, struct fault *fault) {
  int code = sqlite3_step(list);
  if (code != SQLITE_ROW && code != SQLITE_DONE) db_fault(reading->journal->db, fault);
  return code;
}

// The first step fixes what of the file we see, keys included; it comes before we look for the keys, because an entry
// and even the key pair may be added between two looks.
static bool follow(struct reading *reading, sqlite3_stmt *list, struct fault *fault) {
  int code = step(reading, list, fault);
  if (!unlock(reading->journal, fault)) return false;
  for (; code == SQLITE_ROW; code = step(reading, list, fault))
    if (!visit_listed(reading, list)) return true;
  if ((code & 0xFF) == SQLITE_CORRUPT) rescue(reading);
  return code == SQLITE_DONE;
}

// Visits what `list` lists, and finalizes it.
static bool visit_all(struct reading *reading, sqlite3_stmt *list, struct fault *fault) {
  static const char sql[] =
      "SELECT id, entry, parents, device, process, created, zone, nonce, sealed FROM revision WHERE row = ?1";
  reading->fetch = list ? db_prepare(reading->journal->db, sql, fault) : NULL;
  bool ok = reading->fetch && follow(reading, list, fault);
  sqlite3_finalize(reading->fetch);
  sqlite3_finalize(list);
  return ok;
}

bool journal_each(struct journal *journal, const struct journal_query *query, journal_visit *visit, void *context,
                  size_t *unreadable, struct fault *fault) {
  static const char sql[] =
      "SELECT row, created, id FROM revision WHERE created >= ?1 AND created <= ?2 AND id NOT IN " REPLACED("")
          NEWEST_FIRST;
  struct reading reading = {.journal = journal, .query = query, .visit = visit, .context = context};
  if (unreadable) *unreadable = 0;
  sqlite3_stmt *list = db_prepare(journal->db, sql, fault);
  if (list) sqlite3_bind_int64(list, 1, query->since ? query->since : INT64_MIN);
  if (list) sqlite3_bind_int64(list, 2, query->until ? query->until - 1 : INT64_MAX);
  bool ok = visit_all(&reading, list, fault);
  if (unreadable) *unreadable = reading.unreadable;
  keys_settle(journal->keys);
  return ok;
}

// The letters of an id as it is stored, or false where `id` cannot be part of one.
static bool normalize(const char *id, char part[JOURNAL_ID_MAX]) {
  size_t length = strlen(id);
  if (length < SHORTEST_PART || length >= JOURNAL_ID_MAX || strspn(id, "0123456789abcdefABCDEF-") != length)
    return false;
  for (size_t i = 0; i <= length; i++) part[i] = (char)tolower((unsigned char)id[i]);
  return true;
}

// How many entries (at most 2 are counted) the part of an id means, the first of them in `entry`; -1 with a sentence.
static int match(struct journal *journal, const char *part, char entry[JOURNAL_ID_MAX], struct fault *fault) {
  static const char sql[] =
      "SELECT DISTINCT entry FROM revision WHERE row IN (SELECT row FROM revision"
      " WHERE id LIKE ?1 || '%' OR id LIKE '%' || ?1) LIMIT 2";
  sqlite3_stmt *statement = db_prepare(journal->db, sql, fault);
  if (!statement) return -1;
  sqlite3_bind_text(statement, 1, part, -1, SQLITE_STATIC);
  int found = 0, code;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW)
    if (found++ == 0) snprintf(entry, JOURNAL_ID_MAX, "%s", text_at(statement, 0));
  if (code != SQLITE_DONE) db_fault(journal->db, fault);
  sqlite3_finalize(statement);
  return code == SQLITE_DONE ? found : -1;
}

static bool resolve(struct journal *journal, const char *id, char entry[JOURNAL_ID_MAX], struct fault *fault) {
  char part[JOURNAL_ID_MAX];
  if (strlen(id) < SHORTEST_PART)
    return fault_set(fault, "\"%s\" is too short for an id: give at least %d of its characters", id, SHORTEST_PART);
  int found = normalize(id, part) ? match(journal, part, entry, fault) : 0;
  if (found == 0) return fault_set(fault, "no entry has the id \"%s\"", id);
  if (found > 1) return fault_set(fault, "\"%s\" begins or ends more than one entry's id: give more of it", id);
  return found == 1;
}

bool journal_find(struct journal *journal, const char *id, journal_visit *visit, void *context, struct fault *fault) {
  static const char sql[] =
      "SELECT row, created, id FROM revision WHERE (id = ?1 OR (parents <> '[]' AND entry = ?1)) AND id NOT "
      "IN " REPLACED(" AND later.entry = ?1") NEWEST_FIRST;
  static const struct journal_query everything;
  struct reading reading = {.journal = journal, .query = &everything, .visit = visit, .context = context};
  char entry[JOURNAL_ID_MAX];
  if (!resolve(journal, id, entry, fault)) return false;
  sqlite3_stmt *list = db_prepare(journal->db, sql, fault);
  reading.entry = entry;
  if (list) sqlite3_bind_text(list, 1, entry, -1, SQLITE_STATIC);
  if (!visit_all(&reading, list, fault)) return false;
  return reading.visited > 0 || fault_set(fault, "the entry %s is damaged and cannot be opened", entry);
}
