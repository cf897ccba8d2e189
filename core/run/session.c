// One practice being done; see session.h. This file holds its life, its requests and the table of who handles what.
#include "session_internal.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "splitmix.h"
#include "text.h"

int64_t session_t(const struct session *session) {
  int64_t now = session->paused ? session->paused_at : session->setup.clock->class->steady(session->setup.clock);
  return now - session->zero;
}

uint64_t session_random(struct session *session) { return splitmix_next(&session->random); }

char *session_clean(const json_t *text, bool lines) {
  struct buf clean = {0};
  if (json_is_string(text)) text_clean(&clean, json_string_value(text), json_string_length(text), lines);
  return buf_take(&clean);
}

void session_tell(struct session *session, enum front_tone tone, const char *text) {
  struct buf clean = {0};
  text_clean(&clean, text, strlen(text), false);
  session->setup.front->class->tell(session->setup.front, tone, buf_text(&clean));
  buf_finish(&clean);
}

// Requests.

static struct request *find_request(struct session *session, int64_t id) {
  struct request *request = session->requests;
  while (request && request->id != id) request = request->next;
  return request;
}

// Without a reply.
static void drop(struct session *session, struct request *request) {
  struct request **link = &session->requests;
  while (*link != request) link = &(*link)->next;
  *link = request->next;
  session->requests_count--;
  if (session->asked == request) session->asked = NULL;
  if (session->breather == request) session->breather = NULL;
  if (request->pause && session->setup.front->class->wait_over)
    session->setup.front->class->wait_over(session->setup.front);
  json_decref(request->body);
  free(request->begun);
  free(request);
}

struct session *session_create(const struct session_setup *setup, struct fault *fault) {
  struct session *session = mem_zero(1, sizeof *session);
  session->setup = *setup;
  session->random = setup->seed;
  session->answers = json_array();
  session->photos = json_array();
  if (session_prepare(session, fault)) return session;
  session_destroy(session);
  return NULL;
}

void session_destroy(struct session *session) {
  if (!session) return;
  while (session->requests) drop(session, session->requests);
  if (session->setup.front->listener == &session->listener) session->setup.front->listener = NULL;
  json_decref(session->settings);
  json_decref(session->answers);
  json_decref(session->photos);
  free(session->sentence);
  free(session);
}

enum session_status session_status(const struct session *session) { return session->status; }

const char *session_sentence(const struct session *session) { return session->sentence; }

const struct receipt *session_receipt(const struct session *session) { return &session->receipt; }

bool session_busy(const struct session *session) {
  return session->state == SESSION_RUNNING && session->start_sent && session->seen < session->sent;
}

int64_t session_slice(const struct session *session) { return session->seen; }

// To the child.

static void send_message(struct session *session, json_t *message) {
  session->sent++;
  session->setup.ports.send(session->setup.ports.context, message);
  json_decref(message);
}

static void send_start(struct session *session) {
  const struct practice *practice = session->setup.practice;
  session->start_sent = true;
  session->zero = session->setup.clock->class->steady(session->setup.clock);
  send_message(session, json_pack("{s:s, s:s, s:s, s:o, s:s*, s:O, s:o, s:I, s:i}", "verb", "start", "name",
                                  practice->name, "main", practice->files[practice->main].name, "files",
                                  session_own_files(session), "texts", session_texts(session), "settings", session->settings, "undeclared", session_undeclared(practice), "seed",
                                  (json_int_t)(session_random(session) >> 8), "memory",
                                  (json_int_t)quota_limits[QUOTA_MEMORY].most));
}

// The practice starts when the child is sealed and nothing is left to ask; whichever comes last.
void session_start_when_ready(struct session *session) {
  if (session->state == SESSION_RUNNING && session->child_ready && !session->start_sent) send_start(session);
}

void session_begin(struct session *session) {
  session->state = SESSION_CONSENT;
  session_listen(session);
  session_consent_begin(session);
  session_start_when_ready(session);
}

// Answers to them.

// A wait that is answered in good time goes on from the moment that was due, so that waits in a row do not drift.
static int64_t reply_time(const struct session *session, const struct request *request) {
  enum { CATCH_UP_MS = 1000 };
  int64_t t = session_t(session);
  bool timely = request->due != NEVER_DUE && t >= request->due && t - request->due < CATCH_UP_MS;
  return timely ? request->due : t;
}

static void reply(struct session *session, struct request *request, json_t *answer) {
  json_object_set_new(answer, "verb", json_string("reply"));
  json_object_set_new(answer, "re", json_integer(request->id));
  json_object_set_new(answer, "t", json_integer(reply_time(session, request)));
  drop(session, request);
  send_message(session, answer);
}

void session_reply(struct session *session, struct request *request, json_t *value, json_t *more) {
  json_t *answer = json_object();
  if (value) json_object_set_new(answer, "value", value);
  if (more) json_object_set_new(answer, "more", more);
  reply(session, request, answer);
}

void session_refuse(struct session *session, struct request *request, const char *sentence) {
  reply(session, request, json_pack("{s:s}", "refused", sentence));
}

void session_blame(struct session *session, struct request *request, const char *phrase) {
  reply(session, request, json_pack("{s:s}", "problem", phrase));
}

static void chime(struct session *session, struct request *request) {
  static const char *const sounds[] = {"bell", "end", "in", "out", "hold", "top-up", NULL};
  const char *name = json_string_value(json_object_get(request->body, "name"));
  size_t known = 0;
  while (name && sounds[known] && strcmp(name, sounds[known]) != 0) known++;
  if (sounds[known]) return session_reply(session, request, json_boolean(session_play(session, sounds[known])), NULL);
  const char *nearest = text_nearest(name, sounds);
  char *phrase = mem_format("no sound is called '%s' (did you mean '%s'?)", name, nearest ? nearest : sounds[0]);
  session_blame(session, request, phrase);
  free(phrase);
}

static void (*const handlers[WIRE_VERBS])(struct session *, struct request *) = {
    [WIRE_SAY] = session_say,
    [WIRE_WAIT] = session_wait,
    [WIRE_ASK] = session_ask,
    [WIRE_WRITE] = session_ask,
    [WIRE_CHOOSE] = session_ask,
    [WIRE_PHOTO] = session_ask,
    [WIRE_SHOW_NOTICE] = session_ask,
    [WIRE_BREATHE] = session_breathe,
    [WIRE_CHIME] = chime,
    [WIRE_DRAW] = session_draw,
    [WIRE_REMEMBER] = session_remember,
    [WIRE_RECALL] = session_recall,
    [WIRE_ADD_ENTRY] = session_add_entry,
    [WIRE_OWN_ENTRIES] = session_own_entries,
    [WIRE_SEARCH] = session_search,
    [WIRE_REMIND_ME] = session_remind_me,
    [WIRE_TODAY] = session_today,
};

void session_stop_limit(struct session *session, const char *limit) {
  char *sentence = mem_format("%s: stopped, because %s", session->setup.practice->name, limit);
  session_stop(session, SESSION_LIMIT, sentence);
  free(sentence);
}

// Ends a practice that wants more than it may have at once.
static bool spend(struct session *session, enum quota_kind kind, int64_t amount) {
  if (quota_spend(&session->quota, kind, amount, session_t(session))) return true;
  session_stop_limit(session, quota_limits[kind].sentence);
  return false;
}

bool session_spend(struct session *session, struct request *request, enum quota_kind kind) {
  if (quota_spend(&session->quota, kind, 1, session_t(session))) return true;
  session->receipt.over++;
  session_refuse(session, request, quota_limits[kind].sentence);
  return false;
}

static bool permitted(struct session *session, struct request *request) {
  enum wire_permission permission = wire_verbs[request->verb].permission;
  if (permission == WIRE_FREE || session->granted[permission]) return true;
  char *sentence = mem_format("%s is not allowed for this practice", wire_permission_name(permission));
  session->receipt.refused[permission]++;
  session_refuse(session, request, sentence);
  free(sentence);
  return false;
}

// Whatever comes with one of these may be put before the person, where it is drawn and kept on the screen.
static bool spend_shown(struct session *session, const struct wire_message *message) {
  static const char *const shown[] = {"text", "label", "default"}, *const lists[] = {"options", "actions"};
  const json_t *body = message->body, *item;
  size_t bytes = 0, at;
  if (message->id == WIRE_ADD_ENTRY) return true;  // what goes to the journal is not shown
  for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
    bytes += json_string_length(json_object_get(body, shown[i]));
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    json_array_foreach(json_object_get(body, lists[i]), at, item) bytes += json_string_length(item);
  return spend(session, QUOTA_SHOWN, (int64_t)bytes);
}

static void take_request(struct session *session, const struct wire_message *message) {
  json_int_t id = json_integer_value(json_object_get(message->body, "id"));
  enum wire_permission permission = message->verb->permission;
  if (id <= 0 || find_request(session, id))
    return session_stop_limit(session, "its process numbered its requests wrongly");
  // The child's own vocabulary refuses this at the author's line; only one that was taken over gets here.
  if (permission != WIRE_FREE && !session->declared[permission])
    return session_stop_limit(session, "its process asked for what the practice does not declare");
  if (session->requests_count >= (size_t)quota_limits[QUOTA_OPEN].most)
    return session_stop_limit(session, quota_limits[QUOTA_OPEN].sentence);
  if (!spend(session, QUOTA_REQUESTS, 1) || !spend_shown(session, message)) return;
  struct request *request = mem_zero(1, sizeof *request), **link = &session->requests;
  *request = (struct request){
      .id = id, .verb = message->id, .body = json_incref(message->body), .due = NEVER_DUE, .next_word = NEVER_DUE};
  while (*link) link = &(*link)->next;
  *link = request;
  session->requests_count++;
  if (permitted(session, request)) handlers[message->id](session, request);
}

static void cancel(struct session *session, int64_t id) {
  struct request *request = find_request(session, id);
  if (!spend(session, QUOTA_REQUESTS, 1)) return;
  if (!request) return;  // the reply was on its way
  bool was_asked = session->asked == request, was_breathing = session->breather == request;
  session_retract(session, request, false);
  drop(session, request);
  if (was_breathing) session->setup.front->class->rest(session->setup.front);
  if (was_asked) session_ask_next(session);
}

static void on_fail(struct session *session, const json_t *body) {
  static const struct {
    const char *kind;
    enum quota_kind quota;
  } limits[] = {{"time", QUOTA_SLICE}, {"memory", QUOTA_MEMORY}, {"strands", QUOTA_STRANDS}};
  const char *kind = json_string_value(json_object_get(body, "kind"));
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
    if (strcmp(kind, limits[i].kind) == 0) return session_stop_limit(session, quota_limits[limits[i].quota].sentence);
  char *text = session_clean(json_object_get(body, "text"), false);
  if (!*text) {
    free(text);
    text = mem_format("%s: it broke off without a word on why", session->setup.practice->name);
  }
  session_stop(session, strcmp(kind, "refused") == 0 ? SESSION_REFUSED : SESSION_FAILED, text);
  free(text);
}

static void on_ready(struct session *session) {
  if (session->child_ready) return session_stop_limit(session, "its process said twice that it is ready");
  session->child_ready = true;
  session_start_when_ready(session);
}

// What the child says of itself is checked: a count that lies would put the watchdog to sleep, and a child that waits
// for nothing would wait for ever.
static void on_idle(struct session *session, int64_t seen, int64_t memory) {
  if (seen <= session->seen || seen > session->sent)
    return session_stop_limit(session, "its process counted its messages wrongly");
  session->seen = seen;
  if (memory > session->receipt.memory) session->receipt.memory = memory;
  if (seen == session->sent && !session->requests) session_stop_limit(session, "its process waits for nothing");
}

static void take_message(struct session *session, const struct wire_message *message) {
  const json_t *body = message->body;
  switch (message->id) {
    case WIRE_READY: return on_ready(session);
    case WIRE_UNSEALED: {
      char *text = session_clean(json_object_get(body, "text"), false);
      char *sentence = mem_format("the sandbox could not be set up, so nothing was run (%s)", text);
      session_stop(session, SESSION_UNSEALED, sentence);
      free(sentence);
      free(text);
      return;
    }
    case WIRE_IDLE: return on_idle(session, json_integer_value(json_object_get(body, "seen")),
                                   json_integer_value(json_object_get(body, "memory")));
    case WIRE_CANCEL: return cancel(session, json_integer_value(json_object_get(body, "id")));
    case WIRE_DONE: return session_stop(session, SESSION_FINISHED, NULL);
    case WIRE_FAIL: return on_fail(session, body);
    case WIRE_FOUND: return session_stop_limit(session, "its process spoke out of turn");
    default: return take_request(session, message);
  }
}

void session_on_line(struct session *session, const char *line, size_t length) {
  struct fault fault;
  struct wire_message message;
  if (session->state == SESSION_OVER) return;
  if (session->start_sent && !spend(session, QUOTA_BYTES, (int64_t)length)) return;
  if (!wire_decode(line, length, WIRE_HOST, &message, &fault)) {
    char *limit = mem_format("its process broke the protocol (%s)", fault.text);
    session_stop_limit(session, limit);
    free(limit);
    return;
  }
  // Its first words are about itself; all others come after the start.
  bool first_word = message.id == WIRE_READY || message.id == WIRE_UNSEALED;
  if (first_word != session->start_sent) take_message(session, &message);
  else session_stop_limit(session, "its process spoke out of turn");
  json_decref(message.body);
}

// Ends.

// It may be that nothing but a "no" of the person's was in its way, which is theirs to say.
static void say_refused(struct session *session, bool kept) {
  char *text = mem_format("This practice needs a permission that it was not given, so it ends here. That is all right. "
                          "%s'tend show %s' says what it asks for.",
                          kept ? "What you wrote is kept in your journal. " : "", session->setup.practice->name);
  session_tell(session, FRONT_STOP, text);
  free(text);
}

static void say_goodbye(struct session *session, bool left, bool kept) {
  struct front *front = session->setup.front;
  const char *text = NULL;
  if (session->status == SESSION_REFUSED) return say_refused(session, kept);
  if (left)
    text =
        kept ? "That is fine. What you wrote is kept in your journal." : "That is fine. Come back whenever you like.";
  else if (session->status != SESSION_FINISHED && session->status != SESSION_UNSEALED)
    text = kept ? "This practice could not go on, so it ends here. What you wrote is kept in your journal."
                : "This practice could not go on, so it ends here. Nothing you did caused it.";
  if (text) front->class->tell(front, left ? FRONT_CARE : FRONT_STOP, text);
}

static void end(struct session *session, enum session_status status, const char *sentence, bool left) {
  if (session->state == SESSION_OVER) return;
  session->status = status;
  free(session->sentence);
  session->sentence = mem_copy(sentence);
  bool to_its_end = status == SESSION_FINISHED && !left;
  bool kept = !to_its_end && session_keep_answers(session) && !session->setup.unkept;
  session->state = SESSION_OVER;
  session_withdraw(session);
  say_goodbye(session, left, kept);
  session->setup.ports.ended(session->setup.ports.context);
}

void session_stop(struct session *session, enum session_status status, const char *sentence) {
  end(session, status, sentence, false);
}

void session_leave(struct session *session) { end(session, SESSION_FINISHED, NULL, true); }

