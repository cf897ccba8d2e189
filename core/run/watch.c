// A practice that is being written; see watch.h.
#include "watch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "folder_watch.h"
#include "front_replay.h"
#include "memory.h"
#include "paths.h"
#include "text.h"

struct watch {
  struct session_setup setup;
  struct folder_watch *files;
  struct practice *practice, *next;  // the version that runs; the one that is to take its place
  char *told;                        // what was wrong with the last that could not be read
  char refused[65];                  // hash of a version that was not taken, or ""
  struct deeds past, present;
  struct front *inner, *front;       // while it runs: the person's; the one before it
  struct front_listener listener;    // to the person, once the version is over
  bool over, finished, left;
  bool ended_seen;                   // it came to an end that the person was told of
};

// What is watched.

static void watch_folders(struct watch *watch) {
  const struct practice *practice = watch->practice;
  struct stat place;
  bool is_folder = stat(practice->path, &place) == 0 && S_ISDIR(place.st_mode);
  char *base = is_folder ? mem_copy(practice->path) : path_folder(practice->path);
  folder_watch_add(watch->files, base);
  for (size_t i = 0; is_folder && i < practice->files_count; i++) {
    char *file = mem_format("%s/%s", base, practice->files[i].name), *folder = path_folder(file);
    folder_watch_add(watch->files, folder);
    free(folder);
    free(file);
  }
  free(base);
}

struct watch *watch_create(const struct session_setup *setup, struct practice *practice, struct fault *fault) {
  struct folder_watch *files = folder_watch_create(fault);
  if (!files) {
    practice_free(practice);
    return NULL;
  }
  struct watch *watch = mem_zero(1, sizeof *watch);
  watch->setup = *setup;
  watch->files = files;
  watch->practice = practice;
  watch_folders(watch);
  return watch;
}

void watch_destroy(struct watch *watch) {
  if (!watch) return;
  folder_watch_destroy(watch->files);
  practice_free(watch->practice);
  practice_free(watch->next);
  deeds_finish(&watch->past);
  deeds_finish(&watch->present);
  free(watch->told);
  free(watch);
}

static void take_version(struct watch *watch, struct practice *next) {
  practice_free(watch->practice);
  watch->practice = next;
  *watch->refused = '\0';
  watch_folders(watch);
}

// A version that is neither the one that runs nor one that was refused already; NULL when there is none.
static struct practice *new_version(struct watch *watch, struct buf *mistakes) {
  if (!folder_watch_take(watch->files)) return NULL;
  struct practice *next = practice_load(watch->practice->path, watch->practice->origin, mistakes);
  if (!next) return NULL;
  if (strcmp(next->hash, watch->practice->hash) != 0 && strcmp(next->hash, watch->refused) != 0) return next;
  practice_free(next);
  return NULL;
}

// A run.

static struct runner_result run(struct watch *watch, const struct practice *practice, struct front *front,
                                struct cue *cue, struct clock *clock, const struct runner_watch *news) {
  struct keeper *keeper = keeper_create_scratch();
  struct runner_setup setup = {.session = watch->setup, .watch = news};
  setup.session.practice = practice;
  setup.session.front = front;
  setup.session.cue = cue;
  setup.session.clock = clock;
  setup.session.keeper = keeper;
  setup.session.unkept = true;
  struct runner_result result = runner_run(&setup);
  keeper_destroy(keeper);
  return result;
}

static void tell_lines(struct front *front, enum front_tone tone, const char *text) {
  for (const char *line = text; *line;) {
    struct buf clean = {0};
    size_t length = strcspn(line, "\n");
    text_clean(&clean, line, length, false);
    front->class->tell(front, tone, buf_text(&clean));
    buf_finish(&clean);
    line += length + (line[length] == '\n');
  }
}

static void refuse(struct watch *watch, const char *why) {
  tell_lines(watch->inner, FRONT_STOP, why);
  if (!watch->over) tell_lines(watch->inner, FRONT_CARE, "The version before goes on here until that is mended.");
}

// Whether a version comes as far as the one that runs, on which nothing of this is seen.
static bool try_version(struct watch *watch, struct practice *next) {
  struct clock *clock = clock_replay(watch->setup.clock);
  struct deeds done = {0};
  struct front *front = front_replay_trial(watch->inner, clock, &watch->present, &done);
  struct runner_result result = run(watch, next, front, front_replay_cue(front, NULL), clock, NULL);
  // Where no question follows any more, it goes on at the same time instead.
  watch->present.asking &= front_replay_asked(front);
  front->class->destroy(front);
  clock->class->destroy(clock);
  deeds_finish(&done);
  if (result.sentence) {
    strcpy(watch->refused, next->hash);
    refuse(watch, result.sentence);
  }
  free(result.sentence);
  return result.status == SESSION_FINISHED;
}

// Between two versions.

enum { LEAVE, AGAIN };  // what Enter does comes last

static void ask_what_next(struct watch *watch, bool finished) {
  static const char *const options[] = {[LEAVE] = "Leave", [AGAIN] = "Begin again"};
  const struct front_question question = {
      .id = ++watch->inner->last_question,
      .kind = FRONT_CHOICE,
      .text = finished ? "That was all of it. Save a change, and it goes on after your last answer."
                       : "Save a change, and it goes on where it broke off.",
      .options = options,
      .options_count = 2,
      .from_tend = true,
  };
  watch->finished = finished;
  watch->inner->class->ask(watch->inner, &question);
}

static void close_question(struct watch *watch) {
  watch->inner->class->retract(watch->inner, watch->inner->last_question, false);
}

static void on_choice(void *context, int64_t question, size_t option) {
  (void)question;
  struct watch *watch = context;
  watch->left = option == LEAVE;
  watch->over = false;
}

static void on_skip(void *context, int64_t question) {
  struct watch *watch = context;
  if (!question) return;
  // Where nothing more can be typed, whoever typed has gone.
  if (watch->inner->class->input(watch->inner) < 0) watch->over = false, watch->left = true;
  else ask_what_next(watch, watch->finished);
}

static void on_answer(void *context, int64_t question, const char *text, size_t length) {
  (void)text, (void)length;
  on_skip(context, question);
}

static void on_leave(void *context) { on_choice(context, 0, LEAVE); }

static void on_ground(void *context) {
  const struct watch *watch = context;
  front_ground(watch->inner);
}

static void on_pause(void *context, bool pause) { (void)context, (void)pause; }

static bool take_news(void *context) {
  struct watch *watch = context;
  struct buf mistakes = {0};
  struct practice *next = new_version(watch, &mistakes);
  bool told = watch->told && strcmp(watch->told, buf_text(&mistakes)) == 0;
  if (mistakes.len && !told) refuse(watch, buf_text(&mistakes));
  free(watch->told);
  watch->told = buf_take(&mistakes);
  if (!next) return false;
  if (!watch->over) front_replay_note(watch->front);
  if (!watch->over && !try_version(watch, next)) {
    practice_free(next);
    return false;
  }
  if (watch->over) close_question(watch);
  front_replay_cut(watch->front);
  watch->next = next;
  return true;
}

static void keep_deeds(struct watch *watch, bool present) {
  deeds_finish(present ? &watch->past : &watch->present);
  if (present) watch->past = watch->present;
  watch->present = (struct deeds){0};
}

static bool on_over(void *context, const struct runner_result *result) {
  struct watch *watch = context;
  bool finished = result->status == SESSION_FINISHED;
  watch->left = front_replay_left(watch->front);
  if (watch->left) return false;
  front_replay_note(watch->front);
  // What came to its end is shown once more from the last answer on; what broke off, from there.
  if (finished) watch->present.after = 0;
  front_replay_hand_over(watch->front, &watch->listener);
  watch->inner->last_question = watch->front->last_question;
  if (result->sentence) tell_lines(watch->inner, FRONT_STOP, result->sentence);
  watch->over = watch->ended_seen = true;
  ask_what_next(watch, finished);
  return true;
}

static bool waits(void *context) {
  const struct watch *watch = context;
  return watch->over;
}

static struct runner_result run_version(struct watch *watch) {
  const struct runner_watch news = {watch, folder_watch_fd(watch->files), take_news, on_over, waits};
  struct clock *clock = clock_replay(watch->setup.clock);
  struct front *front = front_replay(watch->inner, clock, &watch->past, &watch->present);
  watch->front = front;
  watch->over = watch->ended_seen = false;
  struct runner_result result =
      run(watch, watch->practice, front, front_replay_cue(front, watch->setup.cue), clock, &news);
  watch->left |= result.interrupted;
  // A version that broke off earlier than the one before has made nothing undone.
  keep_deeds(watch, front_replay_arrived(front) || result.status == SESSION_FINISHED);
  front->class->destroy(front);
  clock->class->destroy(clock);
  return result;
}

struct runner_result watch_run(struct watch *watch, struct front *front) {
  watch->inner = front;
  watch->listener = (struct front_listener){watch, on_answer, on_choice, on_skip, on_leave, on_ground, on_pause};
  for (;;) {
    struct runner_result result = run_version(watch);
    // What could not even begin, with a setting that it has not for instance, would not the next time either.
    if (watch->left || (!watch->ended_seen && !result.replaced)) {
      if (watch->ended_seen) front->class->end(front, (int)result.status);
      return result;
    }
    if (!watch->next) deeds_finish(&watch->past);  // from the start
    else {
      take_version(watch, watch->next);
      watch->next = NULL;
      tell_lines(front, FRONT_CARE, "Saved. This is the new version, with your answers so far.");
    }
    free(result.sentence);
  }
}
