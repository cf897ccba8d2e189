// Day One's JSON, as its export has it (Journal.json in the archive). Day One names the zone of each entry; photos are
// named there and lie in the folder photos beside it, in a folder or in the archive as it came.
//
//   {"metadata":{"version":"1.0"},"entries":[{"uuid":"0123...","creationDate":"2024-01-31T08:05:59Z",
//    "timeZone":"Europe/Berlin","text":"...","tags":["walk"],"starred":false}]}
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "memory.h"
#include "moment.h"
#include "photos.h"
#include "words.h"

// Their ids are 32 letters and digits, in capitals: of ours, without the dashes.
static json_t *id_of(const struct journal_entry *entry) {
  char id[JOURNAL_ID_MAX];
  size_t length = 0;
  for (const char *at = entry->entry; *at; at++)
    if (*at != '-') id[length++] = (char)toupper((unsigned char)*at);
  return json_stringn(id, length);
}

static bool write_entry(void *context, const struct journal_entry *entry) {
  struct buf text = {0};
  json_t *foreign = json_object_get(json_object_get(entry->content, "foreign"), "dayone");
  json_t *row = json_is_object(foreign) ? json_copy(foreign) : json_object(),
         *tags = json_object_get(entry->content, "tags");
  json_object_set_new(row, "uuid", id_of(entry));
  moment_add(&text, entry->created - entry->created % 1000, 0);
  json_object_set_new(row, "creationDate", json_stringn(text.data, text.len));
  buf_clear(&text);
  // Their title is the first line.
  words_add_title(&text, entry->content);
  size_t title = text.len;
  buf_add_char(&text, '\n');
  words_add_body(&text, entry->content);
  if (text.len == title + 1) buf_drop_end(&text, 1);
  json_object_set_new(row, "text", json_stringn(text.data, text.len));
  if (json_array_size(tags)) json_object_set(row, "tags", tags);
  export_row(context, row);
  buf_finish(&text);
  return true;
}

static bool write(struct export *export, struct fault *fault) {
  sink_add_text(export->sink, "{\"metadata\":{\"version\":\"1.0\"},\"entries\":[");
  bool ok = export_newest(export, write_entry, export, fault);
  sink_add_text(export->sink, "\n]}\n");
  return ok;
}

// Reading.

// Their id as a UUID; false where it is none.
static bool read_id(const json_t *value, char id[JOURNAL_ID_MAX]) {
  const char *text = json_string_value(value);
  if (!text || strlen(text) != 32 || strspn(text, "0123456789abcdefABCDEF") != 32) return false;
  for (size_t i = 0, to = 0; i <= 32; i++) {
    if (i == 8 || i == 12 || i == 16 || i == 20) id[to++] = '-';
    id[to++] = (char)tolower((unsigned char)text[i]);
  }
  return true;
}

// An export may leave the text out, of an entry that is only a photo.
static json_t *read_content(const json_t *row) {
  static const char *const ours[] = {"uuid", "creationDate", "text", "tags", NULL};
  json_t *content = json_object(), *others = json_copy((json_t *)row), *tags = json_object_get(row, "tags");
  const json_t *text = json_object_get(row, "text");
  if (json_string_length(text)) json_object_set(content, "text", (json_t *)text);
  if (json_array_size(tags)) json_object_set(content, "tags", tags);
  for (size_t i = 0; ours[i]; i++) json_object_del(others, ours[i]);
  import_keep(content, "dayone", others);
  return content;
}

static bool read_moment(const struct import *import, const json_t *row, struct moment *moment) {
  const char *text = json_string_value(json_object_get(row, "creationDate"));
  const char *zone = json_string_value(json_object_get(row, "timeZone"));
  if (!text || moment_read(text, strlen(text), import->zone, moment) != strlen(text)) return false;
  if (zone) moment_in_zone(moment, zone);
  return true;
}

// The file of a photo, beside the JSON: photos/MD5.TYPE. NULL where the row names none.
static char *name_of_photo(const json_t *photo) {
  static const char hex[] = "0123456789abcdefABCDEF", letters[] = "abcdefghijklmnopqrstuvwxyz";
  const char *md5 = json_string_value(json_object_get(photo, "md5"));
  const char *type = json_string_value(json_object_get(photo, "type"));
  // Nothing else: what the file says must not become a path to somewhere else.
  if (!md5 || !type || strlen(md5) != 32 || strspn(md5, hex) != 32 || strlen(type) > 8 ||
      strspn(type, letters) != strlen(type))
    return NULL;
  return mem_format(PHOTOS_FOLDER "/%s.%s", md5, type);
}

static void take_photo(struct import *import, const json_t *photo, json_t *records) {
  char *file = name_of_photo(photo);
  json_t *record = file ? photos_take(import, file, strrchr(file, '/') + 1) : NULL;
  if (record) json_array_append_new(records, record);
  free(file);
}

// How many were taken into the journal, and the content.
static size_t take_photos(struct import *import, const json_t *row, json_t *content) {
  const json_t *photos = json_object_get(row, "photos");
  json_t *records = json_array();
  for (size_t i = 0; i < json_array_size(photos); i++) take_photo(import, json_array_get(photos, i), records);
  size_t taken = json_array_size(records);
  if (taken) json_object_set(content, "attachments", records);
  json_decref(records);
  return taken;
}

static void tell_rest(struct import *import, const json_t *row, size_t taken, size_t number) {
  static const char *const kinds[] = {"photos", "videos", "audios", "pdfAttachments", NULL};
  size_t count = 0;
  for (size_t i = 0; kinds[i]; i++) count += json_array_size(json_object_get(row, kinds[i]));
  count -= taken;
  if (count == 0) return;
  import_bad(import, 0, "entry %zu came without %s; what the file says of %s is kept", number,
             count == 1 ? "its photo or recording" : "its photos or recordings", count == 1 ? "it" : "them");
}

static bool read_row(struct import *import, const json_t *row, size_t number, struct fault *fault) {
  struct moment moment;
  char id[JOURNAL_ID_MAX];
  if (!json_is_object(row) || !read_moment(import, row, &moment)) {
    import_bad(import, 0, "entry %zu was left out: it has no \"creationDate\" such as 2024-01-31T08:05:59Z", number);
    return true;
  }
  json_t *content = read_content(row);
  bool named = read_id(json_object_get(row, "uuid"), id);
  // Without an id of its own the entry is known by its content, which has to be the same each time.
  tell_rest(import, row, named ? take_photos(import, row, content) : 0, number);
  bool ok = import_entry(import, "dayone", named ? id : NULL, moment.created, moment.zone, content, 0, fault);
  json_decref(content);
  return ok;
}

static bool read(struct import *import, struct source *source, struct fault *fault) {
  return import_rows(import, source, "Day One", read_row, fault);
}

static bool knows(const char *start, size_t length) {
  return *start == '{' && (memmem(start, length, "\"creationDate\"", 14) || memmem(start, length, "\"metadata\"", 10));
}

const struct format format_dayone = {.name = "dayone", .write = write, .read = read, .knows = knows};
