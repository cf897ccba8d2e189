// What several commands need; see common.h.
#include "common.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "memory.h"
#include "paths.h"
#include "text.h"

int complain(int status, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *sentence = NULL;
  struct buf clean = {0};
  // A stranger's words may be in it.
  if (vasprintf(&sentence, format, args) >= 0) text_clean(&clean, sentence, strlen(sentence), true);
  fprintf(stderr, "tend: %s\n", buf_text(&clean));
  buf_finish(&clean);
  free(sentence);
  va_end(args);
  return status;
}

int command_usage(const struct command *command, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("tend: ", stderr);
  vfprintf(stderr, format, args);
  va_end(args);
  fprintf(stderr, "; 'tend %s --help' says more\n", command->name);
  return STATUS_USAGE;
}

void print_mistakes(const struct buf *mistakes) { fputs(buf_text(mistakes), stderr); }

void read_settings(struct settings *settings) {
  struct buf mistakes = {0};
  settings_init(settings);
  char *path = path_of(PATH_CONFIG, "tend.ini", NULL);
  if (path) settings_read(settings, path, &mistakes);
  print_mistakes(&mistakes);
  buf_finish(&mistakes);
  free(path);
}

struct practice *load_named(const char *named) {
  struct catalogue catalogue;
  struct buf mistakes = {0};
  catalogue_init(&catalogue);
  struct practice *practice = catalogue_load(&catalogue, named, &mistakes);
  if (!practice) print_mistakes(&mistakes);
  buf_finish(&mistakes);
  catalogue_finish(&catalogue);
  return practice;
}

bool option_value(char **arguments, int *at, const char *name, const char **value) {
  const char *argument = arguments[*at];
  size_t length = strlen(name);
  if (strncmp(argument, name, length) != 0) return false;
  if (argument[length] == '=') {
    *value = argument + length + 1;
    return true;
  }
  if (argument[length] != '\0') return false;
  *value = arguments[*at + 1];
  if (*value) ++*at;
  return true;
}

int unknown_option(const struct practice *practice, const char *const *own, const char *name) {
  size_t settings = practice ? practice->settings_count : 0, count = 0;
  while (own[count]) count++;
  const char **names = mem_zero(count + settings + 1, sizeof *names);
  memcpy(names, own, count * sizeof *names);
  for (size_t i = 0; i < settings; i++) names[count + i] = practice->settings[i].key;
  const char *nearest = text_nearest(name, names);
  free(names);
  if (nearest) return complain(STATUS_USAGE, "there is no option '--%s' (did you mean '--%s'?)", name, nearest);
  if (!practice)
    return complain(STATUS_USAGE, "there is no option '--%s'; a practice's settings come after its name", name);
  return complain(STATUS_USAGE, "%s has no setting '%s'; 'tend show %s' lists what it has", practice->name, name,
                  practice->name);
}

void print_clean_line(const char *text) {
  struct buf clean = {0};
  text_clean(&clean, text, strlen(text), false);
  fputs(buf_text(&clean), stdout);
  buf_finish(&clean);
}

void print_clean_lines(const char *before, const char *text) {
  while (*text) {
    struct buf clean = {0};
    size_t length = strcspn(text, "\n");
    text_clean(&clean, text, length, false);
    printf("%s%s\n", before, buf_text(&clean));
    buf_finish(&clean);
    text += length + (text[length] == '\n');
  }
}

void print_field(const char *name, const char *value) {
  if (!value || !*value) return;
  printf("  %-11s ", name);
  print_clean_line(value);
  putchar('\n');
}

void print_permission(const struct practice_permission *permission) {
  printf("%-13s ", permission->key);
  if (permission->scope) print_clean_line(permission->scope);
  if (permission->scope) putchar(' ');
  print_clean_line(permission->reason);
}

bool ask_yes(const char *question) {
  char answer[16] = "";
  printf("%s [y/N] ", question);
  fflush(stdout);
  if (!fgets(answer, sizeof answer, stdin)) putchar('\n');
  answer[strcspn(answer, "\r\n")] = '\0';
  return strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
}

int64_t wall_now(void) { return clock_real()->class->wall(clock_real()); }

void print_json(json_t *value) {
  json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
  putchar('\n');
  json_decref(value);
}

const char *origin_words(enum practice_origin origin) {
  switch (origin) {
    case PRACTICE_OWN: return "your own";
    case PRACTICE_INSTALLED: return "installed";
    case PRACTICE_BUNDLED: return "comes with tend";
    case PRACTICE_PATH: return "a path";
  }
  return "";
}
