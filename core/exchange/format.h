// The formats in which a journal leaves and comes back: one file each, which ends in one const struct. A new format is
// such a file and a line in format.c.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "export.h"
#include "fault.h"
#include "import.h"
#include "source.h"

struct format {
  const char *name;   // as --format takes it
  // Writes the journal into export->sink by way of export_each() or export_newest(). False with a sentence.
  bool (*write)(struct export *export, struct fault *fault);
  // Gives each entry it finds to import_take(), and what it cannot read to import_bad(). False with a sentence where
  // it could not go on. NULL, as is `knows`, for a format that only leaves.
  bool (*read)(struct import *import, struct source *source, struct fault *fault);
  // Whether a file that starts so is of this format.
  bool (*knows)(const char *start, size_t length);
  bool takes_photos;
  bool is_folder;  // it leaves as files in export->folder, with no sink; each of them comes in by itself
};

extern const struct format format_jsonl, format_jrnl, format_jrnl_text, format_dayone, format_text, format_html,
    format_markdown;

extern const struct format *const formats[];  // ends with NULL
const struct format *format_named(const char *name);  // NULL where there is none

// The names, with commas between them, for a person to choose from; those that can be read, or all.
void format_names(struct buf *out, bool readable);
