// tend journal export: the journal in a format that other programs read.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "file.h"
#include "format.h"
#include "journal_use.h"
#include "paths.h"

struct request {
  const struct format *format;
  const char *path;
  const char *folder;  // of a keepsake, or NULL
  bool force;
};

int journal_use_unknown_format(const struct command *command, const char *name, bool readable) {
  struct buf names = {0};
  format_names(&names, readable);
  int status = command_usage(command, "there is no format '%s'%s; these are: %s", name ? name : "",
                             readable ? " that can be read" : "", buf_text(&names));
  buf_finish(&names);
  return status;
}

static int understand(struct request *request, const struct command *command, char **arguments) {
  for (int at = 0; arguments[at]; at++) {
    const char *value = NULL;
    if (strcmp(arguments[at], "--force") == 0) request->force = true;
    else if (option_value(arguments, &at, "--html", &request->folder)) {
      if (!request->folder) return command_usage(command, "--html needs a folder");
    } else if (option_value(arguments, &at, "--format", &value)) {
      request->format = value ? format_named(value) : NULL;
      if (!request->format) return journal_use_unknown_format(command, value, false);
    } else if (request->path || (arguments[at][0] == '-' && arguments[at][1])) {
      return command_usage(command, "'%s' is not understood", arguments[at]);
    } else request->path = arguments[at];
  }
  if (request->folder && request->format && request->format != &format_html)
    return command_usage(command, "--html makes a page; without it, --format %s makes a file", request->format->name);
  if (!request->format) request->format = request->folder ? &format_html : &format_jsonl;
  if (request->folder && request->path) return command_usage(command, "'%s' is not understood", request->path);
  return STATUS_OK;
}

static void tell(const struct request *request, size_t written) {
  if (!request->path || strcmp(request->path, "-") == 0) return;
  fprintf(stderr, "%zu %s written to %s. Whoever can read this file can read your journal.\n", written,
          written == 1 ? "entry was" : "entries were", request->path);
}

static int tell_damage(const struct export *export) {
  int status = export->unreadable ? journal_use_damaged(export->unreadable) : STATUS_OK;
  if (export->stayed)
    fprintf(stderr, "%zu %s in the journal only: this format has no place for %s. JSON Lines, Markdown and --html have.\n",
            export->stayed, export->stayed == 1 ? "photo stays" : "photos stay", export->stayed == 1 ? "it" : "them");
  if (export->photos)
    status = complain(STATUS_ERROR, "%zu %s damaged or gone; what else was written is whole", export->photos,
                      export->photos == 1 ? "photo is" : "photos are");
  return status;
}

// The practices that are here tell their kind; one that wrote an entry long ago may be gone.
struct kinds {
  struct catalogue catalogue;
  json_t *known;  // by name: [kind, minutes]
};

static const char *kind_of(void *context, const char *name, int *minutes) {
  struct kinds *kinds = context;
  json_t *known = json_object_get(kinds->known, name);
  if (!known) {
    struct buf mistakes = {0};
    struct practice *practice = catalogue_load(&kinds->catalogue, name, &mistakes);
    known = json_pack("[s, i]", practice && practice->kind ? practice->kind : "", practice ? practice->minutes : 0);
    json_object_set_new(kinds->known, name, known);
    practice_free(practice);
    buf_finish(&mistakes);
  }
  *minutes = (int)json_integer_value(json_array_get(known, 1));
  return json_string_value(json_array_get(known, 0));
}

static int export(struct journal *journal, const struct request *request) {
  struct fault fault = {{0}};
  struct kinds kinds = {.known = json_object()};
  struct export export = {.journal = journal, .kind_of = kind_of, .kinds = &kinds};
  catalogue_init(&kinds.catalogue);
  bool ok = export_journal(&export, request->format, request->path, request->force, &fault);
  catalogue_finish(&kinds.catalogue);
  json_decref(kinds.known);
  if (ok || export.written) tell(request, export.written);
  if (!ok) return complain(STATUS_ERROR, "%s", fault.text);
  return tell_damage(&export);
}

// A keepsake is a folder, which may grow: its page is index.html.
static int export_keepsake(struct journal *journal, struct request *request) {
  struct fault fault;
  if (!file_make_folder(request->folder, &fault)) return complain(STATUS_ERROR, "%s", fault.text);
  char *path = path_join(request->folder, "index.html");
  request->path = path;
  int status = export(journal, request);
  free(path);
  return status;
}

int journal_use_export(struct journal *journal, const struct command *command, char **arguments) {
  struct request request = {0};
  int status = understand(&request, command, arguments);
  if (status == STATUS_OK) status = journal_use_open_to_read(journal);
  if (status != STATUS_OK) return status;
  return request.folder ? export_keepsake(journal, &request) : export(journal, &request);
}
