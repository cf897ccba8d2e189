// Time zones; see zone.h. How the file is read is in zone_file.c, the rule at its end in zone_rule.c.
#include "zone.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "memory.h"
#include "text.h"
#include "zone_file.h"

#define ZONEINFO "/usr/share/zoneinfo"

enum { NAME_BYTES = 64, NAMES_MAX = 1024 };

static const int64_t offset_max = ZONE_OFFSET_MAX * INT64_C(1000);  // ms
static const int64_t time_max = INT64_C(4000000000000);             // seconds; past the year 100,000

static struct zone *create(const char *name) {
  struct zone *zone = mem_zero(1, sizeof *zone);
  zone->name = mem_copy(name);
  return zone;
}

void zone_free(struct zone *zone) {
  if (!zone) return;
  free(zone->name);
  free(zone->changes);
  free(zone->types);
  free(zone);
}

const char *zone_name(const struct zone *zone) { return zone->name; }

struct zone *zone_read(const char *name, const void *data, size_t length, struct fault *fault) {
  struct zone *zone = create(name);
  struct fault inner;
  if (zone_file_read(zone, data, length, &inner)) return zone;
  fault_set(fault, "the time zone '%s' cannot be used: %s", name, inner.text);
  zone_free(zone);
  return NULL;
}

static struct zone *read_path(const char *name, const char *path, struct fault *fault) {
  struct buf data = {0};
  struct zone *zone = NULL;
  if (file_read(path, ZONE_FILE_MAX, &data, fault)) zone = zone_read(name, buf_text(&data), data.len, fault);
  buf_finish(&data);
  return zone;
}

// No way out of the folder of zones, and no hidden file.
static bool is_name(const char *name) {
  size_t length =
      strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");
  return length > 0 && length <= NAME_BYTES && name[length] == '\0' && name[0] != '/';
}

// zone.tab has a line for each zone that people live in: country, place, name, remarks, with tabs between.
static void split_names(char *table, const char *names[NAMES_MAX]) {
  size_t count = 0;
  names[count++] = "UTC";
  for (char *rest = table, *line; (line = strsep(&rest, "\n")) && count < NAMES_MAX - 1;) {
    char *place = *line == '#' ? NULL : strchr(line, '\t'), *name = place ? strchr(place + 1, '\t') : NULL;
    if (!name) continue;
    name[1 + strcspn(name + 1, "\t")] = '\0';
    names[count++] = name + 1;
  }
}

static void say_unknown(const char *name, struct fault *fault) {
  const char *names[NAMES_MAX] = {0}, *nearest = NULL;
  struct buf table = {0};
  if (file_read(ZONEINFO "/zone.tab", ZONE_FILE_MAX, &table, NULL) && table.len) {
    split_names(table.data, names);
    nearest = text_nearest(name, names);
  }
  if (nearest) fault_set(fault, "there is no time zone '%s' (did you mean '%s'?)", name, nearest);
  else fault_set(fault, "there is no time zone '%.*s'", NAME_BYTES, name);
  buf_finish(&table);
}

static bool is_file(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

struct zone *zone_load(const char *name, struct fault *fault) {
  if (strcmp(name, "UTC") == 0) return create(name);
  char *path = is_name(name) ? mem_format(ZONEINFO "/%s", name) : NULL;
  struct zone *zone = NULL;
  if (path && is_file(path)) zone = read_path(name, path, fault);
  else say_unknown(name, fault);
  free(path);
  return zone;
}

// /etc/localtime is a link into the folder of zones; where it was copied instead, its name is not known.
static struct zone *load_etc(void) {
  char target[PATH_MAX];
  ssize_t length = readlink("/etc/localtime", target, sizeof target - 1);
  target[length > 0 ? length : 0] = '\0';
  const char *folder = strstr(target, "/zoneinfo/"), *name = folder ? folder + strlen("/zoneinfo/") : "";
  return read_path(is_name(name) ? name : "local", "/etc/localtime", NULL);
}

static struct zone *from_rule(const char *text) {
  struct zone *zone = create("local");
  zone->has_rule = zone_rule_parse(text, strlen(text), &zone->rule);
  if (zone->has_rule) return zone;
  zone_free(zone);
  return NULL;
}

struct zone *zone_load_local(const char *tz) {
  struct zone *zone;
  if (tz && *tz == ':') tz++;
  if (!tz) zone = load_etc();
  else if (*tz == '/') zone = read_path("local", tz, NULL);
  else zone = zone_load(tz, NULL);
  if (!zone && tz) zone = from_rule(tz);
  return zone ? zone : create("UTC");
}

// How many changes lie at or before `time`.
static size_t changes_until(const struct zone *zone, int64_t time) {
  size_t low = 0, high = zone->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (zone->changes[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

static struct zone_stretch find_stretch(const struct zone *zone, int64_t time) {
  size_t at = changes_until(zone, time);
  struct zone_stretch stretch = {INT64_MIN, INT64_MAX, zone->offsets[at > 0 ? zone->types[at - 1] : 0]};
  if (at == zone->count && zone->has_rule) stretch = zone_rule_stretch(&zone->rule, time);
  if (at > 0 && zone->changes[at - 1] > stretch.from) stretch.from = zone->changes[at - 1];
  if (at < zone->count) stretch.until = zone->changes[at];
  return stretch;
}

static int64_t in_ms(int64_t seconds) {
  return seconds == INT64_MIN || seconds == INT64_MAX ? seconds : seconds * 1000;
}

struct zone_span zone_span(const struct zone *zone, int64_t utc) {
  int64_t time = utc / 1000 - (utc % 1000 < 0);
  time = time < -time_max ? -time_max : time > time_max ? time_max : time;
  struct zone_stretch stretch = find_stretch(zone, time);
  if (time == time_max) stretch.until = INT64_MAX;  // so that whoever goes from span to span comes to an end
  return (struct zone_span){in_ms(stretch.from), in_ms(stretch.until), stretch.offset * INT64_C(1000)};
}

int64_t zone_local(const struct zone *zone, int64_t utc) { return utc + zone_span(zone, utc).offset; }

// Every offset is tried whose span could reach the local time: the first moment that shows it is the answer. When none
// does, it fell into a gap, between the end of one span and the begin of the next.
int64_t zone_utc(const struct zone *zone, int64_t local, enum zone_fit *fit) {
  struct zone_span span = zone_span(zone, local - offset_max);
  int64_t found = local - span.offset;
  enum zone_fit how = ZONE_GAP;
  while (true) {
    int64_t utc = local - span.offset;
    if (utc >= span.from && utc < span.until) {
      if (how != ZONE_GAP) {
        how = ZONE_OVERLAP;
        break;
      }
      found = utc;
      how = ZONE_ONCE;
    } else if (how == ZONE_GAP && utc >= span.until) {
      found = utc;
    }
    if (span.until > local + offset_max) break;
    span = zone_span(zone, span.until);
  }
  if (fit) *fit = how;
  return found;
}
