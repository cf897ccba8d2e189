// tend check: what an author would want to know before anybody runs it. The script is read, and never run.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "common.h"
#include "memory.h"
#include "review.h"

struct checking {
  const char *named;  // as the author wrote it
  bool is_folder, json;
  size_t errors, warnings;
  json_t *rows;
};

static void put(struct checking *checking, const char *path, int line, int column, const char *severity,
                const char *text) {
  if (strcmp(severity, "error") == 0) checking->errors++;
  else checking->warnings++;
  if (checking->json) {
    json_array_append_new(checking->rows, json_pack("{s:s, s:i, s:i, s:s, s:s}", "file", path, "line", line, "column",
                                                    column, "severity", severity, "text", text));
    return;
  }
  struct buf clean = {0};
  buf_format(&clean, "%s:%d:%d: %s: %s", path, line, column, severity, text);
  print_clean_line(buf_text(&clean));
  putchar('\n');
  buf_finish(&clean);
}

static void on_finding(void *context, const struct review_finding *finding) {
  struct checking *checking = context;
  size_t length = strlen(checking->named);
  while (length > 1 && checking->named[length - 1] == '/') length--;
  char *path = checking->is_folder ? mem_format("%.*s/%s", (int)length, checking->named, finding->file)
                                   : mem_copy(checking->named);
  put(checking, path, finding->line, finding->column, finding->severity, finding->text);
  free(path);
}

// "where:line: sentence", or "where: sentence", a line each.
static void put_mistakes(struct checking *checking, const struct buf *mistakes) {
  char *all = mem_copy(buf_text(mistakes)), *rest = all;
  for (char *line; (line = strsep(&rest, "\n"));) {
    if (!*line) continue;
    char *colon = strstr(line, ": "), *number = colon;
    if (!colon) {
      put(checking, checking->named, 1, 1, "error", line);
      continue;
    }
    *colon = '\0';
    while (number > line && number[-1] >= '0' && number[-1] <= '9') number--;
    bool has_line = number < colon && number > line && number[-1] == ':';
    if (has_line) number[-1] = '\0';
    put(checking, line, has_line ? atoi(number) : 1, 1, "error", colon + 2);
  }
  free(all);
}

static int check(struct checking *checking) {
  struct stat info;
  struct buf mistakes = {0};
  struct fault fault;
  if (stat(checking->named, &info) < 0)
    return complain(STATUS_USAGE, "%s: there is no such file or folder; for a practice here: tend check .", checking->named);
  checking->is_folder = S_ISDIR(info.st_mode);
  struct practice *practice = practice_load(checking->named, PRACTICE_PATH, &mistakes);
  bool ok = true;
  if (practice) ok = review_practice(practice, on_finding, checking, &fault);
  else put_mistakes(checking, &mistakes);
  practice_free(practice);
  buf_finish(&mistakes);
  return ok ? STATUS_OK : complain(STATUS_ERROR, "%s", fault.text);
}

static int run(const struct command *command, int count, char **arguments) {
  struct checking checking = {0};
  for (int at = 0; at < count; at++) {
    if (strcmp(arguments[at], "--json") == 0) checking.json = true;
    else if (checking.named || arguments[at][0] == '-')
      return command_usage(command, "'%s' is not understood", arguments[at]);
    else checking.named = arguments[at];
  }
  if (!checking.named) return command_usage(command, "which practice? For one in this folder: tend check .");
  checking.rows = json_array();
  int status = check(&checking);
  if (status == STATUS_OK && checking.json) print_json(json_incref(checking.rows));
  else if (status == STATUS_OK && checking.errors + checking.warnings == 0) printf("%s: nothing to say.\n", checking.named);
  json_decref(checking.rows);
  return status == STATUS_OK && checking.errors ? STATUS_ERROR : status;
}

const struct command command_check = {
    "check", "read a practice of yours, and say what is wrong with it",
    "  tend check FOLDER|FILE.lua [--json]\n"
    "\n"
    "Reads the manifest and every Lua file, without running them: mistakes in writing, names that are not\n"
    "there, calls that could not work, permissions that are missing or never used. A line for each:\n"
    "  FILE:LINE:COLUMN: error|warning: what, and how to mend it\n"
    "\n"
    "Exit status: 0 no errors, 1 errors, 2 wrong use.\n",
    run,
};
