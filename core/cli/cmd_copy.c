// tend copy: somebody's practice, to be changed by the person.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bundle.h"
#include "catalogue.h"
#include "command.h"
#include "common.h"
#include "install.h"
#include "place.h"
#include "text.h"

static bool is_key(const char *line, size_t length, const char *key) {
  size_t space = strspn(line, " \t"), size = strlen(key);
  return length > space + size && strncmp(line + space, key, size) == 0 && strchr(" \t=", line[space + size]);
}

// The manifest under another name, with where it comes from; the licence and the author stay as they are.
static void rename_manifest(struct buf *out, const char *text, const struct practice *practice, const char *name) {
  bool in_plugin = false, said = *practice->source != '\0';
  while (*text) {
    size_t length = strcspn(text, "\n");
    if (text[strspn(text, " \t")] == '[') in_plugin = strncmp(text + strspn(text, " \t"), "[plugin]", 8) == 0;
    if (in_plugin && is_key(text, length, "name")) {
      buf_format(out, "name = %s\n", name);
      if (!said) buf_format(out, "source = A copy of %s %s by %s.\n", practice->name, practice->version,
                            *practice->author ? practice->author : "an author who is not named");
    } else {
      buf_add(out, text, length);
      buf_add_char(out, '\n');
    }
    text += length + (text[length] == '\n');
  }
}

static bool copy_bundle(const struct practice *practice, const char *name, struct bundle *copy, struct fault *fault) {
  struct bundle bundle = {0};
  bool ok = bundle_read_folder(&bundle, practice->path, fault);
  for (size_t i = 0; ok && i < bundle.count; i++) {
    struct buf data = {0};
    const struct practice_file *file = &bundle.files[i];
    if (strcmp(file->name, "plugin.ini") == 0) rename_manifest(&data, file->text, practice, name);
    else buf_add(&data, file->text, file->length);
    ok = bundle_add(copy, file->name, &data, fault);
  }
  bundle_finish(&bundle);
  return ok && bundle_close(copy, fault);
}

// Whole or not at all, and never over something that is there.
static bool put(const struct practice *practice, const char *name, struct fault *fault) {
  struct bundle bundle = {0};
  char *staged = copy_bundle(practice, name, &bundle, fault) ? place_stage(&bundle, name, fault) : NULL;
  bool ok = staged && place_take(staged, name, fault);
  if (staged) place_drop(staged);
  free(staged);
  bundle_finish(&bundle);
  return ok;
}

static int copy(const struct practice *practice, const char *name) {
  struct fault fault;
  const char *taken = install_name_taken(name);
  char *place = place_of(name);
  int lock, status = STATUS_OK;
  json_t *ledger = install_begin(&lock);
  if (!ledger) status = STATUS_ERROR;
  else if (taken) status = complain(STATUS_ERROR, "%s: choose another one than '%s'", taken, name);
  else if (install_is_there(name)) status = complain(STATUS_ERROR, "%s is there already: choose another name", place);
  else if (!put(practice, name, &fault)) status = complain(STATUS_ERROR, "%s: %s", practice->path, fault.text);
  else {
    printf("It is yours to change: %s\n  tend run --watch %s\nIts licence is ", place, name);
    print_clean_line(*practice->license ? practice->license : "not said");
    puts("; that stays with it.");
  }
  install_end(ledger, lock);
  free(place);
  return status;
}

static int run(const struct command *command, int count, char **arguments) {
  struct stat info;
  if (count != 2 || arguments[0][0] == '-' || arguments[1][0] == '-')
    return command_usage(command, "which practice, and under which name?");
  if (!text_is_name(arguments[1]))
    return complain(STATUS_USAGE, "a name is small letters, digits and '-', and '%s' is not", arguments[1]);
  struct practice *practice = load_named(arguments[0]);
  if (!practice) return STATUS_USAGE;
  int status = stat(practice->path, &info) == 0 && S_ISDIR(info.st_mode)
                   ? copy(practice, arguments[1])
                   : complain(STATUS_USAGE, "%s is a single file: cp does that", practice->path);
  practice_free(practice);
  return status;
}

const struct command command_copy = {
    "copy", "a practice of somebody else's, for you to change",
    "  tend copy NAME|FOLDER NEW-NAME\n"
    "\n"
    "The copy lies among your plugins, under its new name, with its licence and where it comes from.\n",
    run,
};
