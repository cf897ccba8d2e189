// What a person looks for in the journal; see journal.h.
#include <string.h>
#include <time.h>

#include "fold.h"
#include "journal_file.h"
#include "sieve.h"
#include "walk.h"

struct reading {
  const struct journal_query *query;
  journal_visit *visit;
  void *context;
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

static bool may_be(void *sieve, const char *json, size_t length) { return sieve_passes(sieve, json, length); }

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
  if (query->month && !is_on(row, query->month, query->day)) return false;
  return (!query->since || row->created >= query->since) && (!query->until || row->created < query->until);
}

bool journal_each(struct journal *journal, const struct journal_query *query, journal_visit *show, void *context,
                  size_t *unreadable, struct fault *fault) {
#define WHICH "WHERE created >= :since AND created <= :until AND id NOT IN " WALK_REPLACED("")
  const char *which = query->oldest_first ? WHICH WALK_OLDEST_FIRST : WHICH WALK_NEWEST_FIRST;
  struct reading reading = {.query = query, .visit = show, .context = context};
  struct walk walk = {.journal = journal,
                      .newest_first = !query->oldest_first,
                      .since = query->since,
                      .until = query->until,
                      .context = &reading,
                      .visit = visit,
                      .belongs = belongs,
                      .how = {may_be, &reading.sieve}};
  sieve_for(&reading.sieve, query);
  bool ok = walk_list(&walk, which, fault);
  if (unreadable) *unreadable = walk.unreadable;
  keys_settle(journal->keys);
  finish(&reading);
  return ok;
}
