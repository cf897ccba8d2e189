// What was half typed when a practice broke off, offered again at the same question of its next run, once. Drafts are
// no files of their own: they are the last line of the `unfinished` entry that the journal got then, and as sealed as
// the rest.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "session_internal.h"

enum { DRAFT_DAYS = 30 };

struct search {
  struct session *session;
  const char *question;
  char *draft;
};

static bool offered_before(struct session *session, const char *id) {
  struct state *state = keeper_state(session->setup.keeper, NULL);
  char *key = mem_format("draft %s", id);
  bool before = !state || !state_caution_first(state, "tend", key);
  free(key);
  return before;
}

// Only the newest unfinished entry counts: what lies behind it was offered at its time.
static bool look_at(void *context, const struct journal_entry *entry) {
  struct search *search = context;
  const json_t *fields = json_object_get(entry->content, "fields"), *asked = json_object_get(fields, "asked");
  if (!json_is_true(json_object_get(fields, "unfinished"))) return true;
  const json_t *lines = json_object_get(entry->content, "lines");
  size_t last = json_array_size(lines) - 1;
  const char *question = json_string_value(json_array_get(asked, last)),
             *text = json_string_value(json_array_get(lines, last));
  bool fits = json_is_true(json_object_get(fields, "half_typed")) && question && text &&
              strcmp(question, search->question) == 0;
  if (fits && !offered_before(search->session, entry->entry)) search->draft = mem_copy(text);
  return false;
}

char *session_draft(struct session *session, const struct request *request) {
  if (!session->setup.front->offers_drafts || request->verb == WIRE_CHOOSE || request->verb == WIRE_PHOTO || request->begun) return NULL;
  if (json_is_true(json_object_get(request->body, "private"))) return NULL;
  struct journal *journal =
      keeper_has_journal(session->setup.keeper) ? keeper_journal(session->setup.keeper, NULL) : NULL;
  if (!journal || journal_is_locked(journal)) return NULL;
  int64_t wall = session->setup.clock->class->wall(session->setup.clock);
  const struct journal_query query = {.practice = session->setup.practice->name,
                                      .from = session->setup.practice->identity,
                                      .inherits = session->setup.practice->inherits,
                                      .since = wall - DRAFT_DAYS * INT64_C(86400000)};
  struct search search = {session, json_string_value(json_object_get(request->body, "text")), NULL};
  journal_each(journal, &query, look_at, &search, NULL, NULL);
  return search.draft;
}
