// The session's questions: those of the practice wait in line, one is open at the front end.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "session_internal.h"

static bool is_question(const struct request *request) {
  switch (request->verb) {
    case WIRE_ASK:
    case WIRE_WRITE:
    case WIRE_PHOTO:
    case WIRE_CHOOSE: return true;
    case WIRE_SHOW_NOTICE: return json_array_size(json_object_get(request->body, "actions")) > 0;
    default: return false;
  }
}

static const char *options_name(const struct request *request) {
  return request->verb == WIRE_SHOW_NOTICE ? "actions" : "options";
}

static void show(struct session *session, struct request *request) {
  static const enum front_question_kind kinds[WIRE_VERBS] = {[WIRE_ASK] = FRONT_LINE,
                                                             [WIRE_WRITE] = FRONT_TEXT,
                                                             [WIRE_PHOTO] = FRONT_LINE,
                                                             [WIRE_CHOOSE] = FRONT_CHOICE,
                                                             [WIRE_SHOW_NOTICE] = FRONT_CHOICE};
  struct front *front = session->setup.front;
  const json_t *list = json_object_get(request->body, options_name(request));
  size_t count = json_array_size(list);
  char **options = mem_zero(count, sizeof *options);
  for (size_t i = 0; i < count; i++) options[i] = session_clean(json_array_get(list, i), false);
  const json_t *initial_text = json_object_get(request->body, "default");
  char *initial = initial_text ? session_clean(initial_text, false) : NULL;
  char *text = session_clean(json_object_get(request->body, "text"), true);
  char *draft = session_draft(session, request);
  if (draft)
    front->class->tell(front, FRONT_CARE, "Here is where you stopped last time. You can go on with it, or begin anew.");
  if (draft) request->begun = draft;
  if (request->verb == WIRE_PHOTO) session_explain_photo(session);
  struct front_question question = {
      .id = ++front->last_question,
      .kind = kinds[request->verb],
      .text = text,
      .initial = initial,
      .begun = request->begun,
      .options = (const char *const *)options,
      .options_count = count,
      .hidden = json_is_true(json_object_get(request->body, "private")),
  };
  if (!request->question) session->receipt.asked++;  // not again after a pause
  session->receipt.lines++;
  request->question = question.id;
  session->asked = request;
  front->class->ask(front, &question);
  session_speak(session, text);
  for (size_t i = 0; i < count; i++) free(options[i]);
  free(options);
  free(initial);
  free(text);
}

void session_ask_next(struct session *session) {
  if (session->asked || session->paused || session->state != SESSION_RUNNING) return;
  for (struct request *request = session->requests; request; request = request->next)
    if (is_question(request)) return show(session, request);
}

static size_t open_questions(const struct session *session) {
  size_t count = 0;
  for (const struct request *request = session->requests; request; request = request->next)
    count += is_question(request);
  return count;
}

void session_ask(struct session *session, struct request *request) {
  if (request->verb == WIRE_SHOW_NOTICE) {
    if (!session_spend(session, request, QUOTA_NOTICES)) return;
    session->receipt.notified++;
  }
  if (open_questions(session) > (size_t)quota_limits[QUOTA_QUESTIONS].most)
    return session_stop_limit(session, quota_limits[QUOTA_QUESTIONS].sentence);
  const json_t *within = json_object_get(request->body, "within");
  if (within) request->due = session_t(session) + (int64_t)(json_number_value(within) * 1e3);
  if (is_question(request)) return session_ask_next(session);
  char *text = session_clean(json_object_get(request->body, "text"), true);
  session->setup.front->class->tell(session->setup.front, FRONT_NOTICE, text);
  session->receipt.lines++;
  free(text);
  session_reply(session, request, NULL, NULL);
}

bool session_is_asking(const struct session *session) { return session->asked || session->consent_question; }

void session_save_page(struct session *session) {
  struct front *front = session->setup.front;
  char *text = session->asked ? front->class->unfinished(front) : NULL;
  if (!text) return;
  free(session->asked->begun);
  session->asked->begun = *text ? text : NULL;
  if (!*text) free(text);  // what was erased is gone
}

void session_retract(struct session *session, struct request *request, bool late) {
  if (request == session->asked) {
    session_save_page(session);
    session->setup.front->class->retract(session->setup.front, request->question, late);
  }
  if (request->begun) session_note_answer(session, request, request->begun, strlen(request->begun));
}

void session_withdraw(struct session *session) {
  struct front *front = session->setup.front;
  session_save_page(session);
  if (session->asked) front->class->retract(front, session->asked->question, false);
  if (session->consent_question) front->class->retract(front, session->consent_question, false);
  session->asked = NULL;
  session->consent_question = 0;
}

// What the person did.

static struct request *answered(struct session *session, int64_t question) {
  return session->asked && session->asked->question == question ? session->asked : NULL;
}

static void on_answer(void *context, int64_t question, const char *text, size_t length) {
  struct session *session = context;
  struct request *request = answered(session, question);
  if (!request) return;
  if (request->verb == WIRE_PHOTO) {
    char *path = mem_format("%.*s", (int)length, text);
    if (!session_photo_answer(session, request, path)) session->asked = NULL;
    free(path);
  } else {
    session_note_answer(session, request, text, length);
    session_reply(session, request, json_stringn(text, length), NULL);
  }
  session_ask_next(session);
}

static void on_choice(void *context, int64_t question, size_t option) {
  struct session *session = context;
  if (question == session->consent_question && question) return session_consent_answer(session, option, false);
  struct request *request = answered(session, question);
  if (!request) return;
  const json_t *chosen = json_array_get(json_object_get(request->body, options_name(request)), option);
  session_note_answer(session, request, json_string_value(chosen), json_string_length(chosen));
  bool by_name = request->verb == WIRE_SHOW_NOTICE;
  session_reply(session, request, by_name ? json_incref((json_t *)chosen) : json_integer((json_int_t)option + 1), NULL);
  session_ask_next(session);
}

static void on_skip(void *context, int64_t question) {
  struct session *session = context;
  if (question == session->consent_question && question) return session_consent_answer(session, 0, true);
  if (question == 0) return session_pass_over(session);
  struct request *request = answered(session, question);
  if (!request) return;
  session_reply(session, request, NULL, NULL);
  session_ask_next(session);
}

static void on_leave(void *context) { session_leave(context); }

static void on_ground(void *context) {
  struct session *session = context;
  session->setup.ports.ground(session->setup.ports.context);
}

static void on_pause(void *context, bool pause) {
  struct session *session = context;
  session->setup.ports.pause(session->setup.ports.context, pause);
}

void session_listen(struct session *session) {
  session->listener = (struct front_listener){session, on_answer, on_choice, on_skip, on_leave, on_ground, on_pause};
  session->setup.front->listener = &session->listener;
}
