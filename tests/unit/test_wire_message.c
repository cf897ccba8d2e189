// Messages as a stream of bytes: what was sent arrives, wherever the stream is cut, and what is no message ends it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "wire.h"

static json_t *entry(const char *unit, size_t bytes) {
  struct buf text = {0};
  while (text.len + strlen(unit) <= bytes) buf_add_text(&text, unit);
  json_t *body = json_pack("{s:s, s:i, s:s}", "verb", "journal.add", "id", 1, "text", buf_text(&text));
  buf_finish(&text);
  return body;
}

// Feeds `size` bytes at a time and gives the last message; *count tells how many there were.
static json_t *feed(const char *data, size_t length, size_t size, int *count) {
  struct wire_reader reader = {0};
  struct fault fault;
  json_t *last = NULL;
  const char *text;
  size_t text_length;
  *count = 0;
  for (size_t at = 0; at < length; at += size) {
    wire_reader_add(&reader, data + at, length - at < size ? length - at : size);
    for (int found; (found = wire_reader_next(&reader, &text, &text_length, &fault));) {
      if (found < 0) fail_msg("%s", fault.text);
      json_decref(last);
      last = json_loadb(text, text_length, 0, NULL);
      assert_non_null(last);
      ++*count;
    }
  }
  wire_reader_finish(&reader);
  return last;
}

static void expect_through(const json_t *body, size_t size) {
  struct buf stream = {0};
  int count;
  assert_true(wire_encode(&stream, body));
  for (const char *line = stream.data; line < stream.data + stream.len; line = strchr(line, '\n') + 1)
    assert_true(strcspn(line, "\n") < WIRE_LINE_MAX);
  json_t *last = feed(stream.data, stream.len, size, &count);
  assert_int_equal(count, 1);
  assert_true(json_equal(last, body));
  json_decref(last);
  buf_finish(&stream);
}

// Each unit is a different length, so that parts end before, in and after quotes, escapes and characters of every size.
static const char *const units[] = {"\"",
                                    "\\\"\n",
                                    "a\xC3\xBC\"",
                                    "\xE2\x82\xAC\n",
                                    "\xF0\x9F\x8C\xBF",
                                    "ab\xF0\x9F\x8C\xBF\"\\",
                                    "\t\x01\x7F\r",
                                    "plain words, and more of them. "};

static void a_long_message_survives_every_cut(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    json_t *body = entry(units[i], 150 * 1024);
    static const size_t sizes[] = {61, 4096, 16383, 65536, 1 << 20};
    for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) expect_through(body, sizes[j]);
    json_decref(body);
  }
}

static void nine_hundred_kilobytes_survive(void **state) {
  (void)state;
  json_t *body = entry("one \"line\" of it\n\xF0\x9F\x8C\xBF ", 800 * 1024);
  char *text = json_dumps(body, JSON_COMPACT);
  assert_true(strlen(text) > 900 * 1024 && strlen(text) < WIRE_MESSAGE_MAX);
  free(text);
  expect_through(body, 1021);
  expect_through(body, 65536);
  json_decref(body);
}

static void a_byte_at_a_time_is_enough(void **state) {
  (void)state;
  struct buf stream = {0};
  int count;
  json_t *small = json_pack("{s:s, s:i}", "verb", "today", "id", 7),
         *large = entry("ab\xF0\x9F\x8C\xBF\"\\", 40 * 1024);
  assert_true(wire_encode(&stream, small) && wire_encode(&stream, large) && wire_encode(&stream, small));
  json_t *last = feed(stream.data, stream.len, 1, &count);
  assert_int_equal(count, 3);
  assert_true(json_equal(last, small));
  json_decref(last);
  json_decref(small);
  json_decref(large);
  buf_finish(&stream);
}

static void a_line_ends_at_its_bound(void **state) {
  (void)state;
  for (int beyond = 0; beyond < 2; beyond++) {
    struct buf stream = {0};
    json_t *empty = entry("x", 0), *body;
    char *text = json_dumps(empty, JSON_COMPACT);
    body = entry("x", WIRE_LINE_MAX - 1 - strlen(text) + (size_t)beyond);
    free(text);
    json_decref(empty);
    assert_true(wire_encode(&stream, body));
    assert_int_equal(strncmp(stream.data, "{\"verb\":\"part\"", 14) == 0, beyond);
    expect_through(body, 1000);
    json_decref(body);
    buf_finish(&stream);
  }
}

static void a_message_that_is_too_large_is_not_sent(void **state) {
  (void)state;
  struct buf stream = {0};
  json_t *body = entry("\"", 600 * 1024);
  buf_add_text(&stream, "before");
  assert_false(wire_encode(&stream, body));
  assert_string_equal(stream.data, "before");
  json_decref(body);
  buf_finish(&stream);
}

// The sentence with which a stream breaks, or NULL.
static const char *breaks(const char *data, size_t length) {
  static struct fault fault;
  struct wire_reader reader = {0};
  const char *text;
  size_t text_length;
  int found = 0;
  for (size_t at = 0; at < length && found >= 0; at += 4096) {
    wire_reader_add(&reader, data + at, length - at < 4096 ? length - at : 4096);
    while ((found = wire_reader_next(&reader, &text, &text_length, &fault)) > 0) {
    }
  }
  wire_reader_finish(&reader);
  return found < 0 ? fault.text : NULL;
}

static void what_is_no_stream_of_messages_breaks_it(void **state) {
  (void)state;
  static const struct {
    const char *data, *sentence;
  } rows[] = {
      {"{\"verb\":\"ready\"}\n\n\n", NULL},  // an empty line is an empty message; decoding refuses it
      {"{\"verb\":\"part\",\"text\":\"{}\"}\n{\"verb\":\"ready\"}\n", "a message inside another"},
      {"{\"verb\":\"part\",\"text\":\"{}\"}\n\n", "a message inside another"},
      {"{\"verb\":\"part\",\"text\":\"{}\",\"last\":true}\n{\"verb\":\"ready\"}\n", NULL},
      {"{\"verb\":\"part\"}\n", "a part that is none"},
      {"{\"verb\":\"part\",\"text\":\"\"}\n", "a part that is none"},
      {"{\"verb\":\"part\",\"text\":1}\n", "a part that is none"},
      {"{\"verb\":\"part\",\"text\":\"x\",\"last\":1}\n", "a part that is none"},
      {"{\"verb\":\"part\",\"text\":\"x\",\"more\":1}\n", "a part that is none"},
      {"{\"verb\":\"part\",\"text\":\"x\",\"text\":\"y\"}\n", "a part that is none"},
      {"{\"verb\":\"part\",\"text\":\"x\n", "a part that is none"},
      {"{\"verb\":\"part\",\"text\":\"\xFF\"}\n", "a part that is none"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const char *sentence = breaks(rows[i].data, strlen(rows[i].data));
    if (!rows[i].sentence)
      assert_null(sentence);
    else if (!sentence || strcmp(sentence, rows[i].sentence) != 0)
      fail_msg("%s gave %s", rows[i].data, sentence ? sentence : "nothing");
  }
}

static void a_line_or_message_without_an_end_breaks_it(void **state) {
  (void)state;
  struct buf line = {0};
  while (line.len < WIRE_LINE_MAX - 1) buf_add_char(&line, 'x');
  assert_null(breaks(line.data, line.len));
  buf_add_char(&line, 'x');
  assert_string_equal(breaks(line.data, line.len), "a line of more than 65536 bytes");
  buf_add_char(&line, '\n');
  assert_string_equal(breaks(line.data, line.len), "a line of more than 65536 bytes");
  buf_clear(&line);
  json_t *body = entry("x", 16000),
         *part = json_pack("{s:s, s:O}", "verb", "part", "text", json_object_get(body, "text"));
  for (int i = 0; i < 66; i++) wire_encode(&line, part);
  assert_string_equal(breaks(line.data, line.len), "a message of more than 1048576 bytes");
  json_decref(part);
  json_decref(body);
  buf_finish(&line);
}

static void what_is_no_message_is_told_in_one_clean_sentence(void **state) {
  (void)state;
  static const struct {
    const char *text, *sentence;
  } rows[] = {
      {"", "not a line of JSON: "},
      {"nonsense", "not a line of JSON: "},
      {"{\"verb\":\"ready\"} {}", "not a line of JSON: "},
      {"{\"verb\":\"ready\",\"verb\":\"done\"}", "not a line of JSON: duplicate object key"},
      {"{\"verb\":\"say\",\"text\":\"a\\u0000b\"}", "not a line of JSON: "},
      {"{\"verb\":\"say\",\"text\":\"\\ud800\"}", "not a line of JSON: "},
      {"{\"verb\":\"idle\",\"seen\":1e400}", "not a line of JSON: "},
      {"{\"verb\":\"idle\",\"seen\":99999999999999999999}", "not a line of JSON: "},
      {"[]", "a message without a verb"},
      {"{}", "a message without a verb"},
      {"{\"verb\":1}", "a message without a verb"},
      {"{\"verb\":\"nonsense\"}", "no verb is called 'nonsense'"},
      {"{\"verb\":\"part\",\"text\":\"x\"}", "no verb is called 'part'"},
      {"{\"verb\":\"start\"}", "'start' is not for this side to say"},
      {"{\"verb\":\"\\u001b[2J\\u202e\\nx\"}", "no verb is called '[2J x'"},
      {"{\"verb\":\"done\",\"\\u001b[2J\":1}", "done: no field is called '[2J'"},
      {"\x1B[2J\x07", "not a line of JSON: "},
      {"{\"verb\":\"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz01234567890\xF0\x9F\x8C\xBF\"}",
       "no verb is called 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz01234567890'"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct fault fault = {{0}};
    struct wire_message message;
    assert_false(wire_decode(rows[i].text, strlen(rows[i].text), WIRE_HOST, &message, &fault));
    if (strncmp(fault.text, rows[i].sentence, strlen(rows[i].sentence)) != 0)
      fail_msg("%s gave %s", rows[i].text, fault.text);
    assert_true(text_is_utf8(fault.text, strlen(fault.text), NULL));
    for (const char *byte = fault.text; *byte; byte++) assert_true((unsigned char)*byte >= 0x20 && *byte != 0x7F);
  }
  assert_false(wire_decode("x", 1, WIRE_HOST, NULL, NULL));  // who does not want the sentence need not take it
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_long_message_survives_every_cut),
      cmocka_unit_test(nine_hundred_kilobytes_survive),
      cmocka_unit_test(a_byte_at_a_time_is_enough),
      cmocka_unit_test(a_line_ends_at_its_bound),
      cmocka_unit_test(a_message_that_is_too_large_is_not_sent),
      cmocka_unit_test(what_is_no_stream_of_messages_breaks_it),
      cmocka_unit_test(a_line_or_message_without_an_end_breaks_it),
      cmocka_unit_test(what_is_no_message_is_told_in_one_clean_sentence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
