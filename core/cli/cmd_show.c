// tend show: what a practice is, what it may do and where it came from.
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "common.h"
#include "keeper.h"

static void print_about(const struct practice *practice) {
  print_clean_line(practice->local_title);
  putchar('\n');
  if (*practice->local_summary) print_clean_line(practice->local_summary);
  puts(*practice->local_summary ? "\n" : "");
  print_field("name", practice->name);
  print_field("kind", practice->kind);
  if (practice->minutes) printf("  %-11s about %d\n", "minutes", practice->minutes);
  print_field("version", practice->version);
  print_field("author", practice->author);
  print_field("licence", practice->license);
  print_field("source", practice->source);
  print_field("intensity", practice->intensity);
  print_field("holds", practice->holds ? "has breath holds" : NULL);
  print_field("caution", practice->local_cautions);
  print_field("where", practice->path);
  print_field("origin", origin_words(practice->origin));
}

static enum state_grant grant_of(const struct practice *practice, const struct practice_permission *permission,
                                 struct state *state) {
  struct buf name = {0};
  practice_grant_name(&name, permission);
  enum state_grant grant =
      state ? state_grant(state, practice->identity, practice->hash, buf_text(&name)) : STATE_GRANT_UNASKED;
  buf_finish(&name);
  return grant;
}

static void print_permissions(const struct practice *practice, struct state *state) {
  static const char *const words[] = {
      [STATE_GRANT_UNASKED] = "not asked yet", [STATE_GRANT_YES] = "allowed", [STATE_GRANT_NO] = "refused"};
  puts(practice->permissions_count ? "\nIt may:" : "\nIt needs no permission.");
  for (size_t i = 0; i < practice->permissions_count; i++) {
    const struct practice_permission *permission = &practice->permissions[i];
    enum state_grant grant = grant_of(practice, permission, state);
    fputs("  ", stdout);
    print_permission(permission);
    printf(" (%s)\n", practice_is_trusted(practice, permission->key) ? "without being asked about" : words[grant]);
  }
}

static void print_settings(const struct practice *practice) {
  if (practice->settings_count)
    printf("\nIts settings, given with 'tend run %s --NAME=VALUE' or in tend.ini:\n", practice->name);
  for (size_t i = 0; i < practice->settings_count; i++) {
    const struct practice_setting *setting = &practice->settings[i];
    printf("  %-13s ", setting->key);
    print_clean_line(setting->help);
    printf(" [");
    print_clean_line(setting->initial);
    puts("]");
  }
}

static json_t *describe(const struct practice *practice, struct state *state) {
  json_t *permissions = json_array(), *settings = json_array();
  static const char *const grants[] = {"unasked", "yes", "no"};
  for (size_t i = 0; i < practice->permissions_count; i++) {
    const struct practice_permission *permission = &practice->permissions[i];
    enum state_grant grant = grant_of(practice, permission, state);
    json_array_append_new(
        permissions, json_pack("{s:s, s:s*, s:s*, s:s}", "key", permission->key, "scope", permission->scope, "reason",
                               permission->reason, "grant", grants[grant]));
  }
  for (size_t i = 0; i < practice->settings_count; i++)
    json_array_append_new(settings, json_pack("{s:s, s:s*, s:s*}", "name", practice->settings[i].key, "default",
                                              practice->settings[i].initial, "help", practice->settings[i].help));
  return json_pack("{s:s, s:s, s:s*, s:s*, s:s*, s:s*, s:s*, s:i, s:s*, s:b, s:s, s:s, s:o, s:o}", "name",
                   practice->name, "title", practice->title, "summary", practice->summary, "kind", practice->kind,
                   "version", practice->version, "license", practice->license, "source", practice->source, "minutes",
                   practice->minutes, "cautions", practice->cautions, "holds", practice->holds, "path", practice->path,
                   "hash", practice->hash, "permissions", permissions, "settings", settings);
}

static int take_back_grants(const struct practice *practice, struct state *state) {
  struct fault fault;
  if (state && !state_revoke(state, practice->identity, &fault)) return complain(STATUS_ERROR, "%s", fault.text);
  printf("What %s may do is forgotten; it will ask again.\n", practice->name);
  return STATUS_OK;
}

static int show(const struct practice *practice, bool json, bool take_back) {
  struct fault fault;
  struct keeper *keeper = keeper_create();
  bool kept = keeper_has_state(keeper);  // looking makes no file
  struct state *state = kept ? keeper_state(keeper, &fault) : NULL;
  int status = kept && !state ? complain(STATUS_ERROR, "%s", fault.text) : STATUS_OK;
  if (take_back) {
    if (status == STATUS_OK) status = take_back_grants(practice, state);
  } else if (json) {
    print_json(describe(practice, state));
  } else {
    print_about(practice);
    print_permissions(practice, state);
    print_settings(practice);
  }
  keeper_destroy(keeper);
  return status;
}

static int run(const struct command *command, int count, char **arguments) {
  (void)count;
  const char *named = NULL;
  bool json = false, take_back = false;
  for (char **argument = arguments; *argument; argument++) {
    if (strcmp(*argument, "--json") == 0) json = true;
    else if (strcmp(*argument, "--revoke") == 0) take_back = true;
    else if (**argument == '-' || named) return command_usage(command, "'%s' is not understood", *argument);
    else named = *argument;
  }
  if (!named) return command_usage(command, "which practice? 'tend list' shows what there is");
  struct practice *practice = load_named(named);
  if (!practice) return STATUS_USAGE;
  int status = show(practice, json, take_back);
  practice_free(practice);
  return status;
}

const struct command command_show = {
    "show", "what a practice is and what it may do",
    "  tend show NAME [--json]\n"
    "  tend show NAME --revoke    take back what it was allowed\n",
    run,
};
