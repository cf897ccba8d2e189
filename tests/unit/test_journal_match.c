// What a person looks for: terms, whole entries, the sieve before them, and places.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sieve.h"
#include "test_journal_scratch.h"

static struct match match_of(const char *line) {
  struct match match = {0};
  struct fault fault;
  if (!match_parse(&match, line, &fault)) fail_msg("%s", fault.text);
  return match;
}

static void a_line_is_taken_apart(void **state) {
  (void)state;
  struct match match = match_of("  Sea \"Old\t  House \" -rain -\"wet  dog\" - \"\" a-b -");
  static const struct {
    const char *text;
    bool unwanted;
  } terms[] = {{"sea", false}, {"old house", false}, {"rain", true}, {"wet dog", true},
               {"-", false},   {"a-b", false},       {"-", false}};
  assert_int_equal(match.count, sizeof terms / sizeof *terms);
  for (size_t i = 0; i < match.count; i++) {
    assert_string_equal(match.terms[i].text, terms[i].text);
    assert_int_equal(match.terms[i].unwanted, terms[i].unwanted);
  }
  match_finish(&match);
  struct fault fault;
  assert_false(match_parse(&match, "sea \"old house", &fault));
  assert_non_null(strstr(fault.text, "old house"));
  match_finish(&match);
}

static const char entry[] =
    "{\"title\": \"By the Sea\", \"text\": \"The old\\n house \\\"Zoë\\\" was\\tquiet.\", \"lines\": [\"A red boat\", "
    "\"gulls\"],"
    " \"mood\": \"calm\", \"tags\": [\"Holiday\"], \"fields\": {\"where\": {\"town\": \"Århus\"}, \"n\": [1, \"stone / "
    "pebble\"]},"
    " \"practice\": \"letters\", \"from\": \"secret-origin\"}";

static void an_entry_fits_or_not(void **state) {
  (void)state;
  static const struct {
    const char *line;
    bool fits;
  } rows[] = {
      {"sea", true},           {"SEA house", true},     {"\"old house\"", true}, {"\"house old\"", false},
      {"zoe", true},           {"\"zoë\" quiet", true}, {"arhus", true},         {"holi", true},
      {"calm gulls", true},    {"letters", false},      {"origin", false},       {"town", false},
      {"sea -rain", true},     {"sea -gulls", false},   {"-rain", true},         {"\"boat gulls\"", false},
      {"\"sea the\"", false},  {"\"stone / pebble\"", true}, {"was\tquiet", true}, {"missing sea", false},
  };
  struct buf work = {0};
  json_t *content = json_loads(entry, 0, NULL);
  assert_non_null(content);
  char *compact = json_dumps(content, JSON_COMPACT),
       *ascii = json_dumps(content, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ESCAPE_SLASH);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct match match = match_of(rows[i].line);
    struct sieve sieve = {0};
    if (match_fits(&match, content, &work) != rows[i].fits) fail_msg("%s", rows[i].line);
    for (size_t k = 0; k < match.count; k++)
      if (!match.terms[k].unwanted) sieve_add(&sieve, match.terms[k].text);
    // The sieve may let more through, and never less, however the JSON is written.
    if (rows[i].fits) assert_true(sieve_passes(&sieve, compact, strlen(compact)));
    if (rows[i].fits) assert_true(sieve_passes(&sieve, ascii, strlen(ascii)));
    sieve_finish(&sieve);
    match_finish(&match);
  }
  struct sieve sieve = {0};
  sieve_add(&sieve, "nowhere in it");
  assert_false(sieve_passes(&sieve, compact, strlen(compact)));
  sieve_finish(&sieve);
  buf_finish(&work);
  json_decref(content);
  free(compact);
  free(ascii);
}

static void a_place_is_found_in_the_text_as_it_stands(void **state) {
  (void)state;
  static const struct {
    const char *line, *text, *place;
  } rows[] = {
      {"house", "The old HOUSE.", "HOUSE"},
      {"\"old house\"", "an old\n\n  house", "old\n\n  house"},
      {"strasse", "die Straße.", "Straße"},
      {"stras", "die Straße.", "Straß"},  // half a letter is a whole one
      {"zoe", "to Zoe\u0308 again", "Zoe\u0308"},
      {"old older", "an older one", "older"},
      {"one an", "an older one", "an"},
      {"-an one", "an older one", "one"},
      {"rain", "sun", NULL},
      {"rain", "", NULL},
      {"½", "1⁄2", "1⁄2"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct match match = match_of(rows[i].line);
    struct match_place place;
    bool found = match_find(&match, rows[i].text, strlen(rows[i].text), &place);
    assert_int_equal(found, rows[i].place != NULL);
    if (found) assert_int_equal(place.end - place.start, strlen(rows[i].place));
    if (found) assert_memory_equal(rows[i].text + place.start, rows[i].place, strlen(rows[i].place));
    match_finish(&match);
  }
}

static void entries_are_found_newest_first(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  add(journal, "by the sea", NOON);
  struct id old = add(journal, "in the rain", NOON + 1);
  add(journal, "Rain by the SEA", NOON + 2);
  revise(journal, old, "in the snow", NOON + 3);
  struct match match = match_of("sea");
  assert_listed(journal, &(struct journal_query){.match = &match}, "Rain by the SEA\nby the sea\n", 0);
  match_finish(&match);
  match = match_of("rain");  // what was replaced is not found
  assert_listed(journal, &(struct journal_query){.match = &match}, "Rain by the SEA\n", 0);
  match_finish(&match);
  match = match_of("sea -rain");
  assert_listed(journal, &(struct journal_query){.match = &match, .limit = 5}, "by the sea\n", 0);
  match_finish(&match);
  journal_close(journal);
}

static void by_tag_mood_and_day_of_the_year(void **state) {
  (void)state;
  struct journal *journal = open_journal();
  struct fault fault;
  char id[JOURNAL_ID_MAX];
  // 2023-11-14 22:13 UTC, on a clock that is 3 hours ahead and so a day further.
  json_t *content = json_pack("{s:s, s:[s, s], s:s}", "text", "tagged", "tags", "Walk", "x", "mood", "Über");
  assert_true(journal_add(journal, content, INT64_C(1700000000000), 180, id, &fault));
  json_decref(content);
  assert_listed(journal, &(struct journal_query){.tags[0] = "walk", .mood = "uber"}, "tagged\n", 0);
  assert_listed(journal, &(struct journal_query){.tags[0] = "wal"}, "", 0);
  assert_listed(journal, &(struct journal_query){.mood = "walk"}, "", 0);
  assert_listed(journal, &(struct journal_query){.month = 11, .day = 15}, "tagged\n", 0);
  assert_listed(journal, &(struct journal_query){.month = 11, .day = 14}, "", 0);
  journal_close(journal);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_line_is_taken_apart),
      cmocka_unit_test(an_entry_fits_or_not),
      cmocka_unit_test(a_place_is_found_in_the_text_as_it_stands),
      SCRATCH_TEST(entries_are_found_newest_first),
      SCRATCH_TEST(by_tag_mood_and_day_of_the_year),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
