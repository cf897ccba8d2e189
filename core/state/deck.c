// Decks: cards drawn without repeating one until all were drawn; see state.h.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "state_file.h"
#include "text.h"

struct deck {
  struct state *state;
  const char *practice, *name;
  int64_t *hashes;  // of each card; two of one deck with the same count as one, and nothing else comes of it
  int64_t *drawn;   // since the deck was last used up, ascending
  size_t drawn_count;
  int64_t last;
  bool has_last;
};

static sqlite3_stmt *prepare(const struct deck *deck, const char *sql, struct fault *fault) {
  return db_prepare_with(deck->state->db, sql, DB_VALUES(deck->practice, deck->name), fault);
}

static bool load_drawn(struct deck *deck, struct fault *fault) {
  static const char sql[] = "SELECT card FROM drawn WHERE practice = ?1 AND deck = ?2 ORDER BY card";
  sqlite3_stmt *statement = prepare(deck, sql, fault);
  size_t room = 0;
  int code = SQLITE_ERROR;
  while (statement && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    if (deck->drawn_count == room) deck->drawn = mem_resize(deck->drawn, (room = room * 2 + 16) * sizeof *deck->drawn);
    deck->drawn[deck->drawn_count++] = sqlite3_column_int64(statement, 0);
  }
  bool ok = code == SQLITE_DONE || (statement && db_fault(deck->state->db, fault));
  sqlite3_finalize(statement);
  return ok;
}

static bool load_last(struct deck *deck, struct fault *fault) {
  sqlite3_stmt *statement = prepare(deck, "SELECT last FROM deck WHERE practice = ?1 AND deck = ?2", fault);
  if (!statement) return false;
  int code = sqlite3_step(statement);
  deck->has_last = code == SQLITE_ROW;
  if (deck->has_last) deck->last = sqlite3_column_int64(statement, 0);
  bool ok = code == SQLITE_ROW || code == SQLITE_DONE || db_fault(deck->state->db, fault);
  sqlite3_finalize(statement);
  return ok;
}

static int compare(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

static bool was_drawn(const struct deck *deck, int64_t card) {
  return deck->drawn && bsearch(&card, deck->drawn, deck->drawn_count, sizeof card, compare);
}

static bool came_last(const struct deck *deck, int64_t card) { return deck->has_last && card == deck->last; }

// The `random`-th of the cards that `is_out` does not take out, or -1 where it takes out all.
static int pick(const struct deck *deck, int count, uint64_t random, bool (*is_out)(const struct deck *, int64_t)) {
  int left = 0;
  for (int i = 0; i < count; i++) left += !is_out(deck, deck->hashes[i]);
  if (left == 0) return -1;
  int steps = (int)(random % (uint64_t)left);
  for (int i = 0; i < count; i++)
    if (!is_out(deck, deck->hashes[i]) && steps-- == 0) return i;
  return -1;
}

static bool note(const struct deck *deck, const char *sql, int64_t card, struct fault *fault) {
  sqlite3_stmt *statement = prepare(deck, sql, fault);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 3, card);
  bool ok = db_finish_step(deck->state->db, statement, fault);
  sqlite3_finalize(statement);
  return ok;
}

static bool start_over(const struct deck *deck, struct fault *fault) {
  return db_write(deck->state->db, "DELETE FROM drawn WHERE practice = ?1 AND deck = ?2",
                  DB_VALUES(deck->practice, deck->name), fault);
}

static int draw(struct deck *deck, int count, uint64_t random, struct fault *fault) {
  if (!load_drawn(deck, fault) || !load_last(deck, fault)) return -1;
  int card = pick(deck, count, random, was_drawn);
  if (card < 0) {
    if (!start_over(deck, fault)) return -1;
    card = pick(deck, count, random, came_last);
    if (card < 0) card = (int)(random % (uint64_t)count);
  }
  int64_t hash = deck->hashes[card];
  bool ok = note(deck, "INSERT INTO drawn VALUES(?1, ?2, ?3)", hash, fault) &&
            note(deck, "INSERT INTO deck VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET last = ?3", hash, fault);
  return ok ? card : -1;
}

int state_draw(struct state *state, const char *practice, const char *deck_name, const char *const *cards, int count,
               uint64_t random, struct fault *fault) {
  if (count <= 0) {
    fault_set(fault, "the deck \"%s\" has no cards: put at least one in", deck_name);
    return -1;
  }
  struct deck deck = {.state = state, .practice = practice, .name = deck_name};
  deck.hashes = mem_zero((size_t)count, sizeof *deck.hashes);
  for (int i = 0; i < count; i++) deck.hashes[i] = (int64_t)text_hash(cards[i]);
  int card = -1;
  if (db_run(state->db, "BEGIN IMMEDIATE", fault)) card = draw(&deck, count, random, fault);
  if (card >= 0 && !db_run(state->db, "COMMIT", fault)) card = -1;
  db_end(state->db);
  free(deck.hashes);
  free(deck.drawn);
  return card;
}
