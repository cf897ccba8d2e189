// A front end: how a person meets a practice. It shows what it is given and hands on what the person does; it decides
// nothing and knows no loop. Every text that reaches it is clean (see text_clean) and valid for the call only.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "clock.h"
#include "fault.h"

enum front_question_kind { FRONT_LINE, FRONT_TEXT, FRONT_CHOICE };

struct front_question {
  int64_t id;  // unique within the front end's life, never 0
  enum front_question_kind kind;
  const char *text;
  const char *initial;                // FRONT_LINE: what an empty answer stands for, or NULL
  // What was typed before the question was withdrawn, or NULL; only where it can be edited, or FRONT_TEXT.
  const char *begun;
  const char *const *options;         // FRONT_CHOICE
  size_t options_count;
  bool hidden;                        // FRONT_LINE: do not echo
  bool from_tend;                     // tend asks, and not the practice
};

struct front_phase {
  const char *name;   // "in", "hold", "out", "top-up", or the author's own word
  int64_t ms;
  int cycle, cycles;  // from 1
};

enum front_tone {
  FRONT_CARE,    // a caution, a kind word, the way out
  FRONT_NOTICE,  // a practice's notification
  FRONT_STOP,    // the practice could not go on
};

// What the person did. Any of these may end the session; a front end returns to its caller soon after.
struct front_listener {
  void *context;
  void (*on_answer)(void *context, int64_t question, const char *text, size_t length);
  void (*on_choice)(void *context, int64_t question, size_t option);
  void (*on_skip)(void *context, int64_t question);  // 0: whatever is being waited for
  void (*on_leave)(void *context);
  void (*on_ground)(void *context);
  void (*on_pause)(void *context, bool pause);  // time is to stand still, or to go on
};

struct front;

struct front_class {
  // Shows a line of the practice; returns how many milliseconds it takes to be read or spoken (0: go on at once).
  int64_t (*say)(struct front *front, const char *text);
  // What say() would return for this line, without showing it; NULL where that is always 0.
  int64_t (*reading)(struct front *front, const char *text);
  void (*tell)(struct front *front, enum front_tone tone, const char *text);  // tend's own voice
  void (*ask)(struct front *front, const struct front_question *question);    // one at a time
  // It is no longer wanted; `late`: because its time has run out.
  void (*retract)(struct front *front, int64_t question, bool late);
  void (*phase)(struct front *front, const struct front_phase *phase);        // a phase of the breath begins
  void (*rest)(struct front *front);                                          // the breath is over
  void (*wait)(struct front *front, const char *label, int64_t ms);           // a pause with a label begins
  // So much of it is left: now and then, for who sees no bar; or NULL.
  void (*wait_on)(struct front *front, int64_t left);
  void (*wait_over)(struct front *front);              // it ended, in whatever way; or NULL
  void (*end)(struct front *front, int status);
  // What the person has typed so far of a text that is being asked for: "" where they erased it all, and NULL where
  // that cannot be told, or no text is asked for. The caller frees it, and takes the question back next.
  char *(*unfinished)(struct front *front);
  int (*input)(struct front *front);           // the descriptor to watch, or -1 when nothing (more) is to be read now
  void (*on_input)(struct front *front);       // it is readable: read it, without waiting
  // Hands on one thing that was read earlier and is wanted now (a line typed ahead, the end of the input); false when
  // there is none. Never called from inside ask, so that a session need not expect an answer while it is still asking.
  bool (*take)(struct front *front);
  void (*destroy)(struct front *front);

  // Only for a front end that paints; otherwise NULL.
  int64_t (*due)(struct front *front);  // when it next wants to paint (the clock's steady ms), or INT64_MAX
  // Appends what its terminal is to be sent; false: nothing is new.
  bool (*paint)(struct front *front, struct buf *bytes);
  void (*on_signal)(struct front *front, int number);      // SIGWINCH, SIGTSTP, SIGCONT
};

struct front {
  const struct front_class *class;
  const struct front_listener *listener;  // set by the session that has the stage; NULL: nobody listens
  bool interactive;                       // a person is there to be asked about permissions
  bool offers_drafts;                     // it has an editor, in which a person can change what was begun before
  // With a clock that is not real: the person lets time pass while the question is open. Cleared where no time will end
  // it.
  bool silent;
  int paint_fd;                           // where what paint() appends is to be written
  int64_t last_question;                  // the newest question's id, so that ids are never used twice
};

// What a phase of the breath is called, in the person's language and in English; an author's own word stays as it is.
const char *front_phase_words(const char *phase);
const char *front_phase_original(const char *phase);

// Grounds in a few sentences, where no practice can do it.
void front_ground(struct front *front);

// Lines on stdout, answers from stdin, for a terminal, a screen reader and a pipe.
struct front *front_plain(int in, int out);
// A calm full screen, for a terminal. NULL when `in` and `out` are none.
struct front_look {
  bool reduced_motion, hide_cycles;
  const char *help_line;  // the person's own, shown with the way out; or NULL
};
struct front *front_term(int in, int out, struct clock *clock, const struct front_look *look);
// As front_plain, with answers read from a file, and shown.
struct front *front_scripted(const char *path, int out, struct fault *fault);
// JSON Lines both ways, for a front end outside this program: the verbs that WIRE_STAGE and WIRE_FRONT speak.
struct front *front_json(int in, int out);
