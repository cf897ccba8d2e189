// Any bytes at all on the wire, cut anywhere, for each of the five speakers: what comes through keeps to the verb
// table, can be said again and read again, and what does not is refused in one clean sentence.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition) abort();
}

static void check_sentence(const struct fault *fault) {
  size_t length = strlen(fault->text);
  require(length > 0 && text_is_utf8(fault->text, length, NULL));
  for (size_t i = 0; i < length; i++) require((unsigned char)fault->text[i] >= 0x20 && fault->text[i] != 0x7F);
}

static void check_again(const struct wire_message *message, enum wire_speaker speaker) {
  struct buf line = {0};
  struct wire_reader reader = {0};
  struct wire_message again;
  const char *text;
  size_t length;
  // It came in one message; quoted anew it may be longer than one may be.
  if (wire_encode(&line, message->body)) {
    wire_reader_add(&reader, line.data, line.len);
    require(wire_reader_next(&reader, &text, &length, NULL) == 1);
    require(wire_decode(text, length, speaker, &again, NULL));
    require(again.id == message->id && json_equal(again.body, message->body));
    json_decref(again.body);
    require(wire_reader_next(&reader, &text, &length, NULL) == 0);
  }
  wire_reader_finish(&reader);
  buf_finish(&line);
}

static void check_message(const char *text, size_t length) {
  static const enum wire_speaker speakers[] = {WIRE_HOST, WIRE_CORE, WIRE_STAGE, WIRE_FRONT, WIRE_CONTROL};
  for (size_t i = 0; i < sizeof speakers / sizeof *speakers; i++) {
    struct wire_message message;
    struct fault fault = {{0}};
    if (!wire_decode(text, length, speakers[i], &message, &fault)) {
      check_sentence(&fault);
      continue;
    }
    require(message.verb == &wire_verbs[message.id] && message.verb->speakers & speakers[i]);
    for (const struct wire_field *field = message.verb->fields; field->name; field++)
      require(!field->required || json_object_get(message.body, field->name));
    check_again(&message, speakers[i]);
    json_decref(message.body);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct wire_reader reader = {0};
  struct fault fault = {{0}};
  const char *text;
  size_t length;
  int found = 0;
  if (size == 0) return 0;
  // The first byte says in what pieces the rest arrives.
  for (size_t at = 1, piece = (size_t)data[0] + 1; at < size && found >= 0; at += piece) {
    wire_reader_add(&reader, (const char *)data + at, size - at < piece ? size - at : piece);
    while ((found = wire_reader_next(&reader, &text, &length, &fault)) > 0) check_message(text, length);
  }
  if (found < 0) check_sentence(&fault);
  wire_reader_finish(&reader);
  return 0;
}
