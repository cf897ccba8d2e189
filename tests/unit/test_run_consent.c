#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_run_stage.h"

#define ASKS_WITH(wish, news)                \
  "tend choice 'A walk' would like to " wish \
  ". Its author's reason: a reason." news " Is that all right? | Yes, always | Yes, this time | No, and not again\n"
#define ASKS(wish) ASKS_WITH(wish, "")
#define ASKS_TO_READ ASKS_WITH("read what it wrote into your journal", " So far there is none.")
static const char asks_sound[] = ASKS("make soft sounds");
static const char allowed[] = "sound bell\nreply 1 at 0 {\"value\":true}\n";
static const char refused[] = "reply 1 at 0 {\"refused\":\"sound is not allowed for this practice\"}\n";

static void start(void) {
  create();
  session_begin(stage.session);
  host("{'verb':'ready'}");
}

// Begins a session that declares sound, answers what is asked (or expects that nothing is), and tries it.
enum { ALWAYS, THIS_TIME, NO, PASSED_OVER, NOT_ASKED };
static void sound(int answer, const char *seen) {
  start();
  if (answer != NOT_ASKED) expect(asks_sound);
  if (answer == PASSED_OVER) skips();
  else if (answer != NOT_ASKED) chooses((size_t)answer);
  expect("start\n");
  host("{'verb':'chime','id':1}");
  expect(seen);
  destroy();
}

static void ask_on_terminal(void) {
  stage.setup.grant = SESSION_GRANT_ASK;
  stage.front.interactive = true;
}

static void what_is_not_declared_ends_it(void **state) {
  (void)state;
  begin();
  host("{'verb':'chime','id':1}");
  expect("stop This practice could not go on, so it ends here. Nothing you did caused it.\n"
         "ended 4 walk: stopped, because its process asked for what the practice does not declare\n");
}

static void granting_all_or_none_asks_nothing(void **state) {
  (void)state;
  permit("sound");
  ask_on_terminal();
  stage.setup.grant = SESSION_GRANT_ALL;
  sound(NOT_ASKED, allowed);
  stage.setup.grant = SESSION_GRANT_NONE;
  sound(NOT_ASKED, refused);
  static const struct {
    const char *list;
    bool ok;
  } rows[] = {{"sound", true}, {"journal.add,sound", true}, {"sound,notify", true}, {"journal.add", false}, {"", false},
              {"soun", false}, {"sounds", false}, {"unsound", false}, {"notify,soun", false}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    stage.setup.granted = rows[i].list;
    sound(NOT_ASKED, rows[i].ok ? allowed : refused);
  }
}

static void a_run_with_a_list_changes_nothing_for_the_next(void **state) {
  (void)state;
  permit("sound");
  stage.setup.grant = SESSION_GRANT_ALL;
  sound(NOT_ASKED, allowed);
  ask_on_terminal();
  sound(NO, refused);
  stage.setup.grant = SESSION_GRANT_ALL;
  sound(NOT_ASKED, allowed);
  ask_on_terminal();
  sound(NOT_ASKED, refused);
}

static void always_is_remembered_for_this_content(void **state) {
  (void)state;
  permit("sound");
  ask_on_terminal();
  sound(ALWAYS, allowed);
  sound(NOT_ASKED, allowed);
  strcpy(stage.practice.hash, "second");
  start();
  expect(ASKS_WITH("make soft sounds", " It has changed since you were last asked; this wish is not new."));
  destroy();
  permit("notify");
  start();
  expect(ASKS_WITH("show you notifications", " It has changed since you were last asked, and this wish is new."));
  destroy();
  stage.practice.permissions_count--;
  start();
  chooses(NO);
  destroy();
  buf_clear(&stage.seen);
  sound(NOT_ASKED, refused);
  strcpy(stage.practice.hash, "first");
  sound(NOT_ASKED, allowed);
}

static void this_time_and_passing_over_are_asked_again(void **state) {
  (void)state;
  permit("sound");
  ask_on_terminal();
  sound(THIS_TIME, allowed);
  sound(PASSED_OVER, refused);
  sound(THIS_TIME, allowed);
}

static void where_nobody_can_be_asked_it_is_not_allowed(void **state) {
  (void)state;
  permit("sound");
  ask_on_terminal();
  stage.front.interactive = false;
  sound(NOT_ASKED, refused);
  stage.front.interactive = true;
  sound(ALWAYS, allowed);
  stage.front.interactive = false;
  sound(NOT_ASKED, allowed);
}

static void an_answer_holds_where_it_cannot_be_remembered(void **state) {
  (void)state;
  set_home("/dev/null");
  permit("sound");
  ask_on_terminal();
  sound(ALWAYS, allowed);
  sound(ALWAYS, allowed);
}

static void each_permission_is_asked_about_in_words(void **state) {
  (void)state;
  static const char *const keys[] = {"remind", "notify", "journal.read", "journal.add"};
  for (size_t i = 0; i < 4; i++) permit(keys[i]);
  stage.permissions[0].reason = (char *)"so that\x1B[2J you\ncome back";
  ask_on_terminal();
  start();
  expect(ASKS("add to your journal (it cannot read it)"));
  chooses(NO);
  expect(ASKS_TO_READ);
  chooses(THIS_TIME);
  expect(ASKS("show you notifications"));
  chooses(ALWAYS);
  expect(
      "tend choice 'A walk' would like to set a reminder. Its author's reason: so that[2J you come back. Is that all "
      "right?"
      " | Yes, always | Yes, this time | No, and not again\n");
  chooses(NO);
  expect("start\n");
}

static void what_came_with_tend_is_asked_about_reading_only(void **state) {
  (void)state;
  permit("journal.add");
  permit("journal.read");
  permit("sound");
  ask_on_terminal();
  stage.practice.origin = PRACTICE_BUNDLED;
  start();
  expect(ASKS_TO_READ);
  chooses(NO);
  expect("start\n");
  destroy();
  stage.practice.origin = PRACTICE_OWN;
  strcpy(stage.practice.hash, "own");
  start();
  expect(ASKS_WITH("read what it wrote into your journal",
                   " It has changed since you were last asked; this wish is not new. So far there is none."));
  skips();
  expect("start\n");
  destroy();
  stage.practice.origin = PRACTICE_PATH;
  start();
  expect(ASKS_WITH("add to your journal (it cannot read it)",
                   " It has changed since you were last asked, and this wish is new."));
}

static void a_single_file_is_asked_about_nothing_and_may_not_read(void **state) {
  (void)state;
  permit("journal.add");
  ask_on_terminal();
  stage.practice.origin = PRACTICE_PATH;
  stage.file.name = (char *)"walk.lua";
  start();
  expect("start\n");
  assert_string_equal(json_string_value(json_object_get(json_object_get(stage.start, "undeclared"), "journal.read")),
                      "a single file may not use journal.read; a folder with a plugin.ini may ask for it");
}

static void leaving_at_the_question_starts_nothing(void **state) {
  (void)state;
  permit("sound");
  ask_on_terminal();
  start();
  leaves();
  expect(ASKS("make soft sounds") "retract\ncare That is fine. Come back whenever you like.\nended 0\n");
  destroy();
  sound(ALWAYS, allowed);
}

static void grounding_at_the_question_asks_it_again(void **state) {
  (void)state;
  permit("sound");
  ask_on_terminal();
  start();
  session_pause(stage.session);
  expect(ASKS("make soft sounds") "retract\n");
  session_resume(stage.session);
  expect(asks_sound);
  chooses(ALWAYS);
  expect("start\n");
}

static void a_caution_is_shown_once_and_again_when_its_words_change(void **state) {
  (void)state;
  stage.practice.cautions = stage.practice.local_cautions = (char *)"Old things can\x1B[2J stir.";
  let_time_pass();
  for (int i = 0; i < 2; i++) {
    start();
    expect(i ? "start\n" : "care Old things can[2J stir.\nstart\n");
    destroy();
  }
  stage.practice.cautions = stage.practice.local_cautions = (char *)"New words.";
  start();
  expect("care New words.\nstart\n");
  destroy();
  stage.practice.identity = (char *)"other";
  stage.practice.inherits = false;
  start();
  expect("care New words.\nstart\n");
  destroy();
  set_home("/dev/null");
  keeper_destroy(stage.setup.keeper);
  stage.setup.keeper = keeper_create();
  start();
  expect("care New words.\nstart\n");
}

// Settings.

static struct practice_setting minutes = {
    .key = (char *)"minutes", .type = SETTING_INTEGER, .initial = (char *)"20", .least = 5, .most = 60};
static struct practice_setting after = {.key = (char *)"after", .type = SETTING_BOOLEAN, .initial = (char *)"no"};

static void set_settings(struct practice_setting *settings, size_t count) {
  stage.practice.settings = settings;
  stage.practice.settings_count = count;
}

static void keep_setting(const char *key, const char *value, int line) {
  settings_finish(&stage.settings);
  settings_init(&stage.settings);
  stage.settings.values = mem_zero(1, sizeof *stage.settings.values);
  stage.settings.values_count = 1;
  stage.settings.values[0] = (struct settings_value){mem_copy("walk"), mem_copy(key), mem_copy(value), line};
}

static void give(const char *key, const char *value) {
  json_decref(stage.setup.overrides);
  stage.setup.overrides = json_pack("{s:s}", key, value);
}

static void expect_settings(const char *text) {
  start();
  expect("start\n");
  char *found = json_dumps(json_object_get(stage.start, "settings"), JSON_COMPACT | JSON_SORT_KEYS);
  assert_string_equal(found, text);
  free(found);
  destroy();
}

static void the_call_comes_before_the_file_and_the_file_before_the_default(void **state) {
  (void)state;
  struct practice_setting both[] = {minutes, after};
  set_settings(both, 2);
  expect_settings("{\"after\":false,\"minutes\":20}");
  keep_setting("minutes", "30", 4);
  expect_settings("{\"after\":false,\"minutes\":30}");
  give("minutes", "40");
  expect_settings("{\"after\":false,\"minutes\":40}");
  give("after", "yes");
  expect_settings("{\"after\":true,\"minutes\":30}");
}

static void every_type_travels_as_itself(void **state) {
  (void)state;
  char *choices[] = {(char *)"one", (char *)"two", NULL};
  struct practice_setting all[] = {
      {.key = (char *)"a", .type = SETTING_NUMBER, .initial = (char *)"0.5", .least = 0, .most = 1},
      {.key = (char *)"b", .type = SETTING_TEXT, .initial = (char *)""},
      {.key = (char *)"c", .type = SETTING_CHOICE, .initial = (char *)"two", .choices = choices},
      {.key = (char *)"d", .type = SETTING_DURATION, .initial = (char *)"1m30s", .least = 1, .most = 3600},
  };
  set_settings(all, 4);
  expect_settings("{\"a\":0.5,\"b\":\"\",\"c\":\"two\",\"d\":90.0}");
}

static void wrong_values_are_refused_with_their_place(void **state) {
  (void)state;
  struct fault fault;
  struct practice_setting both[] = {minutes, after};
  set_settings(both, 2);
  keep_setting("minutes", "61", 4);
  assert_null(session_create(&stage.setup, &fault));
  assert_ptr_equal(strstr(fault.text, "tend.ini:4: walk: 'minutes' "), fault.text);
  give("minutes", "4");
  assert_null(session_create(&stage.setup, &fault));
  assert_ptr_equal(strstr(fault.text, "walk: 'minutes' "), fault.text);
  give("minuts", "10");
  assert_null(session_create(&stage.setup, &fault));
  assert_string_equal(fault.text, "walk has no setting 'minuts' (did you mean '--minutes'?)");
  give("volume", "10");
  assert_null(session_create(&stage.setup, &fault));
  assert_string_equal(fault.text, "walk has no setting 'volume'; 'tend show walk' lists what it has");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      STAGE_TEST(what_is_not_declared_ends_it),
      STAGE_TEST(granting_all_or_none_asks_nothing),
      STAGE_TEST(a_run_with_a_list_changes_nothing_for_the_next),
      STAGE_TEST(always_is_remembered_for_this_content),
      STAGE_TEST(this_time_and_passing_over_are_asked_again),
      STAGE_TEST(where_nobody_can_be_asked_it_is_not_allowed),
      STAGE_TEST(an_answer_holds_where_it_cannot_be_remembered),
      STAGE_TEST(each_permission_is_asked_about_in_words),
      STAGE_TEST(what_came_with_tend_is_asked_about_reading_only),
      STAGE_TEST(a_single_file_is_asked_about_nothing_and_may_not_read),
      STAGE_TEST(leaving_at_the_question_starts_nothing),
      STAGE_TEST(grounding_at_the_question_asks_it_again),
      STAGE_TEST(a_caution_is_shown_once_and_again_when_its_words_change),
      STAGE_TEST(the_call_comes_before_the_file_and_the_file_before_the_default),
      STAGE_TEST(every_type_travels_as_itself),
      STAGE_TEST(wrong_values_are_refused_with_their_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
