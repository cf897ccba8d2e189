// The table of formats; see format.h. The order is that of asking whose a file is.
#include "format.h"

#include <string.h>

const struct format *const formats[] = {&format_jsonl,     &format_dayone, &format_jrnl, &format_markdown,
                                        &format_jrnl_text, &format_text,   &format_html, NULL};

const struct format *format_named(const char *name) {
  for (size_t i = 0; formats[i]; i++)
    if (strcmp(formats[i]->name, name) == 0) return formats[i];
  return NULL;
}

void format_names(struct buf *out, bool readable) {
  for (size_t i = 0; formats[i]; i++)
    if (formats[i]->read || !readable) buf_format(out, "%s%s", i ? ", " : "", formats[i]->name);
}
