// What a session reads in the journal for its practice: what the person allowed, and nothing else.
#include "session_internal.h"

enum {
  ENTRIES_USUAL = 20,
  BYTES_MOST = WIRE_MESSAGE_MAX - 64 * 1024,  // of all entries of one answer as JSON
};

static struct journal_query own(const struct session *session) {
  const struct practice *practice = session->setup.practice;
  return (struct journal_query){.practice = practice->name, .from = practice->identity, .inherits = practice->inherits};
}

struct journal_query session_covered(const struct session *session) {
  const struct practice_permission *permission =
      practice_permission(session->setup.practice, wire_permission_name(WIRE_JOURNAL_READ));
  const char *tag = permission ? practice_scope_tag(permission) : NULL;
  return tag ? (struct journal_query){.tags = {tag}} : own(session);
}

struct reading {
  json_t *entries;
  size_t bytes;
};

// False where the answer is full.
static bool collect(void *context, const struct journal_entry *entry) {
  struct reading *reading = context;
  json_t *content = json_copy(entry->content);
  json_object_del(content, "from");  // a path in the person's home is none of its business
  json_object_del(content, "attachments");  // nor are keys, and what files are called
  json_object_set_new(content, "created", json_integer(entry->created / 1000));
  json_object_set_new(content, "id", json_string(entry->entry));
  reading->bytes += json_dumpb(content, NULL, 0, JSON_COMPACT) + 1;
  if (reading->bytes <= BYTES_MOST) return json_array_append_new(reading->entries, content) == 0;
  json_decref(content);
  return false;
}

// The rest of the query, as the script gave it. The second tag is for what it asks; the first is the grant's.
static void narrow(const struct session *session, const json_t *body, struct journal_query *query) {
  const json_t *limit = json_object_get(body, "limit"), *since = json_object_get(body, "since");
  int64_t wall = session->setup.clock->class->wall(session->setup.clock);
  query->tags[1] = json_string_value(json_object_get(body, "tag"));
  query->since = since ? wall - (int64_t)(json_number_value(since) * 1e3) : 0;
  query->limit = limit ? (size_t)json_integer_value(limit) : ENTRIES_USUAL;
}

static void answer(struct session *session, struct request *request, const struct journal_query *query) {
  struct fault fault;
  struct reading reading = {json_array(), 0};
  struct journal *journal = keeper_journal(session->setup.keeper, &fault);
  if (!journal) session_refuse(session, request, fault.text);
  else if (journal_is_locked(journal)) session_reply(session, request, NULL, json_string("locked"));
  else if (!journal_each(journal, query, collect, &reading, NULL, &fault))
    session_refuse(session, request, fault.text);
  else {
    session->receipt.read += json_array_size(reading.entries);
    session_reply(session, request, json_incref(reading.entries), NULL);
  }
  json_decref(reading.entries);
}

void session_own_entries(struct session *session, struct request *request) {
  if (!session_spend(session, request, QUOTA_READS)) return;
  struct journal_query query = own(session), covered = session_covered(session);
  query.tags[0] = covered.tags[0];
  narrow(session, request->body, &query);
  answer(session, request, &query);
}

void session_search(struct session *session, struct request *request) {
  struct fault fault;
  struct match match = {0};
  struct journal_query query = session_covered(session);
  const char *words = json_string_value(json_object_get(request->body, "text"));
  if (!session_spend(session, request, QUOTA_READS)) return;
  narrow(session, request->body, &query);
  query.match = &match;
  if (words && !match_parse(&match, words, &fault)) session_blame(session, request, fault.text);
  else answer(session, request, &query);
  match_finish(&match);
}
