#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "state.h"
#include "test_db_scratch.h"

static const char *const cards[] = {"moss", "bark", "gr\xC3\xBC\xC3\x9F", "a line\nof two", "", "\xF0\x9F\x8C\xBF",
                                    "rain"};

enum { CARDS = sizeof cards / sizeof *cards, ROUNDS = 40 };

static struct state *open_state(const char *path) {
  struct fault fault = {{0}};
  struct state *state = state_open(path, &fault);
  if (!state) fail_msg("%s", fault.text);
  return state;
}

// A fixed stream of numbers (splitmix64), so that each run draws alike.
static uint64_t next_random(void) {
  static uint64_t seed = 42;
  uint64_t z = seed += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

static int draw(struct state *store, const char *deck, int count) {
  struct fault fault = {{0}};
  int card = state_draw(store, "walk", deck, cards, count, next_random(), &fault);
  if (card < 0 || card >= count) fail_msg("drew %d: %s", card, fault.text);
  return card;
}

static void no_card_comes_again_before_all_came(void **state) {
  (void)state;
  struct state *store = open_state(":memory:");
  int last = -1;
  for (int round = 0; round < ROUNDS; round++) {
    unsigned seen = 0;
    for (int i = 0; i < CARDS; i++) {
      int card = draw(store, "woods", CARDS);
      assert_int_not_equal(card, last);
      assert_false(seen >> card & 1);
      seen |= 1u << card;
      last = card;
    }
  }
  state_close(store);
}

static void a_deck_goes_on_where_it_was_after_reopening(void **state) {
  (void)state;
  for (int round = 0; round < 5; round++) {
    unsigned seen = 0;
    for (int i = 0; i < CARDS; i++) {
      struct state *store = open_state(at("state.db"));
      seen |= 1u << draw(store, "woods", CARDS);
      state_close(store);
    }
    assert_int_equal(seen, (1u << CARDS) - 1);
  }
}

static void a_card_that_is_new_comes_in_the_same_round(void **state) {
  (void)state;
  struct state *store = open_state(":memory:");
  unsigned seen = 0;
  for (int i = 0; i < 3; i++) seen |= 1u << draw(store, "woods", 3);
  for (int i = 3; i < CARDS; i++) seen |= 1u << draw(store, "woods", CARDS);
  assert_int_equal(seen, (1u << CARDS) - 1);
  state_close(store);
}

static void cards_are_told_apart_by_their_text_and_not_their_place(void **state) {
  (void)state;
  static const char *const before[] = {"moss", "bark"}, *const after[] = {"rain", "bark", "moss"};
  struct fault fault;
  struct state *store = open_state(":memory:");
  for (int i = 0; i < 2; i++) assert_true(state_draw(store, "walk", "woods", before, 2, next_random(), &fault) >= 0);
  assert_int_equal(state_draw(store, "walk", "woods", after, 3, next_random(), &fault), 0);
  state_close(store);
}

static void decks_of_other_names_and_practices_are_other_decks(void **state) {
  (void)state;
  struct fault fault;
  struct state *store = open_state(":memory:");
  int first = draw(store, "woods", 2);
  for (uint64_t random = 0; random < 2; random++) {
    char deck[8];
    snprintf(deck, sizeof deck, "d%d", (int)random);
    assert_int_equal(state_draw(store, "walk", deck, cards, 2, random, &fault), random);
    assert_int_equal(state_draw(store, deck, "woods", cards, 2, random, &fault), random);
  }
  assert_int_equal(draw(store, "woods", 2), 1 - first);
  state_close(store);
}

static void a_single_card_may_repeat_and_no_cards_are_refused(void **state) {
  (void)state;
  static const char *const same[] = {"moss", "moss"};
  struct fault fault;
  struct state *store = open_state(":memory:");
  for (int i = 0; i < 3; i++) assert_int_equal(draw(store, "one", 1), 0);
  for (uint64_t i = 0; i < 4; i++) assert_int_equal(state_draw(store, "walk", "same", same, 2, i, &fault), i % 2);
  assert_int_equal(state_draw(store, "walk", "none", cards, 0, 1, &fault), -1);
  assert_non_null(strstr(fault.text, "no cards"));
  state_close(store);
}

static void every_card_can_come_first(void **state) {
  (void)state;
  struct fault fault;
  struct state *store = open_state(":memory:");
  for (int i = 0; i < CARDS; i++) {
    char deck[16];
    snprintf(deck, sizeof deck, "d%d", i);
    assert_int_equal(state_draw(store, "walk", deck, cards, CARDS, ((uint64_t)CARDS << 40) + (uint64_t)i, &fault), i);
  }
  state_close(store);
}

static void no_text_of_a_card_is_kept(void **state) {
  (void)state;
  static const char *const own[] = {"CANARY-my-own-line", "CANARY-another"};
  struct fault fault;
  struct state *store = open_state(at("state.db"));
  for (int i = 0; i < 2; i++) assert_true(state_draw(store, "walk", "mine", own, 2, 1, &fault) >= 0);
  struct buf wal = read_bytes(at("state.db-wal"));
  assert_null(memmem(wal.data, wal.len, "CANARY", 6));
  buf_finish(&wal);
  state_close(store);
  struct buf bytes = read_bytes(at("state.db"));
  assert_null(memmem(bytes.data, bytes.len, "CANARY", 6));
  buf_finish(&bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SCRATCH_TEST(no_card_comes_again_before_all_came),
      SCRATCH_TEST(a_deck_goes_on_where_it_was_after_reopening),
      SCRATCH_TEST(a_card_that_is_new_comes_in_the_same_round),
      SCRATCH_TEST(cards_are_told_apart_by_their_text_and_not_their_place),
      SCRATCH_TEST(decks_of_other_names_and_practices_are_other_decks),
      SCRATCH_TEST(a_single_card_may_repeat_and_no_cards_are_refused),
      SCRATCH_TEST(every_card_can_come_first),
      SCRATCH_TEST(no_text_of_a_card_is_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
