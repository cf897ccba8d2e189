// A front end in front of another one, for its tests: the person's writes down what it is shown, and the session what was done. expect()
// takes all of it.
#pragma once

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "front_replay.h"
#include "memory.h"

enum { READING = 700 };

static struct {
  struct front inner, *front;
  struct cue inner_cue;
  struct clock *virtual, *clock;
  struct deeds past, present;
  struct buf seen;
  const char *typed;  // what is typed of the open question
} play;

// The person's front end.

static inline int64_t say(struct front *front, const char *text) {
  (void)front;
  buf_format(&play.seen, "say %s\n", text);
  return READING + 1;
}

static inline int64_t reading(struct front *front, const char *text) {
  (void)front, (void)text;
  return READING;
}

static inline void tell(struct front *front, enum front_tone tone, const char *text) {
  (void)front;
  buf_format(&play.seen, "%s %s\n", tone == FRONT_CARE ? "care" : "notice", text);
}

static inline void ask(struct front *front, const struct front_question *question) {
  (void)front;
  buf_format(&play.seen, "ask %s%s%s\n", question->text, question->begun ? " after " : "",
             question->begun ? question->begun : "");
}

static inline void retract(struct front *front, int64_t question, bool late) {
  (void)front, (void)late;
  buf_format(&play.seen, "retract %d\n", (int)question);
}

static inline void phase(struct front *front, const struct front_phase *phase) {
  (void)front;
  buf_format(&play.seen, "%s %d, %d of %d\n", phase->name, (int)phase->ms, phase->cycle, phase->cycles);
}

static inline void rest(struct front *front) {
  (void)front;
  buf_add_text(&play.seen, "rest\n");
}

static inline void wait_for(struct front *front, const char *label, int64_t ms) {
  (void)front;
  buf_format(&play.seen, "%s for %d\n", label, (int)ms);
}

static inline void wait_on(struct front *front, int64_t left) {
  (void)front;
  buf_format(&play.seen, "%d left\n", (int)left);
}

static inline void wait_over(struct front *front) {
  (void)front;
  buf_add_text(&play.seen, "waited\n");
}

static inline void end(struct front *front, int status) {
  (void)front;
  buf_format(&play.seen, "end %d\n", status);
}

static inline char *unfinished(struct front *front) {
  (void)front;
  return mem_copy(play.typed);
}

static inline int input(struct front *front) {
  (void)front;
  return 5;
}

static inline bool take(struct front *front) {
  (void)front;
  return false;
}

static inline int64_t due(struct front *front) {
  (void)front;
  return 40;
}

static inline bool paint(struct front *front, struct buf *bytes) {
  (void)front;
  buf_add_text(bytes, "x");
  return true;
}

static const struct front_class inner_class = {.say = say,
                                               .reading = reading,
                                               .tell = tell,
                                               .ask = ask,
                                               .retract = retract,
                                               .phase = phase,
                                               .rest = rest,
                                               .wait = wait_for,
                                               .wait_on = wait_on,
                                               .wait_over = wait_over,
                                               .end = end,
                                               .unfinished = unfinished,
                                               .input = input,
                                               .take = take,
                                               .due = due,
                                               .paint = paint};

static inline bool play_sound(struct cue *cue, const char *sound) {
  (void)cue;
  buf_format(&play.seen, "sound %s\n", sound);
  return true;
}

static inline int64_t speak(struct cue *cue, const char *text) {
  (void)cue, (void)text;
  return 900;
}

static inline const char *missing(struct cue *cue) {
  (void)cue;
  return "none";
}

static const struct cue_class inner_cue_class = {.play = play_sound, .speak = speak, .missing = missing};

// The session.

static inline void on_answer(void *context, int64_t question, const char *text, size_t length) {
  (void)context;
  assert_int_equal(strlen(text), length);
  buf_format(&play.seen, "answer %d %s\n", (int)question, text);
}

static inline void on_choice(void *context, int64_t question, size_t option) {
  (void)context;
  buf_format(&play.seen, "choice %d %zu\n", (int)question, option);
}

static inline void on_skip(void *context, int64_t question) {
  (void)context;
  buf_format(&play.seen, "skip %d\n", (int)question);
}

static inline void on_leave(void *context) {
  (void)context;
  buf_add_text(&play.seen, "leave\n");
}

static inline void on_ground(void *context) {
  (void)context;
  buf_add_text(&play.seen, "ground\n");
}

static inline void on_pause(void *context, bool pause) {
  (void)context;
  buf_add_text(&play.seen, pause ? "pause\n" : "go on\n");
}

static const struct front_listener session = {NULL, on_answer, on_choice, on_skip, on_leave, on_ground, on_pause};

#define expect(text) expect_at(text, __FILE__, __LINE__)
static inline void expect_at(const char *text, const char *file, int line) {
  bool same = strcmp(buf_text(&play.seen), text) == 0;
  if (!same) print_error("expected:\n%sseen:\n%s", text, buf_text(&play.seen));
  buf_clear(&play.seen);
  if (!same) _fail(file, line);
}

typedef struct front *maker(struct front *, struct clock *, const struct deeds *, struct deeds *);

static inline void begin(maker *make) {
  play.front = make(&play.inner, play.clock, &play.past, &play.present);
  play.front->listener = &session;
}

static inline void ask_it(int64_t id, enum front_question_kind kind, const char *text) {
  static const char *const fruit[] = {"apple", "pear"};
  const struct front_question question = {.id = id, .kind = kind, .text = text, .options = fruit,
                                          .options_count = kind == FRONT_CHOICE ? 2 : 0};
  play.front->class->ask(play.front, &question);
}

// What a runner does in between.
static inline void go_on(void) {
  while (play.front->class->take(play.front)) {
  }
}

static inline void pass(int64_t ms) {
  play.clock->class->advance(play.clock, play.clock->class->steady(play.clock) + ms);
  go_on();
}

// The person is there, and was asked nothing.
static inline void begin_live(void) {
  begin(front_replay);
  go_on();
  assert_true(front_replay_arrived(play.front));
}

static inline int set_up(void **state) {
  (void)state;
  memset(&play, 0, sizeof play);
  play.inner.class = &inner_class;
  play.inner_cue.class = &inner_cue_class;
  play.virtual = clock_virtual(0);
  play.clock = clock_replay(play.virtual);
  return 0;
}

static inline int tear_down(void **state) {
  (void)state;
  play.front->class->destroy(play.front);
  deeds_finish(&play.past);
  deeds_finish(&play.present);
  play.clock->class->destroy(play.clock);
  play.virtual->class->destroy(play.virtual);
  bool all_expected = play.seen.len == 0;
  if (!all_expected) print_error("not expected:\n%s", buf_text(&play.seen));
  buf_finish(&play.seen);
  return all_expected ? 0 : -1;
}

#define REPLAY_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
