// A front end in a notification; see front_notice.h.
#include "front_notice.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "duration.h"
#include "memory.h"
#include "text.h"

enum {
  BUTTONS_MAX = 3,      // as many as servers show
  KEY_BYTES = 16,
  READING_LEAST_MS = 2500,
  READING_BYTE_MS = 60,
  READING_MOST_MS = 12000,
};

struct notice_front {
  struct front front;
  struct notifier *notifier;
  int64_t id;
  char *title;
  struct buf text;      // what the notice says now
  int64_t question;     // 0: none is open
  enum front_question_kind kind;
  size_t options_count;
  bool pass_over;       // the question cannot be asked here
  bool closed;          // the person put the notice away: that is leaving, said once
};

static struct notice_front *notice_of(struct front *front) { return (struct notice_front *)front; }

static void show(struct notice_front *notice, const struct notice_action *actions, size_t count, const char *reply) {
  const struct notice shown = {
      .title = notice->title,
      .text = buf_text(&notice->text),
      .actions = actions,
      .actions_count = count,
      .reply = reply,
      .urgency = NOTICE_NORMAL,
      .transient = true,
      .timeout_ms = -1,
  };
  if (!notice->closed) notice->notifier->class->show(notice->notifier, notice->id, &shown);
}

static void show_text(struct notice_front *notice, const char *text) {
  buf_clear(&notice->text);
  buf_add_text(&notice->text, text);
  if (!notice->question) show(notice, NULL, 0, NULL);
}

static int64_t notice_say(struct front *front, const char *text) {
  int64_t ms = READING_LEAST_MS + (int64_t)strlen(text) * READING_BYTE_MS;
  show_text(notice_of(front), text);
  return ms < READING_MOST_MS ? ms : READING_MOST_MS;
}

static void notice_tell(struct front *front, enum front_tone tone, const char *text) {
  (void)tone;
  show_text(notice_of(front), text);
}

static void ask_choice(struct notice_front *notice, const struct front_question *question) {
  struct notice_action actions[BUTTONS_MAX];
  char keys[BUTTONS_MAX][KEY_BYTES];
  for (size_t i = 0; i < question->options_count; i++) {
    keys[i][0] = (char)('1' + i);
    keys[i][1] = '\0';
    actions[i] = (struct notice_action){keys[i], question->options[i]};
  }
  show(notice, actions, question->options_count, NULL);
}

static void notice_ask(struct front *front, const struct front_question *question) {
  struct notice_front *notice = notice_of(front);
  unsigned can = notice->notifier->class->can(notice->notifier);
  bool choice = question->kind == FRONT_CHOICE;
  show_text(notice, question->text);
  notice->question = question->id;
  notice->kind = question->kind;
  notice->options_count = question->options_count;
  // A secret is not for a notification, and tend's own questions of trust are not for a passing click.
  bool fits = choice ? (can & NOTIFIER_ACTIONS) && question->options_count <= BUTTONS_MAX
                     : (can & NOTIFIER_REPLY) && !question->hidden;
  notice->pass_over = !fits || question->from_tend;
  if (notice->pass_over) return;
  if (choice) ask_choice(notice, question);
  else show(notice, NULL, 0, "Answer");
}

static void close_question(struct notice_front *notice) {
  notice->question = 0;
  notice->pass_over = false;
}

static void notice_retract(struct front *front, int64_t question, bool late) {
  (void)late;
  struct notice_front *notice = notice_of(front);
  if (notice->question != question) return;
  close_question(notice);
  show(notice, NULL, 0, NULL);
}

static void notice_phase(struct front *front, const struct front_phase *phase) {
  show_text(notice_of(front), front_phase_words(phase->name));
}

static void notice_rest(struct front *front) { (void)front; }

static void notice_wait(struct front *front, const char *label, int64_t ms) {
  char length[64];
  duration_words(ms, length, sizeof length);
  char *text = mem_format("%s (%s)", label, length);
  show_text(notice_of(front), text);
  free(text);
}

static void notice_end(struct front *front, int status) {
  struct notice_front *notice = notice_of(front);
  (void)status;
  close_question(notice);
  if (!notice->closed) notice->notifier->class->close(notice->notifier, notice->id);
}

static char *notice_unfinished(struct front *front) {
  (void)front;
  return NULL;
}

static int notice_input(struct front *front) {
  (void)front;
  return -1;
}

static void notice_on_input(struct front *front) { (void)front; }

static bool notice_take(struct front *front) {
  struct notice_front *notice = notice_of(front);
  int64_t question = notice->question;
  if (!front->listener || !notice->pass_over) return false;
  close_question(notice);
  front->listener->on_skip(front->listener->context, question);
  return true;
}

static void notice_destroy(struct front *front) {
  struct notice_front *notice = notice_of(front);
  buf_finish(&notice->text);
  free(notice->title);
  free(notice);
}

static const struct front_class notice_class = {
    .say = notice_say,
    .tell = notice_tell,
    .ask = notice_ask,
    .retract = notice_retract,
    .phase = notice_phase,
    .rest = notice_rest,
    .wait = notice_wait,
    .end = notice_end,
    .unfinished = notice_unfinished,
    .input = notice_input,
    .on_input = notice_on_input,
    .take = notice_take,
    .destroy = notice_destroy,
};

struct front *front_notice(struct notifier *notifier, int64_t id, const char *title) {
  struct notice_front *notice = mem_zero(1, sizeof *notice);
  notice->front.class = &notice_class;
  notice->notifier = notifier;
  notice->id = id;
  notice->title = mem_copy(title);
  return &notice->front;
}

void front_notice_on_action(struct front *front, const char *action) {
  struct notice_front *notice = notice_of(front);
  size_t option = (size_t)(action[0] - '1');
  int64_t question = notice->question;
  if (!question || !front->listener || notice->kind != FRONT_CHOICE || option >= notice->options_count) return;
  close_question(notice);
  front->listener->on_choice(front->listener->context, question, option);
}

void front_notice_on_reply(struct front *front, const char *text) {
  struct notice_front *notice = notice_of(front);
  int64_t question = notice->question;
  if (!question || !front->listener || notice->kind == FRONT_CHOICE || !text_is_utf8(text, strlen(text), NULL)) return;
  close_question(notice);
  if (*text) front->listener->on_answer(front->listener->context, question, text, strlen(text));
  else front->listener->on_skip(front->listener->context, question);
}

void front_notice_on_closed(struct front *front) {
  struct notice_front *notice = notice_of(front);
  if (notice->closed || !front->listener) return;
  notice->closed = true;
  front->listener->on_leave(front->listener->context);
}
