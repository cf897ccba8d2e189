// The table of verbs: each verb passes with what it may carry, and with nothing else.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

enum { SPEAKERS = 5 };
static const enum wire_speaker speakers[SPEAKERS] = {WIRE_HOST, WIRE_CORE, WIRE_STAGE, WIRE_FRONT, WIRE_CONTROL};

static json_t *text_of(size_t length) {
  char *text = malloc(length + 1);
  memset(text, 'x', length);
  json_t *value = json_stringn(text, length);
  free(text);
  return value;
}

static json_t *list_of(size_t count, const char *item) {
  json_t *list = json_array();
  while (count-- > 0) json_array_append_new(list, json_loads(item, JSON_DECODE_ANY, NULL));
  return list;
}

static json_t *names_of(size_t count) {
  json_t *object = json_object();
  for (size_t i = 0; i < count; i++) {
    char name[24];
    snprintf(name, sizeof name, "n%zu", i);
    json_object_set_new(object, name, json_integer((json_int_t)i));
  }
  return object;
}

// A value at the lower or the upper bound of a field, moved by `beyond` steps outwards; NULL where there is no such
// value.
static json_t *bound(const struct wire_field *field, bool upper, int beyond) {
  double at = (upper ? field->most : field->least) + (upper ? beyond : -beyond);
  switch (field->type) {
    case WIRE_TEXT: return upper ? text_of((size_t)at) : beyond ? NULL : text_of(0);
    case WIRE_NUMBER: return json_real(at);
    case WIRE_INTEGER: return json_integer((json_int_t)at);
    case WIRE_FLAG: return beyond ? NULL : json_boolean(upper);
    case WIRE_TEXTS: return at < 0 ? NULL : list_of((size_t)at, "\"a\"");
    case WIRE_PHASES: return at < 0 ? NULL : list_of((size_t)at, "[\"in\", 4.5]");
    case WIRE_OBJECT: return at < 0 ? NULL : names_of((size_t)at);
    case WIRE_ANY: return beyond ? NULL : json_string("anything");
  }
  return NULL;
}

static json_t *whole(const struct wire_verb *verb, bool only_required, bool upper) {
  json_t *body = json_pack("{s:s}", "verb", verb->name);
  for (const struct wire_field *field = verb->fields; field->name; field++)
    if (field->required || !only_required) json_object_set_new(body, field->name, bound(field, upper, 0));
  return body;
}

static bool passes(const json_t *body, enum wire_speaker speaker, struct fault *fault) {
  struct buf line = {0};
  struct wire_reader reader = {0};
  struct wire_message message;
  const char *text;
  size_t length;
  assert_true(wire_encode(&line, body));
  wire_reader_add(&reader, line.data, line.len);
  assert_int_equal(wire_reader_next(&reader, &text, &length, fault), 1);
  bool ok = wire_decode(text, length, speaker, &message, fault);
  if (ok) {
    assert_true(json_equal(message.body, body));
    assert_string_equal(message.verb->name, json_string_value(json_object_get(body, "verb")));
    json_decref(message.body);
  }
  wire_reader_finish(&reader);
  buf_finish(&line);
  return ok;
}

static void expect_refused(json_t *body, enum wire_speaker speaker, const char *name) {
  struct fault fault = {{0}};
  char quoted[80];
  snprintf(quoted, sizeof quoted, "'%s'", name);
  if (passes(body, speaker, &fault) || !strstr(fault.text, quoted)) {
    char *text = json_dumps(body, JSON_COMPACT);
    fail_msg("%.200s was not refused for %s: %s", text, quoted, fault.text);
  }
  json_decref(body);
}

static enum wire_speaker a_speaker_of(const struct wire_verb *verb) {
  int i = 0;
  while (!(verb->speakers & speakers[i])) i++;
  return speakers[i];
}

#define EACH_VERB(verb) for (const struct wire_verb *verb = wire_verbs; verb < wire_verbs + WIRE_VERBS; verb++)
#define EACH_FIELD(verb, field) for (const struct wire_field *field = (verb)->fields; field->name; field++)

static void every_verb_stands_once_and_has_a_speaker(void **state) {
  (void)state;
  EACH_VERB(verb) {
    assert_non_null(verb->name);
    assert_true(verb->speakers > 0 && verb->speakers < 32);
    for (const struct wire_verb *other = wire_verbs; other < verb; other++)
      assert_string_not_equal(verb->name, other->name);
    EACH_FIELD(verb, field)
    for (const struct wire_field *other = verb->fields; other < field; other++)
      assert_string_not_equal(field->name, other->name);
    // Only what the host asks for can need a permission.
    if (verb->permission != WIRE_FREE) assert_true(verb->speakers & WIRE_HOST);
  }
  assert_null(wire_permission_name(WIRE_FREE));
  for (int i = WIRE_FREE + 1; i < WIRE_PERMISSIONS; i++) assert_non_null(wire_permission_name((enum wire_permission)i));
}

static void every_verb_comes_through_whole(void **state) {
  (void)state;
  EACH_VERB(verb) {
    for (int variant = 0; variant < 4; variant++) {
      struct fault fault = {{0}};
      json_t *body = whole(verb, variant & 1, variant & 2);
      if (!passes(body, a_speaker_of(verb), &fault)) fail_msg("%s: %s", verb->name, fault.text);
      json_decref(body);
    }
  }
}

static void a_verb_is_for_its_speakers_only(void **state) {
  (void)state;
  EACH_VERB(verb) {
    for (int i = 0; i < SPEAKERS; i++) {
      struct fault fault = {{0}};
      json_t *body = whole(verb, true, true);
      assert_int_equal(passes(body, speakers[i], &fault), (verb->speakers & speakers[i]) != 0);
      if (!(verb->speakers & speakers[i])) assert_non_null(strstr(fault.text, "is not for this side to say"));
      json_decref(body);
    }
  }
}

static void a_field_keeps_its_bounds(void **state) {
  (void)state;
  EACH_VERB(verb) EACH_FIELD(verb, field) {
    for (int upper = 0; upper < 2; upper++) {
      json_t *value = bound(field, upper, 1), *body = whole(verb, true, true);
      // What is one step beyond 1e15 and more is no longer another number.
      if (!value || (json_is_number(value) && fabs(json_number_value(value)) > 1e15 + 1)) {
        json_decref(value);
        json_decref(body);
        continue;
      }
      json_object_set_new(body, field->name, value);
      expect_refused(body, a_speaker_of(verb), field->name);
    }
  }
}

static bool fits_type(enum wire_type type, const char *value) {
  switch (type) {
    case WIRE_TEXT: return *value == '"';
    case WIRE_NUMBER: return strchr("123", *value);
    case WIRE_INTEGER: return *value == '1';
    case WIRE_FLAG: return *value == 't';
    case WIRE_TEXTS: return strcmp(value, "[]") == 0 || strcmp(value, "[\"a\"]") == 0;
    case WIRE_PHASES: return strcmp(value, "[[\"in\",4]]") == 0;
    case WIRE_OBJECT: return *value == '{';
    case WIRE_ANY: return true;
  }
  return false;
}

static void a_value_of_another_type_is_refused(void **state) {
  (void)state;
  static const char *const values[] = {"\"text\"",
                                       "1",
                                       "2.5",
                                       "true",
                                       "null",
                                       "[]",
                                       "[\"a\"]",
                                       "[1]",
                                       "[[\"in\",4]]",
                                       "[[\"in\"]]",
                                       "[[4,\"in\"]]",
                                       "[[\"in\",4,5]]",
                                       "[[\"in\",601]]",
                                       "[[\"in\",-1]]",
                                       "[\"a\",null]",
                                       "{\"a\":1}",
                                       "{}"};
  EACH_VERB(verb) EACH_FIELD(verb, field) for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    if (fits_type(field->type, values[i])) continue;
    json_t *body = whole(verb, true, true);
    json_object_set_new(body, field->name, json_loads(values[i], JSON_DECODE_ANY, NULL));
    expect_refused(body, a_speaker_of(verb), field->name);
  }
}

static void what_is_required_is_missed(void **state) {
  (void)state;
  EACH_VERB(verb) EACH_FIELD(verb, field) {
    if (!field->required) continue;
    json_t *body = whole(verb, false, true);
    json_object_del(body, field->name);
    expect_refused(body, a_speaker_of(verb), field->name);
  }
}

static void what_no_verb_has_is_refused(void **state) {
  (void)state;
  EACH_VERB(verb) {
    json_t *body = whole(verb, true, true);
    json_object_set_new(body, "extra", json_null());
    expect_refused(body, a_speaker_of(verb), "extra");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_verb_stands_once_and_has_a_speaker),
      cmocka_unit_test(every_verb_comes_through_whole),
      cmocka_unit_test(a_verb_is_for_its_speakers_only),
      cmocka_unit_test(a_field_keeps_its_bounds),
      cmocka_unit_test(a_value_of_another_type_is_refused),
      cmocka_unit_test(what_is_required_is_missed),
      cmocka_unit_test(what_no_verb_has_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
