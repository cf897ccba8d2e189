// The session's time: saying, waiting, breathing, pausing. Every moment is computed from a start, never from the
// moment before.
#include <stdlib.h>
#include <string.h>

#include "session_internal.h"

static const char holds_caution[] =
    "This breath has pauses in it. With pregnancy, epilepsy, a heart or lung condition, recent surgery, glaucoma or "
    "psychosis, "
    "ask someone who knows you first, and never hold your breath while driving. You can pass over it at any time.";

// What is missing on the machine is said once.
static void tell_missing(struct session *session) {
  const char *missing = session->setup.cue->class->missing(session->setup.cue);
  if (missing) session->setup.front->class->tell(session->setup.front, FRONT_CARE, missing);
}

bool session_play(struct session *session, const char *sound) {
  bool heard = session->setup.cue->class->play(session->setup.cue, sound);
  if (session->setup.settings->care.eyes_closed) tell_missing(session);
  return heard;
}

int64_t session_speak(struct session *session, const char *text) {
  const struct settings *settings = session->setup.settings;
  if (!settings->care.eyes_closed || !settings->sound.speak) return 0;
  int64_t ms = session->setup.cue->class->speak(session->setup.cue, text);
  tell_missing(session);
  return ms;
}

void session_say(struct session *session, struct request *request) {
  char *text = session_clean(json_object_get(request->body, "text"), true);
  session->receipt.lines++;
  int64_t ms = session->setup.front->class->say(session->setup.front, text), spoken = session_speak(session, text);
  free(text);
  ms = (int64_t)((double)ms * session->setup.settings->look.pace);
  if (ms < spoken) ms = spoken;
  if (ms > 0) request->due = session_t(session) + ms;
  else session_reply(session, request, NULL, NULL);
}

// A pause of more than five minutes is spoken of every five, a shorter one every minute.
static int64_t next_word(const struct session *session, const struct request *request) {
  enum { MINUTE = 60000 };
  int64_t left = request->due - session_t(session), step = left > 5 * MINUTE ? 5 * MINUTE : MINUTE;
  int64_t next = request->due - (left - 1) / step * step;
  return next < request->due ? next : NEVER_DUE;
}

static void remind_of_pause(struct session *session, struct request *request) {
  session->setup.front->class->wait_on(session->setup.front, request->due - session_t(session));
  request->next_word = next_word(session, request);
}

void session_wait(struct session *session, struct request *request) {
  request->due = (int64_t)json_number_value(json_object_get(request->body, "until"));
  const json_t *label = json_object_get(request->body, "label");
  int64_t ms = request->due - session_t(session);
  if (!label || ms <= 0) return;
  char *text = session_clean(label, false);
  request->pause = true;
  session->setup.front->class->wait(session->setup.front, text, ms);
  if (session->setup.front->class->wait_on) request->next_word = next_word(session, request);
  free(text);
}

// Breathing.

static bool read_wish(const json_t *body, struct breath_wish *wish, struct fault *fault) {
  *wish = (struct breath_wish){
      .pattern = json_string_value(json_object_get(body, "pattern")),
      .cycles = (int)json_integer_value(json_object_get(body, "cycles")),
      .minutes = json_number_value(json_object_get(body, "minutes")),
  };
  size_t i;
  json_t *phase;
  json_array_foreach(json_object_get(body, "phases"), i, phase) {
    char *name = session_clean(json_array_get(phase, 0), false);
    bool fits = strlen(name) < BREATH_NAME_MAX;
    if (fits) strcpy(wish->phases[i].name, name);
    free(name);
    if (!fits) return fault_set(fault, "the word of phase %zu is longer than %d bytes", i + 1, BREATH_NAME_MAX - 1);
    wish->phases[i].seconds = json_number_value(json_array_get(phase, 1));
  }
  wish->phases_count = json_array_size(json_object_get(body, "phases"));
  return true;
}

// Kept here and not left to authors: the first breath with holds, in whatever practice, comes with one line of caution.
static void caution_holds(struct session *session) {
  if (!breath_has_holds(&session->breath)) return;
  if (session->holds_told || !session_caution_is_new(session, "tend", "holds")) return;
  session->holds_told = true;
  session->setup.front->class->tell(session->setup.front, FRONT_CARE, holds_caution);
}

static void end_breath(struct session *session, bool finished) {
  struct request *request = session->breather;
  session->breather = NULL;
  session->setup.front->class->rest(session->setup.front);
  if (finished && session->setup.settings->care.eyes_closed) session_play(session, "end");
  session_reply(session, request, json_boolean(finished),
                session->breath.without_holds ? json_string("without holds") : NULL);
}

// Shows the phase that begins now and sets when the next is due.
static void next_phase(struct session *session) {
  const struct breath *breath = &session->breath;
  int64_t step = session->breath_step++;
  if (step == breath_steps(breath)) return end_breath(session, true);
  const struct breath_phase *phase = &breath->phases[(size_t)step % breath->phases_count];
  int64_t begin = breath_step_start(breath, step), end = breath_step_start(breath, step + 1);
  session->breather->due = session->breath_start + end;
  if (end == begin) return;
  const struct front_phase shown = {phase->name, end - begin, (int)(step / (int64_t)breath->phases_count) + 1,
                                    breath->cycles};
  // The sound first: it is what closed eyes follow, and painting takes longer.
  if (session->setup.settings->care.eyes_closed) session_play(session, phase->name);
  session->setup.front->class->phase(session->setup.front, &shown);
}

bool session_plan_breath(struct breath *breath, const json_t *body, bool holds_allowed, struct fault *fault) {
  struct breath_wish wish;
  return read_wish(body, &wish, fault) && breath_plan(breath, &wish, holds_allowed, fault);
}

void session_breathe(struct session *session, struct request *request) {
  struct fault fault;
  if (session->breather) return session_blame(session, request, "another strand is breathing; one breath at a time");
  if (!session_plan_breath(&session->breath, request->body, session->setup.settings->care.holds, &fault))
    return session_blame(session, request, fault.text);
  caution_holds(session);
  session->breather = request;
  session->breath_start = session_t(session);
  session->breath_step = 0;
  next_phase(session);
}

// The person passes over what is being waited for: a breath, a pause that has a label, or the time to read a line.
void session_pass_over(struct session *session) {
  if (session->breather) return end_breath(session, false);
  for (struct request *request = session->requests; request; request = request->next)
    if (request->pause)
      return session_reply(session, request, json_false(), NULL);
  for (struct request *request = session->requests; request; request = request->next)
    if (request->verb == WIRE_SAY) return session_reply(session, request, NULL, NULL);
}

// What is due.

// When something is next to be done about a request.
static int64_t next_moment(const struct request *request) {
  return request->next_word != NEVER_DUE && request->next_word < request->due ? request->next_word : request->due;
}

static struct request *earliest(const struct session *session) {
  struct request *first = NULL;
  for (struct request *request = session->requests; request; request = request->next)
    if (request->due != NEVER_DUE && (!first || next_moment(request) < next_moment(first))) first = request;
  return first;
}

int64_t session_due(const struct session *session) {
  const struct request *first = session->state == SESSION_RUNNING && !session->paused ? earliest(session) : NULL;
  return first ? session->zero + next_moment(first) : INT64_MAX;
}

static void fall_due(struct session *session, struct request *request) {
  if (request == session->breather) return next_phase(session);
  if (next_moment(request) < request->due) return remind_of_pause(session, request);
  bool was_asked = request == session->asked;
  session_retract(session, request, true);
  // A page that was begun when its time ran out is what the person had to say.
  session_reply(session, request, request->begun && request->verb == WIRE_WRITE ? json_string(request->begun) : NULL,
                NULL);
  if (was_asked) session_ask_next(session);
}

void session_on_time(struct session *session) {
  for (;;) {
    struct request *first = session_due(session) != INT64_MAX ? earliest(session) : NULL;
    if (!first || next_moment(first) > session_t(session)) return;
    fall_due(session, first);
  }
}

void session_pause(struct session *session) {
  if (session->paused || session->state == SESSION_OVER) return;
  session->paused_at = session->setup.clock->class->steady(session->setup.clock);
  session->paused = true;
  session_withdraw(session);
}

void session_resume(struct session *session) {
  if (!session->paused) return;
  session->paused = false;
  session->zero += session->setup.clock->class->steady(session->setup.clock) - session->paused_at;
  session_listen(session);
  if (session->state == SESSION_CONSENT) session_consent_begin(session);
  session_ask_next(session);
}
