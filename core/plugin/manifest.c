// The manifest, plugin.ini; see manifest.h.
#include "manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ini.h"
#include "language.h"
#include "memory.h"
#include "mistake.h"
#include "setting.h"
#include "table.h"
#include "text.h"
#include "value.h"

enum { SETTINGS_MAX = 64, REASON_MAX = 300, API_MAX = 1000000 };

static const char *const kinds[] = {"breath", "senses", "create", "collect", "imagine",
                                    "write",  "notice", "ground", NULL};
static const char *const intensities[] = {"gentle", "moderate", "deep", NULL};
static const char *const permissions[] = {"journal.add", "journal.read", "notify", "sound", "remind", NULL};

static bool take_needed(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  if (value->value[0] == '\0')
    return fault_set(fault, "'%s' has no value: write for instance '%s'", value->key, row->example);
  return table_text(value, row, place, fault);
}

static bool take_name(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  const char **folder = place;
  if (!text_is_name(value->value))
    return fault_set(fault, "'%.60s' cannot be a practice's name: it is small letters, digits and '-', as in '%s'",
                     value->value, row->example);
  if (!*folder) return table_text(value, row, place, fault);
  return strcmp(*folder, value->value) == 0 ||
         fault_set(fault, "the name is '%s' and the folder is called '%s': make them the same", value->value, *folder);
}

static bool take_api(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  (void)place;
  int64_t api;
  if (!value_whole(value->key, value->value, row->least, row->most, &api, fault)) return false;
  return api <= PRACTICE_API ||
         fault_set(fault, "the practice is written for API %lld and this tend speaks API %d: it needs a newer tend",
                   (long long)api, PRACTICE_API);
}

#define PLACE(member) .offset = offsetof(struct practice, member)
static const struct table_row rows[] = {
    {"plugin", "name", take_name, PLACE(name), .most = 64, .example = "name = collecting-walk"},
    {"plugin", "title", take_needed, PLACE(title), .most = 80, .example = "title = A collecting walk"},
    {"plugin", "summary", take_needed, PLACE(summary), .most = 300,
     .example = "summary = Looking for three small things."},
    {"plugin", "version", take_needed, PLACE(version), .most = 32, .example = "version = 1.0.0"},
    {"plugin", "api", take_api, .least = 1, .most = API_MAX, .example = "api = 1"},
    {"plugin", "license", take_needed, PLACE(license), .most = 100, .example = "license = CC0-1.0"},
    {"plugin", "kind", table_word, PLACE(kind), .words = kinds, .example = "kind = notice"},
    {"plugin", "author", table_text, PLACE(author), .most = 200},
    {"plugin", "minutes", table_whole, PLACE(minutes), .least = 1, .most = 24 * 60},
    {"plugin", "source", table_text, PLACE(source), .most = 500},
    {"plugin", "background", table_yes_no, PLACE(background)},
    {"care", "intensity", table_word, PLACE(intensity), .words = intensities},
    {"care", "holds", table_yes_no, PLACE(holds)},
    {"care", "cautions", table_text, PLACE(cautions), .most = 300},
};

enum { ROWS = sizeof rows / sizeof *rows };

static const char *const others[] = {"permissions", "settings", "remind", NULL};
static const struct table table = {rows, ROWS, others};

// What has words in the person's language, too: "title.de", "cautions.pt-BR".
static const struct {
  const char *section, *key;
  size_t offset;
} translated[] = {
    {"plugin", "title", PLACE(local_title)},
    {"plugin", "summary", PLACE(local_summary)},
    {"care", "cautions", PLACE(local_cautions)},
};

enum { TRANSLATED = sizeof translated / sizeof *translated };

struct manifest {
  struct practice *practice;
  char wanted[LANGUAGES_MAX][LANGUAGE_SIZE];
  size_t wanted_count;
  size_t ranks[TRANSLATED];  // how dear the language found so far is, LANGUAGES_MAX for none
  bool given[ROWS];
  char unknown[INI_NAME_BYTES + 1];  // see table_take
};

static bool is_language(const char *name) {
  size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz");
  const char *region = name + length;
  return length >= 2 && length <= 3 && (region[0] == '\0' || ((region[0] == '-' || region[0] == '_') && region[1]));
}

// Which one it is a translation of; TRANSLATED for none.
static size_t find_translated(const struct ini_value *value) {
  const char *dot = strchr(value->key, '.');
  if (!dot || !is_language(dot + 1)) return TRANSLATED;
  size_t length = (size_t)(dot - value->key), i = 0;
  while (i < TRANSLATED && (strcmp(value->section, translated[i].section) != 0 ||
                            strlen(translated[i].key) != length || strncmp(value->key, translated[i].key, length) != 0))
    i++;
  return i;
}

// pt-BR is pt_BR in a locale.
static size_t rank_of(const struct manifest *manifest, const char *language) {
  char name[LANGUAGE_SIZE];
  snprintf(name, sizeof name, "%s", language);
  char *region = strchr(name, '-');
  if (region) *region = '_';
  for (size_t i = 0; i < manifest->wanted_count; i++)
    if (strcmp(name, manifest->wanted[i]) == 0) return i;
  return LANGUAGES_MAX;
}

static size_t most_of(const char *key) {
  for (size_t i = 0; i < ROWS; i++)
    if (strcmp(rows[i].key, key) == 0) return (size_t)rows[i].most;
  return 0;
}

static bool take_translation(struct manifest *manifest, size_t which, const struct ini_value *value,
                             struct fault *fault) {
  char **text = (char **)((char *)manifest->practice + translated[which].offset);
  size_t length = strlen(value->value), most = most_of(translated[which].key);
  size_t rank = rank_of(manifest, strchr(value->key, '.') + 1);
  if (length > most)
    return fault_set(fault, "'%s' has %zu bytes: at most %zu are allowed", value->key, length, most);
  if (length == 0 || rank >= manifest->ranks[which]) return true;
  free(*text);
  *text = mem_copy(value->value);
  manifest->ranks[which] = rank;
  return true;
}

// Reads "own REASON" or "tag:NAME REASON". Returns the reason, or NULL.
static const char *read_scope(struct practice_permission *permission, const char *text, struct fault *fault) {
  size_t length = strcspn(text, " \t");
  char *scope = mem_copy_n(text, length);
  if (strcmp(scope, "own") == 0 || (strncmp(scope, "tag:", 4) == 0 && scope[4])) {
    permission->scope = scope;
    return text + length + strspn(text + length, " \t");
  }
  free(scope);
  fault_set(fault,
            "'journal.read' begins with which entries it reads, 'own' or 'tag:NAME': "
            "write for instance 'journal.read = own to bring back your earlier letters'");
  return NULL;
}

static bool read_reason(struct practice_permission *permission, const char *reason, struct fault *fault) {
  size_t length = strlen(reason);
  if (length == 0)
    return fault_set(fault,
                     "'%s' has no reason: say in a few words what it is for, since the person is asked with them",
                     permission->key);
  if (length > REASON_MAX)
    return fault_set(fault, "the reason for '%s' has %zu bytes: at most %d are allowed", permission->key, length,
                     REASON_MAX);
  permission->reason = mem_copy(reason);
  return true;
}

static bool take_permission(struct practice *practice, const struct ini_value *value, struct fault *fault) {
  size_t index = 0;
  char hint[VALUE_HINT_MAX];
  while (permissions[index] && strcmp(permissions[index], value->key) != 0) index++;
  if (!permissions[index])
    return fault_set(fault,
                     "there is no permission '%s'%s: there are journal.add, journal.read, notify, sound and remind",
                     value->key, value_hint(value->key, permissions, hint));
  size_t size = (practice->permissions_count + 1) * sizeof *practice->permissions;
  practice->permissions = mem_resize(practice->permissions, size);
  struct practice_permission *permission = &practice->permissions[practice->permissions_count++];
  *permission = (struct practice_permission){.key = mem_copy(value->key), .line = value->line};
  const char *reason = strcmp(value->key, "journal.read") ? value->value : read_scope(permission, value->value, fault);
  return reason && read_reason(permission, reason, fault);
}

static bool take_setting(struct practice *practice, const struct ini_value *value, struct fault *fault) {
  if (practice->settings_count == SETTINGS_MAX)
    return fault_set(fault, "'%s' is one setting too many: at most %d are allowed", value->key, SETTINGS_MAX);
  size_t size = (practice->settings_count + 1) * sizeof *practice->settings;
  practice->settings = mem_resize(practice->settings, size);
  return setting_read(&practice->settings[practice->settings_count++], value, fault);
}

static bool take(void *context, const struct ini_value *value, struct fault *fault) {
  struct manifest *manifest = context;
  if (strcmp(value->section, "permissions") == 0) return take_permission(manifest->practice, value, fault);
  if (strcmp(value->section, "settings") == 0) return take_setting(manifest->practice, value, fault);
  if (strcmp(value->section, "remind") == 0) return true;
  size_t which = find_translated(value);
  if (which < TRANSLATED) return take_translation(manifest, which, value, fault);
  const struct table_row *row = table_find(&table, value);
  if (!row) return table_take(&table, manifest->practice, manifest->unknown, value, fault);
  manifest->given[row - rows] = true;
  return row->read(value, row, (char *)manifest->practice + row->offset, fault);
}

static size_t require(const struct manifest *manifest, const char *name, struct buf *errors) {
  size_t missing = 0;
  for (size_t i = 0; i < ROWS; i++) {
    if (!rows[i].example || manifest->given[i]) continue;
    mistake_add(errors, "%s: [%s] has no '%s': add for instance '%s'", name, rows[i].section, rows[i].key,
                rows[i].example);
    missing++;
  }
  return missing;
}

size_t manifest_read(struct practice *practice, const char *name, const char *text, size_t length, struct buf *errors) {
  struct manifest manifest = {.practice = practice};
  for (size_t i = 0; i < TRANSLATED; i++) manifest.ranks[i] = LANGUAGES_MAX;
  manifest.wanted_count = language_wanted(manifest.wanted);
  size_t mistakes = ini_read(name, text, length, take, &manifest, errors);
  mistakes += require(&manifest, name, errors);
  return mistakes;
}
