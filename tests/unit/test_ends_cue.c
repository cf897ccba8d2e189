// The machine's players and voices are scripts of this test, in a PATH of their own, that write down how they were called.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <poll.h>
#include <time.h>

#include "cue.h"
#include "test_db_scratch.h"

// One line a call: name and arguments|what came on stdin|who started it|the signals that are ignored.
static const char script[] =
    "#!/bin/sh\n"
    "PATH=/usr/bin:/bin\n"
    "[ -p /dev/stdin ] && heard=$(cat)\n"
    "echo \"${0##*/} $*|$heard|$(tr '\\0' ' ' </proc/$PPID/cmdline)|$(sed -n 's/^SigIgn:\\t*//p' /proc/$$/status)\" "
    ">>\"$LOG\"\n";

static void install(const char *name, const char *then) {
  char *file = mem_format("bin/%s", name), *text = mem_format("%s%s\n", script, then);
  write_bytes(at(file), text, strlen(text));
  assert_int_equal(chmod(at(file), 0755), 0);
  free(file);
  free(text);
}

static int set_up(void **state) {
  if (scratch_make(state) < 0) return -1;
  setenv("PATH", at("bin"), 1);
  setenv("LOG", at("log"), 1);
  return mkdir(at("bin"), 0700) < 0 || symlink("/usr/bin/timeout", at("bin/timeout")) < 0 ? -1 : 0;
}

// The lines of the calls so far, once there are `count`.
static char *calls(size_t count) {
  for (int tries = 0; tries < 3000; tries++, poll(NULL, 0, 10)) {
    if (access(at("log"), R_OK) < 0) continue;
    struct buf log = read_bytes(at("log"));
    size_t lines = 0;
    for (size_t i = 0; i < log.len; i++) lines += log.data[i] == '\n';
    if (lines >= count) return buf_take(&log);
    buf_finish(&log);
  }
  fail_msg("half a minute went by without %zu calls", count);
  return NULL;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void the_first_player_that_is_installed_gets_the_sound(void **state) {
  (void)state;
  static const struct {
    const char *installed, *called;  // players come and go between the rows: each row adds one
  } rows[] = {
      {"aplay", "aplay -q %s/in-50.wav|"}, {"paplay", "paplay %s/in-50.wav|"}, {"pw-play", "pw-play %s/in-50.wav|"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    install(rows[i].installed, "");
    struct cue *cue = cue_spawn(at("sounds"), 0.5);
    assert_true(cue->class->play(cue, "in"));
    assert_null(cue->class->missing(cue));
    char *lines = calls(1), wanted[256];
    snprintf(wanted, sizeof wanted, rows[i].called, at("sounds"));
    if (strncmp(lines, wanted, strlen(wanted)) != 0) fail_msg("%s, not %s", lines, wanted);
    free(lines);
    assert_int_equal(unlink(at("log")), 0);
    cue->class->destroy(cue);
  }
  struct buf wav = read_bytes(at("sounds/in-50.wav"));
  assert_memory_equal(wav.data, "RIFF", 4);
  buf_finish(&wav);
  assert_int_equal(mode_of(at("sounds")), 0700);
}

static void each_sound_has_a_file_of_its_own_that_is_made_once(void **state) {
  (void)state;
  static const char *const sounds[] = {"in", "hold", "top-up", "out", "end", "bell"};
  install("paplay", "");
  struct cue *cue = cue_spawn(at("sounds"), 1);
  for (size_t i = 0; i < 6; i++) {
    assert_true(cue->class->play(cue, sounds[i]));
    free(calls(i + 1));
  }
  struct stat before, after;
  assert_int_equal(stat(at("sounds/in-100.wav"), &before), 0);
  assert_true(cue->class->play(cue, "in"));
  char *lines = calls(7);
  for (size_t i = 0; i < 6; i++) {
    char file[64];
    snprintf(file, sizeof file, "/sounds/%s-100.wav|", sounds[i]);
    assert_non_null(strstr(lines, file));
  }
  assert_int_equal(stat(at("sounds/in-100.wav"), &after), 0);
  assert_int_equal(before.st_ino, after.st_ino);
  free(lines);
  cue->class->destroy(cue);
}

static void a_player_runs_under_a_time_limit_and_with_ordinary_signals(void **state) {
  (void)state;
  install("paplay", "");
  signal(SIGPIPE, SIG_IGN);
  struct cue *cue = cue_spawn(at("sounds"), 0.5);
  assert_true(cue->class->play(cue, "out"));
  char *lines = calls(1);
  assert_non_null(strstr(lines, "|timeout -k 1 6 paplay "));
  assert_int_equal(strtoull(strrchr(lines, '|') + 1, NULL, 16) >> (SIGPIPE - 1) & 1, 0);
  free(lines);
  cue->class->destroy(cue);
  signal(SIGPIPE, SIG_DFL);
}

// Nothing waits for a player that hangs, and no more than a few of them are ever there.
static void a_player_that_hangs_holds_nothing_up(void **state) {
  (void)state;
  install("paplay", "echo $$ >>\"$LOG.pids\"; exec sleep 60");
  struct cue *cue = cue_spawn(at("sounds"), 0.5);
  double start = seconds();
  int heard = 0;
  for (int i = 0; i < 20; i++) heard += cue->class->play(cue, "hold");
  assert_true(seconds() - start < 30);  // they would sleep for a minute
  assert_int_equal(heard, 8);
  free(calls(8));
  start = seconds();
  cue->class->destroy(cue);
  assert_true(seconds() - start < 30);
  struct buf pids = {0};
  for (int tries = 0, lines = 0; lines < 8 && tries < 3000; tries++, poll(NULL, 0, 10)) {
    buf_clear(&pids);
    struct fault fault;
    if (!file_read(at("log.pids"), 1 << 20, &pids, &fault)) continue;
    lines = 0;
    for (size_t i = 0; i < pids.len; i++) lines += pids.data[i] == '\n';
  }
  for (char *next = pids.data, *rest; (rest = strchr(next, '\n')); next = rest + 1)
    kill((pid_t)strtol(next, NULL, 10), SIGKILL);
  buf_finish(&pids);
}

static void players_that_are_done_make_room_for_more(void **state) {
  (void)state;
  install("paplay", "");
  struct cue *cue = cue_spawn(at("sounds"), 0.5);
  for (size_t i = 0; i < 24; i++) {
    for (int tries = 0; !cue->class->play(cue, "hold"); tries++) {
      assert_true(tries < 3000);
      poll(NULL, 0, 10);
    }
    free(calls(i + 1));
  }
  cue->class->destroy(cue);
}

static void what_is_missing_is_said_once(void **state) {
  (void)state;
  struct cue *cue = cue_spawn(at("sounds"), 0.5);
  assert_null(cue->class->missing(cue));
  assert_false(cue->class->play(cue, "in"));
  const char *sentence = cue->class->missing(cue);
  assert_non_null(sentence);
  assert_non_null(strstr(sentence, "pw-play"));
  assert_false(cue->class->play(cue, "out"));
  assert_null(cue->class->missing(cue));
  assert_int_equal(cue->class->speak(cue, "hello"), 0);
  sentence = cue->class->missing(cue);
  assert_non_null(sentence);
  assert_non_null(strstr(sentence, "espeak-ng"));
  assert_int_equal(cue->class->speak(cue, "hello"), 0);
  assert_null(cue->class->missing(cue));
  assert_int_equal(access(at("sounds"), F_OK), -1);
  cue->class->destroy(cue);
}

static void a_sound_that_cannot_be_made_is_not_played(void **state) {
  (void)state;
  static const char *const names[] = {"", "breathe", "../in", "IN"};
  install("paplay", "");
  struct cue *cue = cue_spawn(at("sounds"), 0.5);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) assert_false(cue->class->play(cue, names[i]));
  cue->class->destroy(cue);
  write_bytes(at("file"), "", 0);
  cue = cue_spawn(at("file/sounds"), 0.5);
  assert_false(cue->class->play(cue, "in"));
  cue->class->destroy(cue);
  assert_int_equal(access(at("log"), F_OK), -1);
}

// What is spoken may be private: it goes through a pipe, and no other process can read it off the arguments.
static void words_go_to_the_voice_on_its_stdin(void **state) {
  (void)state;
  static const struct {
    const char *installed, *called;
  } rows[] = {{"espeak-ng", "espeak-ng --stdin|Caf\u00E9, softly.|timeout -k 1 60 espeak-ng --stdin |"},
              {"spd-say", "spd-say -e|Caf\u00E9, softly.|timeout -k 1 60 spd-say -e |"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    install(rows[i].installed, "");
    struct cue *cue = cue_spawn(at("sounds"), 0.5);
    assert_in_range(cue->class->speak(cue, "Caf\u00E9, softly."), 600, 5000);
    assert_null(cue->class->missing(cue));
    char *lines = calls(1);
    if (strncmp(lines, rows[i].called, strlen(rows[i].called)) != 0) fail_msg("%s, not %s", lines, rows[i].called);
    free(lines);
    assert_int_equal(unlink(at("log")), 0);
    cue->class->destroy(cue);
  }
}

static void longer_words_take_longer(void **state) {
  (void)state;
  install("spd-say", "");
  struct cue *cue = cue_spawn(at("sounds"), 0.5);
  int64_t one = cue->class->speak(cue, "One."),
          many = cue->class->speak(cue, "Many words that take their time to be said.");
  assert_true(one > 0 && many > one);
  free(calls(2));
  cue->class->destroy(cue);
}

#define CUE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, scratch_remove)

int main(void) {
  const struct CMUnitTest tests[] = {
      CUE_TEST(the_first_player_that_is_installed_gets_the_sound),
      CUE_TEST(each_sound_has_a_file_of_its_own_that_is_made_once),
      CUE_TEST(a_player_runs_under_a_time_limit_and_with_ordinary_signals),
      CUE_TEST(a_player_that_hangs_holds_nothing_up),
      CUE_TEST(players_that_are_done_make_room_for_more),
      CUE_TEST(what_is_missing_is_said_once),
      CUE_TEST(a_sound_that_cannot_be_made_is_not_played),
      CUE_TEST(words_go_to_the_voice_on_its_stdin),
      CUE_TEST(longer_words_take_longer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
