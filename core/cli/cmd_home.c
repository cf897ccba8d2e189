// tend alone: what there is today.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "common.h"
#include "keeper.h"
#include "paths.h"
#include "text.h"

static const char *greeting(int hour) {
  return hour < 5 ? "A quiet night." : hour < 12 ? "Good morning." : hour < 18 ? "Good afternoon." : "Good evening.";
}

// Reminders that practices set and whose time has come: each is shown once.
static void print_reminders(int64_t now) {
  char *path = path_of(PATH_STATE, "state.db", NULL);
  bool there = path && access(path, F_OK) == 0;
  free(path);
  if (!there) return;
  struct keeper *keeper = keeper_create();
  struct state *state = keeper_state(keeper, NULL);
  struct state_reminder *reminders = NULL;
  size_t count = state ? state_reminders(state, now, &reminders) : 0;
  for (size_t i = 0; i < count; i++) {
    struct buf text = {0};
    text_clean(&text, reminders[i].text, strlen(reminders[i].text), false);
    printf("  %s (%s)\n", buf_text(&text), reminders[i].practice);
    buf_finish(&text);
    state_close_reminder(state, reminders[i].id, NULL);
  }
  if (count) putchar('\n');
  state_free_reminders(reminders, count);
  keeper_destroy(keeper);
}

static int run(const struct command *command, int count, char **arguments) {
  (void)command, (void)count, (void)arguments;
  struct timespec now;
  struct tm local;
  clock_gettime(CLOCK_REALTIME, &now);
  localtime_r(&now.tv_sec, &local);
  printf("%s\n\n", greeting(local.tm_hour));
  print_reminders(now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000);
  char *none[] = {NULL};
  int status = command_list.run(&command_list, 0, none);
  puts("\nFor instance: tend run three-breaths");
  return status;
}

const struct command command_home = {"", "what there is today", "  tend\n", run};
