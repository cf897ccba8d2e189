// The front end for programs: JSON Lines on stdout and stdin.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "front.h"
#include "memory.h"
#include "wire.h"

struct json_front {
  struct front front;
  int in, out;
  bool at_end, gone;
  struct wire_reader reader;
  int64_t question;
  enum front_question_kind kind;
  size_t options_count;
};

static struct json_front *json_of(struct front *front) { return (struct json_front *)front; }

static void put(struct json_front *json, json_t *body) {
  struct buf line = {0};
  wire_encode(&line, body);
  json_decref(body);
  if (json->out >= 0 && !json->gone) json->gone = !file_write_all(json->out, line.data, line.len);
  buf_finish(&line);
}

static int64_t json_say(struct front *front, const char *text) {
  put(json_of(front), json_pack("{s:s, s:s}", "verb", "say", "text", text));
  return 0;
}

static void json_tell(struct front *front, enum front_tone tone, const char *text) {
  static const char *const names[] = {[FRONT_CARE] = "care", [FRONT_NOTICE] = "notice", [FRONT_STOP] = "stop"};
  put(json_of(front), json_pack("{s:s, s:s, s:s}", "verb", "tell", "tone", names[tone], "text", text));
}

static void json_ask(struct front *front, const struct front_question *question) {
  static const char *const verbs[] = {[FRONT_LINE] = "ask", [FRONT_TEXT] = "write", [FRONT_CHOICE] = "choose"};
  struct json_front *json = json_of(front);
  json_t *body = json_pack("{s:s, s:I, s:s}", "verb", verbs[question->kind], "id", (json_int_t)question->id, "text",
                           question->text);
  if (question->initial) json_object_set_new(body, "default", json_string(question->initial));
  if (question->hidden) json_object_set_new(body, "private", json_true());
  if (question->from_tend) json_object_set_new(body, "voice", json_string("tend"));
  if (question->kind == FRONT_CHOICE) {
    json_t *options = json_array();
    for (size_t i = 0; i < question->options_count; i++)
      json_array_append_new(options, json_string(question->options[i]));
    json_object_set_new(body, "options", options);
  }
  json->question = question->id;
  json->kind = question->kind;
  json->options_count = question->options_count;
  put(json, body);
}

static void json_retract(struct front *front, int64_t question, bool late) {
  (void)late;
  struct json_front *json = json_of(front);
  if (json->question != question) return;
  json->question = 0;
  put(json, json_pack("{s:s, s:I}", "verb", "retract", "id", (json_int_t)question));
}

static void json_phase(struct front *front, const struct front_phase *phase) {
  put(json_of(front), json_pack("{s:s, s:s, s:f, s:i, s:i}", "verb", "phase", "name", phase->name, "seconds",
                                (double)phase->ms / 1e3, "cycle", phase->cycle, "cycles", phase->cycles));
}

static void json_rest(struct front *front) { put(json_of(front), json_pack("{s:s}", "verb", "rest")); }

static void json_wait(struct front *front, const char *label, int64_t ms) {
  put(json_of(front), json_pack("{s:s, s:s, s:f}", "verb", "wait", "label", label, "seconds", (double)ms / 1e3));
}

static void json_end(struct front *front, int status) {
  put(json_of(front), json_pack("{s:s, s:i}", "verb", "end", "status", status));
}

static char *json_unfinished(struct front *front) {
  (void)front;
  return NULL;
}

static int json_input(struct front *front) { return json_of(front)->at_end ? -1 : json_of(front)->in; }

static void json_on_input(struct front *front) {
  struct json_front *json = json_of(front);
  char chunk[16384];
  ssize_t got = read(json->in, chunk, sizeof chunk);
  if (got > 0) wire_reader_add(&json->reader, chunk, (size_t)got);
  else if (got == 0 || (errno != EINTR && errno != EAGAIN)) json->at_end = true;
}

static void take_answer(struct json_front *json, const struct front_listener *listener, const json_t *body) {
  const json_t *text = json_object_get(body, "text");
  json_int_t choice = json_integer_value(json_object_get(body, "choice"));
  int64_t question = json->question;
  if (json->kind == FRONT_CHOICE ? choice < 1 || (size_t)choice > json->options_count : !text) {
    json_tell(&json->front, FRONT_STOP, json->kind == FRONT_CHOICE ? "answer: 'choice' must be the number of an option"
                                                                   : "answer: 'text' is missing");
    return;
  }
  json->question = 0;
  if (json->kind == FRONT_CHOICE) listener->on_choice(listener->context, question, (size_t)choice - 1);
  else listener->on_answer(listener->context, question, json_string_value(text), json_string_length(text));
}

static void take_message(struct json_front *json, const struct wire_message *message) {
  const struct front_listener *listener = json->front.listener;
  const json_t *id = json_object_get(message->body, "id");
  if (message->id == WIRE_LEAVE) {
    listener->on_leave(listener->context);
  } else if (message->id == WIRE_GROUND) {
    listener->on_ground(listener->context);
  } else if (message->id == WIRE_SKIP && !id) {
    listener->on_skip(listener->context, 0);
  } else if (json_integer_value(id) != json->question) {
    return;  // it came too late: that is no longer asked
  } else if (message->id == WIRE_SKIP) {
    int64_t question = json->question;
    json->question = 0;
    listener->on_skip(listener->context, question);
  } else {
    take_answer(json, listener, message->body);
  }
}

static bool take_line(struct json_front *json) {
  struct fault fault;
  struct wire_message message;
  const char *text;
  size_t length;
  int found = wire_reader_next(&json->reader, &text, &length, &fault);
  if (found < 0) json->at_end = true;
  if (found <= 0) return false;
  if (wire_decode(text, length, WIRE_FRONT, &message, &fault)) {
    take_message(json, &message);
    json_decref(message.body);
  } else {
    json_tell(&json->front, FRONT_STOP, fault.text);
  }
  return true;
}

// A front end that closed its end, or broke the protocol past mending, has left.
static bool json_take(struct front *front) {
  struct json_front *json = json_of(front);
  if (!front->listener) return false;
  if (take_line(json)) return true;
  if (!json->gone && !json->at_end) return false;
  if (json->in < 0) return false;
  json->in = -1;
  front->listener->on_leave(front->listener->context);
  return true;
}

static void json_destroy(struct front *front) {
  wire_reader_finish(&json_of(front)->reader);
  free(front);
}

static const struct front_class json_class = {
    .say = json_say,
    .tell = json_tell,
    .ask = json_ask,
    .retract = json_retract,
    .phase = json_phase,
    .rest = json_rest,
    .wait = json_wait,
    .end = json_end,
    .unfinished = json_unfinished,
    .input = json_input,
    .on_input = json_on_input,
    .take = json_take,
    .destroy = json_destroy,
};

struct front *front_json(int in, int out) {
  struct json_front *json = mem_zero(1, sizeof *json);
  json->front.class = &json_class;
  json->front.interactive = true;
  json->in = in;
  json->out = out;
  return &json->front;
}
