// The receipt's words; see receipt.h.
#include "receipt.h"

#include <stdbool.h>

// A comma where more is to come, "and" before the last.
static void put_joint(struct buf *out, size_t at, size_t count) {
  if (at > 0) buf_format(out, at + 1 == count ? " and " : ", ");
}

static void say_deeds(struct buf *out, const struct receipt *receipt) {
  const struct {
    size_t count;
    const char *verb, *one, *many;
  } deeds[] = {
      {receipt->asked, "asked", "question", "questions"},
      {receipt->wrote, "added", "entry to your journal", "entries to your journal"},
      {receipt->read, "was given", "entry of your journal", "entries of your journal"},
      {receipt->notified, "showed", "notice", "notices"},
      {receipt->reminders, "set", "reminder", "reminders"},
  };
  enum { DEEDS = sizeof deeds / sizeof *deeds };
  size_t some = 0, at = 0;
  for (size_t i = 0; i < DEEDS; i++) some += deeds[i].count > 0;
  if (some == 0) buf_format(out, "asked nothing and wrote nothing");
  for (size_t i = 0; i < DEEDS; i++) {
    if (deeds[i].count == 0) continue;
    put_joint(out, at++, some);
    buf_format(out, "%s %zu %s", deeds[i].verb, deeds[i].count, deeds[i].count == 1 ? deeds[i].one : deeds[i].many);
  }
}

static void say_refused(struct buf *out, const struct receipt *receipt) {
  size_t some = 0, at = 0;
  for (int i = WIRE_FREE + 1; i < WIRE_PERMISSIONS; i++) some += receipt->refused[i] > 0;
  if (some > 0) buf_format(out, " It was refused ");
  for (int i = WIRE_FREE + 1; i < WIRE_PERMISSIONS; i++) {
    if (receipt->refused[i] == 0) continue;
    put_joint(out, at++, some);
    buf_format(out, "%s", wire_permission_name((enum wire_permission)i));
  }
  if (some > 0) buf_format(out, ".");
  if (receipt->over > 0) buf_format(out, " Some of its calls came to nothing at a limit.");
}

void receipt_say(struct buf *out, const struct receipt *receipt) {
  buf_format(out, "What it did: it ");
  say_deeds(out, receipt);
  buf_format(out, ".");
  say_refused(out, receipt);
  buf_format(out, " It showed %zu %s and used ", receipt->lines, receipt->lines == 1 ? "line" : "lines");
  if (receipt->memory > 0) buf_format(out, "%.1f MB of memory and ", (double)receipt->memory / 1e6);
  buf_format(out, "%.1f ms of computing.", (double)receipt->cpu / 1e3);
}

json_t *receipt_json(const struct receipt *receipt) {
  json_t *refused = json_object();
  for (int i = WIRE_FREE + 1; i < WIRE_PERMISSIONS; i++)
    if (receipt->refused[i] > 0)
      json_object_set_new(refused, wire_permission_name((enum wire_permission)i),
                          json_integer((json_int_t)receipt->refused[i]));
  return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:I, s:I, s:I}", "asked", (json_int_t)receipt->asked, "wrote",
                   (json_int_t)receipt->wrote, "read", (json_int_t)receipt->read, "notified",
                   (json_int_t)receipt->notified, "reminders", (json_int_t)receipt->reminders, "refused", refused,
                   "over_limit", (json_int_t)receipt->over, "lines", (json_int_t)receipt->lines, "memory_bytes",
                   (json_int_t)receipt->memory, "cpu_us", (json_int_t)receipt->cpu);
}
