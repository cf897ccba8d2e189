// A stage for the tests of a session: a clock that moves when told to, a front end and a child's port that write down
// what happens to them, a practice in memory, and a scratch home. What was written down is a line for each event, and
// expect() takes it all.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "memory.h"
#include "session.h"
#include "test_base_scratch.h"

enum { STAGE_PERMISSIONS_MAX = 5, STAGE_WALL_SECONDS = 1767279600 };  // 2026-01-01 15:00 UTC, a Thursday

static struct stage {
  struct session *session;
  struct session_setup setup;
  struct practice practice;
  struct practice_file file;
  struct practice_permission permissions[STAGE_PERMISSIONS_MAX];
  struct settings settings;
  struct front front;
  struct cue cue;
  struct buf seen;
  json_t *start;          // the start message
  int64_t reading;        // how many ms a line takes to be read
  int64_t speaking;       // and to be spoken
  const char *unfinished; // what has been typed of the open page
  int64_t open_question;  // what the front end shows now
  bool ended;
} stage;

static inline void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
static inline void note(const char *format, ...) {
  va_list args;
  char line[2048];
  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  buf_format(&stage.seen, "%s\n", line);
}

// All that happened since the last call, a line each.
#define expect(text) expect_at(text, __FILE__, __LINE__)
static inline void expect_at(const char *text, const char *file, int line) {
  bool same = strcmp(buf_text(&stage.seen), text) == 0;
  if (!same) print_error("expected:\n%sseen:\n%s", text, buf_text(&stage.seen));
  buf_clear(&stage.seen);
  if (!same) _fail(file, line);
}

// The front end.

static inline int64_t stage_say(struct front *front, const char *text) {
  (void)front;
  note("say %s", text);
  return stage.reading;
}

static inline void stage_tell(struct front *front, enum front_tone tone, const char *text) {
  static const char *const tones[] = {[FRONT_CARE] = "care", [FRONT_NOTICE] = "notice", [FRONT_STOP] = "stop"};
  (void)front;
  note("%s %s", tones[tone], text);
}

static inline void stage_ask(struct front *front, const struct front_question *question) {
  static const char *const kinds[] = {[FRONT_LINE] = "line", [FRONT_TEXT] = "page", [FRONT_CHOICE] = "choice"};
  struct buf options = {0};
  for (size_t i = 0; i < question->options_count; i++) buf_format(&options, " | %s", question->options[i]);
  assert_int_equal(question->id, front->last_question);
  assert_int_equal(stage.open_question, 0);
  stage.open_question = question->id;
  note("%s%s%s %s%s%s%s%s%s", question->from_tend ? "tend " : "", question->hidden ? "hidden " : "",
       kinds[question->kind], question->text, buf_text(&options), question->initial ? " or " : "",
       question->initial ? question->initial : "", question->begun ? " after " : "",
       question->begun ? question->begun : "");
  buf_finish(&options);
}

static inline void stage_retract(struct front *front, int64_t question, bool late) {
  (void)front, (void)late;
  assert_int_equal(question, stage.open_question);
  stage.open_question = 0;
  note("retract");
}

static inline void stage_phase(struct front *front, const struct front_phase *phase) {
  (void)front;
  note("%s %lld, %d of %d", phase->name, (long long)phase->ms, phase->cycle, phase->cycles);
}

static inline void stage_rest(struct front *front) {
  (void)front;
  note("rest");
}

static inline void stage_wait(struct front *front, const char *label, int64_t ms) {
  (void)front;
  note("%s for %lld", label, (long long)ms);
}

static inline void stage_wait_on(struct front *front, int64_t left) {
  (void)front;
  note("%lld left", (long long)left);
}

static inline void stage_wait_over(struct front *front) {
  (void)front;
  note("waited");
}

static inline void stage_end(struct front *front, int status) { (void)front, (void)status; }

static inline char *stage_unfinished(struct front *front) {
  (void)front;
  return mem_copy(stage.unfinished);
}

static const struct front_class stage_front = {.say = stage_say,
                                               .tell = stage_tell,
                                               .ask = stage_ask,
                                               .retract = stage_retract,
                                               .phase = stage_phase,
                                               .rest = stage_rest,
                                               .wait = stage_wait,
                                               .wait_on = stage_wait_on,
                                               .wait_over = stage_wait_over,
                                               .end = stage_end,
                                               .unfinished = stage_unfinished};

static inline bool stage_play(struct cue *cue, const char *sound) {
  (void)cue;
  note("sound %s", sound);
  return true;
}

static inline int64_t stage_speak(struct cue *cue, const char *text) {
  (void)cue, (void)text;
  return stage.speaking;
}

static inline const char *stage_missing(struct cue *cue) {
  (void)cue;
  return NULL;
}

static const struct cue_class stage_cue = {
    .play = stage_play, .speak = stage_speak, .missing = stage_missing};

// The child's port.

static inline void port_send(void *context, const json_t *message) {
  (void)context;
  assert_false(stage.ended);
  if (strcmp(json_string_value(json_object_get(message, "verb")), "start") == 0) {
    json_decref(stage.start);
    stage.start = json_deep_copy(message);
    note("start");
    return;
  }
  json_t *rest = json_copy((json_t *)message);
  json_int_t id = json_integer_value(json_object_get(rest, "re")), t = json_integer_value(json_object_get(rest, "t"));
  static const char *const plain[] = {"verb", "re", "t"};
  for (size_t i = 0; i < 3; i++) json_object_del(rest, plain[i]);
  char *text = json_dumps(rest, JSON_COMPACT | JSON_SORT_KEYS);
  note("reply %lld at %lld%s%s", (long long)id, (long long)t, json_object_size(rest) ? " " : "",
       json_object_size(rest) ? text : "");
  free(text);
  json_decref(rest);
}

static inline void port_ground(void *context) {
  (void)context;
  note("ground");
}

static inline void port_pause(void *context, bool pause) {
  (void)context;
  note(pause ? "pause" : "go on");
}

static inline void port_ended(void *context) {
  (void)context;
  assert_false(stage.ended);  // once
  stage.ended = true;
  note("ended %d%s%s", session_status(stage.session), session_sentence(stage.session) ? " " : "",
       session_sentence(stage.session) ? session_sentence(stage.session) : "");
}

// What the child says, with ' for ".
static inline void host(const char *line) {
  char *text = mem_copy(line);
  for (char *at = text; (at = strchr(at, '\''));) *at = '"';
  session_on_line(stage.session, text, strlen(text));
  free(text);
}

// What the person does.
static inline void answers(const char *text) {
  int64_t question = stage.open_question;
  stage.open_question = 0;
  stage.front.listener->on_answer(stage.front.listener->context, question, text, strlen(text));
}

static inline void chooses(size_t option) {
  int64_t question = stage.open_question;
  stage.open_question = 0;
  stage.front.listener->on_choice(stage.front.listener->context, question, option);
}

static inline void skips(void) {
  int64_t question = stage.open_question;
  stage.open_question = 0;
  stage.front.listener->on_skip(stage.front.listener->context, question);
}

static inline void leaves(void) { stage.front.listener->on_leave(stage.front.listener->context); }

// Time.

// As where it passes by itself; here it then stands.
static inline void let_time_pass(void) {
  static struct clock_class real;
  real = *stage.setup.clock->class;
  real.advance = NULL;
  stage.setup.clock->class = &real;
}

static inline int64_t steady(void) { return stage.setup.clock->class->steady(stage.setup.clock); }

static inline void pass(int64_t ms) { stage.setup.clock->class->advance(stage.setup.clock, steady() + ms); }

static inline void pass_and_look(int64_t ms) {
  pass(ms);
  session_on_time(stage.session);
}

// From due moment to due moment, as a loop would, until nothing is due within `ms`.
static inline void run_for(int64_t ms) {
  int64_t end = steady() + ms;
  for (int64_t due; !stage.ended && (due = session_due(stage.session)) <= end;) {
    stage.setup.clock->class->advance(stage.setup.clock, due);
    session_on_time(stage.session);
  }
  stage.setup.clock->class->advance(stage.setup.clock, end);
}

// The practice.

static inline void permit(const char *key) {
  struct practice *practice = &stage.practice;
  assert_true(practice->permissions_count < STAGE_PERMISSIONS_MAX);
  stage.permissions[practice->permissions_count++] =
      (struct practice_permission){.key = (char *)key, .reason = (char *)"a reason"};
}

static inline void create(void) {
  struct fault fault;
  stage.ended = false;
  stage.open_question = 0;
  stage.session = session_create(&stage.setup, &fault);
  if (!stage.session) fail_msg("%s", fault.text);
}

// A session whose child is ready and at work.
static inline void begin(void) {
  create();
  session_begin(stage.session);
  host("{'verb':'ready'}");
  expect("start\n");
}

static inline void destroy(void) {
  session_destroy(stage.session);
  stage.session = NULL;
}

// The journal, oldest first.
static inline bool collect_content(void *context, const struct journal_entry *entry) {
  return json_array_insert(context, 0, entry->content) == 0;
}

static inline json_t *journal_contents(void) {
  static const struct journal_query all;
  struct fault fault;
  struct journal *journal = keeper_journal(stage.setup.keeper, &fault);
  json_t *contents = json_array();
  if (!journal || !journal_each(journal, &all, collect_content, contents, NULL, &fault)) fail_msg("%s", fault.text);
  return contents;
}

// One member of every entry, as JSON with ' for ".
#define expect_journal(member, text) expect_journal_at(member, text, __FILE__, __LINE__)
static inline void expect_journal_at(const char *member, const char *text, const char *file, int line) {
  json_t *contents = journal_contents(), *members = json_array(), *content;
  size_t i;
  json_array_foreach(contents, i, content) {
    json_t *value = json_object_get(content, member);
    json_array_append_new(members, value ? json_incref(value) : json_null());
  }
  char *found = json_dumps(members, JSON_COMPACT | JSON_SORT_KEYS);
  for (char *at = found; (at = strchr(at, '"'));) *at = '\'';
  bool same = strcmp(found, text) == 0;
  if (!same) print_error("expected: %s\nfound:    %s\n", text, found);
  free(found);
  json_decref(members);
  json_decref(contents);
  if (!same) _fail(file, line);
}

// Each test.

static inline void set_home(const char *folder) {
  static const char *const variables[] = {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
                                          "XDG_RUNTIME_DIR"};
  for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) setenv(variables[i], folder, 1);
}

// A session's setup, with nothing in it but what each needs.
static inline void stage_set(void) {
  stage = (struct stage){.front = {.class = &stage_front}, .cue = {&stage_cue}};
  settings_init(&stage.settings);
  stage.file = (struct practice_file){.name = (char *)"main.lua", .text = (char *)"", .length = 0};
  stage.practice = (struct practice){.origin = PRACTICE_INSTALLED, .name = (char *)"walk", .title = (char *)"A walk",
                                     .identity = (char *)"walk", .inherits = true,
                                     .permissions = stage.permissions, .files = &stage.file, .files_count = 1};
  strcpy(stage.practice.hash, "first");
  stage.setup = (struct session_setup){.practice = &stage.practice, .settings = &stage.settings, .front = &stage.front,
                                       .cue = &stage.cue, .clock = clock_virtual(INT64_C(1000) * STAGE_WALL_SECONDS),
                                       .keeper = keeper_create(), .grant = SESSION_GRANT_ALL, .seed = 1,
                                       .ports = {NULL, port_send, port_ground, port_pause, port_ended}};
}

// Gives back all of it; whether everything that was seen had been expected.
static inline bool stage_clear(void) {
  destroy();
  keeper_destroy(stage.setup.keeper);
  json_decref(stage.setup.overrides);
  stage.setup.clock->class->destroy(stage.setup.clock);
  settings_finish(&stage.settings);
  json_decref(stage.start);
  bool all_expected = stage.seen.len == 0;
  if (!all_expected) print_error("not expected:\n%s", buf_text(&stage.seen));
  buf_finish(&stage.seen);
  return all_expected;
}

static inline int stage_make(void **state) {
  if (scratch_make(state) < 0) return -1;
  set_home(scratch);
  setenv("TZ", "UTC", 1);
  stage_set();
  return 0;
}

static inline int stage_remove(void **state) {
  bool all_expected = stage_clear();
  return scratch_remove(state) == 0 && all_expected ? 0 : -1;
}

#define STAGE_TEST(test) cmocka_unit_test_setup_teardown(test, stage_make, stage_remove)
