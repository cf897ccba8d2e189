// What stands between a person's "run this" and the first line of a practice: its settings, its caution, and the
// permissions that it was not given yet.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "memory.h"
#include "session_internal.h"
#include "setting.h"
#include "text.h"

// Settings.

static json_t *typed(const struct practice_setting *setting, const char *value) {
  int64_t ms;
  switch (setting->type) {
    case SETTING_INTEGER: return json_integer(strtoll(value, NULL, 10));
    case SETTING_NUMBER: return json_real(strtod(value, NULL));
    case SETTING_BOOLEAN:
      return json_boolean(strcmp(value, "yes") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
    case SETTING_DURATION: return duration_parse(value, &ms) ? json_real((double)ms / 1e3) : json_real(0);
    case SETTING_TEXT:
    case SETTING_CHOICE: return json_string(value);
  }
  return NULL;
}

static bool set_value(struct session *session, const struct practice_setting *setting, const char *value,
                      struct fault *fault) {
  struct fault why;
  if (!setting_check(setting, value, &why))
    return fault_set(fault, "%s: %s", session->setup.practice->name, why.text);
  return json_object_set_new(session->settings, setting->key, typed(setting, value)) == 0;
}

static bool choose_value(struct session *session, const struct practice_setting *setting, struct fault *fault) {
  const char *given = json_string_value(json_object_get(session->setup.overrides, setting->key));
  if (given) return set_value(session, setting, given, fault);
  const struct settings_value *kept =
      settings_for(session->setup.settings, session->setup.practice->name, setting->key);
  if (!kept) return set_value(session, setting, setting->initial, fault);
  struct fault why;
  if (set_value(session, setting, kept->value, &why)) return true;
  return fault_set(fault, "tend.ini:%d: %s", kept->line, why.text);
}

static bool refuse_unknown(const struct session *session, const char *key, struct fault *fault) {
  const struct practice *practice = session->setup.practice;
  const char **names = mem_zero(practice->settings_count + 1, sizeof *names);
  for (size_t i = 0; i < practice->settings_count; i++) names[i] = practice->settings[i].key;
  const char *nearest = text_nearest(key, names);
  if (nearest) fault_set(fault, "%s has no setting '%s' (did you mean '--%s'?)", practice->name, key, nearest);
  else
    fault_set(fault, "%s has no setting '%s'; 'tend show %s' lists what it has", practice->name, key, practice->name);
  free(names);
  return false;
}

static bool choose_values(struct session *session, struct fault *fault) {
  const struct practice *practice = session->setup.practice;
  const char *key;
  json_t *value;
  json_object_foreach(session->setup.overrides, key, value) {
    if (!practice_setting(practice, key)) return refuse_unknown(session, key, fault);
  }
  for (size_t i = 0; i < practice->settings_count; i++)
    if (!choose_value(session, &practice->settings[i], fault)) return false;
  return true;
}

// Permissions.

static bool is_listed(const char *list, const char *name) {
  size_t length = strlen(name);
  for (const char *at = list; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
    if (strncmp(at, name, length) == 0 && (at[length] == ',' || at[length] == '\0')) return true;
  return false;
}

// By what name its grant is kept; the caller frees it.
static char *grant_name(const struct session *session, enum wire_permission permission) {
  struct buf name = {0};
  practice_grant_name(&name, practice_permission(session->setup.practice, wire_permission_name(permission)));
  return buf_take(&name);
}

static enum state_grant stored(struct session *session, enum wire_permission permission) {
  const struct practice *practice = session->setup.practice;
  struct state *state = keeper_state(session->setup.keeper, NULL);
  char *name = grant_name(session, permission);
  enum state_grant grant = state ? state_grant(state, practice->identity, practice->hash, name) : STATE_GRANT_UNASKED;
  free(name);
  return grant;
}

static void settle_permission(struct session *session, enum wire_permission permission) {
  const char *name = wire_permission_name(permission);
  session->declared[permission] = practice_permission(session->setup.practice, name) != NULL;
  if (!session->declared[permission]) return;
  switch (session->setup.grant) {
    case SESSION_GRANT_ALL: session->granted[permission] = true; break;
    case SESSION_GRANT_NONE: session->granted[permission] = is_listed(session->setup.granted, name); break;
    case SESSION_GRANT_ASK: {
      enum state_grant grant =
          practice_is_trusted(session->setup.practice, name) ? STATE_GRANT_YES : stored(session, permission);
      session->granted[permission] = grant == STATE_GRANT_YES;
      session->denied[permission] = grant == STATE_GRANT_NO;
      return;
    }
  }
  session->denied[permission] = !session->granted[permission];
}

static void adopt_kept(const struct session *session) {
  const struct practice *practice = session->setup.practice;
  bool moved = practice->inherits && strcmp(practice->name, practice->identity) != 0;
  struct state *state = moved ? keeper_state(session->setup.keeper, NULL) : NULL;
  if (state) state_adopt(state, practice->name, practice->identity, NULL);
}

bool session_prepare(struct session *session, struct fault *fault) {
  adopt_kept(session);
  session->settings = json_object();
  for (int permission = WIRE_FREE + 1; permission < WIRE_PERMISSIONS; permission++)
    settle_permission(session, (enum wire_permission)permission);
  return choose_values(session, fault);
}

// For each permission that the manifest does not name: what the author is to be told.
json_t *session_undeclared(const struct practice *practice) {
  static const char *const reasons[WIRE_PERMISSIONS] = {
      [WIRE_JOURNAL_ADD] = "to keep what you write", [WIRE_JOURNAL_READ] = "own to bring back what you wrote here",
      [WIRE_NOTIFY] = "to tell you when it is time", [WIRE_SOUND] = "to mark the time with a soft bell",
      [WIRE_REMIND] = "to remind you once",
  };
  bool single_file = !practice_has_manifest(practice);
  json_t *undeclared = json_object();
  for (int i = WIRE_FREE + 1; i < WIRE_PERMISSIONS; i++) {
    const char *name = wire_permission_name((enum wire_permission)i);
    if (practice_permission(practice, name)) continue;
    char *line =
        single_file
            ? mem_format("a single file may not use %s; a folder with a plugin.ini may ask for it", name)
            : mem_format("plugin.ini does not ask for it; under [permissions] add the line: %s = %s", name, reasons[i]);
    json_object_set_new(undeclared, name, json_string(line));
    free(line);
  }
  return undeclared;
}

bool session_caution_is_new(struct session *session, const char *whose, const char *caution) {
  struct state *state = keeper_store(session->setup.keeper, NULL, NULL);
  bool in_a_moment = session->setup.clock->class->advance != NULL;
  if (!state) return true;
  return in_a_moment ? !state_caution_was_shown(state, whose, caution) : state_caution_first(state, whose, caution);
}

static void tell_caution(struct session *session) {
  const struct practice *practice = session->setup.practice;
  if (!practice->cautions || !*practice->cautions) return;
  if (!session_caution_is_new(session, practice->identity, practice->cautions)) return;
  struct buf text = {0};
  const char *caution = session_is_original(session) ? practice->cautions : practice->local_cautions;
  text_clean(&text, caution, strlen(caution), false);
  session->setup.front->class->tell(session->setup.front, FRONT_CARE, text.data);
  buf_finish(&text);
}

// What changed since the person last decided about this practice.
static const char *news(struct session *session, enum wire_permission permission) {
  const struct practice *practice = session->setup.practice;
  struct state *state = keeper_state(session->setup.keeper, NULL);
  if (!state || !state_granted_before(state, practice->identity, practice->hash, NULL)) return "";
  char *name = grant_name(session, permission);
  bool known = state_granted_before(state, practice->identity, practice->hash, name);
  free(name);
  return known ? " It has changed since you were last asked; this wish is not new."
               : " It has changed since you were last asked, and this wish is new.";
}

struct preview {
  size_t count;
  struct buf titles;
};

static bool note_title(void *context, const struct journal_entry *entry) {
  enum { TITLES_MOST = 3, TITLE_BYTES = 80 };
  struct preview *preview = context;
  const json_t *title = json_object_get(entry->content, "title");
  const char *text = json_string_value(title);
  size_t length = json_string_length(title);
  if (++preview->count > TITLES_MOST || length == 0) return true;
  if (length > TITLE_BYTES)
    for (length = TITLE_BYTES; (text[length] & 0xC0) == 0x80;) length--;  // no half of a character
  buf_format(&preview->titles, "%s'%.*s'", preview->titles.len ? ", " : "", (int)length, text);
  return true;
}

// What a yes to reading would lay open now.
static void preview_entries(struct session *session, struct buf *words) {
  const struct journal_query query = session_covered(session);
  struct preview preview = {0};
  if (!keeper_has_journal(session->setup.keeper)) {
    buf_format(words, " So far there is none.");
    return;
  }
  struct journal *journal = keeper_journal(session->setup.keeper, NULL);
  if (!journal) return;
  if (journal_is_locked(journal)) {
    buf_format(words, " Your journal is locked, so which entries those are cannot be told now.");
    return;
  }
  bool read = journal_each(journal, &query, note_title, &preview, NULL, NULL);
  if (read && preview.count == 0) buf_format(words, " So far there is none.");
  else if (read)
    buf_format(words, " So far %s %zu%s%s.", preview.count == 1 ? "that is" : "those are", preview.count,
               preview.titles.len ? ", the newest " : "", buf_text(&preview.titles));
  buf_finish(&preview.titles);
}

static void ask_permission(struct session *session, enum wire_permission permission) {
  static const char *const wishes[WIRE_PERMISSIONS] = {
      [WIRE_JOURNAL_ADD] = "add to your journal (it cannot read it)",
      [WIRE_JOURNAL_READ] = "read what it wrote into your journal",
      [WIRE_NOTIFY] = "show you notifications",
      [WIRE_SOUND] = "make soft sounds",
      [WIRE_REMIND] = "set a reminder",
  };
  static const char *const options[] = {"Yes, always", "Yes, this time", "No, and not again"};
  const struct practice *practice = session->setup.practice;
  const struct practice_permission *wanted = practice_permission(practice, wire_permission_name(permission));
  struct buf text = {0}, words = {0};
  const char *tag = practice_scope_tag(wanted);
  buf_format(&words, "'%s' would like to ", practice->title);
  if (tag) buf_format(&words, "read what has the tag '%s' in your journal, whatever wrote it", tag);
  else buf_add_text(&words, wishes[permission]);
  buf_format(&words, ". Its author's reason: %s.%s", wanted->reason, news(session, permission));
  if (permission == WIRE_JOURNAL_READ) preview_entries(session, &words);
  buf_format(&words, " Is that all right?");
  text_clean(&text, words.data, words.len, false);
  struct front *front = session->setup.front;
  const struct front_question question = {.id = ++front->last_question, .kind = FRONT_CHOICE, .text = text.data,
                                          .options = options, .options_count = 3, .from_tend = true};
  session->consent = permission;
  session->consent_question = question.id;
  front->class->ask(front, &question);
  buf_finish(&words);
  buf_finish(&text);
}

// Asks about the next permission that is still open, if somebody is there to answer; otherwise the practice may start.
static void consent_next(struct session *session) {
  bool somebody = session->setup.grant == SESSION_GRANT_ASK && session->setup.front->interactive;
  for (int i = WIRE_FREE + 1; somebody && i < WIRE_PERMISSIONS; i++)
    if (session->declared[i] && !session->granted[i] && !session->denied[i])
      return ask_permission(session, (enum wire_permission)i);
  session->state = SESSION_RUNNING;
}

void session_consent_begin(struct session *session) {
  tell_caution(session);
  consent_next(session);
}

void session_consent_answer(struct session *session, size_t option, bool skipped) {
  enum { ALWAYS, THIS_TIME };
  const struct practice *practice = session->setup.practice;
  enum wire_permission permission = session->consent;
  bool yes = !skipped && option <= THIS_TIME;
  session->consent_question = 0;
  session->granted[permission] = yes;
  session->denied[permission] = !yes;
  struct state *state = keeper_state(session->setup.keeper, NULL);
  // Passing over the question decides nothing for the next time.
  char *name = grant_name(session, permission);
  if (state && !skipped && option != THIS_TIME)
    state_set_grant(state, practice->identity, practice->hash, name, yes ? STATE_GRANT_YES : STATE_GRANT_NO, NULL);
  free(name);
  consent_next(session);
  session_start_when_ready(session);
}
