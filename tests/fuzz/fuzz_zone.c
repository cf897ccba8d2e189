// Any bytes at all as the file of a time zone: whatever is accepted tells spans that follow each other, and local times
// that lead back to where they came from.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition) abort();
}

static void check_moment(const struct zone *zone, int64_t utc) {
  enum zone_fit fit;
  struct zone_span span = zone_span(zone, utc);
  require(span.from <= utc && utc < span.until);
  require(span.offset >= -ZONE_OFFSET_MAX * INT64_C(1000) && span.offset <= ZONE_OFFSET_MAX * INT64_C(1000));
  int64_t back = zone_utc(zone, utc + span.offset, &fit);
  require(fit != ZONE_GAP && back <= utc && zone_local(zone, back) == utc + span.offset);
  zone_utc(zone, utc, &fit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const int64_t moments[] = {-62135596800000, -1, 0, 1, 1234567890123, 1790000000000, 4102444800000,
                                    253402300799000};
  struct zone *zone = zone_read("fuzz", data, size, NULL);
  if (!zone) return 0;
  for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) check_moment(zone, moments[i]);
  int64_t at = moments[0];
  for (int spans = 0; spans < 200 && at < moments[7]; spans++) {
    struct zone_span span = zone_span(zone, at);
    check_moment(zone, at);
    require(span.until > at);
    at = span.until;
  }
  zone_free(zone);
  return 0;
}
