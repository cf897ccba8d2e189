// A front end in front of another one; see front_replay.h.
#include "front_replay.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "unseen.h"

struct replay {
  struct front front;
  struct front_class class;  // without what the other front end lacks
  struct front_listener listener;
  struct cue cue;
  struct front *inner;
  struct cue *inner_cue;
  struct clock *clock;
  const struct deeds *past;
  struct deeds *present;
  struct deeds_place place;
  bool trial, live, arrived, cut, over, left, paused, asked;
  int64_t deed_at, paused_at;  // when the last deed was done; when time began to stand still
  char *half;                  // what was typed of a question that was taken back while time stands still, or NULL
  int64_t asked_at;            // when the open question was asked
  // The open question, always; and while the person is not there, what was shown since the last deed.
  struct unseen unseen;
};

static struct replay *replay_of(struct front *front) { return (struct replay *)front; }

static int64_t now(const struct replay *replay) { return replay->clock->class->steady(replay->clock); }

// What is seen by the other front end.
static bool passes(const struct replay *replay) { return replay->live && !replay->cut && !replay->trial; }

// The half-typed words go along, where there is an editor to have them in; the question may have been put better.
static void show_question(struct replay *replay) {
  struct front_question question = replay->unseen.question;
  bool has_editor = (replay->inner->offers_drafts && question.kind == FRONT_LINE) || question.kind == FRONT_TEXT;
  const char *begun = replay->past->begun;
  if (begun && has_editor) question.begun = *begun ? begun : NULL;
  replay->inner->class->ask(replay->inner, &question);
}

static void on_pause(void *context, bool pause);

static void show(struct replay *replay) {
  replay->live = true;
  clock_replay_go_on(replay->clock);
  replay->inner->listener = &replay->listener;
  unseen_show(&replay->unseen, replay->inner, now(replay));
}

static void go_live(struct replay *replay) {
  replay->arrived = true;
  replay->asked = replay->unseen.question.id != 0;
  if (replay->trial) {
    replay->live = true;
    return replay->front.listener->on_leave(replay->front.listener->context);
  }
  show(replay);
  if (replay->asked) show_question(replay);
  if (replay->past->paused) on_pause(replay, true);
}

// What the practice shows.

static int64_t replay_reading(struct front *front, const char *text) {
  struct front *inner = replay_of(front)->inner;
  return inner->class->reading ? inner->class->reading(inner, text) : 0;
}

static int64_t replay_say(struct front *front, const char *text) {
  struct replay *replay = replay_of(front);
  if (passes(replay)) return replay->inner->class->say(replay->inner, text);
  if (!replay->live) unseen_say(&replay->unseen, text);
  return replay_reading(front, text);
}

static void replay_tell(struct front *front, enum front_tone tone, const char *text) {
  struct replay *replay = replay_of(front);
  if (passes(replay)) replay->inner->class->tell(replay->inner, tone, text);
  else if (!replay->live) unseen_tell(&replay->unseen, tone, text);
}

static void replay_ask(struct front *front, const struct front_question *question) {
  struct replay *replay = replay_of(front);
  unseen_ask(&replay->unseen, question);
  replay->asked_at = now(replay);
  if (passes(replay)) replay->inner->class->ask(replay->inner, question);
}

static void note(struct replay *replay, enum deed_kind kind, const char *question, const char *answer) {
  int64_t at = now(replay);
  deeds_add(replay->present, kind, question, answer, at - replay->deed_at);
  replay->deed_at = at;
}

// Nobody has answered it: its time has run out. Where time stands still, it will be asked again.
static void replay_retract(struct front *front, int64_t question, bool late) {
  struct replay *replay = replay_of(front);
  if (replay->live && !replay->trial) replay->inner->class->retract(replay->inner, question, late);
  if (replay->unseen.question.id != question || replay->paused) return;
  if (!replay->cut) note(replay, DEED_SILENCE, replay->unseen.question.text, NULL);
  if (!replay->live) unseen_forget_lines(&replay->unseen);
  unseen_forget_question(&replay->unseen);
}

static void replay_phase(struct front *front, const struct front_phase *phase) {
  struct replay *replay = replay_of(front);
  if (passes(replay)) replay->inner->class->phase(replay->inner, phase);
  else unseen_phase(&replay->unseen, phase, now(replay));
}

static void replay_rest(struct front *front) {
  struct replay *replay = replay_of(front);
  unseen_forget_scene(&replay->unseen);
  if (passes(replay)) replay->inner->class->rest(replay->inner);
}

static void replay_wait(struct front *front, const char *label, int64_t ms) {
  struct replay *replay = replay_of(front);
  if (passes(replay)) replay->inner->class->wait(replay->inner, label, ms);
  else unseen_wait(&replay->unseen, label, ms, now(replay));
}

static void replay_wait_on(struct front *front, int64_t left) {
  struct replay *replay = replay_of(front);
  if (passes(replay)) replay->inner->class->wait_on(replay->inner, left);
}

static void replay_wait_over(struct front *front) {
  struct replay *replay = replay_of(front);
  unseen_forget_scene(&replay->unseen);
  if (passes(replay) && replay->inner->class->wait_over) replay->inner->class->wait_over(replay->inner);
}

// It ended before the person was there: they see how.
static void replay_end(struct front *front, int status) {
  struct replay *replay = replay_of(front);
  // Whoever it was handed over to ends it, once nothing follows.
  if (replay->cut || replay->trial || replay->over) return;
  if (!replay->live) show(replay);
  replay->inner->class->end(replay->inner, status);
}

static char *replay_unfinished(struct front *front) {
  struct replay *replay = replay_of(front);
  if (!passes(replay)) return NULL;
  free(replay->half);
  replay->half = replay->inner->class->unfinished(replay->inner);
  return mem_copy(replay->half);
}

// The other front end.

static int replay_input(struct front *front) {
  struct replay *replay = replay_of(front);
  return replay->trial ? -1 : replay->inner->class->input(replay->inner);
}

static void replay_on_input(struct front *front) { replay_of(front)->inner->class->on_input(replay_of(front)->inner); }

static int64_t replay_due(struct front *front) {
  struct replay *replay = replay_of(front);
  int64_t due = passes(replay) ? replay->inner->class->due(replay->inner) : INT64_MAX;
  return due == INT64_MAX ? due : clock_replay_of(replay->clock, due);  // it tells the time by the other clock
}

static bool replay_paint(struct front *front, struct buf *bytes) {
  struct front *inner = replay_of(front)->inner;
  return passes(replay_of(front)) && inner->class->paint(inner, bytes);
}

static void replay_on_signal(struct front *front, int number) {
  struct front *inner = replay_of(front)->inner;
  inner->class->on_signal(inner, number);
}

static void replay_destroy(struct front *front) {
  struct replay *replay = replay_of(front);
  replay->inner->last_question = front->last_question;
  if (!replay->trial) replay->inner->listener = NULL;
  unseen_finish(&replay->unseen);
  free(replay->half);
  free(replay);
}

// What the person did before.

static void redo(struct replay *replay, const struct deed *deed) {
  const struct front_listener *listener = replay->front.listener;
  const struct front_question question = replay->unseen.question;
  size_t option = 0;
  if (deed->kind == DEED_CHOICE) deed_option(deed, &question, &option);
  note(replay, deed->kind, question.text, deed->answer);
  unseen_forget_question(&replay->unseen);
  unseen_forget_lines(&replay->unseen);
  if (deed->kind == DEED_ANSWER)
    listener->on_answer(listener->context, question.id, deed->answer, strlen(deed->answer));
  else if (deed->kind == DEED_CHOICE) listener->on_choice(listener->context, question.id, option);
  else listener->on_skip(listener->context, question.id);
}

static bool redo_question(struct replay *replay) {
  if (replay->front.silent) return false;  // its time is running out
  const struct deed *deed = deeds_match(replay->past, &replay->place, &replay->unseen.question);
  if (!deed) go_live(replay);
  else if (deed->kind == DEED_SILENCE) replay->front.silent = true;
  else redo(replay, deed);
  return true;
}

static bool take_past(struct replay *replay) {
  if (replay->unseen.question.id) return redo_question(replay);
  replay->front.silent = false;
  const struct deed *deed = deeds_unasked(replay->past, &replay->place);
  bool at_end = replay->place.next >= replay->past->count;
  // Only a question ends what is gone through to come to one.
  int64_t until = deed ? replay->deed_at + deed->after
                  : at_end && !replay->past->asking ? replay->deed_at + replay->past->after : INT64_MAX;
  clock_replay_limit(replay->clock, until);
  if (now(replay) < until) return false;
  if (!deed) {
    go_live(replay);
    return true;
  }
  deeds_pass(&replay->place);
  note(replay, DEED_GO_ON, NULL, NULL);
  unseen_forget_lines(&replay->unseen);
  replay->front.listener->on_skip(replay->front.listener->context, 0);
  return true;
}

static bool replay_take(struct front *front) {
  struct replay *replay = replay_of(front);
  if (replay->over) return replay->inner->class->take(replay->inner);
  if (!front->listener) return false;
  if (!replay->live) return take_past(replay);
  if (replay->trial) return false;
  return replay->inner->class->take(replay->inner);
}

// What the person does now.

static void on_answer(void *context, int64_t question, const char *text, size_t length) {
  struct replay *replay = context;
  char *answer = mem_copy_n(text, length);
  note(replay, DEED_ANSWER, replay->unseen.question.text, answer);
  unseen_forget_question(&replay->unseen);
  replay->front.listener->on_answer(replay->front.listener->context, question, answer, length);
  free(answer);
}

static void on_choice(void *context, int64_t question, size_t option) {
  struct replay *replay = context;
  note(replay, DEED_CHOICE, replay->unseen.question.text, replay->unseen.question.options[option]);
  unseen_forget_question(&replay->unseen);
  replay->front.listener->on_choice(replay->front.listener->context, question, option);
}

static void on_skip(void *context, int64_t question) {
  struct replay *replay = context;
  note(replay, question ? DEED_PASS : DEED_GO_ON, question ? replay->unseen.question.text : NULL, NULL);
  if (question) unseen_forget_question(&replay->unseen);
  replay->front.listener->on_skip(replay->front.listener->context, question);
}

static void on_leave(void *context) {
  struct replay *replay = context;
  replay->left = true;
  replay->paused = false;  // of what was left; the one below goes on
  replay->front.listener->on_leave(replay->front.listener->context);
}

static void on_ground(void *context) {
  struct replay *replay = context;
  replay->front.listener->on_ground(replay->front.listener->context);
}

static void on_pause(void *context, bool pause) {
  struct replay *replay = context;
  if (pause) replay->paused_at = now(replay);
  else if (replay->paused) replay->deed_at += now(replay) - replay->paused_at;
  // Before: a question is withdrawn meanwhile. After: it is asked again.
  replay->paused = pause;
  replay->front.listener->on_pause(replay->front.listener->context, pause);
}

void front_replay_note(struct front *front) {
  struct replay *replay = replay_of(front);
  struct deeds *present = replay->present;
  int64_t at = replay->paused ? replay->paused_at : now(replay);
  free(present->begun);
  present->paused = replay->paused;
  present->asking = replay->unseen.question.id != 0;
  present->after = (present->asking ? replay->asked_at : at) - replay->deed_at;
  present->begun = !present->asking ? NULL : replay->paused ? mem_copy(replay->half) : replay_unfinished(front);
}

void front_replay_cut(struct front *front) {
  struct replay *replay = replay_of(front);
  replay->inner->class->rest(replay->inner);
  if (replay->inner->class->wait_over) replay->inner->class->wait_over(replay->inner);
  replay->cut = true;
}

void front_replay_hand_over(struct front *front, const struct front_listener *listener) {
  struct replay *replay = replay_of(front);
  if (!replay->live) show(replay);
  replay->over = true;
  replay->inner->listener = listener;
}

bool front_replay_left(const struct front *front) { return ((const struct replay *)front)->left; }

bool front_replay_arrived(const struct front *front) { return ((const struct replay *)front)->arrived; }

bool front_replay_asked(const struct front *front) { return ((const struct replay *)front)->asked; }

// Sounds.

static struct replay *replay_of_cue(struct cue *cue) { return (void *)((char *)cue - offsetof(struct replay, cue)); }

static bool cue_play(struct cue *cue, const char *sound) {
  struct replay *replay = replay_of_cue(cue);
  return passes(replay) && replay->inner_cue->class->play(replay->inner_cue, sound);
}

static int64_t cue_speak(struct cue *cue, const char *text) {
  struct replay *replay = replay_of_cue(cue);
  return passes(replay) ? replay->inner_cue->class->speak(replay->inner_cue, text) : 0;
}

static const char *cue_missing(struct cue *cue) {
  struct replay *replay = replay_of_cue(cue);
  return passes(replay) ? replay->inner_cue->class->missing(replay->inner_cue) : NULL;
}

static void cue_destroy(struct cue *cue) { (void)cue; }

static const struct cue_class replay_cue = {cue_play, cue_speak, cue_missing, cue_destroy};

static const struct front_class replay_class = {
    .say = replay_say,
    .reading = replay_reading,
    .tell = replay_tell,
    .ask = replay_ask,
    .retract = replay_retract,
    .phase = replay_phase,
    .rest = replay_rest,
    .wait = replay_wait,
    .wait_on = replay_wait_on,
    .wait_over = replay_wait_over,
    .end = replay_end,
    .unfinished = replay_unfinished,
    .input = replay_input,
    .on_input = replay_on_input,
    .take = replay_take,
    .destroy = replay_destroy,
    .due = replay_due,
    .paint = replay_paint,
    .on_signal = replay_on_signal,
};

struct front *front_replay(struct front *inner, struct clock *clock, const struct deeds *past, struct deeds *present) {
  struct replay *replay = mem_zero(1, sizeof *replay);
  replay->class = replay_class;
  if (!inner->class->wait_on) replay->class.wait_on = NULL;
  if (!inner->class->due) replay->class.due = NULL;
  if (!inner->class->paint) replay->class.paint = NULL;
  if (!inner->class->on_signal) replay->class.on_signal = NULL;
  replay->front = *inner;
  replay->front.class = &replay->class;
  replay->front.listener = NULL;
  replay->listener = (struct front_listener){replay, on_answer, on_choice, on_skip, on_leave, on_ground, on_pause};
  replay->cue.class = &replay_cue;
  replay->inner = inner;
  replay->clock = clock;
  replay->past = past;
  replay->present = present;
  replay->deed_at = now(replay);
  return &replay->front;
}

struct front *front_replay_trial(struct front *inner, struct clock *clock, const struct deeds *past,
                                 struct deeds *present) {
  struct replay *replay = replay_of(front_replay(inner, clock, past, present));
  replay->class.due = NULL;
  replay->class.paint = NULL;
  replay->class.on_signal = NULL;
  replay->trial = true;
  return &replay->front;
}

struct cue *front_replay_cue(struct front *front, struct cue *inner) {
  struct replay *replay = replay_of(front);
  replay->inner_cue = inner;
  return &replay->cue;
}
