// A front end in front of another one. First it takes the person's part and does again what they did in an earlier run,
// unseen and on a clock that is moved (clock_replay); from there on the person goes on at the other front end, and what
// they do is noted for the next time.
#pragma once

#include "cue.h"
#include "deeds.h"
#include "front.h"

// `past` is done again; what was done is added to `present`, which is another one. All is borrowed.
struct front *front_replay(struct front *inner, struct clock *clock, const struct deeds *past, struct deeds *present);
// Only tries whether what was done can be done again: `inner` is asked how long its lines take and is shown nothing, and
// where the person would go on, the practice is left.
struct front *front_replay_trial(struct front *inner, struct clock *clock, const struct deeds *past,
                                 struct deeds *present);
// Sounds of `inner`, once the person is there; it goes with the front end.
struct cue *front_replay_cue(struct front *front, struct cue *inner);

// Notes in the present deeds where the run is now.
void front_replay_note(struct front *front);
// From here on the other front end is told nothing more: what comes is the next version's.
void front_replay_cut(struct front *front);

// The practice is over. Whatever of it was not seen is shown, and the other front end is `listener`'s from here on.
void front_replay_hand_over(struct front *front, const struct front_listener *listener);

bool front_replay_left(const struct front *front);     // the person left
bool front_replay_arrived(const struct front *front);  // all that was done before was done again
bool front_replay_asked(const struct front *front);    // and led to a question
