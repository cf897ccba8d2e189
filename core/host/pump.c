// The child's loop; see pump.h.
#include "pump.h"

#include <errno.h>
#include <unistd.h>

#include "buf.h"
#include "vm.h"
#include "wire.h"

enum { CHECK_MS = 4500 };  // reading 512 KiB of Lua takes a second, and nothing of it runs; the kernel ends it at 5

static bool flush(struct buf *out) {
  size_t sent = 0;
  while (sent < out->len) {
    ssize_t put = write(STDIN_FILENO, out->data + sent, out->len - sent);
    if (put < 0 && errno != EINTR) return false;
    if (put > 0) sent += (size_t)put;
  }
  buf_clear(out);
  return true;
}

static void say(struct buf *out, json_t *body) {
  wire_encode(out, body);
  json_decref(body);
}

void pump_refuse(const struct fault *fault) {
  struct buf out = {0};
  say(&out, json_pack("{s:s, s:s}", "verb", "unsealed", "text", fault->text));
  flush(&out);
  buf_finish(&out);
}

static bool deliver(struct vm *vm, const char *text, size_t length) {
  struct wire_message message;
  if (!wire_decode(text, length, WIRE_CORE, &message, NULL)) return false;
  if (message.id == WIRE_START || message.id == WIRE_CHECK)
    vm_limit_memory(vm, (size_t)json_integer_value(json_object_get(message.body, "memory")));
  if (message.id == WIRE_CHECK) vm_limit_slice(vm, CHECK_MS);
  bool goes_on = vm_receive(vm, message.body);
  json_decref(message.body);
  return goes_on;
}

// Hands over every whole message; false when the practice is over.
static bool deliver_all(struct vm *vm, struct wire_reader *reader, json_int_t *seen) {
  const char *text;
  size_t length;
  while (wire_reader_next(reader, &text, &length, NULL) > 0) {
    ++*seen;
    if (!deliver(vm, text, length)) return false;
  }
  return true;
}

static void pump(struct vm *vm, struct buf *out) {
  struct wire_reader reader = {0};
  json_int_t seen = 0;
  char chunk[16384];
  for (bool goes_on = true; goes_on;) {
    ssize_t got = read(STDIN_FILENO, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    wire_reader_add(&reader, chunk, (size_t)got);
    json_int_t before = seen;
    goes_on = deliver_all(vm, &reader, &seen);
    if (seen == before) continue;  // a message that is not whole yet
    say(out, json_pack("{s:s, s:I, s:I}", "verb", "idle", "seen", seen, "memory", (json_int_t)vm_memory_peak(vm)));
    if (!flush(out)) break;
  }
  wire_reader_finish(&reader);
}

int pump_run(void) {
  struct buf out = {0};
  struct vm *vm = vm_create(&out);
  if (vm) say(&out, json_pack("{s:s}", "verb", "ready"));
  if (flush(&out) && vm) pump(vm, &out);
  vm_destroy(vm);
  buf_finish(&out);
  return vm ? 0 : 1;
}
