// Visiting every revision; see revisions.h.
#include "revisions.h"

#include <string.h>

#include "journal_file.h"
#include "walk.h"

struct tour {
  journal_visit_revision *visit;
  void *context;
  json_t *none;  // the parents of nearly every revision
};

static bool visit(struct walk *walk, const struct journal_entry *revision, const char *text) {
  struct tour *tour = walk->context;
  json_t *parents = strcmp(text, "[]") == 0 ? json_incref(tour->none) : json_loads(text, 0, NULL);
  bool more = true;
  if (json_is_array(parents)) more = tour->visit(tour->context, revision, parents);
  else walk->unreadable++;  // sealed with the row, so its writer meant it so; we cannot follow it
  json_decref(parents);
  return more;
}

bool journal_each_revision(struct journal *journal, journal_visit_revision *show, void *context, size_t *unreadable,
                           struct fault *fault) {
  struct tour tour = {show, context, json_array()};
  struct walk walk = {.journal = journal, .context = &tour, .visit = visit};
  bool ok = walk_list(&walk, WALK_OLDEST_FIRST, fault);
  if (unreadable) *unreadable = walk.unreadable;
  json_decref(tour.none);
  keys_settle(journal->keys);
  return ok;
}
