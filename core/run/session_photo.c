// Photos that a practice asked for. It gets a number for each, and neither the file's name nor a byte of it.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "photo.h"
#include "session_internal.h"

void session_explain_photo(struct session *session) {
  if (session->told_of_photos) return;
  session->told_of_photos = true;
  session_tell(
      session, FRONT_CARE,
      "Drop the picture's file here, or type where it is. Your journal gets a sealed copy; the practice does not see it.");
}

// In a rehearsal any answer stands for a photo, and no file of the person's is looked at.
static json_t *take(struct session *session, const char *typed, struct fault *fault) {
  if (keeper_is_scratch(session->setup.keeper)) return json_pack("{s:s}", "name", typed);
  struct journal *journal = keeper_journal(session->setup.keeper, fault);
  return journal ? photo_take(journal, typed, fault) : NULL;
}

bool session_photo_answer(struct session *session, struct request *request, const char *text) {
  struct fault fault;
  if (strspn(text, " \t\n") == strlen(text)) {
    session_reply(session, request, NULL, NULL);
    return true;
  }
  if (json_array_size(session->photos) == PHOTOS_MAX) {
    session_refuse(session, request, "there were as many photos as one entry can have");
    return true;
  }
  json_t *record = take(session, text, &fault);
  if (record) {
    json_array_append_new(session->photos, json_pack("[o, b]", record, 0));
    session_reply(session, request, json_integer((json_int_t)json_array_size(session->photos)), NULL);
    return true;
  }
  char *sentence = mem_format("%s. You can try again, or skip it.", fault.text);
  session_tell(session, FRONT_CARE, sentence);
  free(sentence);
  return false;
}

json_t *session_photos_of(struct session *session, const json_t *numbers) {
  json_t *records = json_array(), *number;
  size_t i;
  json_array_foreach(numbers, i, number) {
    const char *text = json_string_value(number);
    long place = text ? strtol(text, NULL, 10) : 0;
    json_t *record = place > 0 ? json_array_get(json_array_get(session->photos, (size_t)place - 1), 0) : NULL;
    if (record) json_array_append(records, record);
  }
  return records;
}

void session_photos_kept(struct session *session, const json_t *records) {
  size_t i, j;
  json_t *photo, *record;
  json_array_foreach(session->photos, i, photo) json_array_foreach(records, j, record)
    if (json_array_get(photo, 0) == record) json_array_set_new(photo, 1, json_true());
}

json_t *session_photos_left(struct session *session) {
  json_t *records = json_array(), *photo;
  size_t i;
  json_array_foreach(session->photos, i, photo)
    if (!json_is_true(json_array_get(photo, 1))) json_array_append(records, json_array_get(photo, 0));
  return records;
}
