// Markdown with front matter, a file an entry, as note programs keep them: in a folder, named by date and the end of
// the id.
//
//   ---
//   id: 0192f0c0-0000-7000-8000-00000000000a
//   date: 2024-01-31T09:05:59+01:00
//   title: "By the sea"
//   tags: ["walk"]
//   photos: ["photos/2024-01-31-0905-00000a-sea.jpg"]
//   ---
//
//   Gulls, and a red boat.
//
//   <!-- what follows is in the front matter, too -->
//
//   ![](<photos/2024-01-31-0905-00000a-sea.jpg>)
//
// Values are written as JSON, which is YAML as well. What has no key of its own stands under `tend`. Read is the part
// of YAML that such files use: texts, numbers, lists; of anything else the text is kept. A title is a text whatever it
// looks like (1984, true), as is each tag. Photos are files in the folder `photos`, named after the page that has them.
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "front_matter.h"
#include "memory.h"
#include "moment.h"
#include "photos.h"
#include "text.h"
#include "uuid.h"

// Those that note programs know, or that are good to read.
static const char *const shown[] = {"title", "mood", "tags", "practice", "lines", NULL};
// As they are read.
static const char *const textual[] = {"title", "mood", "tags", "practice", "lines", "photos", NULL};

// Writing.

static void add_key(struct buf *out, const char *key, const json_t *value) {
  char *text = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
  if (text) buf_format(out, "%s: %s\n", key, text);
  free(text);
}

static bool is_list(const char *key) { return strcmp(key, "tags") == 0 || strcmp(key, "lines") == 0; }

static bool has_only_texts(const json_t *list) {
  size_t texts = 0;
  while (json_is_string(json_array_get(list, texts))) texts++;
  return json_is_array(list) && texts == json_array_size(list);
}

// One that is of another kind than ours stands with the rest.
static bool is_shown(const json_t *content, const char *key) {
  const json_t *value = json_object_get(content, key);
  return is_list(key) ? has_only_texts(value) : json_is_string(value);
}

// What is left of the content when its shown members, its text and what was foreign in this format are taken out.
static json_t *rest_of(const json_t *content, bool has_text) {
  json_t *rest = json_copy((json_t *)content), *foreign = json_object_get(rest, "foreign");
  for (size_t i = 0; shown[i]; i++)
    if (is_shown(content, shown[i])) json_object_del(rest, shown[i]);
  if (has_text) json_object_del(rest, "text");
  if (!json_object_get(foreign, "markdown")) return rest;
  foreign = json_copy(foreign);
  json_object_del(foreign, "markdown");
  if (json_object_size(foreign)) json_object_set(rest, "foreign", foreign);
  else json_object_del(rest, "foreign");
  json_decref(foreign);
  return rest;
}

// For note programs, which show no front matter: lines and photos once more. What is read ends before it.
static const char for_reading[] = "<!-- what follows is in the front matter, too -->\n";

// No line of it begins as that mark does, which is so the last on its page.
static void add_item(struct buf *out, const char *text) {
  buf_add_text(out, "- ");
  for (; *text; text++) {
    buf_add_char(out, *text);
    if (*text == '\n') buf_add_text(out, "  ");
  }
  buf_add_char(out, '\n');
}

static void add_for_reading(struct buf *out, const json_t *lines, const json_t *photos) {
  const json_t *each;
  size_t at;
  buf_format(out, "\n%s\n", for_reading);
  json_array_foreach(lines, at, each) add_item(out, json_string_value(each));
  if (lines && json_array_size(photos)) buf_add_char(out, '\n');
  json_array_foreach(photos, at, each) buf_format(out, "![](<%s>)\n", json_string_value(each));
}

// How much of a page is text.
static size_t text_length(const json_t *keys, const char *page, size_t length) {
  const char *last = NULL, *at = page;
  if (!json_array_size(json_object_get(keys, "lines")) && !json_array_size(json_object_get(keys, "photos"))) return length;
  for (; (at = memmem(at, length - (size_t)(at - page), for_reading, sizeof for_reading - 1)); at++)
    if (at == page || at[-1] == '\n') last = at;
  return last ? (size_t)(last - page) - (last > page) : length;
}

// `photos`: their files; `left`: the records of those that are none.
static void write_page(struct buf *out, const struct journal_entry *entry, const json_t *photos, const json_t *left) {
  const json_t *content = entry->content, *text = json_object_get(content, "text");
  json_t *theirs = json_object_get(json_object_get(content, "foreign"), "markdown"), *value;
  // A text with U+0000 is no text to others, and an empty one is none.
  bool has_text = json_string_length(text) > 0 && strlen(json_string_value(text)) == json_string_length(text);
  json_t *rest = rest_of(content, has_text);
  if (json_array_size(photos) && json_array_size(left)) json_object_set(rest, "attachments", (json_t *)left);
  else if (json_array_size(photos)) json_object_del(rest, "attachments");
  const char *key;
  buf_format(out, "---\nid: %s\ndate: ", entry->id);
  moment_add(out, entry->created, entry->zone);
  buf_add_char(out, '\n');
  for (size_t i = 0; shown[i]; i++)
    if (is_shown(content, shown[i])) add_key(out, shown[i], json_object_get(content, shown[i]));
  if (json_array_size(photos)) add_key(out, "photos", photos);
  json_object_foreach(theirs, key, value)
    if (strcmp(key, "photos") != 0 || !json_array_size(photos)) add_key(out, key, value);
  if (json_object_size(rest)) add_key(out, "tend", rest);
  buf_add_text(out, "---\n");
  if (has_text) buf_add_char(out, '\n');
  if (has_text) buf_add(out, json_string_value(text), json_string_length(text));
  const json_t *lines = is_shown(content, "lines") ? json_object_get(content, "lines") : NULL;
  if (json_array_size(lines) == 0) lines = NULL;
  if (lines || json_array_size(photos)) add_for_reading(out, lines, photos);
  json_decref(rest);
}

struct writer {
  struct export *export;
  struct fault *fault;
  bool failed;
};

// What a photo is called, in its file's name: its end where it is long, without what some systems cannot have there.
static void add_plain(struct buf *out, const char *name) {
  enum { NAME_MOST = 120 };
  size_t length = name ? strlen(name) : 0, at = length > NAME_MOST ? length - NAME_MOST : 0;
  while (at < length && ((unsigned char)name[at] & 0xC0) == 0x80) at++;
  for (; at < length; at++)
    buf_add_char(out, (unsigned char)name[at] < ' ' || strchr("/\\:*?\"<>|\x7f", name[at]) ? '_' : name[at]);
}

// Writes the photos of an entry; each becomes a name in `files`, or stays a record in `left`.
static bool write_photos(struct writer *writer, const struct journal_entry *entry, const char *page, json_t *files,
                         json_t *left) {
  const json_t *records = json_object_get(entry->content, "attachments");
  struct buf file = {0};
  bool failed = false;
  for (size_t i = 0; i < json_array_size(records) && !failed; i++) {
    json_t *record = json_array_get(records, i);
    size_t damaged = writer->export->photos;
    buf_clear(&file);
    buf_format(&file, PHOTOS_FOLDER "/%s-", page);
    if (i > 0) buf_format(&file, "%zu-", i + 1);
    add_plain(&file, json_string_value(json_object_get(record, "name")));
    if (photos_write(writer->export, record, buf_text(&file), writer->fault))
      json_array_append_new(files, json_string(buf_text(&file)));
    else if (writer->export->photos > damaged) json_array_append(left, record);
    else failed = true;
  }
  buf_finish(&file);
  return !failed;
}

static bool write_entry(void *context, const struct journal_entry *entry) {
  enum { SHORT_ID = 6 };
  struct writer *writer = context;
  struct buf when = {0}, page = {0};
  moment_add_minute(&when, entry->created, entry->zone);
  char *name = mem_format("%.10s-%.2s%.2s-%s", when.data, when.data + 11, when.data + 14,
                          entry->id + strlen(entry->id) - SHORT_ID);
  char *path = mem_format("%s/%s.md", writer->export->folder, name);
  json_t *files = json_array(), *left = json_array();
  struct sink *sink = sink_open(path, false, writer->fault);
  bool ok = sink && write_photos(writer, entry, name, files, left);
  if (ok) write_page(&page, entry, files, left);
  if (ok) sink_add(sink, page.data, page.len);
  if (!ok) sink_drop(sink);
  writer->failed = !ok || !sink_finish(sink, writer->fault);
  json_decref(files);
  json_decref(left);
  free(name);
  free(path);
  buf_finish(&page);
  buf_finish(&when);
  return !writer->failed;
}

static bool write(struct export *export, struct fault *fault) {
  struct writer writer = {export, fault, false};
  struct fault why;
  bool ok = export_newest(export, write_entry, &writer, &why);
  if (!ok && !writer.failed) fault_set(fault, "%s", why.text);
  return ok && !writer.failed;
}

// Reading.

static void take_tags(json_t *content, const json_t *value) {
  json_t *tags = json_array();
  const char *text = json_string_value(value);
  if (json_is_array(value)) json_array_extend(tags, (json_t *)value);
  for (size_t length; text && *(text += strspn(text, " ,#\t")); text += length) {
    length = strcspn(text, " ,\t");
    json_array_append_new(tags, json_stringn(text, length));
  }
  if (json_array_size(tags)) json_object_set(content, "tags", tags);
  json_decref(tags);
}

static void take_lines(json_t *content, json_t *value) {
  if (json_is_array(value)) json_object_set(content, "lines", value);
  else if (json_string_length(value)) json_object_set_new(content, "lines", json_pack("[O]", value));
}

// A file that we wrote: in our folder, and with nothing in its name that leads out of it.
static bool is_photo(const char *file) {
  static const char folder[] = PHOTOS_FOLDER "/";
  return strncmp(file, folder, sizeof folder - 1) == 0 && file[sizeof folder - 1] != '.' &&
         !strchr(file + sizeof folder - 1, '/');
}

// What it was called: the rest of its name after the page's.
static const char *name_in(const struct import *import, const char *file) {
  const char *slash = strrchr(import->path, '/'), *page = slash ? slash + 1 : import->path;
  const char *name = strchr(file, '/') + 1;
  size_t length = strlen(page) > 3 ? strlen(page) - 3 : 0;
  return strncmp(name, page, length) == 0 && name[length] == '-' && name[length + 1] ? name + length + 1 : name;
}

// Into the content's attachments. What names no photo that can be had stays where it stands.
static void take_photos(struct import *import, json_t *keys, json_t *content) {
  json_t *files = json_object_get(keys, "photos"), *taken = json_object_get(content, "attachments"), *file;
  size_t at;
  if (!json_is_array(files) || (taken && !json_is_array(taken))) return;
  json_t *left = json_array();
  if (!taken) json_object_set_new(content, "attachments", taken = json_array());
  json_array_foreach(files, at, file) {
    const char *name = json_string_value(file);
    json_t *record = name && is_photo(name) ? photos_take(import, name, name_in(import, name)) : NULL;
    if (record) json_array_append_new(taken, record);
    else json_array_append(left, file);
    if (!record && name && is_photo(name) && import->journal)
      import_bad(import, 0, "this entry came without its photo %s, which is not there or is none", name);
  }
  if (!json_array_size(taken)) json_object_del(content, "attachments");
  if (json_array_size(left)) json_object_set(keys, "photos", left);
  else json_object_del(keys, "photos");
  json_decref(left);
}

static bool is_key(const char *key) {
  for (size_t i = 0; shown[i]; i++)
    if (strcmp(shown[i], key) == 0) return true;
  return false;
}

static json_t *read_content(struct import *import, json_t *keys, bool ours, const char *text, size_t length) {
  json_t *content = json_object(), *others = json_object(), *value;
  const char *key;
  if (json_is_object(json_object_get(keys, "tend"))) json_object_update(content, json_object_get(keys, "tend"));
  // Without an id of ours an entry is known by its content, which has to be the same each time.
  if (ours) take_photos(import, keys, content);
  json_object_foreach(keys, key, value) {
    if (strcmp(key, "id") == 0 || strcmp(key, "date") == 0 || strcmp(key, "tend") == 0) continue;
    if (strcmp(key, "tags") == 0) take_tags(content, value);
    else if (strcmp(key, "lines") == 0) take_lines(content, value);
    else if (is_key(key) && json_is_string(value)) json_object_set(content, key, value);
    else if (!is_key(key) || json_is_array(value)) json_object_set(others, key, value);
  }
  if (length) json_object_set_new(content, "text", json_stringn(text, length));
  import_keep(content, "markdown", others);
  return content;
}

// By its front matter, or else by its name.
static bool read_moment(const struct import *import, const json_t *keys, struct moment *moment) {
  const char *date = json_string_value(json_object_get(keys, "date")), *slash = strrchr(import->path, '/');
  const char *name = slash ? slash + 1 : import->path;
  if (date) return moment_read(date, strlen(date), import->zone, moment) || moment_read_day(date, import->zone, moment);
  return moment_read_day(name, import->zone, moment);
}

static bool read_page(struct import *import, const char *page, size_t length, struct fault *fault) {
  struct moment moment;
  json_t *keys = json_object();
  size_t used = front_matter_read(page, length, textual, keys);
  json_t *id = json_object_get(keys, "id");
  bool ours = json_is_string(id) && uuid_is_text(json_string_value(id)), ok = true;
  if (!read_moment(import, keys, &moment)) {
    import_bad(import, 0,
               "this file was left out: neither its front matter nor its name has a date such as 2024-01-31");
  } else {
    size_t text = text_length(keys, page + used, length - used);
    json_t *content = read_content(import, keys, ours, page + used, text);
    if (id && !ours) import_keep(content, "markdown", json_pack("{s:O}", "id", id));
    ok = import_entry(import, "markdown", ours ? json_string_value(id) : NULL, moment.created, moment.zone, content, 0,
                      fault);
    json_decref(content);
  }
  json_decref(keys);
  return ok;
}

static bool read(struct import *import, struct source *source, struct fault *fault) {
  struct buf page = {0};
  bool ok = source_all(source, &page, fault);
  if (ok && (!text_is_utf8(buf_text(&page), page.len, NULL) || memchr(buf_text(&page), '\0', page.len)))
    import_bad(import, 0, "this file was left out: it is not UTF-8 text");
  else if (ok) ok = read_page(import, buf_text(&page), page.len, fault);
  buf_finish(&page);
  return ok;
}

static bool knows(const char *start, size_t length) {
  return length > 4 && (memcmp(start, "---\n", 4) == 0 || memcmp(start, "---\r\n", 5) == 0);
}

const struct format format_markdown = {
    .name = "markdown", .write = write, .read = read, .knows = knows, .takes_photos = true, .is_folder = true};
