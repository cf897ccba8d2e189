// The format "text": plain text, to be read by people. It only leaves.
#include <string.h>

#include "format.h"
#include "moment.h"
#include "words.h"

static bool write_entry(void *context, const struct journal_entry *entry) {
  struct export *export = context;
  struct buf text = {0};
  const char *mood = json_string_value(json_object_get(entry->content, "mood"));
  const json_t *tags = json_object_get(entry->content, "tags"), *tag;
  size_t at, tags_written = 0;
  if (export->written) buf_add_text(&text, "\n\n");
  moment_add_minute(&text, entry->created, entry->zone);
  buf_add_text(&text, "\n\n");
  words_add_title(&text, entry->content);
  buf_add_char(&text, '\n');
  words_add_body(&text, entry->content);
  if (text.data[text.len - 1] != '\n') buf_add_char(&text, '\n');
  if (mood) buf_format(&text, "\nmood: %s\n", mood);
  json_array_foreach(tags, at, tag) {
    if (!json_is_string(tag)) continue;
    buf_add_text(&text, tags_written++ ? ", " : mood ? "tags: " : "\ntags: ");
    buf_add_text(&text, json_string_value(tag));
  }
  if (tags_written) buf_add_char(&text, '\n');
  sink_add(export->sink, text.data, text.len);
  buf_finish(&text);
  return true;
}

static bool write(struct export *export, struct fault *fault) {
  return export_newest(export, write_entry, export, fault);
}

const struct format format_text = {.name = "text", .write = write};
