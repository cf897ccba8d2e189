// Reading TZif, RFC 9636. The bytes may be anything: each block's length is checked before a byte of it is looked at.
#include "zone_file.h"

#include <string.h>

#include "memory.h"

enum { HEADER = 44 };

// Beyond 250,000 years either side: keeps what is computed from a change far from overflowing in milliseconds.
static const int64_t far = INT64_C(8000000000000);

struct block {
  const uint8_t *data;
  size_t time_bytes;  // of one time: 4 in the first block, 8 in the second
  size_t leaps, times, types;
  size_t length;      // of everything after the header
  char version;
};

static uint32_t read_32(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t read_time(const struct block *block, size_t index) {
  const uint8_t *at = block->data + index * block->time_bytes;
  if (block->time_bytes == 4) return (int32_t)read_32(at);
  return (int64_t)((uint64_t)read_32(at) << 32 | read_32(at + 4));
}

static bool read_header(struct block *block, const uint8_t *data, size_t length, size_t time_bytes) {
  if (length < HEADER || memcmp(data, "TZif", 4) != 0) return false;
  size_t counts[6];
  for (size_t i = 0; i < 6; i++) {
    counts[i] = read_32(data + 20 + 4 * i);
    if (counts[i] > ZONE_FILE_MAX) return false;
  }
  *block = (struct block){.data = data + HEADER,
                          .time_bytes = time_bytes,
                          .leaps = counts[2],
                          .times = counts[3],
                          .types = counts[4],
                          .version = (char)data[4]};
  block->length = counts[3] * (time_bytes + 1) + counts[4] * 6 + counts[5] + counts[2] * (time_bytes + 4) + counts[1] +
                  counts[0];
  return block->length <= length - HEADER && counts[4] >= 1 && counts[4] <= 256;
}

static bool read_changes(struct zone *zone, const struct block *block) {
  const uint8_t *types = block->data + block->times * block->time_bytes;
  zone->count = block->times;
  zone->changes = mem_zero(block->times, sizeof *zone->changes);
  zone->types = mem_zero(block->times, 1);
  for (size_t i = 0; i < block->times; i++) {
    int64_t time = read_time(block, i);
    if (types[i] >= block->types || (i > 0 && time <= read_time(block, i - 1))) return false;
    zone->changes[i] = time < -far ? -far : time > far ? far : time;
    zone->types[i] = types[i];
  }
  return true;
}

static bool read_types(struct zone *zone, const struct block *block) {
  const uint8_t *types = block->data + block->times * (block->time_bytes + 1);
  for (size_t i = 0; i < block->types; i++) {
    zone->offsets[i] = (int32_t)read_32(types + 6 * i);
    if (zone->offsets[i] < -ZONE_OFFSET_MAX || zone->offsets[i] > ZONE_OFFSET_MAX) return false;
  }
  return true;
}

// "\nCET-1CEST,M3.5.0,M10.5.0/3\n"; an empty one says that nothing is known.
static bool read_footer(struct zone *zone, const uint8_t *data, size_t length) {
  if (length < 2 || data[0] != '\n') return false;
  const uint8_t *end = memchr(data + 1, '\n', length - 1);
  if (!end) return false;
  size_t rule = (size_t)(end - data - 1);
  zone->has_rule = rule > 0;
  return rule == 0 || zone_rule_parse((const char *)data + 1, rule, &zone->rule);
}

// The first block counts in 32 bits, for old readers; where there is a second one, that is the whole truth.
bool zone_file_read(struct zone *zone, const uint8_t *data, size_t length, struct fault *fault) {
  struct block block;
  const char *end = "it is cut short, or is no file of a time zone";
  if (!read_header(&block, data, length, 4)) return fault_set(fault, "%s", end);
  size_t used = HEADER + block.length;
  if (block.version >= '2') {
    if (!read_header(&block, data + used, length - used, 8)) return fault_set(fault, "%s", end);
    used += HEADER + block.length;
    if (!read_footer(zone, data + used, length - used)) return fault_set(fault, "the rule at its end cannot be read");
  }
  if (block.leaps) return fault_set(fault, "it counts leap seconds, which clocks here do not");
  return (read_changes(zone, &block) && read_types(zone, &block)) || fault_set(fault, "its changes make no sense");
}
