// Which rule's turn it is, beside a plain search through all of them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "turns.h"

// 2026-11-23 00:00 UTC, a Monday.
static const int64_t monday = INT64_C(1795392000000);

struct world {
  struct rules rules;
  struct zone *zone;
  struct turns turns;
};

static void open_world(struct world *world, const char *text, const struct agenda_past *pasts, size_t count,
                       int64_t now) {
  struct buf errors = {0};
  *world = (struct world){.zone = zone_load_local("UTC")};
  rules_init(&world->rules);
  assert_int_equal(rules_read_text(&world->rules, "tend.ini", text, strlen(text), &errors), 0);
  buf_finish(&errors);
  world->turns.plan.local = world->zone;
  turns_load(&world->turns, &world->rules, pasts, count, now);
}

static void close_world(struct world *world) {
  turns_finish(&world->turns);
  rules_finish(&world->rules);
  zone_free(world->zone);
}

static void assert_sound(const struct turns *turns) {
  int64_t soonest = INT64_MAX;
  size_t planned = 0;
  for (size_t i = 0; i < turns->count; i++) {
    const struct turn *turn = &turns->items[i];
    planned += turn->is_planned;
    if (turn->is_planned && turn->next.due < soonest) soonest = turn->next.due;
  }
  assert_int_equal(turns_due(turns), soonest);
  assert_int_equal(turns->heap_count, planned);
}

enum { RULES = 150 };

// Some come every few minutes, some at times of the day, some on one day and never again.
static char *make_rules(void) {
  struct buf text = {0};
  for (int i = 0; i < RULES; i++) {
    buf_format(&text, "[remind r%d]\npractice = tea\n", i);
    if (i % 3 == 0) buf_format(&text, "every = %dm\n", 5 + rand() % 600);
    else buf_format(&text, "at = %02d:%02d\n", rand() % 24, rand() % 60);
    if (i % 3 == 1) buf_format(&text, "on = 2026-11-%d\n", 23 + rand() % 4);
  }
  return text.data;
}

static void the_soonest_is_first_whatever_happened_to_the_others(void **unused) {
  (void)unused;
  struct world world;
  srand(11);
  char *text = make_rules();
  int64_t now = monday;
  open_world(&world, text, NULL, 0, now);
  for (int i = 0; i < 3000; i++) {
    struct turn *any = &world.turns.items[rand() % RULES];
    switch (rand() % 20) {
      case 0: turns_decline(&world.turns, any, now); break;
      case 1: turns_shift(&world.turns, rand() % DATE_HOUR, now); break;
      case 2: turns_step_back(&world.turns, now -= rand() % DATE_HOUR); break;
      default:
        now = turns_due(&world.turns);
        turns_advance(&world.turns, now);
        assert_true(turns_due(&world.turns) >= now);
    }
    assert_sound(&world.turns);
  }
  assert_in_range(world.turns.heap_count, RULES / 3, RULES - 1);  // those of one day are over
  close_world(&world);
  free(text);
}

static void without_rules_none_comes(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, "", NULL, 0, monday);
  assert_int_equal(turns_due(&world.turns), INT64_MAX);
  assert_null(turns_find(&world.turns, "tea"));
  turns_shift(&world.turns, DATE_HOUR, monday);
  turns_step_back(&world.turns, monday);
  close_world(&world);
}

static void a_declined_one_comes_tomorrow_and_when_its_days_are_over_never(void **unused) {
  (void)unused;
  struct world world;
  open_world(&world, "[remind tea]\npractice = tea\nat = 08:00, 12:00\non = mon, tue\n[remind once]\npractice = tea\n"
                     "at = 10:00\non = 2026-11-23\n", NULL, 0, monday);
  turns_decline(&world.turns, turns_find(&world.turns, "tea"), monday);
  assert_int_equal(turns_find(&world.turns, "tea")->next.due, monday + DATE_DAY + 8 * DATE_HOUR);
  assert_int_equal(turns_due(&world.turns), monday + 10 * DATE_HOUR);
  turns_decline(&world.turns, turns_find(&world.turns, "once"), monday);
  assert_false(turns_find(&world.turns, "once")->is_planned);
  assert_ptr_equal(turns_first(&world.turns), turns_find(&world.turns, "tea"));
  close_world(&world);
}

static void what_is_known_of_a_rule_holds_when_it_is_read_again(void **unused) {
  (void)unused;
  struct world world;
  const int64_t now = monday + 9 * DATE_HOUR;
  const struct agenda_past pasts[] = {
      {.rule = "tea", .dealt_with = now - DATE_HOUR, .shown = now - DATE_HOUR},
      {.rule = "walk", .dealt_with = now - DATE_HOUR, .shown = now - DATE_HOUR, .declined = now - DATE_HOUR},
  };
  open_world(&world, "[remind walk]\npractice = tea\nat = 08:00, 12:00\n[remind tea]\npractice = tea\nevery = 90m\n"
                     "[remind new]\npractice = tea\nevery = 90m\n", pasts, 2, now);
  assert_int_equal(turns_find(&world.turns, "tea")->next.due, now + 30 * DATE_MINUTE);
  assert_int_equal(turns_find(&world.turns, "new")->next.due, now + 90 * DATE_MINUTE);
  assert_int_equal(turns_find(&world.turns, "walk")->next.due, monday + DATE_DAY + 8 * DATE_HOUR);
  close_world(&world);
}

static void of_those_that_were_missed_the_newest_is_found(void **unused) {
  (void)unused;
  struct world world;
  struct occurrence newest;
  const int64_t now = monday + 5 * DATE_DAY + 9 * DATE_HOUR;
  const struct agenda_past known = {.rule = "tea", .dealt_with = monday}, done = {.rule = "tea", .dealt_with = now};
  const struct agenda_past never = {.rule = "tea"};
  open_world(&world, "[remind tea]\npractice = tea\nat = 08:00, 12:00\n", NULL, 0, now);
  const struct turn *tea = turns_find(&world.turns, "tea");
  assert_true(turns_missed(&world.turns, tea, &known, now, &newest));
  assert_int_equal(newest.due, now - DATE_HOUR);
  assert_false(turns_missed(&world.turns, tea, &done, now, &newest));
  assert_false(turns_missed(&world.turns, tea, &never, now, &newest));
  close_world(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_soonest_is_first_whatever_happened_to_the_others),
      cmocka_unit_test(without_rules_none_comes),
      cmocka_unit_test(a_declined_one_comes_tomorrow_and_when_its_days_are_over_never),
      cmocka_unit_test(what_is_known_of_a_rule_holds_when_it_is_read_again),
      cmocka_unit_test(of_those_that_were_missed_the_newest_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
