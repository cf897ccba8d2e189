// A front end between two descriptors, and someone who listens: what is shown can be read back, and what the person did
// is written down, a line for each.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "front.h"
#include "memory.h"

static struct lines {
  struct front *front;
  int in, typing, out;  // what it reads, the other end of that, and a file that it writes
  off_t shown;          // how much of that was looked at
  struct buf done;      // what the person did
} lines;

static inline void on_answer(void *context, int64_t question, const char *text, size_t length) {
  (void)context;
  assert_int_equal(strlen(text), length);
  buf_format(&lines.done, "answer %d %s\n", (int)question, text);
}

static inline void on_choice(void *context, int64_t question, size_t option) {
  (void)context;
  buf_format(&lines.done, "choice %d %zu\n", (int)question, option);
}

static inline void on_skip(void *context, int64_t question) {
  (void)context;
  buf_format(&lines.done, "skip %d\n", (int)question);
}

static inline void on_leave(void *context) {
  (void)context;
  buf_add_text(&lines.done, "leave\n");
  lines.front->listener = NULL;  // as a session does that is over
}

static inline void on_ground(void *context) {
  (void)context;
  buf_add_text(&lines.done, "ground\n");
}

static inline void on_pause(void *context, bool pause) {
  (void)context;
  buf_add_text(&lines.done, pause ? "pause\n" : "go on\n");
}

static const struct front_listener listener = {.on_answer = on_answer,
                                               .on_choice = on_choice,
                                               .on_skip = on_skip,
                                               .on_leave = on_leave,
                                               .on_ground = on_ground,
                                               .on_pause = on_pause};

static inline void open_lines(struct front *(*make)(int in, int out)) {
  int ends[2];
  signal(SIGPIPE, SIG_IGN);
  assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
  lines = (struct lines){.in = ends[0], .typing = ends[1], .out = memfd_create("shown", MFD_CLOEXEC)};
  lines.front = make(lines.in, lines.out);
  lines.front->listener = &listener;
}

static inline void hang_up(void) {
  if (lines.typing >= 0) close(lines.typing);
  lines.typing = -1;
}

static inline int close_lines(void **state) {
  (void)state;
  if (!lines.front) return 0;
  lines.front->class->destroy(lines.front);
  hang_up();
  close(lines.in);
  if (lines.out >= 0) close(lines.out);
  bool all_expected = lines.done.len == 0;
  if (!all_expected) print_error("not expected:\n%s", buf_text(&lines.done));
  buf_finish(&lines.done);
  lines.front = NULL;
  return all_expected ? 0 : -1;
}

// Lets it read what is there, and hand on what is wanted.
static inline void pump(void) {
  const struct front_class *class = lines.front->class;
  for (;;) {
    while (class->take(lines.front)) {
    }
    struct pollfd waiting = {.fd = class->input(lines.front), .events = POLLIN};
    if (waiting.fd < 0 || poll(&waiting, 1, 0) <= 0) return;
    class->on_input(lines.front);
  }
}

static inline void type_bytes(const char *bytes, size_t length) {
  while (length > 0) {
    size_t most = length < 4096 ? length : 4096;
    struct pollfd room = {.fd = lines.typing, .events = POLLOUT};
    if (poll(&room, 1, 0) <= 0) fail_msg("it does not read what is typed");
    ssize_t put = write(lines.typing, bytes, most);
    assert_true(put > 0);
    bytes += put;
    length -= (size_t)put;
    pump();
  }
}

static inline void type(const char *text) { type_bytes(text, strlen(text)); }

// What was shown since the last call; the caller frees it.
static inline char *shown(void) {
  off_t size = lseek(lines.out, 0, SEEK_END);
  size_t length = (size_t)(size - lines.shown);
  char *text = mem_zero(length + 1, 1);
  assert_int_equal(pread(lines.out, text, length, lines.shown), length);
  lines.shown = size;
  return text;
}

// Somebody who reads what is shown only when there is no more room for it, through a descriptor that does not wait.
static inline pid_t read_slowly(size_t length) {
  int ends[2];
  assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  assert_true(fcntl(ends[1], F_SETPIPE_SZ, 4096) >= 0);
  pid_t reader = fork();
  if (reader == 0) {
    size_t got = 0;
    char chunk[4096];
    close(ends[1]);
    for (ssize_t some = 1; some != 0;) {
      poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, -1);
      some = read(ends[0], chunk, sizeof chunk);
      if (some > 0) got += (size_t)some;
    }
    _exit(got == length ? 0 : 1);
  }
  close(ends[0]);
  assert_int_equal(dup3(ends[1], lines.out, O_CLOEXEC), lines.out);
  close(ends[1]);
  return reader;
}

// True when that reader got as many bytes as were meant for it.
static inline bool was_read(pid_t reader) {
  int status;
  int nothing = memfd_create("nothing", MFD_CLOEXEC);
  dup3(nothing, lines.out, O_CLOEXEC);
  close(nothing);
  assert_int_equal(waitpid(reader, &status, 0), reader);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

#define expect_shown(text) expect_same(shown(), text, __FILE__, __LINE__)
#define expect_done(text) expect_same(buf_take(&lines.done), text, __FILE__, __LINE__)
static inline void expect_same(char *found, const char *text, const char *file, int line) {
  bool same = strcmp(found, text) == 0;
  if (!same) print_error("expected:\n%s\nfound:\n%s\n", text, found);
  free(found);
  if (!same) _fail(file, line);
}

static inline void ask(struct front_question question) {
  question.id = ++lines.front->last_question;
  lines.front->class->ask(lines.front, &question);
}

static inline void ask_line(const char *text) { ask((struct front_question){.kind = FRONT_LINE, .text = text}); }

static inline void ask_page(const char *text) { ask((struct front_question){.kind = FRONT_TEXT, .text = text}); }

static inline void ask_choice(const char *text, const char *const *options) {
  size_t count = 0;
  while (options[count]) count++;
  ask((struct front_question){.kind = FRONT_CHOICE, .text = text, .options = options, .options_count = count});
}
