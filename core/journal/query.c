// What a person looks for in the journal; see journal.h.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "db.h"
#include "fold.h"
#include "journal_file.h"
#include "sieve.h"
#include "walk.h"

// The ids that some other revision replaces. Damaged parents count as none rather than ending the whole query.
#define REPLACED(where)                                                                                               \
  "(SELECT value FROM revision AS later, json_each(CASE WHEN json_valid(later.parents) THEN later.parents ELSE '[]' " \
  "END)"                                                                                                              \
  " WHERE later.parents <> '[]'" where ")"
#define NEWEST_FIRST " ORDER BY created DESC, id DESC"

enum { SHORTEST_PART = 4 };

struct reading {
  const struct journal_query *query;
  journal_visit *visit;
  void *context;
  const char *entry;  // the only entry looked for, or NULL
  size_t visited;
  struct sieve sieve;
  struct buf scratch;
};

static bool has_tag(const json_t *content, const char *tag) {
  size_t at;
  json_t *each;
  json_array_foreach(json_object_get(content, "tags"), at,
                     each) if (json_is_string(each) && fold_equals(json_string_value(each), tag)) return true;
  return false;
}

static bool is_wanted(struct reading *reading, const json_t *content) {
  const struct journal_query *query = reading->query;
  const char *mood = json_string_value(json_object_get(content, "mood"));
  const char *practice = json_string_value(json_object_get(content, "practice"));
  const char *from = json_string_value(json_object_get(content, "from"));
  if (query->from && !(from ? strcmp(from, query->from) == 0 : query->inherits)) return false;
  if (query->practice && (!practice || strcmp(practice, query->practice) != 0)) return false;
  for (size_t i = 0; i < JOURNAL_TAGS; i++)
    if (query->tags[i] && !has_tag(content, query->tags[i])) return false;
  if (query->mood && !(mood && fold_equals(mood, query->mood))) return false;
  return !query->match || match_fits(query->match, content, &reading->scratch);
}

// What every entry that is wanted holds somewhere.
static void sieve_for(struct sieve *sieve, const struct journal_query *query) {
  for (size_t i = 0; query->match && i < query->match->count; i++)
    if (!query->match->terms[i].unwanted) sieve_add(sieve, query->match->terms[i].text);
  for (size_t i = 0; i < JOURNAL_TAGS; i++)
    if (query->tags[i]) sieve_add(sieve, query->tags[i]);
  if (query->mood) sieve_add(sieve, query->mood);
  if (query->practice) sieve_add(sieve, query->practice);
}

static bool may_be(struct walk *walk, const char *json, size_t length) {
  struct reading *reading = walk->context;
  return sieve_passes(&reading->sieve, json, length);
}

static void finish(struct reading *reading) {
  sieve_finish(&reading->sieve);
  if (reading->scratch.data) explicit_bzero(reading->scratch.data, reading->scratch.cap);
  buf_finish(&reading->scratch);
}

// False where the visitor has seen enough.
static bool visit(struct walk *walk, const struct journal_entry *entry, const char *parents) {
  (void)parents;
  struct reading *reading = walk->context;
  if (!is_wanted(reading, entry->content)) return true;
  reading->visited++;
  return reading->visit(reading->context, entry) &&
         (reading->query->limit == 0 || reading->visited < reading->query->limit);
}

static bool is_on(const struct seal_row *row, int month, int day) {
  time_t local = (time_t)(row->created / 1000 + row->zone * 60);
  struct tm date;
  return gmtime_r(&local, &date) && date.tm_mon + 1 == month && date.tm_mday == day;
}

static bool belongs(const struct walk *walk, const struct seal_row *row) {
  const struct reading *reading = walk->context;
  const struct journal_query *query = reading->query;
  if (reading->entry && strcmp(row->entry, reading->entry) != 0) return false;
  if (query->month && !is_on(row, query->month, query->day)) return false;
  return (!query->since || row->created >= query->since) && (!query->until || row->created < query->until);
}

static struct walk walk_of(struct journal *journal, struct reading *reading) {
  return (struct walk){
      .journal = journal, .newest_first = true, .context = reading, .visit = visit, .belongs = belongs, .may_be = may_be};
}

bool journal_each(struct journal *journal, const struct journal_query *query, journal_visit *show, void *context,
                  size_t *unreadable, struct fault *fault) {
  static const char which[] = "WHERE created >= :since AND created <= :until AND id NOT IN " REPLACED("") NEWEST_FIRST;
  struct reading reading = {.query = query, .visit = show, .context = context};
  struct walk walk = walk_of(journal, &reading);
  sieve_for(&reading.sieve, query);
  walk.since = query->since;
  walk.until = query->until;
  bool ok = walk_list(&walk, which, fault);
  if (unreadable) *unreadable = walk.unreadable;
  keys_settle(journal->keys);
  finish(&reading);
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
    if (found++ == 0) snprintf(entry, JOURNAL_ID_MAX, "%s", walk_text(statement, 0));
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

bool journal_find(struct journal *journal, const char *id, journal_visit *show, void *context, struct fault *fault) {
  static const char which[] = "WHERE (id = :entry OR (parents <> '[]' AND entry = :entry)) AND id NOT "
                              "IN " REPLACED(" AND later.entry = :entry") NEWEST_FIRST;
  static const struct journal_query everything;
  struct reading reading = {.query = &everything, .visit = show, .context = context};
  struct walk walk = walk_of(journal, &reading);
  char entry[JOURNAL_ID_MAX];
  if (!resolve(journal, id, entry, fault)) return false;
  reading.entry = walk.entry = entry;
  if (!walk_list(&walk, which, fault)) return false;
  return reading.visited > 0 || fault_set(fault, "the entry %s is damaged and cannot be opened", entry);
}
