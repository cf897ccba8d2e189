// Messages as JSON Lines; see wire.h.
#include "wire.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

enum { PART_BYTES = 16 * 1024 };  // a part's text at most doubles when it is quoted again

static const char part_start[] = "{\"verb\":\"part\"";

static bool add_json(struct buf *out, const json_t *body) {
  // Most messages are small: one dump into what is there suffices.
  char small[1024];
  size_t length = json_dumpb(body, small, sizeof small, JSON_COMPACT | JSON_ENCODE_ANY);
  if (length <= sizeof small) {
    buf_add(out, small, length);
    return length > 0;
  }
  char *text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
  if (text) buf_add_text(out, text);
  free(text);
  return text != NULL;
}

static size_t part_length(const char *text, size_t left) {
  if (left <= PART_BYTES) return left;
  size_t length = PART_BYTES;
  while (((unsigned char)text[length] & 0xC0) == 0x80) length--;
  return length;
}

static void add_parts(struct buf *out, const char *text, size_t left) {
  while (left > 0) {
    size_t length = part_length(text, left);
    json_t *part = json_pack("{s:s, s:s%}", "verb", "part", "text", text, length);
    if (length == left) json_object_set_new(part, "last", json_true());
    add_json(out, part);
    buf_add_char(out, '\n');
    json_decref(part);
    text += length;
    left -= length;
  }
}

bool wire_encode(struct buf *out, const json_t *body) {
  size_t start = out->len;
  if (!add_json(out, body)) return false;
  size_t length = out->len - start;
  if (length < WIRE_LINE_MAX) {
    buf_add_char(out, '\n');
    return true;
  }
  char *whole = length <= WIRE_MESSAGE_MAX ? mem_copy_n(out->data + start, length) : NULL;
  out->len = start;
  out->data[start] = '\0';
  if (!whole) return false;
  add_parts(out, whole, length);
  free(whole);
  return true;
}

static bool check_texts(const json_t *list, const struct wire_field *field) {
  if (!json_is_array(list) || (double)json_array_size(list) > field->most) return false;
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) if (!json_is_string(item)) return false;
  return (double)json_array_size(list) >= field->least;
}

static bool check_phases(const json_t *list, const struct wire_field *field) {
  if (!json_is_array(list) || (double)json_array_size(list) > field->most || json_array_size(list) == 0) return false;
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) {
    const json_t *seconds = json_array_get(item, 1);
    if (json_array_size(item) != 2 || !json_is_string(json_array_get(item, 0)) || !json_is_number(seconds))
      return false;
    double value = json_number_value(seconds);
    if (!(value >= 0 && value <= 600)) return false;
  }
  return true;
}

static bool check_object(const json_t *value, const struct wire_field *field) {
  double size = (double)json_object_size(value);
  return json_is_object(value) && size >= field->least && size <= field->most;
}

static bool check_number(const json_t *value, const struct wire_field *field) {
  double number = json_number_value(value);
  return isfinite(number) && number >= field->least && number <= field->most;
}

static bool check_value(const json_t *value, const struct wire_field *field) {
  switch (field->type) {
    case WIRE_TEXT: return json_is_string(value) && (double)json_string_length(value) <= field->most;
    case WIRE_NUMBER: return json_is_number(value) && check_number(value, field);
    case WIRE_INTEGER: return json_is_integer(value) && check_number(value, field);
    case WIRE_FLAG: return json_is_boolean(value);
    case WIRE_TEXTS: return check_texts(value, field);
    case WIRE_PHASES: return check_phases(value, field);
    case WIRE_OBJECT: return check_object(value, field);
    case WIRE_ANY: return true;
  }
  return false;
}

static bool complain(struct fault *fault, const struct wire_verb *verb, const struct wire_field *field) {
  switch (field->type) {
    case WIRE_TEXT:
      return fault_set(fault, "%s: '%s' must be a text of at most %.0f bytes", verb->name, field->name, field->most);
    case WIRE_NUMBER:
    case WIRE_INTEGER:
      return fault_set(fault, "%s: '%s' must be a number from %g to %g", verb->name, field->name, field->least,
                       field->most);
    case WIRE_FLAG: return fault_set(fault, "%s: '%s' must be true or false", verb->name, field->name);
    case WIRE_TEXTS:
      return fault_set(fault, "%s: '%s' must be a list of at most %.0f texts", verb->name, field->name, field->most);
    case WIRE_PHASES:
      return fault_set(fault, "%s: '%s' must be 1 to %.0f pairs of a word and seconds (0 to 600)", verb->name,
                       field->name, field->most);
    default:
      return fault_set(fault, "%s: '%s' must be a table of at most %.0f names", verb->name, field->name, field->most);
  }
}

static const struct wire_field *find_field(const struct wire_verb *verb, const char *name) {
  for (const struct wire_field *field = verb->fields; field->name; field++)
    if (strcmp(field->name, name) == 0) return field;
  return NULL;
}

static bool check_fields(const json_t *body, const struct wire_verb *verb, struct fault *fault) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)body, name, value) {
    if (strcmp(name, "verb") == 0) continue;
    const struct wire_field *field = find_field(verb, name);
    if (!field) return fault_set(fault, "%s: no field is called '%.64s'", verb->name, name);
    if (!check_value(value, field)) return complain(fault, verb, field);
  }
  for (const struct wire_field *field = verb->fields; field->name; field++)
    if (field->required && !json_object_get(body, field->name))
      return fault_set(fault, "%s: '%s' is missing", verb->name, field->name);
  return true;
}

bool wire_check(const json_t *body, enum wire_speaker speaker, enum wire_verb_id *id, struct fault *fault) {
  const char *name = json_string_value(json_object_get(body, "verb"));
  if (!name) return fault_set(fault, "a message without a verb");
  for (int i = 0; i < WIRE_VERBS; i++) {
    if (strcmp(wire_verbs[i].name, name) != 0) continue;
    if (!(wire_verbs[i].speakers & speaker)) return fault_set(fault, "'%s' is not for this side to say", name);
    *id = (enum wire_verb_id)i;
    return check_fields(body, &wire_verbs[i], fault);
  }
  return fault_set(fault, "no verb is called '%.64s'", name);
}

// The sentence may quote what was said, and is shown to a person.
static void clean(struct fault *fault) {
  struct buf line = {0};
  if (!fault) return;
  text_clean(&line, fault->text, strlen(fault->text), false);
  fault_set(fault, "%s", buf_text(&line));
  buf_finish(&line);
}

bool wire_decode(const char *text, size_t length, enum wire_speaker speaker, struct wire_message *message,
                 struct fault *fault) {
  json_error_t error;
  json_t *body = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
  if (!body) fault_set(fault, "not a line of JSON: %s", error.text);
  if (!body || !wire_check(body, speaker, &message->id, fault)) {
    json_decref(body);
    clean(fault);
    return false;
  }
  message->verb = &wire_verbs[message->id];
  message->body = body;
  return true;
}

void wire_reader_add(struct wire_reader *reader, const char *data, size_t length) {
  if (reader->consumed) {
    buf_drop(&reader->pending, reader->consumed);
    reader->consumed = 0;
  }
  buf_add(&reader->pending, data, length);
}

// Joins one part; 1 when it was the last, 0 when more follow, -1 when it is wrong.
static int join(struct wire_reader *reader, const char *line, size_t length, struct fault *fault) {
  json_t *part = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
  const json_t *text = json_object_get(part, "text"), *last = json_object_get(part, "last");
  int result = json_is_true(last);
  bool known = json_object_size(part) == (last ? 3 : 2) && (!last || json_is_boolean(last));
  if (json_string_length(text) == 0 || !known) {
    fault_set(fault, "a part that is none");
    result = -1;
  } else if (reader->joined.len + json_string_length(text) > WIRE_MESSAGE_MAX) {
    fault_set(fault, "a message of more than %d bytes", WIRE_MESSAGE_MAX);
    result = -1;
  } else {
    buf_add(&reader->joined, json_string_value(text), json_string_length(text));
  }
  json_decref(part);
  return result;
}

int wire_reader_next(struct wire_reader *reader, const char **text, size_t *length, struct fault *fault) {
  if (reader->whole) buf_clear(&reader->joined);
  reader->whole = false;
  for (;;) {
    const char *start = buf_text(&reader->pending) + reader->consumed;
    size_t left = reader->pending.len - reader->consumed;
    const char *newline = left ? memchr(start, '\n', left) : NULL;
    if ((newline ? (size_t)(newline - start) : left) >= WIRE_LINE_MAX) {
      fault_set(fault, "a line of more than %d bytes", WIRE_LINE_MAX);
      return -1;
    }
    if (!newline) return 0;
    *text = start;
    *length = (size_t)(newline - start);
    reader->consumed += *length + 1;
    bool is_part = *length >= sizeof part_start && memcmp(start, part_start, sizeof part_start - 1) == 0;
    if (!is_part && reader->joined.len == 0) return 1;
    int joined = is_part ? join(reader, *text, *length, fault) : -1;
    if (!is_part) fault_set(fault, "a message inside another");
    if (joined < 0) return -1;
    if (joined == 0) continue;
    reader->whole = true;
    *text = buf_text(&reader->joined);
    *length = reader->joined.len;
    return 1;
  }
}

void wire_reader_finish(struct wire_reader *reader) {
  buf_finish(&reader->pending);
  buf_finish(&reader->joined);
}
