// A host that is told anything at all: the first line of the input is a practice's text, every further line a message
// from the core's side. The VM must take each message that the verb table lets through, asked for or not, without
// breaking its own promises: whatever it says keeps to the table, numbers its requests upwards and ends once.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vm.h"
#include "wire.h"

enum { MEMORY = 4 << 20, MESSAGES_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition) abort();
}

struct heard {
  struct wire_reader reader;
  json_int_t last_id;
  bool over;
};

static void hear(struct heard *heard, struct buf *out) {
  struct wire_message message;
  const char *text;
  size_t length;
  wire_reader_add(&heard->reader, buf_text(out), out->len);
  buf_clear(out);
  while (wire_reader_next(&heard->reader, &text, &length, NULL) > 0) {
    require(!heard->over && wire_decode(text, length, WIRE_HOST, &message, NULL));
    json_int_t id = json_integer_value(json_object_get(message.body, "id"));
    if (message.id == WIRE_CANCEL) require(id <= heard->last_id);
    else if (message.id == WIRE_DONE || message.id == WIRE_FAIL) heard->over = true;
    else if (message.id == WIRE_FOUND) require(json_integer_value(json_object_get(message.body, "line")) >= 1);
    else require(id > heard->last_id), heard->last_id = id;
    json_decref(message.body);
  }
}

static json_t *start_with(const char *text, size_t length) {
  return json_pack("{s:s, s:s, s:s, s:{s:s%}, s:{}, s:{}, s:i, s:i}", "verb", "start", "name", "mine", "main",
                   "main.lua", "files", "main.lua", text, length, "settings", "undeclared", "seed", 7, "memory",
                   MEMORY);
}

// The whole input, read and not run: whatever Lua's compiler takes, the reader comes to its end.
static void check_it(const char *text, size_t length) {
  json_t *check = json_pack("{s:s, s:s, s:s, s:{s:s%, s:s%}, s:{}, s:{}, s:{}, s:{}, s:i}", "verb", "check", "name",
                            "mine", "main", "main.lua", "files", "main.lua", text, length, "de/texts.txt", text, length,
                            "permissions", "undeclared", "needs", "settings", "memory", MEMORY);
  struct heard heard = {0};
  struct buf out = {0};
  if (!check) return;
  struct vm *vm = vm_create(&out);
  vm_limit_memory(vm, 16 * MEMORY);
  vm_receive(vm, check);
  hear(&heard, &out);
  require(heard.over);
  vm_destroy(vm);
  json_decref(check);
  wire_reader_finish(&heard.reader);
  buf_finish(&out);
}

static size_t line_length(const char *text, size_t left) {
  const char *end = memchr(text, '\n', left);
  return end ? (size_t)(end - text) : left;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data, *end = text + size;
  struct heard heard = {0};
  struct buf out = {0};
  check_it(text, size);
  size_t length = line_length(text, size);
  json_t *start = start_with(text, length);
  if (!start) return 0;  // not UTF-8: the core sends no such source
  struct vm *vm = vm_create(&out);
  require(vm != NULL);
  vm_limit_memory(vm, MEMORY);
  bool goes_on = vm_receive(vm, start);
  hear(&heard, &out);
  for (int i = 0; i < MESSAGES_MAX && goes_on && text + length < end; i++) {
    text += length + 1;
    length = line_length(text, (size_t)(end - text));
    struct wire_message message;
    if (!wire_decode(text, length, WIRE_CORE, &message, NULL)) continue;
    goes_on = vm_receive(vm, message.body);
    json_decref(message.body);
    hear(&heard, &out);
    require(goes_on == !heard.over);
  }
  vm_destroy(vm);
  json_decref(start);
  wire_reader_finish(&heard.reader);
  buf_finish(&out);
  return 0;
}
