// The agent's cards: reminders on the screen, what the person answers them, and the practices that they start.
#include <stdlib.h>
#include <string.h>

#include "agent_internal.h"
#include "agent_start.h"
#include "agent_terminals.h"
#include "catalogue.h"
#include "date.h"
#include "memory.h"
#include "text.h"

enum { NOTICE_MS = 8000 };

static struct card **find_card(struct agent *agent, int64_t id) {
  struct card **link = &agent->cards;
  while (*link && (*link)->id != id) link = &(*link)->next;
  return link;
}

void agent_drop_card(struct agent *agent, int64_t id) {
  struct card **link = find_card(agent, id), *card = *link;
  if (!card) return;
  *link = card->next;
  free(card->rule);
  free(card->practice);
  free(card->text);
  free(card->key);
  free(card);
}

// Without a bus there is no desktop to show a card; it waits for one, and a line says so now.
static void show_in_terminals(struct agent *agent, const struct schedule_card *shown) {
  struct buf words = {0}, line = {0};
  buf_format(&words, "%s  tend run %s", *shown->text ? shown->text : "A moment for yourself?", shown->practice);
  text_clean(&line, words.data, words.len, false);
  int count = agent_terminals_write(line.data);
  agent_log(agent,
            count ? "no desktop is there; said in the terminals" : "no desktop is there; the card waits for one");
  buf_finish(&words);
  buf_finish(&line);
}

void agent_show(void *context, const struct schedule_card *shown) {
  static const struct notice_action actions[] = {{"start", "Start"}, {"later", "Later"}, {"not-today", "Not today"}};
  struct agent *agent = context;
  struct card *card = mem_zero(1, sizeof *card);
  *card = (struct card){agent->cards,          ++agent->last_card,    mem_copy(shown->rule), mem_copy(shown->practice),
                        mem_copy(shown->text), mem_copy(shown->key)};
  agent->cards = card;
  // The practice's name stands in the settings that the person wrote; on a lock screen it says little.
  const struct notice notice = {
      .title = *shown->text ? shown->text : "A moment for yourself?",
      .text = *shown->text ? NULL : shown->practice,
      .actions = actions,
      .actions_count = sizeof actions / sizeof *actions,
      .urgency = NOTICE_NORMAL,
  };
  agent->notifier->class->show(agent->notifier, card->id, &notice);
  if (!bus_is_up(agent->buses[0].bus) && !agent->rules.agent.silent) show_in_terminals(agent, shown);
}

// A short word that goes by itself.
void agent_say(struct agent *agent, const char *title, const char *text) {
  const struct notice notice = {
      .title = title, .text = text, .urgency = NOTICE_LOW, .transient = true, .timeout_ms = NOTICE_MS};
  agent->notifier->class->show(agent->notifier, ++agent->last_card, &notice);
}

static void put_off(struct agent *agent, const struct card *card) {
  const struct schedule_card shown = {card->rule, card->practice, card->text, card->key};
  int64_t wanted = agent_wall() + agent->rules.agent.later, due = wanted;
  char time[DATE_TEXT_MAX];
  if (!schedule_snooze(agent->schedule, &shown, &due))
    agent_say(agent, "It comes later, as long as this computer stays on",
              "It could not be written down. Is the disk full?");
  if (due == wanted) return;
  char *title = mem_format("Quiet hours are near: it comes at %s",
                           date_minute_text(date_minute(zone_local(agent->zone, due)), time));
  agent_say(agent, title, NULL);
  free(title);
}

// Starting a practice: in a notification where its manifest says so, otherwise in a terminal.

static void on_background_ended(void *context) {
  struct agent *agent = context;
  background_end(agent->background);
  agent->background = NULL;
  schedule_on_release(agent->schedule, agent_wall());
  agent_settle(agent);
}

static struct practice *load_practice(const char *name) {
  struct catalogue catalogue;
  struct buf mistakes = {0};
  catalogue_init(&catalogue);
  struct practice *practice = catalogue_load(&catalogue, name, &mistakes);
  catalogue_finish(&catalogue);
  buf_finish(&mistakes);
  return practice;
}

static bool start_in_notice(struct agent *agent, const char *name, struct fault *fault) {
  struct practice *practice = load_practice(name);
  if (!practice || !practice->background || agent->background) {
    practice_free(practice);
    return false;
  }
  agent->background_id = ++agent->last_card;
  agent->background = background_begin(&agent->loop, agent->notifier, agent->background_id, practice,
                                       on_background_ended, agent, fault);
  return agent->background != NULL;
}

static void start(struct agent *agent, const char *name) {
  struct fault fault = {{0}};
  if (start_in_notice(agent, name, &fault)) return;
  if (agent_start(agent->rules.agent.terminal, name, &fault)) return;
  agent_log(agent, fault.text);
  agent_say(agent, "It could not be started from here", fault.text);
}

void agent_on_action(void *context, int64_t id, const char *action) {
  struct agent *agent = context;
  if (agent->background && id == agent->background_id) return background_on_action(agent->background, action);
  const struct card *card = *find_card(agent, id);
  if (!card) return;
  if (strcmp(action, "later") == 0) {
    put_off(agent, card);
  } else if (strcmp(action, "not-today") == 0) {
    schedule_decline(agent->schedule, card->rule, card->key, agent_wall());
  } else {
    schedule_started(agent->schedule, card->key);
    start(agent, card->practice);
  }
  agent->notifier->class->close(agent->notifier, id);
  agent_drop_card(agent, id);
}

void agent_on_reply(void *context, int64_t id, const char *text) {
  struct agent *agent = context;
  if (agent->background && id == agent->background_id) background_on_reply(agent->background, text);
}

void agent_on_closed(void *context, int64_t id, enum notifier_reason reason) {
  struct agent *agent = context;
  (void)reason;
  if (agent->background && id == agent->background_id) return background_on_closed(agent->background);
  agent_drop_card(agent, id);
}
