// Messages as JSON Lines: UTF-8, at most WIRE_LINE_MAX bytes a line. A message that is longer travels as several lines
// {"verb":"part","text":"..."} whose last has "last":true; their texts joined are the message.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"
#include "verbs.h"

enum {
  WIRE_LINE_MAX = 64 * 1024,       // bytes, the newline included
  WIRE_MESSAGE_MAX = 1024 * 1024,  // bytes of one message, joined
};

// Appends `body` as one line, or as parts. False when it is larger than WIRE_MESSAGE_MAX (nothing is appended then).
bool wire_encode(struct buf *out, const json_t *body);

// A message that was found right: `body` holds only fields of its verb, each of its type and inside its bounds.
struct wire_message {
  const struct wire_verb *verb;
  enum wire_verb_id id;
  json_t *body;  // json_decref by the receiver
};

// Checks a message against the verb table. False with a sentence that names the verb and the field.
bool wire_decode(const char *text, size_t length, enum wire_speaker speaker, struct wire_message *message,
                 struct fault *fault);

// The same check for a message that was put together in memory.
bool wire_check(const json_t *body, enum wire_speaker speaker, enum wire_verb_id *id, struct fault *fault);

// Cuts a stream of bytes into messages. A zeroed struct is ready.
struct wire_reader {
  struct buf pending;  // bytes not yet consumed
  struct buf joined;   // parts so far
  size_t consumed;
  bool whole;          // joined was handed out by the last call
};

void wire_reader_add(struct wire_reader *reader, const char *data, size_t length);
// 1: *text is the next message, valid until the next call; 0: more bytes are needed; -1: the stream is broken (see
// fault).
int wire_reader_next(struct wire_reader *reader, const char **text, size_t *length, struct fault *fault);
void wire_reader_finish(struct wire_reader *reader);
