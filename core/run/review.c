// Checking a practice; see review.h. One message goes to the child and its findings come back; nothing else goes on
// meanwhile, so there is no loop.
#include "review.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "file.h"
#include "memory.h"
#include "paths.h"
#include "session.h"
#include "wire.h"

// The largest practice takes a second, and memory for each of its words; none of it runs.
enum { PATIENCE_MS = 10000, MEMORY = 192 << 20 };

struct review {
  const struct practice *practice;
  void (*visit)(void *context, const struct review_finding *finding);
  void *context;
  int socket;
  bool over;
};

// Those that the manifest asks for; a single file has its own without asking.
static json_t *permissions_of(const struct practice *practice) {
  json_t *permissions = json_object();
  for (size_t i = 0; practice_has_manifest(practice) && i < practice->permissions_count; i++)
    json_object_set_new(permissions, practice->permissions[i].key, json_integer(practice->permissions[i].line));
  return permissions;
}

static json_t *settings_of(const struct practice *practice) {
  json_t *settings = json_object();
  for (size_t i = 0; i < practice->settings_count; i++)
    json_object_set_new(settings, practice->settings[i].key, json_string(practice->settings[i].initial));
  return settings;
}

// Which words need which permission.
static json_t *needs(void) {
  json_t *names = json_object();
  for (size_t i = 0; i < WIRE_VERBS; i++)
    if (wire_verbs[i].in_vocabulary && wire_verbs[i].permission != WIRE_FREE)
      json_object_set_new(names, wire_verbs[i].name, json_string(wire_permission_name(wire_verbs[i].permission)));
  return names;
}

static bool send_check(const struct review *review, struct fault *fault) {
  const struct practice *practice = review->practice;
  struct buf out = {0};
  json_t *message = json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:I}", "verb", "check", "name", practice->name, "main",
                              practice->files[practice->main].name, "files", session_files(practice), "permissions",
                              permissions_of(practice), "undeclared", session_undeclared(practice), "needs", needs(), "settings", settings_of(practice),
                              "memory", (json_int_t)MEMORY);
  bool ok = wire_encode(&out, message) && file_write_all(review->socket, out.data, out.len);
  json_decref(message);
  buf_finish(&out);
  return ok || fault_set(fault, "%s: could not be handed over to be checked", practice->path);
}

static const char *text_of(const json_t *body, const char *name) {
  return json_string_value(json_object_get(body, name));
}

static void tell(const struct review *review, const json_t *body, const char *severity, const char *text) {
  const struct review_finding finding = {
      .file = text_of(body, "file"),
      .line = (int)json_integer_value(json_object_get(body, "line")),
      .column = (int)json_integer_value(json_object_get(body, "column")),
      .severity = severity,
      .text = text,
  };
  review->visit(review->context, &finding);
}

// As it would be planned for somebody who holds their breath.
static void judge_breath(const struct review *review, const json_t *body) {
  struct breath breath;
  struct fault fault;
  if (!session_plan_breath(&breath, body, true, &fault)) {
    char *text = mem_format("breathe: %s", fault.text);
    tell(review, body, "error", text);
    free(text);
  } else if (breath_has_holds(&breath) && practice_has_manifest(review->practice) && !review->practice->holds) {
    tell(review, body, "warning", "this breath is held: plugin.ini can say so, under [care] with the line: holds = yes");
  }
}

static void take_finding(const struct review *review, const json_t *body) {
  const char *severity = text_of(body, "severity");
  if (strcmp(severity, "breath") == 0) judge_breath(review, body);
  else tell(review, body, severity, text_of(body, "text"));
}

static bool take(struct review *review, const struct wire_message *message, struct fault *fault) {
  switch (message->id) {
    case WIRE_READY: return send_check(review, fault);
    case WIRE_FOUND: take_finding(review, message->body); return true;
    case WIRE_IDLE: return true;
    case WIRE_DONE: review->over = true; return true;
    case WIRE_UNSEALED:
      return fault_set(fault, "the sandbox could not be set up, so nothing was read (%s)", text_of(message->body, "text"));
    case WIRE_FAIL:
      return fault_set(fault, "%s: could not be read to its end (%s)", review->practice->path,
                       text_of(message->body, "text"));
    default: return fault_set(fault, "%s: the process that reads it spoke out of turn", review->practice->path);
  }
}

static bool take_all(struct review *review, struct wire_reader *reader, struct fault *fault) {
  const char *text;
  size_t length;
  int got = 0;
  while (!review->over && (got = wire_reader_next(reader, &text, &length, fault)) > 0) {
    struct wire_message message;
    if (!wire_decode(text, length, WIRE_HOST, &message, fault)) return false;
    bool ok = take(review, &message, fault);
    json_decref(message.body);
    if (!ok) return false;
  }
  return got >= 0;
}

static bool listen_to(struct review *review, struct fault *fault) {
  struct wire_reader reader = {0};
  char chunk[16384];
  bool ok = true;
  while (ok && !review->over) {
    struct pollfd wait = {review->socket, POLLIN, 0};
    int ready = poll(&wait, 1, PATIENCE_MS);
    if (ready < 0 && errno == EINTR) continue;
    ssize_t got = ready > 0 ? read(review->socket, chunk, sizeof chunk) : 0;
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) ok = fault_set(fault, "%s: could not be read to its end", review->practice->path);
    else {
      wire_reader_add(&reader, chunk, (size_t)got);
      ok = take_all(review, &reader, fault);
    }
  }
  wire_reader_finish(&reader);
  return ok;
}

bool review_practice(const struct practice *practice, void (*visit)(void *context, const struct review_finding *finding),
                     void *context, struct fault *fault) {
  struct review review = {practice, visit, context, -1, false};
  struct child child;
  char *host = path_of(PATH_LIBEXEC, "tend-host", fault);
  bool started = host && child_start(&child, host, NULL, &review.socket, fault);
  free(host);
  if (!started) return false;
  bool ok = listen_to(&review, fault);
  siginfo_t end;
  child_kill(&child, &end);
  close(child.pidfd);
  close(review.socket);
  return ok;
}
