// One setting of a practice; see setting.h.
#include "setting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "memory.h"
#include "value.h"

static const char *const types[] = {"integer", "number", "boolean", "text", "choice", "duration", NULL};
static const char *const shapes[] = {
    [SETTING_INTEGER] = "integer 20 5..60 How long it lasts",
    [SETTING_NUMBER] = "number 1 0.5..2 How fast it is",
    [SETTING_BOOLEAN] = "boolean no Whether you write afterwards",
    [SETTING_TEXT] = "text \"the woods\" Where you like to go",
    [SETTING_CHOICE] = "choice box box|coherent Which breath it follows",
    [SETTING_DURATION] = "duration 8m 1m..1h How long you look",
};

static bool wrong(struct fault *fault, const struct practice_setting *setting, const char *what) {
  return fault_set(fault, "the setting '%s' %s: write for instance '%s = %s'", setting->key, what, setting->key,
                   shapes[setting->type]);
}

// The first word of *at, which moves on to the next one; "" at the end. The caller frees it.
static char *next_word(const char **at) {
  size_t length = strcspn(*at, " \t");
  char *word = mem_copy_n(*at, length);
  *at += length;
  *at += strspn(*at, " \t");
  return word;
}

static bool unknown_type(struct fault *fault, const char *key, const char *word) {
  static const char known[] = "it begins with integer, number, boolean, text, choice or duration";
  char hint[VALUE_HINT_MAX];
  if (word[0] == '\0') return fault_set(fault, "the setting '%s' has no value: %s", key, known);
  return fault_set(fault, "the setting '%s' cannot be of type '%.40s'%s: %s", key, word, value_hint(word, types, hint),
                   known);
}

static bool read_type(struct practice_setting *setting, const char **at, struct fault *fault) {
  char *word = next_word(at);
  size_t index = 0;
  while (types[index] && strcmp(types[index], word) != 0) index++;
  bool known = types[index] || unknown_type(fault, setting->key, word);
  if (known) setting->type = (enum setting_type)index;
  free(word);
  return known;
}

static bool read_initial(struct practice_setting *setting, const char **at, struct fault *fault) {
  if (setting->type == SETTING_TEXT && **at == '"') {
    const char *end = strchr(*at + 1, '"');
    if (!end || (end[1] && !strchr(" \t", end[1])))
      return wrong(fault, setting, "has a text without its closing quote");
    setting->initial = mem_copy_n(*at + 1, (size_t)(end - *at) - 1);
    *at = end + 1 + strspn(end + 1, " \t");
    return true;
  }
  setting->initial = next_word(at);
  return setting->initial[0] || wrong(fault, setting, "has no default");
}

static bool read_bound(const struct practice_setting *setting, const char *text, double *bound) {
  int64_t ms = 0;
  if (setting->type != SETTING_DURATION) return value_parse_number(text, bound);
  bool ok = duration_parse(text, &ms);
  *bound = (double)ms / 1e3;
  return ok;
}

// A word such as 5..60 is a range; help that begins with dots or letters is not.
static bool is_range(const char *at) {
  if (!strchr("-0123456789", *at)) return false;
  const char *dots = strstr(at, "..");
  return dots && (size_t)(dots - at) < strcspn(at, " \t");
}

static bool read_range(struct practice_setting *setting, const char **at, struct fault *fault) {
  if (!is_range(*at)) return true;
  char *word = next_word(at);
  char *dots = strstr(word, "..");
  *dots = '\0';
  bool ok = read_bound(setting, word, &setting->least) && read_bound(setting, dots + 2, &setting->most);
  free(word);
  if (!ok) return wrong(fault, setting, "has a range that is not two values with '..' between them");
  return setting->least <= setting->most || wrong(fault, setting, "has a range that ends before it begins");
}

static bool read_choices(struct practice_setting *setting, const char **at, struct fault *fault) {
  char *list = next_word(at), *rest = list;
  setting->choices = mem_zero(SETTING_CHOICES_MAX + 1, sizeof *setting->choices);
  size_t count = 0;
  bool ok = true;
  for (char *word; ok && (word = strsep(&rest, "|"));) {
    ok = word[0] && count < SETTING_CHOICES_MAX;
    if (ok) setting->choices[count++] = mem_copy(word);
  }
  free(list);
  return ok || wrong(fault, setting, "has no list of choices with '|' between them");
}

static bool is_key(const char *key) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  size_t length = strlen(key);
  return strspn(key, letters) > 0 &&
         strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == length;
}

bool setting_read(struct practice_setting *setting, const struct ini_value *value, struct fault *fault) {
  const char *at = value->value;
  *setting =
      (struct practice_setting){.key = mem_copy(value->key), .least = -INFINITY, .most = INFINITY, .line = value->line};
  if (!is_key(value->key))
    return fault_set(fault,
                     "the setting '%s' cannot have this name: it is letters, digits, '_' and '-', a letter first",
                     value->key);
  if (!read_type(setting, &at, fault) || !read_initial(setting, &at, fault)) return false;
  bool ranged =
      setting->type == SETTING_INTEGER || setting->type == SETTING_NUMBER || setting->type == SETTING_DURATION;
  if (ranged && !read_range(setting, &at, fault)) return false;
  if (setting->type == SETTING_CHOICE && !read_choices(setting, &at, fault)) return false;
  setting->help = mem_copy(at);
  if (strlen(at) > SETTING_HELP_MAX)
    return fault_set(fault, "the setting '%s' has %zu bytes of help: at most %d are allowed", setting->key, strlen(at),
                     SETTING_HELP_MAX);
  struct fault why;
  if (setting_check(setting, setting->initial, &why)) return true;
  return fault_set(fault, "the default is not one that the setting takes: %s", why.text);
}

void setting_finish(struct practice_setting *setting) {
  free(setting->key);
  free(setting->initial);
  free(setting->help);
  for (size_t i = 0; setting->choices && setting->choices[i]; i++) free(setting->choices[i]);
  free(setting->choices);
}

static bool check_text(const char *key, const char *value, struct fault *fault) {
  size_t length = strlen(value);
  return length <= SETTING_TEXT_MAX ||
         fault_set(fault, "'%s' has %zu bytes: at most %d are allowed", key, length, SETTING_TEXT_MAX);
}

bool setting_check(const struct practice_setting *setting, const char *value, struct fault *fault) {
  const char *key = setting->key;
  bool yes;
  double number;
  int64_t whole;
  size_t index;
  switch (setting->type) {
    case SETTING_INTEGER: return value_whole(key, value, setting->least, setting->most, &whole, fault);
    case SETTING_NUMBER: return value_number(key, value, setting->least, setting->most, &number, fault);
    case SETTING_BOOLEAN: return value_yes_no(key, value, &yes, fault);
    case SETTING_TEXT: return check_text(key, value, fault);
    case SETTING_CHOICE: return value_word(key, value, (const char *const *)setting->choices, &index, fault);
    case SETTING_DURATION: return value_duration(key, value, setting->least, setting->most, &whole, fault);
  }
  return false;
}
