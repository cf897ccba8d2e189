// The table of formats; see format.h. The order is that of asking whose a file is.
#include "format.h"

#include <string.h>

const struct format *const formats[] = {&format_jsonl, NULL};

const struct format *format_named(const char *name) {
  for (size_t i = 0; formats[i]; i++)
    if (strcmp(formats[i]->name, name) == 0) return formats[i];
  return NULL;
}

void format_names(struct buf *out) {
  for (size_t i = 0; formats[i]; i++) buf_format(out, "%s%s", i ? ", " : "", formats[i]->name);
}
