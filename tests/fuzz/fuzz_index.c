// Any bytes at all as an index, as a signature, as a key, and as a pack's own list: nothing that is taken leads into this
// machine, and no signature fits.
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "index.h"
#include "minisign.h"
#include "pack_list.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition) abort();
}

static void read_index(const char *text, size_t length) {
  struct buf errors = {0};
  const char *name;
  json_t *practices = index_parse("/nonexistent/index", text, length, &errors), *practice;
  require((practices != NULL) == (errors.len == 0));
  json_object_foreach(practices, name, practice) {
    const char *source = json_string_value(json_object_get(practice, "source"));
    require(text_is_name(name) && source && strstr(source, "://") && strncmp(source, "file:", 5) != 0);
  }
  json_decref(practices);
  buf_finish(&errors);
}

static void read_list(const char *text, size_t length) {
  struct bundle bundle = {0};
  struct buf main_lua = {0}, list = {0};
  char key[MINISIGN_KEY_TEXT];
  struct fault fault = {{0}};
  buf_add_text(&main_lua, "say 'x'\n");
  buf_add(&list, text, length);
  require(bundle_add(&bundle, "main.lua", &main_lua, NULL) && bundle_add(&bundle, PACK_LIST_NAME, &list, NULL));
  if (pack_list_check(&bundle, key, &fault)) require(bundle.count == 1);
  else require(fault.text[0]);
  bundle_finish(&bundle);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char key[] = "RWSG9rsQ6w0DF03X0tHCISNBteIu00lHhTV9iuV4TRBGs7s27MucndN+";
  struct buf text = {0};
  struct fault fault = {{0}};
  buf_add(&text, data, size);
  read_index(buf_text(&text), size);
  read_list(buf_text(&text), size);
  require(!minisign_verify(key, "x", 1, buf_text(&text), &fault) && fault.text[0]);
  require(!minisign_verify(buf_text(&text), "x", 1, "y", &fault));
  if (!minisign_is_encrypted(buf_text(&text))) minisign_close(minisign_open(buf_text(&text), NULL, &fault));
  buf_finish(&text);
  return 0;
}
