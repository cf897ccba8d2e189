// tend alone: what there is today; on a terminal, a practice to pick.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "common.h"
#include "home.h"
#include "keeper.h"
#include "memory.h"
#include "text.h"
#include "tty.h"

enum { KEPT_SHOWN = 3, NOTES_SHOWN = 3 };

static const char *greeting(int hour) {
  return hour < 5 ? "A quiet night." : hour < 12 ? "Good morning." : hour < 18 ? "Good afternoon." : "Good evening.";
}

static void add_text(char ***list, size_t *count, char *text) {
  *list = mem_resize(*list, (*count + 1) * sizeof **list);
  (*list)[(*count)++] = text;
}

static char *clean_text(const char *text) {
  struct buf clean = {0};
  text_clean(&clean, text, strlen(text), false);
  return buf_take(&clean);
}

static void add_reminder(struct home *home, const struct state_reminder *reminder) {
  char *text = clean_text(reminder->text), *practice = clean_text(reminder->practice);
  add_text(&home->notes, &home->notes_count, mem_format("%s (%s)", text, practice));
  free(text);
  free(practice);
}

static void add_next(struct home *home, const struct state_reminder *reminder, int64_t now) {
  time_t due = (time_t)(reminder->due / 1000);
  struct tm local;
  char when[64], *text = clean_text(reminder->text);
  localtime_r(&due, &local);
  strftime(when, sizeof when, due - now / 1000 < 72000 ? "%H:%M" : "%A %H:%M", &local);
  add_text(&home->notes, &home->notes_count, mem_format("At %s: %s", when, text));
  free(text);
}

// Reminders that practices set: those whose time has come, each shown once, or else the next. What has no room stays.
static void add_reminders(struct home *home, struct state *state, int64_t now) {
  struct state_reminder *reminders = NULL;
  size_t count = state_reminders(state, INT64_MAX, &reminders), due = 0;
  for (; due < count && reminders[due].due <= now; due++) {
    if (due >= NOTES_SHOWN) continue;
    add_reminder(home, &reminders[due]);
    state_close_reminder(state, reminders[due].id, NULL);
  }
  if (due > NOTES_SHOWN)
    add_text(&home->notes, &home->notes_count, mem_format("and %zu more, the next time", due - NOTES_SHOWN));
  if (count && due == 0) add_next(home, &reminders[0], now);
  state_free_reminders(reminders, count);
}

static bool add_kept(void *context, const struct journal_entry *entry) {
  struct home *home = context;
  const char *title = json_string_value(json_object_get(entry->content, "title"));
  if (title && *title) add_text(&home->kept, &home->kept_count, clean_text(title));
  return home->kept_count < KEPT_SHOWN;
}

static void read_kept(struct home *home, int64_t now) {
  struct keeper *keeper = keeper_create();
  struct state *state = keeper_has_state(keeper) ? keeper_state(keeper, NULL) : NULL;
  struct journal *journal = keeper_has_journal(keeper) ? keeper_journal(keeper, NULL) : NULL;
  if (state) add_reminders(home, state, now);
  const struct journal_query lately = {.limit = KEPT_SHOWN * 3};
  if (journal && !journal_is_locked(journal)) journal_each(journal, &lately, add_kept, home, NULL, NULL);
  keeper_destroy(keeper);
}

static int by_kind(const void *left, const void *right) {
  const struct home_row *a = left, *b = right;
  int kinds = strcmp(a->kind, b->kind);
  return kinds ? kinds : strcmp(a->name, b->name);
}

static void read_rows(struct home *home, struct buf *mistakes) {
  struct catalogue catalogue;
  catalogue_init(&catalogue);
  home->rows = mem_zero(catalogue.count + 1, sizeof *home->rows);
  for (size_t i = 0; i < catalogue.count; i++) {
    struct practice *practice = practice_peek(catalogue.items[i].path, catalogue.items[i].origin, mistakes);
    if (!practice) continue;
    const char *kind = *practice->kind ? practice->kind : "yours";
    home->rows[home->rows_count++] =
        (struct home_row){mem_copy(practice->name), clean_text(practice->local_title), mem_copy(kind),
                          clean_text(practice->local_summary), practice->minutes};
    practice_free(practice);
  }
  qsort(home->rows, home->rows_count, sizeof *home->rows, by_kind);
  catalogue_finish(&catalogue);
}

static void finish(struct home *home) {
  for (size_t i = 0; i < home->notes_count; i++) free(home->notes[i]);
  for (size_t i = 0; i < home->kept_count; i++) free(home->kept[i]);
  for (size_t i = 0; i < home->rows_count; i++) {
    free(home->rows[i].name);
    free(home->rows[i].title);
    free(home->rows[i].kind);
    free(home->rows[i].summary);
  }
  free(home->notes);
  free(home->kept);
  free(home->rows);
}

static int print_home(const struct home *home) {
  printf("%s\n\n", home->greeting);
  for (size_t i = 0; i < home->notes_count; i++) printf("  %s\n", home->notes[i]);
  if (home->notes_count) putchar('\n');
  char *none[] = {NULL};
  int status = command_list.run(&command_list, 0, none);
  puts("\nFor instance: tend run three-breaths");
  return status;
}

static int pick_and_run(const struct home *home) {
  int picked = home_pick(home);
  if (picked < 0) return STATUS_OK;
  char *arguments[] = {home->rows[picked].name, NULL};
  return command_run.run(&command_run, 1, arguments);
}

static bool wants_screen(void) {
  struct settings settings;
  read_settings(&settings);
  bool plain = settings.look.front && strcmp(settings.look.front, "plain") == 0;
  settings_finish(&settings);
  return !plain && tty_is_capable(STDIN_FILENO, STDOUT_FILENO);
}

static int run(const struct command *command, int count, char **arguments) {
  (void)command, (void)count, (void)arguments;
  struct buf mistakes = {0};
  struct tm local;
  int64_t now = wall_now();
  localtime_r(&(time_t){now / 1000}, &local);
  struct home home = {.greeting = greeting(local.tm_hour)};
  bool screen = wants_screen();
  read_kept(&home, now);
  if (screen) read_rows(&home, &mistakes);
  int status = screen ? pick_and_run(&home) : print_home(&home);
  print_mistakes(&mistakes);
  buf_finish(&mistakes);
  finish(&home);
  return status;
}

const struct command command_home = {"", "what there is today", "  tend\n", run};
