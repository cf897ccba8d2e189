// Any bytes at all as a plugin.ini: what is accepted is a whole practice, and what is refused says why.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "manifest.h"
#include "memory.h"
#include "setting.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition) abort();
}

static void require_whole(const struct practice *practice) {
  require(text_is_name(practice->name) && practice->title[0] && practice->summary[0] && practice->version[0]);
  require(practice->license[0] && practice->kind[0] && practice->intensity[0] && practice->author && practice->source);
  for (size_t i = 0; i < practice->permissions_count; i++) {
    const struct practice_permission *permission = &practice->permissions[i];
    require(practice_permission(practice, permission->key) == permission && permission->reason[0]);
    require((permission->scope != NULL) == (strcmp(permission->key, "journal.read") == 0));
  }
  for (size_t i = 0; i < practice->settings_count; i++) {
    const struct practice_setting *setting = &practice->settings[i];
    require(practice_setting(practice, setting->key) == setting && setting->help);
    require(setting_check(setting, setting->initial, NULL));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct practice *practice = mem_zero(1, sizeof *practice);
  struct buf errors = {0};
  size_t mistakes = manifest_read(practice, "plugin.ini", (const char *)data, size, &errors);
  practice_fill(practice);
  require((mistakes == 0) == (errors.len == 0));
  if (mistakes == 0) require_whole(practice);
  buf_finish(&errors);
  practice_free(practice);
  return 0;
}
