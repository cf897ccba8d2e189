// What tend.ini says about reminders; see rules.h.
#include "rules.h"

#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "date.h"
#include "file.h"
#include "ini.h"
#include "memory.h"
#include "mistake.h"
#include "settings.h"
#include "table.h"
#include "text.h"
#include "value.h"

enum { TERMINAL_MAX = 500 };  // bytes

struct reading {
  struct rules *rules;
  struct rule_draft **drafts;  // in the order of the file
  size_t count;
  void *by_name;               // a tsearch tree of the same
  char unknown[INI_NAME_BYTES + 1];  // see table_take; also the section whose name was last said to be wrong
};

// [quiet] and [agent].

static bool read_hours(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  (void)row;
  struct quiet *quiet = place;
  return date_parse_hours(value->value, &quiet->from, &quiet->until) ||
         value_needs("hours", "a span of the day such as 22:00-07:30", value->value, fault);
}

static bool read_then(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  bool defers;
  if (!table_second(value, row, &defers, fault)) return false;
  ((struct quiet *)place)->then = defers ? QUIET_DEFER : QUIET_DROP;
  return true;
}

static bool read_span(const struct ini_value *value, const struct table_row *row, void *place, struct fault *fault) {
  return value_duration(value->key, value->value, row->least, row->most, place, fault);
}

static const char *const thens[] = {"drop", "defer", NULL};
static const char *const missing[] = {"terminals", "nothing", NULL};

#define PLACE(member) .offset = offsetof(struct rules, member)
static const struct table_row rows[] = {
    {"quiet", "hours", read_hours, PLACE(quiet)},
    {"quiet", "then", read_then, PLACE(quiet), .words = thens},
    {"agent", "terminal", table_text, PLACE(agent.terminal), .most = TERMINAL_MAX},
    {"agent", "idle", read_span, PLACE(agent.idle), .least = 60, .most = 86400},
    {"agent", "later", read_span, PLACE(agent.later), .least = 60, .most = 86400},
    {"agent", "on_missing_bus", table_second, PLACE(agent.silent), .words = missing},
};

static const char *const others[] = {"remind", NULL};
static const struct table table = {rows, sizeof rows / sizeof *rows, others};

// [remind NAME].

static int compare(const void *a, const void *b) {
  return strcmp(((const struct rule_draft *)a)->name, ((const struct rule_draft *)b)->name);
}

static struct rule_draft *find_draft(struct reading *reading, const char *name, int line) {
  struct rule_draft *last = reading->count ? reading->drafts[reading->count - 1] : NULL;
  if (last && strcmp(last->name, name) == 0) return last;
  struct rule_draft *draft = mem_zero(1, sizeof *draft);
  draft->name = mem_copy(name);
  draft->line = line;
  struct rule_draft **found = tsearch(draft, &reading->by_name, compare);
  if (found && *found != draft) {
    rule_draft_finish(draft);
    free(draft);
    return *found;
  }
  if ((reading->count & (reading->count - 1)) == 0)
    reading->drafts = mem_resize(reading->drafts, (reading->count ? 2 * reading->count : 1) * sizeof *reading->drafts);
  return reading->drafts[reading->count++] = draft;
}

static const struct zone *take_zone(struct rules *rules, const char *name, struct fault *fault) {
  for (size_t i = 0; i < rules->zones_count; i++)
    if (strcmp(zone_name(rules->zones[i]), name) == 0) return rules->zones[i];
  struct zone *zone = zone_load(name, fault);
  if (!zone) return NULL;
  rules->zones = mem_resize(rules->zones, (rules->zones_count + 1) * sizeof(struct zone *));
  return rules->zones[rules->zones_count++] = zone;
}

static bool take_key(struct rules *rules, struct rule_draft *draft, const struct ini_value *value,
                     struct fault *fault) {
  if (!rule_take(draft, value->key, value->value, fault)) return false;
  if (strcmp(value->key, "zone") != 0 || !draft->zone_name) return true;
  draft->zone = take_zone(rules, draft->zone_name, fault);
  return draft->zone != NULL;
}

static bool take_rule(struct reading *reading, const char *name, const struct ini_value *value, struct fault *fault) {
  if (text_is_name(name)) {
    struct rule_draft *draft = find_draft(reading, name, value->line);
    bool ok = take_key(reading->rules, draft, value, fault);
    draft->broken |= !ok;
    return ok;
  }
  if (strcmp(reading->unknown, value->section) == 0) return true;
  memcpy(reading->unknown, value->section, strlen(value->section) + 1);  // fits: ini_read delivers no longer name
  return fault_set(fault, "[%s] does not name a reminder in small letters: write for instance [remind morning]",
                   value->section);
}

static bool take(void *context, const struct ini_value *value, struct fault *fault) {
  struct reading *reading = context;
  if (strncmp(value->section, "remind ", 7) == 0) return take_rule(reading, value->section + 7, value, fault);
  if (strcmp(value->section, "remind") == 0) return take_rule(reading, "", value, fault);
  if (strcmp(value->section, "quiet") != 0 && strcmp(value->section, "agent") != 0) return true;
  return table_take(&table, reading->rules, reading->unknown, value, fault);
}

static void destroy_draft(struct rule_draft *draft) {
  rule_draft_finish(draft);
  free(draft);
}

static void keep_node(void *draft) { (void)draft; }  // the drafts are freed from their list

static size_t build_all(struct reading *reading, const char *name, struct buf *errors) {
  struct rules *rules = reading->rules;
  size_t mistakes = 0;
  rules->items = mem_resize(rules->items, (rules->count + reading->count) * sizeof *rules->items);
  for (size_t i = 0; i < reading->count; i++) {
    struct rule_draft *draft = reading->drafts[i];
    struct fault fault;
    struct rule *rule = draft->broken ? NULL : rule_build(draft, &rules->space, &fault);
    if (rule) rules->items[rules->count++] = rule;
    else if (!draft->broken && ++mistakes <= INI_MISTAKES_LISTED)
      mistake_add(errors, "%s:%d: %s", name, draft->line, fault.text);
    destroy_draft(draft);
  }
  if (mistakes > INI_MISTAKES_LISTED)
    mistake_add(errors, "%s: %zu more mistakes are not listed", name, mistakes - INI_MISTAKES_LISTED);
  return mistakes;
}

size_t rules_read_text(struct rules *rules, const char *name, const char *text, size_t length, struct buf *errors) {
  struct reading reading = {.rules = rules};
  size_t mistakes = ini_read(name, text, length, take, &reading, errors);
  tdestroy(reading.by_name, keep_node);
  mistakes += build_all(&reading, name, errors);
  free(reading.drafts);
  return mistakes;
}

size_t rules_read(struct rules *rules, const char *path, struct buf *errors) {
  struct buf text = {0};
  struct fault fault;
  size_t mistakes = 1;
  if (access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR)) return 0;
  if (file_read(path, SETTINGS_FILE_MAX, &text, &fault))
    mistakes = rules_read_text(rules, path, buf_text(&text), text.len, errors);
  else
    mistake_add(errors, "%s", fault.text);
  buf_finish(&text);
  return mistakes;
}

void rules_init(struct rules *rules) {
  *rules = (struct rules){.agent = {.idle = 10 * DATE_MINUTE, .later = 10 * DATE_MINUTE}};
}

void rules_finish(struct rules *rules) {
  arena_finish(&rules->space);
  for (size_t i = 0; i < rules->zones_count; i++) zone_free(rules->zones[i]);
  free(rules->items);
  free(rules->zones);
  free(rules->agent.terminal);
  *rules = (struct rules){0};
}

const struct rule *rules_find(const struct rules *rules, const char *name) {
  for (size_t i = 0; i < rules->count; i++)
    if (strcmp(rules->items[i]->name, name) == 0) return rules->items[i];
  return NULL;
}
