// One practice being done: what the sealed child asks, checked against the verb table and the permissions, turned into
// what the person sees and what is kept. It knows no loop and no descriptor: messages and answers come in as calls,
// and time comes from the clock that it is given.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "breath.h"
#include "clock.h"
#include "cue.h"
#include "front.h"
#include "keeper.h"
#include "practice.h"
#include "receipt.h"
#include "settings.h"

// The exit status of `tend run`.
enum session_status {
  SESSION_FINISHED = 0,  // to its end, or left early by the person
  SESSION_USAGE = 2,
  SESSION_FAILED = 3,    // an error in the practice
  SESSION_LIMIT = 4,     // stopped at a limit
  SESSION_REFUSED = 5,   // it could not go on without a permission
  SESSION_UNSEALED = 6,  // the sandbox could not be set up
};

// What a session needs done by whoever owns its child.
struct session_ports {
  void *context;
  void (*send)(void *context, const json_t *message);  // to the child
  void (*ground)(void *context);                       // the person asked for grounding
  // The person wants time to stand still, or to go on: session_pause and session_resume, and the child is not heard
  // in between.
  void (*pause)(void *context, bool pause);
  void (*ended)(void *context);                        // once; the child is to be ended, the session destroyed later
};

enum session_grant { SESSION_GRANT_ASK, SESSION_GRANT_ALL, SESSION_GRANT_NONE };

struct session_setup {
  const struct practice *practice;
  const struct settings *settings;
  json_t *overrides;    // setting names to texts, given for this run; checked here. Borrowed.
  struct front *front;
  struct cue *cue;
  struct clock *clock;
  struct keeper *keeper;
  bool unkept;          // nothing of it lasts, and the person knows: no word of what is kept
  enum session_grant grant;
  // With SESSION_GRANT_NONE: "journal.add,sound", permissions that are granted all the same; or NULL.
  const char *granted;
  uint64_t seed;
  struct session_ports ports;
};

struct session;

// For each permission that the practice does not ask for: the sentence that its author is told, with the line to add.
json_t *session_undeclared(const struct practice *practice);

// Plans a breath as the words of a request describe it; see breath_plan().
bool session_plan_breath(struct breath *breath, const json_t *body, bool holds_allowed, struct fault *fault);

// The files of a practice, names to texts, as the host is given them; a new reference.
json_t *session_files(const struct practice *practice);

// NULL with a sentence when a setting is wrong. Everything in `setup` outlives the session.
struct session *session_create(const struct session_setup *setup, struct fault *fault);
void session_destroy(struct session *session);

void session_begin(struct session *session);  // cautions and permissions first, then the practice
void session_on_line(struct session *session, const char *line, size_t length);  // the child said something
void session_on_time(struct session *session);
// The steady time at which it next wants session_on_time, or INT64_MAX.
int64_t session_due(const struct session *session);
// The child has something to do and has not said that it is idle.
bool session_busy(const struct session *session);
// How many messages the child has dealt with: it changes with every slice of work.
int64_t session_slice(const struct session *session);

// A question is open at the front end.
bool session_is_asking(const struct session *session);

// Time stands still for a session that is paused; its open question is withdrawn and asked again afterwards. Lines of
// its child must not be handed to it meanwhile.
void session_pause(struct session *session);
void session_resume(struct session *session);

void session_leave(struct session *session);  // the person leaves; what was written is kept
// Ends it with a status and a sentence: for the child's death, a watchdog, a broken protocol.
void session_stop(struct session *session, enum session_status status, const char *sentence);

void session_stop_limit(struct session *session, const char *limit);  // the sentence ends in "it asked for more than ..."

enum session_status session_status(const struct session *session);
const char *session_sentence(const struct session *session);  // what to say on stderr, or NULL
// What it did so far; its processor time is known to the owner of the child.
const struct receipt *session_receipt(const struct session *session);
