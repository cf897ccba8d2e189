// One text on the full screen; see page.h. The writing of a practice's page without a practice: the same front end,
// which here has one question.
#include "page.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "common.h"
#include "file.h"
#include "front.h"
#include "tty.h"

enum { SIGNALS = 6 };

static const int signals[SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT, SIGTSTP};
static volatile sig_atomic_t caught[SIGNALS];

static void on_signal(int number) {
  for (int i = 0; i < SIGNALS; i++)
    if (signals[i] == number) caught[i] = 1;
}

struct page {
  struct front *front;
  struct buf *text;
  bool done;
  int signal;
};

static void on_answer(void *context, int64_t question, const char *text, size_t length) {
  (void)question;
  struct page *page = context;
  buf_clear(page->text);
  buf_add(page->text, text, length);
  page->done = true;
}

static void on_choice(void *context, int64_t question, size_t option) { (void)context, (void)question, (void)option; }

// An empty page that is passed over, too, is a page that was ended.
static void on_skip(void *context, int64_t question) {
  if (question) on_answer(context, question, "", 0);
}

// What was changed is kept: the text of before is not lost by it.
static void on_leave(void *context) {
  struct page *page = context;
  char *begun = page->front->class->unfinished(page->front);
  on_answer(page, 1, begun ? begun : "", begun ? strlen(begun) : 0);
  free(begun);
}

static void on_ground(void *context) {
  front_ground(((struct page *)context)->front);
}

static void on_pause(void *context, bool pause) { (void)context, (void)pause; }

static void take_signals(struct page *page) {
  for (int i = 0; i < SIGNALS; i++) {
    if (!caught[i]) continue;
    caught[i] = 0;
    bool ends = signals[i] == SIGINT || signals[i] == SIGTERM || signals[i] == SIGHUP;
    if (ends) page->signal = signals[i];
    if (ends) on_leave(page);
    else page->front->class->on_signal(page->front, signals[i]);
  }
}

static void paint(struct page *page) {
  struct buf bytes = {0};
  if (page->front->class->paint(page->front, &bytes)) file_write_all(page->front->paint_fd, bytes.data, bytes.len);
  buf_finish(&bytes);
}

static void wait(const struct page *page, struct clock *clock, const sigset_t *open) {
  int64_t due = page->front->class->due(page->front), left = due - clock->class->steady(clock);
  if (left < 0) left = 0;
  struct timespec span = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
  struct pollfd input = {.fd = page->front->class->input(page->front), .events = POLLIN};
  if (ppoll(&input, 1, due == INT64_MAX ? NULL : &span, open) > 0) page->front->class->on_input(page->front);
}

static void run(struct page *page, struct clock *clock, const sigset_t *open) {
  while (!page->done) {
    take_signals(page);
    while (!page->done && page->front->class->take(page->front)) continue;
    if (page->done) break;
    paint(page);
    wait(page, clock, open);
  }
  page->front->class->end(page->front, 0);
}

bool page_edit(const char *heading, struct buf *text, int *signal) {
  struct sigaction before[SIGNALS], action = {.sa_handler = on_signal};
  sigset_t blocked, open;
  struct settings settings;
  struct clock *clock = clock_real();
  struct page page = {.text = text};
  const struct front_listener listener = {&page, on_answer, on_choice, on_skip, on_leave, on_ground, on_pause};
  read_settings(&settings);
  const struct front_look look = {.reduced_motion = settings.look.reduced_motion, .help_line = settings.care.line};
  if (tty_is_capable(STDIN_FILENO, STDOUT_FILENO))
    page.front = front_term(STDIN_FILENO, STDOUT_FILENO, clock, &look);
  settings_finish(&settings);
  *signal = 0;
  if (page.front) {
    // They come while nothing else is going on only: in ppoll().
    sigemptyset(&blocked);
    for (int i = 0; i < SIGNALS; i++) sigaddset(&blocked, signals[i]);
    sigprocmask(SIG_BLOCK, &blocked, &open);
    for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], &action, &before[i]);
    page.front->listener = &listener;
    const struct front_question question = {.id = 1, .kind = FRONT_TEXT, .text = heading, .begun = buf_text(text),
                                            .from_tend = true};
    page.front->class->ask(page.front, &question);
    run(&page, clock, &open);
    page.front->class->destroy(page.front);
    for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], &before[i], NULL);
    sigprocmask(SIG_SETMASK, &open, NULL);
    *signal = page.signal;
  }
  clock->class->destroy(clock);
  return page.front != NULL;
}
