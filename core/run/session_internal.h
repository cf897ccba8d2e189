// What the files of the session share. Session time `t` is milliseconds since the practice began, pauses left out.
#pragma once

#include "breath.h"
#include "quota.h"
#include "session.h"
#include "wire.h"

enum { NEVER_DUE = -1 };

// Something that the child asked and that is not answered yet.
struct request {
  struct request *next;
  int64_t id;           // the child's number
  enum wire_verb_id verb;
  json_t *body;
  int64_t due;          // session time, or NEVER_DUE
  bool pause;           // a wait with a label, which the front end shows
  int64_t next_word;    // session time of the next word about a pause that lasts, or NEVER_DUE
  int64_t question;     // the front end's number once it was asked, else 0
  char *begun;          // what the person typed before the question was withdrawn, or NULL
};

struct session {
  struct session_setup setup;
  enum { SESSION_NEW, SESSION_CONSENT, SESSION_RUNNING, SESSION_OVER } state;
  bool paused, child_ready, start_sent, told_of_store, told_of_photos;
  int64_t zero, paused_at;      // steady time of t = 0; of the pause
  int64_t sent, seen;           // messages to the child, and how many of them it has dealt with
  struct request *requests;     // oldest first
  size_t requests_count;
  struct request *asked;        // the one whose question is open at the front end
  struct front_listener listener;

  bool declared[WIRE_PERMISSIONS], granted[WIRE_PERMISSIONS], denied[WIRE_PERMISSIONS];
  enum wire_permission consent; // the permission that is being asked about
  int64_t consent_question;
  json_t *settings;             // names to values, checked

  struct breath breath;         // being followed for
  struct request *breather;     // this request, or NULL
  int64_t breath_start, breath_step;

  bool holds_told;              // the caution about breath holds
  bool half_typed;              // the last of the answers is what was being typed at the end
  json_t *answers;              // [question, answer, whether it was a choice], not in an entry yet
  json_t *photos;               // [record of an attachment, whether an entry has it]
  struct quota quota;
  struct receipt receipt;
  uint64_t random;
  enum session_status status;
  char *sentence;
};

int64_t session_t(const struct session *session);
void session_start_when_ready(struct session *session);

// Requests (session.c).
void session_reply(struct session *session, struct request *request, json_t *value, json_t *more);
void session_refuse(struct session *session, struct request *request, const char *sentence);
void session_blame(struct session *session, struct request *request,
                   const char *phrase);  // the author's mistake, at their line
// False when there is no more of it, and the call was refused with a sentence about the limit.
bool session_spend(struct session *session, struct request *request, enum quota_kind kind);
void session_tell(struct session *session, enum front_tone tone, const char *text);  // cleans it first
// Whether a caution is to be shown, which it is until somebody for whom time passes has seen it: trying a practice out
// in a moment is no reading of it.
bool session_caution_is_new(struct session *session, const char *whose, const char *caution);
char *session_clean(const json_t *text, bool lines);  // fit to be shown; the caller frees it; "" for what is no text
uint64_t session_random(struct session *session);

// What the host is given to read (session_files.c).
// In a rehearsal it is the original, so that a transcript is the same wherever it is tried.
bool session_is_original(const struct session *session);
json_t *session_own_files(const struct session *session);     // names to texts, in the person's language
const char *session_texts(const struct session *session);     // the file with what is said in it, or NULL

// Permissions and settings (session_consent.c).
bool session_prepare(struct session *session, struct fault *fault);
void session_consent_begin(struct session *session);
void session_consent_answer(struct session *session, size_t option, bool skipped);

// What is asked of the person (session_ask.c).
void session_ask(struct session *session, struct request *request);
void session_ask_next(struct session *session);
void session_withdraw(struct session *session);
void session_save_page(struct session *session);  // takes over what was typed of the open question
// Takes a question back from the person, `late` where its time has run out; what they had typed of it is noted and
// stays with the request.
void session_retract(struct session *session, struct request *request, bool late);
void session_listen(struct session *session);

// What was half typed at this question when the practice last broke off (session_draft.c); NULL, or the caller's to
// free.
char *session_draft(struct session *session, const struct request *request);

// What takes time (session_time.c).
void session_say(struct session *session, struct request *request);
void session_wait(struct session *session, struct request *request);
void session_breathe(struct session *session, struct request *request);
void session_pass_over(struct session *session);
bool session_play(struct session *session, const char *sound);       // true when it will be heard
int64_t session_speak(struct session *session, const char *text);    // how many ms it takes; 0 where nothing is spoken

// What is read in the journal (session_read.c).
struct journal_query session_covered(const struct session *session);  // what journal.read lets it see
void session_own_entries(struct session *session, struct request *request);
void session_search(struct session *session, struct request *request);

// Photos (session_photo.c). The records are those of journal_attach(), borrowed by the arrays.
void session_explain_photo(struct session *session);
// The person answered with a path; false where the question has to be asked again.
bool session_photo_answer(struct session *session, struct request *request, const char *text);
json_t *session_photos_of(struct session *session, const json_t *numbers);  // a new array of records
void session_photos_kept(struct session *session, const json_t *records);
json_t *session_photos_left(struct session *session);  // a new array of those that no entry has

// What is kept (session_keep.c).
void session_draw(struct session *session, struct request *request);
void session_remember(struct session *session, struct request *request);
void session_recall(struct session *session, struct request *request);
void session_add_entry(struct session *session, struct request *request);
void session_remind_me(struct session *session, struct request *request);
void session_today(struct session *session, struct request *request);
// False for what is no answer of the person's to be kept.
bool session_note_answer(struct session *session, const struct request *request, const char *text, size_t length);
// Adds what the person wrote and the practice did not add. True when something was kept.
bool session_keep_answers(struct session *session);
