#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_run_stage.h"

#define NO_FOLDER(variable)                                                                                 \
  "/dev/null: is a file, where a folder is needed: move it aside or name another; if it has to stay so, set " \
  variable " to a folder that can be written"

// The JSON after "reply ID at T ".
static char *replied(void) {
  const char *brace = strchr(buf_text(&stage.seen), '{');
  char *text = mem_copy_n(brace ? brace : "", brace ? strlen(brace) - 1 : 0);
  buf_clear(&stage.seen);
  return text;
}

static void expect_reply(const char *line, const char *text) {
  host(line);
  char *found = replied();
  assert_string_equal(found, text);
  free(found);
}

// The deck and the store.

static void a_deck_is_used_up_over_sessions(void **state) {
  (void)state;
  int drawn[4] = {0};
  for (int i = 0; i < 4; i++) {
    stage.setup.seed = (uint64_t)i;
    begin();
    host("{'verb':'draw','id':1,'deck':'d','cards':['a','b','c','d']}");
    char *found = replied();
    drawn[strstr(found, ":")[1] - '1']++;
    free(found);
    destroy();
  }
  for (int i = 0; i < 4; i++) assert_int_equal(drawn[i], 1);
}

static void the_same_seed_draws_the_same(void **state) {
  (void)state;
  char *first = NULL;
  for (int i = 0; i < 2; i++) {
    stage.practice.identity = (char *)(i ? "one" : "other");
    stage.setup.seed = 42;
    begin();
    for (int draw = 0; draw < 8; draw++)
      host("{'verb':'draw','id':1,'deck':'d','cards':['a','b','c','d','e','f','g','h']}");
    json_int_t seed = json_integer_value(json_object_get(stage.start, "seed"));
    buf_format(&stage.seen, "%lld ", (long long)seed);
    if (!first) first = mem_copy(buf_text(&stage.seen));
    else assert_string_equal(buf_text(&stage.seen), first);
    buf_clear(&stage.seen);
    destroy();
  }
  free(first);
}

static void what_is_remembered_comes_back_as_it_was(void **state) {
  (void)state;
  static const char *const values[] = {"1", "2.5", "true", "'x'", "[1,[],'a']", "{'a':{'b':null}}"};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    char *line = mem_format("{'verb':'remember','id':1,'key':'k','value':%s}", values[i]);
    char *reply = mem_format("{'value':%s}", values[i]);
    for (char *at = reply; (at = strchr(at, '\''));) *at = '"';
    begin();
    expect_reply(line, "");
    destroy();
    begin();
    expect_reply("{'verb':'recall','id':1,'key':'k'}", reply);
    expect_reply("{'verb':'recall','id':1,'key':'other'}", "");
    destroy();
    free(line);
    free(reply);
  }
  begin();
  expect_reply("{'verb':'remember','id':1,'key':'k'}", "");
  expect_reply("{'verb':'recall','id':1,'key':'k'}", "");
  expect_reply("{'verb':'remember','id':1,'key':'k','value':null}", "");
}

static void too_much_to_remember_is_the_authors_mistake(void **state) {
  (void)state;
  begin();
  char *text = mem_zero(STATE_STORE_MAX + 1, 1);
  memset(text, 'x', STATE_STORE_MAX);
  char *line = mem_format("{'verb':'remember','id':1,'key':'k','value':'%s'}", text);
  host(line);
  assert_non_null(strstr(buf_text(&stage.seen), "{\"problem\":\"walk already keeps 0 bytes"));
  buf_clear(&stage.seen);
  free(text);
  free(line);
}

static void without_a_folder_it_lasts_until_the_end(void **state) {
  (void)state;
  set_home("/dev/null");
  begin();
  host("{'verb':'remember','id':1,'key':'k','value':3}");
  expect("stop What this practice remembers is forgotten afterwards: " NO_FOLDER("XDG_STATE_HOME") "\n"
         "reply 1 at 0\n");
  expect_reply("{'verb':'recall','id':1,'key':'k'}", "{\"value\":3}");
  expect_reply("{'verb':'draw','id':1,'deck':'d','cards':['a']}", "{\"value\":1}");
}

// The journal.

static void an_entry_is_sealed_with_the_practices_name(void **state) {
  (void)state;
  permit("journal.add");
  begin();
  host(
      "{'verb':'journal.add','id':1,'title':'T','text':'a\\u0001b','lines':['x'],'mood':'m','tags':['t'],'fields':{'n':"
      "1},'practice':'x'}");
  assert_int_equal(session_status(stage.session), SESSION_LIMIT);  // no field is called practice
  buf_clear(&stage.seen);
  destroy();
  begin();
  host(
      "{'verb':'journal.add','id':1,'title':'T','text':'a\\u0001b','lines':['x'],'mood':'m','tags':['t'],'fields':{'n':"
      "1}}");
  char *found = replied();
  assert_int_equal(strlen(found), strlen("{\"value\":\"\"}") + 36);
  free(found);
  expect_journal("practice", "['walk']");
  expect_journal("text", "['a\\u0001b']");
  expect_journal("fields", "[{'n':1}]");
  json_t *contents = journal_contents();
  assert_int_equal(json_object_size(json_array_get(contents, 0)), 7);
  json_decref(contents);
}

static void only_its_own_entries_come_back(void **state) {
  (void)state;
  permit("journal.add");
  permit("journal.read");
  static const char *const names[] = {"other", "walk"};
  for (size_t i = 0; i < 2; i++) {
    stage.practice.name = (char *)names[i];
    begin();
    for (int n = 1; n <= 3; n++) {
      char *line = mem_format("{'verb':'journal.add','id':1,'title':'%s %d','tags':['t%d']}", names[i], n, n);
      host(line);
      pass(2000);
      free(line);
    }
    buf_clear(&stage.seen);
    if (i == 0) destroy();
  }
  static const struct {
    const char *line, *titles;
  } rows[] = {
      {"{'verb':'journal.mine','id':1}", "walk 3, walk 2, walk 1, "},
      {"{'verb':'journal.mine','id':1,'limit':2}", "walk 3, walk 2, "},
      {"{'verb':'journal.mine','id':1,'tag':'t2'}", "walk 2, "},
      {"{'verb':'journal.mine','id':1,'tag':'t9'}", ""},
      {"{'verb':'journal.mine','id':1,'since':4}", "walk 3, walk 2, "},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    host(rows[i].line);
    char *found = replied();
    json_t *reply = json_loads(found, 0, NULL), *entry;
    struct buf titles = {0};
    size_t at;
    json_array_foreach(json_object_get(reply, "value"), at, entry)
      buf_format(&titles, "%s, ", json_string_value(json_object_get(entry, "title")));
    assert_string_equal(buf_text(&titles), rows[i].titles);
    buf_finish(&titles);
    json_decref(reply);
    free(found);
  }
}

static void a_journal_that_cannot_be_written_is_told_to_both(void **state) {
  (void)state;
  permit("journal.add");
  permit("journal.read");
  set_home("/dev/null");
  begin();
  host("{'verb':'journal.add','id':1,'text':'a'}");
  expect("stop This could not be written to your journal: " NO_FOLDER("XDG_DATA_HOME") "\n"
         "reply 1 at 0 {\"refused\":\"" NO_FOLDER("XDG_DATA_HOME") "\"}\n");
  host("{'verb':'journal.mine','id':2}");
  expect("reply 2 at 0 {\"refused\":\"" NO_FOLDER("XDG_DATA_HOME") "\"}\n");
  host("{'verb':'ask','id':3,'text':'q'}");
  answers("a long enough answer");
  leaves();
  expect(
      "line q\nreply 3 at 0 {\"value\":\"a long enough answer\"}\n"
      "stop What you wrote could not be kept in your journal: " NO_FOLDER("XDG_DATA_HOME") "\n"
      "care That is fine. Come back whenever you like.\nended 0\n");
}

// Reminders.

static void reminders_are_kept_and_told(void **state) {
  (void)state;
  permit("remind");
  static const struct {
    const char *line, *seen;
  } rows[] = {
      {"{'verb':'remind_me','id':1,'after':3600,'text':'the\\u001b kettle'}",
       "care A reminder is kept for Thursday 16:00: the kettle. 'tend' shows it from then on.\nreply 1 at 0 "
       "{\"value\":true}\n"},
      {"{'verb':'remind_me','id':1,'at':'15:01','text':'x'}",
       "care A reminder is kept for Thursday 15:01: x. 'tend' shows it from then on.\nreply 1 at 0 {\"value\":true}\n"},
      {"{'verb':'remind_me','id':1,'at':'15:00','text':'x'}",
       "care A reminder is kept for Friday 15:00: x. 'tend' shows it from then on.\nreply 1 at 0 {\"value\":true}\n"},
      {"{'verb':'remind_me','id':1,'at':'7:05','text':'x'}",
       "care A reminder is kept for Friday 07:05: x. 'tend' shows it from then on.\nreply 1 at 0 {\"value\":true}\n"},
      {"{'verb':'remind_me','id':1,'at':'24:00','text':'x'}",
       "reply 1 at 0 {\"problem\":\"'at' must be a time such as \\\"15:00\\\"\"}\n"},
      {"{'verb':'remind_me','id':1,'at':'noon','text':'x'}",
       "reply 1 at 0 {\"problem\":\"'at' must be a time such as \\\"15:00\\\"\"}\n"},
      {"{'verb':'remind_me','id':1,'at':'7:05 pm','text':'x'}",
       "reply 1 at 0 {\"problem\":\"'at' must be a time such as \\\"15:00\\\"\"}\n"},
  };
  begin();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    host(rows[i].line);
    expect(rows[i].seen);
  }
  struct state_reminder *reminders;
  size_t count = state_reminders(keeper_state(stage.setup.keeper, NULL), INT64_MAX, &reminders);
  assert_int_equal(count, 4);
  assert_int_equal(reminders[0].due, INT64_C(1000) * (STAGE_WALL_SECONDS + 60));
  assert_string_equal(reminders[1].text, "the\x1B kettle");
  state_free_reminders(reminders, count);
}

static void a_reminder_that_cannot_be_kept_is_told_to_both(void **state) {
  (void)state;
  permit("remind");
  begin();
  for (int i = 0; i < STATE_REMINDERS_MAX; i++) host("{'verb':'remind_me','id':1,'after':1,'text':'x'}");
  buf_clear(&stage.seen);
  host("{'verb':'remind_me','id':1,'after':1,'text':'x'}");
  assert_ptr_equal(strstr(buf_text(&stage.seen), "stop The reminder could not be kept: walk already has 10 reminders"),
                   buf_text(&stage.seen));
  assert_non_null(strstr(buf_text(&stage.seen), "reply 1 at 0 {\"refused\":"));
  buf_clear(&stage.seen);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      STAGE_TEST(a_deck_is_used_up_over_sessions),
      STAGE_TEST(the_same_seed_draws_the_same),
      STAGE_TEST(what_is_remembered_comes_back_as_it_was),
      STAGE_TEST(too_much_to_remember_is_the_authors_mistake),
      STAGE_TEST(without_a_folder_it_lasts_until_the_end),
      STAGE_TEST(an_entry_is_sealed_with_the_practices_name),
      STAGE_TEST(only_its_own_entries_come_back),
      STAGE_TEST(a_journal_that_cannot_be_written_is_told_to_both),
      STAGE_TEST(reminders_are_kept_and_told),
      STAGE_TEST(a_reminder_that_cannot_be_kept_is_told_to_both),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
