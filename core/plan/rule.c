// One reminder; see rule.h. Its days are in rule_on.c.
#include "rule.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "duration.h"
#include "memory.h"
#include "rule_read.h"
#include "text.h"
#include "value.h"

enum { EVERY_MIN = 60, EVERY_MAX = 86400, APART_MAX = 43200, WITHIN_MAX = 31 * 86400 };  // seconds

static const int64_t within_usual = 2 * DATE_HOUR;

bool rule_next_item(const char **rest, char item[RULE_ITEM_MAX]) {
  const char *at = *rest, *comma = strchr(at, ',');
  size_t length = comma ? (size_t)(comma - at) : strlen(at), used = 0;
  *rest = comma ? comma + 1 : NULL;
  for (size_t i = 0; i < length; i++) {
    bool space = at[i] == ' ' || at[i] == '\t';
    if (space && (used == 0 || item[used - 1] == ' ')) continue;
    if (used == RULE_ITEM_MAX - 1) break;
    item[used++] = space ? ' ' : at[i];
  }
  bool whole = used < RULE_ITEM_MAX - 1;
  if (used && item[used - 1] == ' ') used--;
  item[used] = '\0';
  return used > 0 && whole;
}

static void replace(char **text, const char *value) {
  free(*text);
  *text = mem_copy(value);
}

static bool read_practice(struct rule_draft *draft, const char *value, struct fault *fault) {
  if (!text_is_name(value))
    return value_needs("practice", "the name of a practice, as 'tend list' shows it", value, fault);
  replace(&draft->practice, value);
  return true;
}

static int compare_minutes(const void *a, const void *b) { return *(const int16_t *)a - *(const int16_t *)b; }

static bool is_there(const struct rule_draft *draft, int minute) {
  for (size_t i = 0; i < draft->at_count; i++)
    if (draft->at[i] == minute) return true;
  return false;
}

static bool read_at(struct rule_draft *draft, const char *value, struct fault *fault) {
  char item[RULE_ITEM_MAX];
  int minute;
  do {
    bool whole = rule_next_item(&value, item);
    if (!whole || !date_parse_minute(item, strlen(item), &minute))
      return value_needs("at", "times of the day such as 08:30, 21:00", item, fault);
    if (is_there(draft, minute)) return fault_set(fault, "'at' has %s twice: keep one of them", item);
    if (draft->at_count == RULE_AT_MAX) return fault_set(fault, "'at' has more than %d times", RULE_AT_MAX);
    draft->at[draft->at_count++] = (int16_t)minute;
  } while (value);
  qsort(draft->at, draft->at_count, sizeof *draft->at, compare_minutes);
  return true;
}

static bool read_every(struct rule_draft *draft, const char *value, struct fault *fault) {
  return value_duration("every", value, EVERY_MIN, EVERY_MAX, &draft->every, fault);
}

static bool read_random(struct rule_draft *draft, const char *value, struct fault *fault) {
  int64_t times;
  if (!value_whole("random", value, 1, RULE_RANDOM_MAX, &times, fault)) return false;
  draft->times = (int)times;
  return true;
}

static bool read_between(struct rule_draft *draft, const char *value, struct fault *fault) {
  if (!date_parse_hours(value, &draft->from, &draft->until))
    return value_needs("between", "a span of the day such as 09:00-18:00", value, fault);
  draft->has_between = true;
  return true;
}

static bool read_apart(struct rule_draft *draft, const char *value, struct fault *fault) {
  draft->has_apart = value_duration("apart", value, 0, APART_MAX, &draft->apart, fault);
  return draft->has_apart;
}

static bool read_missed(struct rule_draft *draft, const char *value, struct fault *fault) {
  static const char once[] = "once within ";
  draft->has_missed = true;
  draft->missed = strcmp(value, "skip") == 0 ? RULE_SKIP : RULE_ONCE;
  draft->within = INT64_MAX;
  if (draft->missed == RULE_SKIP || strcmp(value, "once") == 0) return true;
  if (strncmp(value, once, strlen(once)) != 0)
    return value_needs("missed", "skip, once, or once within 2h", value, fault);
  return value_duration("missed = once within", value + strlen(once), 1, WITHIN_MAX, &draft->within, fault);
}

static bool read_zone(struct rule_draft *draft, const char *value, struct fault *fault) {
  if (*value == '\0') return value_needs("zone", "floating, or a time zone such as Europe/Berlin", value, fault);
  free(draft->zone_name);
  draft->zone_name = strcmp(value, "floating") == 0 ? NULL : mem_copy(value);
  return true;
}

static bool read_text(struct rule_draft *draft, const char *value, struct fault *fault) {
  size_t length = strlen(value);
  if (length > RULE_TEXT_MAX)
    return fault_set(fault, "'text' has %zu bytes: at most %d are allowed", length, RULE_TEXT_MAX);
  replace(&draft->text, value);
  return true;
}

static const struct {
  const char *key;
  bool (*read)(struct rule_draft *draft, const char *value, struct fault *fault);
} keys[] = {
    {"practice", read_practice}, {"at", read_at},         {"every", read_every}, {"random", read_random},
    {"on", rule_read_on},        {"between", read_between}, {"apart", read_apart}, {"missed", read_missed},
    {"zone", read_zone},         {"text", read_text},
};

enum { KEYS = sizeof keys / sizeof *keys };

bool rule_take(struct rule_draft *draft, const char *key, const char *value, struct fault *fault) {
  const char *names[KEYS + 1] = {NULL};
  for (size_t i = 0; i < KEYS; i++) {
    names[i] = keys[i].key;
    if (strcmp(key, keys[i].key) == 0) return keys[i].read(draft, value, fault);
  }
  char hint[VALUE_HINT_MAX];
  return fault_set(fault, "unknown key '%s' in [remind %s]%s", key, draft->name ? draft->name : "NAME",
                   value_hint(key, names, hint));
}

void rule_draft_finish(struct rule_draft *draft) {
  free(draft->name);
  free(draft->practice);
  free(draft->text);
  free(draft->zone_name);
  free(draft->dates);
  *draft = (struct rule_draft){0};
}

// Everything that does not fit together, one sentence each.

static bool check_kind(const struct rule_draft *draft, struct fault *fault) {
  const char *kinds[] = {draft->at_count ? "at" : NULL, draft->every ? "every" : NULL, draft->times ? "random" : NULL};
  const char *first = NULL;
  for (size_t i = 0; i < 3; i++) {
    if (kinds[i] && first)
      return fault_set(fault, "[remind %s] has both '%s' and '%s': keep one of the two", draft->name, first, kinds[i]);
    if (kinds[i]) first = kinds[i];
  }
  return first ||
         fault_set(fault, "[remind %s] does not say when: add at = 08:30, or every = 90m, or random = 3", draft->name);
}

static int window_minutes(const struct rule_draft *draft) {
  return draft->has_between ? draft->until - draft->from : DATE_MINUTES;
}

static bool check_window(const struct rule_draft *draft, struct fault *fault) {
  if (draft->has_between && draft->at_count)
    return fault_set(fault, "[remind %s] has 'between', which is for every and random: 'at' says the times itself",
                     draft->name);
  if (draft->has_between && draft->every && draft->every >= window_minutes(draft) * DATE_MINUTE)
    return fault_set(fault, "[remind %s] never comes: 'every' is as long as the whole of 'between', or longer",
                     draft->name);
  return true;
}

static bool check_apart(const struct rule_draft *draft, struct fault *fault) {
  if (draft->has_apart && !draft->times)
    return fault_set(fault, "[remind %s] has 'apart', which is for random only: remove it", draft->name);
  int64_t window = window_minutes(draft) * DATE_MINUTE, gaps = draft->times - 1;
  if (gaps < 1 || draft->apart * gaps < window) return true;
  char apart[64], most[64];
  duration_words(draft->apart, apart, sizeof apart);
  duration_words((window - 1) / gaps / DATE_MINUTE * DATE_MINUTE, most, sizeof most);
  return fault_set(fault, "[remind %s] has no room for %d times that are %s apart: at most %s would fit", draft->name,
                   draft->times, apart, most);
}

static bool check(const struct rule_draft *draft, struct fault *fault) {
  if (!draft->practice)
    return fault_set(fault, "[remind %s] does not say what for: add for instance practice = three-breaths",
                     draft->name);
  return check_kind(draft, fault) && check_window(draft, fault) && check_apart(draft, fault);
}

// How it lies in memory: the struct, then what needs alignment most first.
struct space {
  char *at;
};

static const void *place(struct space *space, const void *data, size_t length) {
  void *copy = space->at;
  if (length) memcpy(copy, data, length);
  space->at += length;
  return copy;
}

static size_t text_size(const char *text) { return text ? strlen(text) + 1 : 0; }

static const char *place_text(struct space *space, const char *text) {
  return text ? place(space, text, strlen(text) + 1) : NULL;
}

static struct rule *pack(const struct rule_draft *draft, struct arena *memory) {
  size_t cycles = draft->cycles_count * sizeof *draft->cycles, dates = draft->dates_count * sizeof *draft->dates;
  size_t at = draft->at_count * sizeof *draft->at;
  size_t texts =
      text_size(draft->name) + text_size(draft->practice) + text_size(draft->text) + text_size(draft->zone_name);
  struct rule *rule = arena_zero(memory, sizeof *rule + cycles + dates + at + texts + 1);
  struct space space = {(char *)(rule + 1)};
  rule->cycles = place(&space, draft->cycles, cycles);
  rule->dates = place(&space, draft->dates, dates);
  rule->at = place(&space, draft->at, at);
  rule->name = place_text(&space, draft->name);
  rule->practice = place_text(&space, draft->practice);
  rule->zone_name = place_text(&space, draft->zone_name);
  rule->text = draft->text ? place_text(&space, draft->text) : space.at;  // the last byte is a NUL of its own
  return rule;
}

struct rule *rule_build(const struct rule_draft *draft, struct arena *space, struct fault *fault) {
  if (!check(draft, fault)) return NULL;
  struct rule *rule = pack(draft, space);
  rule->kind = draft->at_count ? RULE_AT : draft->every ? RULE_EVERY : RULE_RANDOM;
  rule->at_count = (uint8_t)draft->at_count;
  rule->dates_count = (uint8_t)draft->dates_count;
  rule->cycles_count = (uint8_t)draft->cycles_count;
  rule->times = (uint8_t)draft->times;
  rule->zone = draft->zone;
  rule->line = draft->line;
  rule->every = draft->every;
  rule->apart = draft->apart;
  rule->weekdays = draft->has_on ? draft->weekdays : RULE_WHOLE_WEEK;
  rule->month_days = draft->month_days;
  rule->has_between = draft->has_between;
  rule->from = (int16_t)(draft->has_between ? draft->from : 0);
  rule->until = (int16_t)(draft->has_between ? draft->until : DATE_MINUTES);
  rule->missed = (uint8_t)(draft->has_missed ? draft->missed : RULE_ONCE);
  rule->within = draft->has_missed ? draft->within : within_usual;
  return rule;
}
