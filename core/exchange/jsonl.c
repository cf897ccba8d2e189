// JSON Lines: one line a revision, with nothing left out. The first line says what this is; what is not ours in a line
// is kept in its content and stands in its place again when it is written. An attachment stands in a line of its own
// before the first revision that names it.
//
//   {"format":"tend journal","version":1}
//   {"attachment":"ID","key":"...","data":"BASE64"}
//   {"id":"...","entry":"...","parents":[],"created":1763000000000,"zone":60,"device":"tend","content":{...}}
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "memory.h"
#include "moment.h"
#include "text.h"

static const char name[] = "tend journal";
enum { VERSION = 1 };

// The members of a line that are ours.
static const char *const members[] = {"id", "entry", "parents", "created", "zone", "device", "content", NULL};

static bool is_ours(const char *key) {
  for (size_t i = 0; members[i]; i++)
    if (strcmp(members[i], key) == 0) return true;
  return false;
}

static json_t *bring_back(json_t *line, const json_t *content) {
  json_t *foreign = json_object_get(content, "foreign"), *kept = json_object_get(foreign, "jsonl"), *value;
  const char *key;
  if (!json_is_object(kept)) return json_incref((json_t *)content);
  json_object_foreach(kept, key, value) if (!is_ours(key)) json_object_set(line, key, value);
  json_t *rest = json_copy((json_t *)content), *others = json_copy(foreign);
  json_object_del(others, "jsonl");
  json_t *theirs = json_object_get(others, IMPORT_FOREIGN);
  if (theirs) json_object_set(rest, "foreign", theirs);
  else if (json_object_size(others)) json_object_set(rest, "foreign", others);
  else json_object_del(rest, "foreign");
  json_decref(others);
  return rest;
}

struct writing {
  struct export *export;
  json_t *written;  // the ids of the attachments so far, as members
};

static void write_attachment(struct writing *writing, const json_t *record) {
  struct buf bytes = {0};
  const char *id = json_string_value(json_object_get(record, "id"));
  if (!id || !json_object_get(record, "key") || json_object_get(writing->written, id)) return;
  if (!journal_attachment(writing->export->journal, record, &bytes, NULL)) {
    writing->export->photos++;
  } else {
    struct sink *sink = writing->export->sink;
    sink_add_text(sink, "{\"attachment\":");
    export_json(sink, json_object_get(record, "id"));
    sink_add_text(sink, ",\"key\":");
    export_json(sink, json_object_get(record, "key"));
    sink_add_text(sink, ",\"data\":\"");
    export_base64(sink, &bytes);
    sink_add_text(sink, "\"}\n");
  }
  json_object_set_new(writing->written, id, json_true());
  if (bytes.data) explicit_bzero(bytes.data, bytes.len);
  buf_finish(&bytes);
}

static bool write_line(void *context, const struct journal_entry *revision, const json_t *parents) {
  struct writing *writing = context;
  struct export *export = writing->export;
  json_t *attachments = json_object_get(revision->content, "attachments");
  for (size_t i = 0; i < json_array_size(attachments); i++) write_attachment(writing, json_array_get(attachments, i));
  json_t *line = json_pack("{s:s, s:s, s:O, s:I, s:i, s:s}", "id", revision->id, "entry", revision->entry, "parents",
                           parents, "created", (json_int_t)revision->created, "zone", revision->zone, "device",
                           revision->device);
  json_t *content = bring_back(line, revision->content);
  json_object_set_new(line, "content", content);
  export_json(export->sink, line);
  sink_add_text(export->sink, "\n");
  json_decref(line);
  return true;
}

static bool write(struct export *export, struct fault *fault) {
  json_t *first = json_pack("{s:s, s:i}", "format", name, "version", VERSION);
  export_json(export->sink, first);
  sink_add_text(export->sink, "\n");
  json_decref(first);
  struct writing writing = {export, json_object()};
  bool ok = export_each(export, write_line, &writing, fault);
  json_decref(writing.written);
  return ok;
}

// A text without U+0000 and with fewer bytes, or NULL.
static const char *text_below(const json_t *value, size_t most) {
  const char *text = json_string_value(value);
  return text && strlen(text) == json_string_length(value) && strlen(text) < most ? text : NULL;
}

static bool read_id(const json_t *value, char id[JOURNAL_ID_MAX]) {
  const char *text = text_below(value, JOURNAL_ID_MAX);
  if (!text) return false;
  for (size_t i = 0; i <= strlen(text); i++)
    id[i] = (char)(text[i] >= 'A' && text[i] <= 'F' ? text[i] | 0x20 : text[i]);
  return true;
}

static bool is_zone(const json_t *value) {
  json_int_t minutes = json_integer_value(value);
  return json_is_integer(value) && minutes >= -26 * 60 && minutes <= 26 * 60;
}

// What is wrong with the members of a line, or NULL; fills `revision`.
static const char *read_members(const json_t *line, struct journal_entry *revision) {
  json_t *created = json_object_get(line, "created"), *zone = json_object_get(line, "zone");
  json_t *parents = json_object_get(line, "parents"), *device = json_object_get(line, "device");
  json_t *entry = json_object_get(line, "entry");
  if (!read_id(json_object_get(line, "id"), revision->id)) return "has no \"id\"";
  if (!read_id(entry ? entry : json_object_get(line, "id"), revision->entry)) return "\"entry\" is no id";
  if (!json_is_integer(created)) return "has no \"created\", the milliseconds since 1970";
  if (zone && !is_zone(zone)) return "\"zone\" are no minutes";
  if (!moment_is(json_integer_value(created), (int)json_integer_value(zone)))
    return "\"created\" is in no year from 1 to 9999";
  if (parents && !json_is_array(parents)) return "\"parents\" is no array";
  if (device && !text_below(device, 1024)) return "\"device\" is no name";
  if (!json_is_object(json_object_get(line, "content"))) return "has no \"content\"";
  revision->created = json_integer_value(created);
  revision->zone = (int)json_integer_value(zone);
  revision->device = device ? json_string_value(device) : "";
  return NULL;
}

static json_t *read_content(const json_t *line) {
  json_t *content = json_object_get(line, "content"), *others = json_object(), *value;
  const char *key;
  json_object_foreach((json_t *)line, key, value) if (!is_ours(key)) json_object_set(others, key, value);
  if (json_object_size(others) == 0) {
    json_decref(others);
    return json_incref(content);
  }
  content = json_copy(content);
  json_t *foreign = json_object_get(content, "foreign");
  if (foreign) json_object_set_new(content, "foreign", json_copy(foreign));
  import_keep(content, "jsonl", others);
  return content;
}

// A revision may have members of these names that are somebody else's.
static bool is_attachment(const json_t *line) {
  return json_object_get(line, "attachment") && json_object_get(line, "data") && !json_object_get(line, "id");
}

// One that cannot be kept is said, and its entry comes all the same.
static void read_attachment(struct import *import, const json_t *line, size_t number) {
  struct fault fault;
  const char *data = json_string_value(json_object_get(line, "data"));
  size_t length = data ? json_string_length(json_object_get(line, "data")) : 0, room = length / 4 * 3 + 3, got = 0;
  unsigned char *bytes = mem_zero(room, 1);
  json_t *record = json_pack("{s:O, s:O*}", "id", json_object_get(line, "attachment"), "key", json_object_get(line, "key"));
  if (!data || sodium_base642bin(bytes, room, data, length, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
    import_bad(import, number, "this line was left out: its \"data\" is no base64");
  else if (import->journal && !journal_attach_again(import->journal, record, bytes, got, &fault))
    import_bad(import, number, "this line was left out: %s", fault.text);
  sodium_memzero(bytes, room);
  free(bytes);
  json_decref(record);
}

static bool is_header(const json_t *line) { return json_object_get(line, "format") && !json_object_get(line, "id"); }

static bool read_header(const struct import *import, const json_t *line, struct fault *fault) {
  json_int_t version = json_integer_value(json_object_get(line, "version"));
  if (version <= VERSION) return true;
  return fault_set(fault,
                   "%s: a newer tend wrote this (format %lld, and this one reads up to %d): update tend to read it",
                   import->path, (long long)version, VERSION);
}

static bool read_object(struct import *import, const json_t *line, size_t number, struct fault *fault) {
  struct journal_entry revision = {0};
  const char *wrong = read_members(line, &revision);
  if (wrong) {
    import_bad(import, number, "this line was left out: %s", wrong);
    return true;
  }
  revision.content = read_content(line);
  bool ok = import_take(import, &revision, json_object_get(line, "parents"), number, fault);
  json_decref(revision.content);
  return ok;
}

static json_t *parse(struct import *import, const struct buf *text, size_t number) {
  json_error_t error;
  size_t bad;
  json_t *line = json_loadb(buf_text(text), text->len, JSON_ALLOW_NUL, &error);
  if (json_is_object(line)) return line;
  if (line) import_bad(import, number, "this line was left out: it is no JSON object");
  else if (!text_is_utf8(buf_text(text), text->len, &bad))
    import_bad(import, number, "this line was left out: its byte %zu is not UTF-8", bad + 1);
  else import_bad(import, number, "this line was left out: it is no JSON (column %d: %s)", error.column, error.text);
  json_decref(line);
  return NULL;
}

static bool is_blank(const struct buf *text) { return strspn(buf_text(text), " \t\r") == text->len; }

static bool read_line(void *context, const struct buf *text, size_t number, struct fault *fault) {
  struct import *import = context;
  if (is_blank(text)) return true;
  json_t *line = parse(import, text, number);
  if (!line) return true;
  bool ok = true;
  if (is_header(line)) ok = read_header(import, line, fault);
  else if (is_attachment(line)) read_attachment(import, line, number);
  else ok = read_object(import, line, number, fault);
  json_decref(line);
  return ok;
}

static bool read(struct import *import, struct source *source, struct fault *fault) {
  return import_lines(import, source, read_line, import, fault);
}

// The first line, or one without a header: an object that has an id before anything else.
static bool knows(const char *start, size_t length) {
  static const char *const begins[] = {"{\"format\":\"tend journal\"", "{\"format\": \"tend journal\"", "{\"id\":"};
  for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
    if (length >= strlen(begins[i]) && memcmp(start, begins[i], strlen(begins[i])) == 0) return true;
  return false;
}

const struct format format_jsonl = {.name = "jsonl", .write = write, .read = read, .knows = knows, .takes_photos = true};
