// What tend remembers for the person outside the journal, in $XDG_STATE_HOME/tend/state.db: each practice's own small
// store, its decks, the permissions granted to it, the cautions already shown, and the reminders that it set.
// Everything is keyed by the practice, so that two practices cannot reach each other. Texts are UTF-8.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

enum {
  STATE_STORE_MAX = 64 * 1024,  // bytes of keys and values that one practice may keep
  STATE_REMINDERS_MAX = 10,     // open reminders that one practice may have set
};

struct state;

struct state *state_open(const char *path, struct fault *fault);  // ":memory:" for a scratch store; NULL on failure
void state_close(struct state *state);                            // NULL is fine

// The practice's own store. Values are JSON texts (what `remember` was given, encoded). NULL as value forgets the key.
bool state_remember(struct state *state, const char *practice, const char *key, const char *value, struct fault *fault);
char *state_recall(struct state *state, const char *practice,
                   const char *key);  // the caller frees it; NULL: nothing kept

// Draws one of `count` cards: one not drawn since this deck was last used up, picked by `random`; when every card was
// drawn the deck starts over, never with the card that came last (unless it is the only one). Cards are told apart by
// their text, so a deck may grow between sessions. Durable before it returns. Returns the index, or -1.
int state_draw(struct state *state, const char *practice, const char *deck, const char *const *cards, int count,
               uint64_t random, struct fault *fault);

// Grants: a permission (as wire spells it, for instance "journal.add") for a practice with this content hash.
enum state_grant { STATE_GRANT_UNASKED, STATE_GRANT_YES, STATE_GRANT_NO };
enum state_grant state_grant(struct state *state, const char *practice, const char *hash, const char *permission);
bool state_set_grant(struct state *state, const char *practice, const char *hash, const char *permission,
                     enum state_grant grant, struct fault *fault);
// Whether the person decided about the practice when its files were others: about this permission, or with NULL about
// any.
bool state_granted_before(struct state *state, const char *practice, const char *hash, const char *permission);
bool state_revoke(struct state *state, const char *practice,
                  struct fault *fault);  // forgets every grant of the practice

// Moves what is kept under one key to another: store, decks, grants and cautions. What the other has already stays.
bool state_adopt(struct state *state, const char *from, const char *to, struct fault *fault);
// Nothing of that is kept for it any more.
bool state_forget(struct state *state, const char *practice, struct fault *fault);

// True exactly once for a caution text of a practice: the first call notes that it was shown.
bool state_caution_first(struct state *state, const char *practice, const char *caution);
bool state_caution_was_shown(struct state *state, const char *practice, const char *caution);

// Reminders set by practices. Times are Unix milliseconds, UTC.
struct state_reminder {
  int64_t id, due;
  char *practice, *text;
};
// Returns the id, or -1 with a sentence (for instance when STATE_REMINDERS_MAX are open).
int64_t state_add_reminder(struct state *state, const char *practice, int64_t due, const char *text,
                           struct fault *fault);
// All open reminders with due <= until, soonest first; the caller frees with state_free_reminders.
size_t state_reminders(struct state *state, int64_t until, struct state_reminder **reminders);
void state_free_reminders(struct state_reminder *reminders, size_t count);
bool state_close_reminder(struct state *state, int64_t id, struct fault *fault);
