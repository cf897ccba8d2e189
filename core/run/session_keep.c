// What a session keeps: entries, decks, the practice's own store, reminders, and the answers that a practice which
// broke off had not yet put into the journal.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "memory.h"
#include "session_internal.h"

static void tell_stop(struct session *session, const char *what, const struct fault *why) {
  char *text = mem_format("%s: %s", what, why->text);
  session_tell(session, FRONT_STOP, text);
  free(text);
}

// What practices remember; the person is told once where it will not outlast the session.
static struct state *store(struct session *session, struct request *request) {
  struct fault fault;
  bool lasting;
  struct state *state = keeper_store(session->setup.keeper, &lasting, &fault);
  if (!state) session_refuse(session, request, fault.text);
  else if (!lasting && !session->told_of_store)
    tell_stop(session, "What this practice remembers is forgotten afterwards", &fault);
  session->told_of_store |= !lasting;
  return state;
}

void session_draw(struct session *session, struct request *request) {
  struct fault fault;
  struct state *state = store(session, request);
  if (!state) return;
  const json_t *list = json_object_get(request->body, "cards");
  int count = (int)json_array_size(list);
  const char **cards = mem_zero((size_t)count, sizeof *cards);
  for (int i = 0; i < count; i++) cards[i] = json_string_value(json_array_get(list, (size_t)i));
  const char *deck = json_string_value(json_object_get(request->body, "deck"));
  int card = state_draw(state, session->setup.practice->identity, deck, cards, count, session_random(session), &fault);
  free(cards);
  if (card < 0) session_refuse(session, request, fault.text);
  else session_reply(session, request, json_integer(card + 1), NULL);
}

void session_remember(struct session *session, struct request *request) {
  struct fault fault;
  struct state *state = store(session, request);
  if (!state) return;
  const json_t *value = json_object_get(request->body, "value");
  char *text = value && !json_is_null(value) ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
  const char *key = json_string_value(json_object_get(request->body, "key"));
  if (state_remember(state, session->setup.practice->identity, key, text, &fault))
    session_reply(session, request, NULL, NULL);
  else session_blame(session, request, fault.text);
  free(text);
}

void session_recall(struct session *session, struct request *request) {
  struct state *state = store(session, request);
  if (!state) return;
  const char *key = json_string_value(json_object_get(request->body, "key"));
  char *text = state_recall(state, session->setup.practice->identity, key);
  session_reply(session, request, text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL, NULL);
  free(text);
}

// The journal.

static int zone_minutes(int64_t wall) {
  time_t seconds = (time_t)(wall / 1000);
  struct tm local;
  localtime_r(&seconds, &local);
  return (int)(local.tm_gmtoff / 60);
}

static bool add_content(struct session *session, const json_t *content, char id[JOURNAL_ID_MAX], struct fault *fault) {
  struct journal *journal = keeper_journal(session->setup.keeper, fault);
  int64_t wall = session->setup.clock->class->wall(session->setup.clock);
  return journal && journal_add(journal, content, wall, zone_minutes(wall), id, fault);
}

// An answer that an entry holds is kept, and a choice has led to it; the rest would still be lost if the practice
// broke off.
static void forget_kept_answers(struct session *session, const json_t *content) {
  char *kept = json_dumps(content, JSON_COMPACT);
  for (size_t i = json_array_size(session->answers); i-- > 0;) {
    if (json_is_true(json_array_get(json_array_get(session->answers, i), 2))) {
      json_array_remove(session->answers, i);
      continue;
    }
    char *answer = json_dumps(json_array_get(json_array_get(session->answers, i), 1), JSON_COMPACT | JSON_ENCODE_ANY);
    size_t length = strlen(answer);
    bool is_short = length < 10;
    // Without its quotes, for the practice may have put it into a longer text; a short word has to stand alone.
    if (!is_short) answer[length - 1] = '\0';
    if (strstr(kept, is_short ? answer : answer + 1)) json_array_remove(session->answers, i);
    free(answer);
  }
  free(kept);
}

// The name is for the person to read; "from" tells practices of one name apart. A script can set neither.
static void name_writer(const struct session *session, json_t *content) {
  const struct practice *practice = session->setup.practice;
  json_object_set_new(content, "practice", json_string(practice->name));
  if (strcmp(practice->name, practice->identity) != 0)
    json_object_set_new(content, "from", json_string(practice->identity));
}

void session_add_entry(struct session *session, struct request *request) {
  struct fault fault;
  char id[JOURNAL_ID_MAX];
  if (!session_spend(session, request, QUOTA_ENTRIES)) return;
  json_t *content = json_copy(request->body);
  json_object_del(content, "verb");
  json_object_del(content, "id");
  json_object_del(content, "attach");
  json_t *photos = session_photos_of(session, json_object_get(request->body, "attach"));
  if (json_array_size(photos)) json_object_set(content, "attachments", photos);
  name_writer(session, content);
  if (add_content(session, content, id, &fault)) {
    forget_kept_answers(session, content);
    session_photos_kept(session, photos);
    session->receipt.wrote++;
    session_reply(session, request, json_string(id), NULL);
  } else {
    tell_stop(session, "This could not be written to your journal", &fault);
    session_refuse(session, request, fault.text);
  }
  json_decref(photos);
  json_decref(content);
}

bool session_note_answer(struct session *session, const struct request *request, const char *text, size_t length) {
  if (request->verb == WIRE_SHOW_NOTICE || request->verb == WIRE_PHOTO || length == 0) return false;
  json_array_append_new(session->answers, json_pack("[O, s%, b]", json_object_get(request->body, "text"), text, length,
                                                    request->verb == WIRE_CHOOSE));
  return true;
}

static void note_unfinished(struct session *session) {
  session_save_page(session);
  for (struct request *request = session->requests; request; request = request->next)
    if (request->begun && session_note_answer(session, request, request->begun, strlen(request->begun)))
      session->half_typed = true;
}

bool session_keep_answers(struct session *session) {
  note_unfinished(session);
  bool broke = session->status != SESSION_FINISHED;
  bool wanted = session->granted[WIRE_JOURNAL_ADD] || (broke && !session->denied[WIRE_JOURNAL_ADD]);
  json_t *photos = session_photos_left(session);
  if (!wanted || json_array_size(session->answers) + json_array_size(photos) == 0) {
    json_decref(photos);
    return false;
  }
  json_t *lines = json_array(), *asked = json_array();
  size_t i;
  json_t *pair;
  json_array_foreach(session->answers, i, pair) {
    json_array_append(asked, json_array_get(pair, 0));
    json_array_append(lines, json_array_get(pair, 1));
  }
  char id[JOURNAL_ID_MAX];
  struct fault fault;
  json_t *content = json_pack("{s:s, s:s, s:o, s:{s:o, s:b, s:b}}", "title", session->setup.practice->title, "practice",
                              session->setup.practice->name, "lines", lines, "fields", "asked", asked, "unfinished", 1,
                              "half_typed", session->half_typed);
  if (content) name_writer(session, content);
  if (content && json_array_size(photos)) json_object_set(content, "attachments", photos);
  json_decref(photos);
  bool kept = content && add_content(session, content, id, &fault);
  session->receipt.wrote += kept;
  if (content && !kept) tell_stop(session, "What you wrote could not be kept in your journal", &fault);
  json_decref(content);
  json_array_clear(session->answers);
  return kept;
}

// Dates.

static void local_time(struct session *session, struct tm *local) {
  time_t seconds = (time_t)(session->setup.clock->class->wall(session->setup.clock) / 1000);
  localtime_r(&seconds, local);
}

void session_today(struct session *session, struct request *request) {
  static const char *const weekdays[] = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  struct tm local;
  local_time(session, &local);
  const char *part = local.tm_hour < 5 ? "night" : local.tm_hour < 12 ? "morning" : local.tm_hour < 17 ? "afternoon"
                   : local.tm_hour < 22 ? "evening" : "night";
  session_reply(session, request,
                json_pack("{s:i, s:i, s:i, s:s, s:s}", "year", local.tm_year + 1900, "month", local.tm_mon + 1, "day",
                          local.tm_mday, "weekday", weekdays[local.tm_wday], "part", part),
                NULL);
}

// "15:00" is the next 15:00 on the person's clock; -1 when the text is no time.
static int64_t next_time(struct session *session, const char *at) {
  unsigned hour, minute;
  char rest;
  if (sscanf(at, "%2u:%2u%c", &hour, &minute, &rest) != 2 || hour > 23 || minute > 59) return -1;
  int64_t now = session->setup.clock->class->wall(session->setup.clock) / 1000;
  struct tm local;
  local_time(session, &local);
  for (int day = 0; day < 3; day++) {
    struct tm moment = {.tm_year = local.tm_year, .tm_mon = local.tm_mon, .tm_mday = local.tm_mday + day,
                        .tm_hour = (int)hour, .tm_min = (int)minute, .tm_isdst = -1};
    time_t seconds = mktime(&moment);
    if (seconds > now) return (int64_t)seconds * 1000;
  }
  return -1;
}

static void tell_reminder(struct session *session, int64_t due, const char *text) {
  time_t seconds = (time_t)(due / 1000);
  struct tm local;
  char when[64];
  struct buf words = {0};
  localtime_r(&seconds, &local);
  strftime(when, sizeof when, "%A %H:%M", &local);
  buf_format(&words, "A reminder is kept for %s: %s. 'tend' shows it from then on.", when, text);
  session_tell(session, FRONT_CARE, words.data);
  buf_finish(&words);
}

void session_remind_me(struct session *session, struct request *request) {
  struct fault fault;
  const char *text = json_string_value(json_object_get(request->body, "text"));
  const char *at = json_string_value(json_object_get(request->body, "at"));
  int64_t wall = session->setup.clock->class->wall(session->setup.clock);
  int64_t due =
      at ? next_time(session, at) : wall + (int64_t)(json_number_value(json_object_get(request->body, "after")) * 1e3);
  if (due < 0) return session_blame(session, request, "'at' must be a time such as \"15:00\"");
  struct state *state = keeper_state(session->setup.keeper, &fault);
  if (!state || state_add_reminder(state, practice_address(session->setup.practice), due, text, &fault) < 0) {
    tell_stop(session, "The reminder could not be kept", &fault);
    return session_refuse(session, request, fault.text);
  }
  session->receipt.reminders++;
  tell_reminder(session, due, text);
  session_reply(session, request, json_true(), NULL);
}
