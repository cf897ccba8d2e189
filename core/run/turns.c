// Every rule and when it comes next: a heap over the rules; see turns.h.
#include "turns.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "memory.h"

// How far back the newest of those that were missed is looked for, before the one that was planned is taken.
static const int64_t look_back = 2 * DATE_DAY;

// The heap.

static int64_t due_at(const struct turns *turns, size_t place) { return turns->items[turns->heap[place]].next.due; }

static void swap_places(struct turns *turns, size_t a, size_t b) {
  uint32_t kept = turns->heap[a];
  turns->heap[a] = turns->heap[b];
  turns->heap[b] = kept;
}

static void sift_down(struct turns *turns, size_t place) {
  for (;;) {
    size_t least = place;
    for (size_t child = 2 * place + 1; child <= 2 * place + 2 && child < turns->heap_count; child++)
      if (due_at(turns, child) < due_at(turns, least)) least = child;
    if (least == place) return;
    swap_places(turns, place, least);
    place = least;
  }
}

static void sift_up(struct turns *turns, size_t place) {
  for (; place > 0 && due_at(turns, place) < due_at(turns, (place - 1) / 2); place = (place - 1) / 2)
    swap_places(turns, place, (place - 1) / 2);
}

static void push(struct turns *turns, uint32_t item) {
  turns->heap[turns->heap_count] = item;
  sift_up(turns, turns->heap_count++);
}

static void remove_place(struct turns *turns, size_t place) {
  turns->heap[place] = turns->heap[--turns->heap_count];
  if (place == turns->heap_count) return;
  sift_up(turns, place);
  sift_down(turns, place);
}

// Planning.

static bool plan_after(struct turns *turns, const struct turn *turn, int64_t after, struct occurrence *next) {
  turns->plan.start = turn->start;
  if (after < turn->not_before) after = turn->not_before;
  return plan_next(turn->rule, &turns->plan, after, next, NULL);
}

static bool plan_turn(struct turns *turns, struct turn *turn, int64_t after) {
  turn->is_planned = plan_after(turns, turn, after, &turn->next);
  return turn->is_planned;
}

static void plan_all(struct turns *turns, int64_t after) {
  turns->heap_count = 0;
  for (size_t i = 0; i < turns->count; i++)
    if (plan_turn(turns, &turns->items[i], after)) push(turns, (uint32_t)i);
}

void turns_advance(struct turns *turns, int64_t after) {
  if (plan_turn(turns, turns_first(turns), after)) sift_down(turns, 0);
  else remove_place(turns, 0);
}

// The last moment of the day, as the rule's clock shows it.
static int64_t end_of_day(const struct turns *turns, const struct rule *rule, int64_t moment) {
  const struct zone *zone = plan_zone(rule, &turns->plan);
  return zone_utc(zone, date_local(date_of(zone_local(zone, moment)) + 1, 0), NULL) - 1;
}

void turns_decline(struct turns *turns, struct turn *turn, int64_t now) {
  uint32_t item = (uint32_t)(turn - turns->items);
  turn->not_before = end_of_day(turns, turn->rule, now);
  for (size_t place = 0; turn->is_planned && place < turns->heap_count; place++)
    if (turns->heap[place] == item) {
      remove_place(turns, place);
      break;
    }
  if (plan_turn(turns, turn, now)) push(turns, item);
}

// Sets right what was counted from a future that is none any more. What was dealt with already is known, and does not
// come again.
void turns_step_back(struct turns *turns, int64_t now) {
  for (size_t i = 0; i < turns->count; i++) {
    struct turn *turn = &turns->items[i];
    if (turn->start > now) turn->start = now;
    if (turn->not_before > now + DATE_DAY + DATE_HOUR) turn->not_before = 0;
  }
  plan_all(turns, now);
}

// Only `every` counts from something; the others stay as they are planned, even where their time has come meanwhile.
void turns_shift(struct turns *turns, int64_t by, int64_t now) {
  turns->heap_count = 0;
  for (size_t i = 0; i < turns->count; i++) {
    struct turn *turn = &turns->items[i];
    if (turn->rule->kind == RULE_EVERY && turn->is_planned) {
      turn->start = turn->start + by < now ? turn->start + by : now;
      plan_turn(turns, turn, now);
    }
    if (turn->is_planned) push(turns, (uint32_t)i);
  }
}

struct occurrence turns_newest(struct turns *turns, const struct turn *turn, struct occurrence first, int64_t now) {
  struct occurrence next;
  int64_t after = now - look_back > first.due ? now - look_back : first.due;
  turns->plan.start = turn->start;
  while (plan_next(turn->rule, &turns->plan, after, &next, NULL) && next.due <= now) {
    first = next;
    after = next.due;
  }
  return first;
}

bool turns_missed(struct turns *turns, const struct turn *turn, const struct agenda_past *past, int64_t now,
                  struct occurrence *newest) {
  int64_t after = past->dealt_with > now - look_back ? past->dealt_with : now - look_back;
  if (past->dealt_with == 0 || turn->rule->kind == RULE_EVERY) return false;
  if (!plan_after(turns, turn, after, newest) || newest->due > now) return false;
  *newest = turns_newest(turns, turn, *newest, now);
  return true;
}

// Looking.

int64_t turns_due(const struct turns *turns) { return turns->heap_count ? due_at(turns, 0) : INT64_MAX; }

struct turn *turns_first(const struct turns *turns) { return &turns->items[turns->heap[0]]; }

struct turn *turns_find(const struct turns *turns, const char *rule) {
  for (size_t i = 0; i < turns->count; i++)
    if (strcmp(turns->items[i].rule->name, rule) == 0) return &turns->items[i];
  return NULL;
}

// Life.

static struct turn begin(const struct turns *turns, const struct rule *rule, const struct agenda_past *past,
                         int64_t now) {
  struct turn turn = {.rule = rule, .start = now, .done_date = INT32_MIN};
  if (past && past->shown > 0 && past->shown <= now) turn.start = past->shown;
  if (past && past->declined > 0 && past->declined <= now) turn.not_before = end_of_day(turns, rule, past->declined);
  return turn;
}

void turns_load(struct turns *turns, const struct rules *rules, const struct agenda_past *pasts, size_t count,
                int64_t now) {
  turns->count = rules->count;
  turns->items = mem_resize(turns->items, rules->count * sizeof *turns->items);
  turns->heap = mem_resize(turns->heap, rules->count * sizeof *turns->heap);
  for (size_t i = 0; i < rules->count; i++) {
    const struct rule *rule = rules->items[i];
    turns->items[i] = begin(turns, rule, agenda_find_past(pasts, count, rule->name), now);
  }
  plan_all(turns, now);
}

void turns_finish(struct turns *turns) {
  free(turns->items);
  free(turns->heap);
  *turns = (struct turns){0};
}
